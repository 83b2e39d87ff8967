package io.cachex.examples.docs;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import io.cachex.BulkLoader;
import io.cachex.Cache;
import io.cachex.examples.docs.Quickstart.User;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a loader may decide, and loaders of many values. */
final class Tagged {

    record Order(String id, String customer, boolean open) {}

    /** An origin that has no answer for some keys. */
    interface Orders {
        @Nullable
        Order find(String id) throws Exception;
    }

    private Tagged() {}

    static Cache<Order> orders(Orders database) {
        return Cache.builder("orders", Order.class)
                .loader((key, context) -> {
                    Order order = database.find(key);
                    if (order != null) {
                        context.tags(List.of("customer:" + order.customer()));
                        context.ttl(order.open() ? ofSeconds(10) : ofMinutes(60));
                    }
                    return order; // null: there is none
                })
                .negativeTtl(ofSeconds(30)) // which is remembered for so long
                .build();
    }

    static void customerMoved(Cache<Order> orders) {
        orders.invalidateTag("customer:17"); // one step, however many orders there are
    }

    static Cache<User> together(BulkLoader<User> database) {
        return Cache.builder("users", User.class)
                .bulkLoader(database)
                .bulkWindow(ofMillis(2)) // single misses within 2 ms share one call of the bulk loader
                .build();
    }
}
