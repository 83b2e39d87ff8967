package io.cachex.examples.drill.orders;

import io.cachex.Cache;
import io.cachex.DeadLetter;
import io.cachex.LetterFilter;
import io.cachex.Write;
import io.cachex.disk.DiskJournal;
import io.cachex.resilience.WriteBehind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Orders in a cache that writes them behind, with a journal on disk. */
final class CacheXWriter implements OrderWriter {

    private final Cache<Order> orders;
    private final CountDownLatch never = new CountDownLatch(1);

    CacheXWriter(OrderTables tables, Path journal) {
        orders = Cache.builder("orders", Order.class)
                .writeBehind(WriteBehind.<Order>toBatches(writes -> {
                            tables.write(writes.stream()
                                    .map(Write::value)
                                    .filter(Objects::nonNull)
                                    .toList());
                            return Map.of();
                        })
                        .journal(DiskJournal.at(journal))
                        .coalescing(false) // so that each change can be counted
                        .deadLetters(10_000))
                .build();
    }

    @Override
    public void accept(Order order) {
        orders.writeBehind(order.id(), order);
    }

    @Override
    public void drain() throws InterruptedException {
        while (orders.writeBehindStats().waiting() > 0) {
            never.await(20, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public List<Long> parked() {
        return orders.deadLetters().list(LetterFilter.all(), 0, Integer.MAX_VALUE).stream()
                .map(DeadLetter::value)
                .filter(Objects::nonNull)
                .map(Order::number)
                .toList();
    }

    @Override
    public void close() {
        orders.close();
    }
}
