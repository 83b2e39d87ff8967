package io.cachex.coretests.races;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.store.MemoryStore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** However many ask for a key that is missing, it is loaded once; and once more after each invalidation (B1). */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SingleFlightRaceTest {

    private final AtomicInteger loads = new AtomicInteger();
    private volatile String key = "none";
    private volatile int generation;

    @ParameterizedTest
    @CsvSource({"NEAR, 100000", "NEAR_AND_STORE, 20000", "NEAR_AND_SHUFFLED_STORE, 2000"})
    void loadsOncePerGeneration(InvalidationRaceTest.Tiers tiers, int rounds) {
        CacheBuilder<Integer> builder = Cache.builder("single", Integer.class).noTimeout();
        builder.loader(k -> {
            loads.incrementAndGet();
            return generation;
        });
        switch (tiers) {
            case NEAR -> {}
            case NEAR_AND_STORE -> builder.storePolicies().store(MemoryStore.create());
            default -> builder.storePolicies().store(new ShuffledStore());
        }
        try (Cache<Integer> cache = builder.build()) {
            Rounds.Step read = () -> {
                int expected = generation;
                Integer value = cache.get(key);
                if (value == null || value != expected) {
                    throw new AssertionError("read " + value + " in generation " + expected);
                }
            };
            Rounds.run(
                    Rounds.of(rounds),
                    () -> {
                        int before = loads.getAndSet(0);
                        if (generation > 0 && before != 1) {
                            throw new AssertionError(before + " loads in generation " + generation);
                        }
                        generation++;
                        key = generation % 2 == 0 ? key : "k" + generation % 64;
                        cache.invalidate(key);
                    },
                    read,
                    read,
                    read);
            assertThat(loads).hasValue(1);
            assertThat(cache.stats().runningLoads()).isZero();
        }
    }
}
