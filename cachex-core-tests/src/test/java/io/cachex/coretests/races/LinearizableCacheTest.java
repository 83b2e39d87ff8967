package io.cachex.coretests.races;

import io.cachex.Cache;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.time.Instant;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Calls on one key: each takes effect at one moment between its begin and its end.
 *
 * <p>Reads that load are left to {@link InvalidationRaceTest}. A load that a change overtakes is answered to those who wait
 * for it and kept nowhere, so it takes effect at no moment at all; that is what B3 wants, but no variable behaves so.
 */
@Tag("no-agent")
public class LinearizableCacheTest {

    private static final boolean SOAK = Boolean.getBoolean("cachex.soak");

    private final Cache<Integer> cache = Cache.builder("linear", Integer.class)
            .noTimeout()
            .timeSource(new Standstill())
            .executor(Runnable::run)
            .build();

    @Operation
    public Integer getIfPresent() {
        return cache.getIfPresent("k");
    }

    @Operation
    public void put(int value) {
        cache.put("k", value);
    }

    @Operation
    public boolean putIfAbsent(int value) {
        return cache.putIfAbsent("k", value);
    }

    @Operation
    public void invalidate() {
        cache.invalidate("k");
    }

    @Operation
    public void clear() {
        cache.clear();
    }

    @Test
    void isLinearizableUnderStress() {
        new StressOptions()
                .iterations(SOAK ? 200 : 10)
                .invocationsPerIteration(SOAK ? 10_000 : 1_000)
                .threads(3)
                .actorsPerThread(2)
                .actorsBefore(1)
                .actorsAfter(2)
                .sequentialSpecification(Model.class)
                .check(LinearizableCacheTest.class);
    }

    /** The same on one variable. */
    public static class Model {
        private Integer value;

        public Integer getIfPresent() {
            return value;
        }

        public void put(int newValue) {
            value = newValue;
        }

        public boolean putIfAbsent(int newValue) {
            boolean absent = value == null;
            if (absent) {
                value = newValue;
            }
            return absent;
        }

        public void invalidate() {
            value = null;
        }

        public void clear() {
            value = null;
        }
    }

    /** A clock that shows one time for ever. */
    private static final class Standstill implements TimeSource {

        @Override
        public long nanos() {
            return 0;
        }

        @Override
        public long coarseNanos() {
            return 0;
        }

        @Override
        public Instant instant() {
            return Instant.EPOCH;
        }

        @Override
        public Scheduled schedule(Duration delay, Runnable task) {
            return () -> true;
        }

        @Override
        public Handle open() {
            return () -> {};
        }
    }
}
