package io.cachex.coretests.load;

import io.cachex.ContextLoader;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** Loads that end one by one, in the order the scenario wants. */
final class SlowLoads {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Map<String, CountDownLatch> ends = new ConcurrentHashMap<>();
    private final AtomicInteger begun = new AtomicInteger();

    /** A loader that gives this value when the value may {@linkplain #end end}. */
    ContextLoader<String> next(String value) {
        CountDownLatch end = ends.computeIfAbsent(value, none -> new CountDownLatch(1));
        return (key, context) -> {
            begun.incrementAndGet();
            if (!end.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the scenario forgot the load of " + value);
            }
            return value;
        };
    }

    /** Lets the load of this value end. */
    void end(String value) {
        ends.get(value).countDown();
    }

    void awaitBegun(int count) {
        Awaitility.await().atMost(LIMIT).pollInterval(Duration.ofMillis(1)).until(() -> begun.get() >= count);
    }
}
