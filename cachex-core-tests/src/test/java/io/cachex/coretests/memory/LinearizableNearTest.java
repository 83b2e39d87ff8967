package io.cachex.coretests.memory;

import io.cachex.Cache;
import io.cachex.Held;
import io.cachex.Near;
import io.cachex.Pressure;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Calls on a tier that is bounded by weight and never full: room is taken and given back, and none is ever short. */
@Tag("no-agent")
@Param(name = "key", gen = IntGen.class, conf = "1:2")
@Param(name = "value", gen = IntGen.class, conf = "0:9")
public class LinearizableNearTest {

    private static final boolean SOAK = Boolean.getBoolean("cachex.soak");

    private final Cache<Integer> cache = Cache.builder("linear", Integer.class)
            .near(Near.maximumWeight(16, (String key, Integer value) -> 1).pressure(Pressure.off()))
            .noTimeout()
            .executor(Runnable::run)
            .build();

    @Operation
    public Integer getIfPresent(@Param(name = "key") int key) {
        return cache.getIfPresent("k" + key);
    }

    @Operation
    public void put(@Param(name = "key") int key, @Param(name = "value") int value) {
        cache.put("k" + key, value);
    }

    @Operation
    public boolean putIfAbsent(@Param(name = "key") int key, @Param(name = "value") int value) {
        return cache.putIfAbsent("k" + key, value);
    }

    @Operation
    public void invalidate(@Param(name = "key") int key) {
        cache.invalidate("k" + key);
    }

    @Operation
    public Integer hold(@Param(name = "key") int key) {
        try (Held<Integer> held = cache.hold("k" + key)) {
            return held == null ? null : held.value();
        }
    }

    @Test
    void isLinearizableUnderStress() {
        new StressOptions()
                .iterations(SOAK ? 200 : 10)
                .invocationsPerIteration(SOAK ? 10_000 : 1_000)
                .threads(3)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(2)
                .sequentialSpecification(Model.class)
                .check(LinearizableNearTest.class);
    }

    /** The same on two variables. */
    public static class Model {
        private final Integer[] values = new Integer[3];

        public Integer getIfPresent(int key) {
            return values[key];
        }

        public void put(int key, int value) {
            values[key] = value;
        }

        public boolean putIfAbsent(int key, int value) {
            boolean absent = values[key] == null;
            if (absent) {
                values[key] = value;
            }
            return absent;
        }

        public void invalidate(int key) {
            values[key] = null;
        }

        public Integer hold(int key) {
            return values[key];
        }
    }
}
