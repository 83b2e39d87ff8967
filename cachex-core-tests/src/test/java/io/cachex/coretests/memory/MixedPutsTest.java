package io.cachex.coretests.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.cachex.Near;
import io.cachex.NearInvariants;
import io.cachex.Priority;
import io.cachex.PutOptions;
import io.cachex.coretests.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Many writers at once: the bound holds at every moment, and nothing is left behind. Ten million puts with {@code cachex.soak}. */
class MixedPutsTest {

    private static final int PUTS = Boolean.getBoolean("cachex.soak") ? 10_000_000 : 200_000;
    private static final long MOST = 1 << 20;
    private static final int WRITERS = 3;

    /** K1: a soak of puts of mixed priorities keeps the bytes within the bound at every sample. */
    @Test
    void keepsBytesWithinTheBoundAtEverySample() {
        AtomicBoolean over = new AtomicBoolean();
        try (Cache<byte[]> cache = Cache.builder("mixed", byte[].class)
                .near(Near.maximumBytes(MOST))
                .build()) {
            Caller<Long> sampler = Caller.start(() -> {
                long most = 0;
                while (!over.get()) {
                    most = Math.max(most, cache.stats().nearWeight());
                }
                return most;
            });
            List<Caller<Boolean>> writers = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                Random random = new Random(writer);
                writers.add(Caller.start(() -> write(cache, random)));
            }
            writers.forEach(writer -> assertThat(writer.result()).isTrue());
            over.set(true);

            assertThat(sampler.result()).isBetween(MOST / 2, MOST);
            NearInvariants.check(cache);
            assertThat(held(cache)).isLessThanOrEqualTo(MOST);
        }
    }

    /** TH23: random keys without end leave the tier at its bound. */
    @Test
    void staysAtItsBoundUnderRandomKeys() {
        try (Cache<String> cache = Cache.builder("random", String.class)
                .near(Near.maximumSize(1_000))
                .noTimeout()
                .loader(key -> key)
                .build()) {
            Random random = new Random(1);
            for (int i = 0; i < PUTS; i++) {
                cache.get("k" + random.nextLong());
                if (i % 1_000 == 0) {
                    assertThat(cache.stats().nearSize()).isLessThanOrEqualTo(1_000 + 512);
                }
            }
            NearInvariants.check(cache);
            assertThat(cache.stats().nearSize()).isLessThanOrEqualTo(1_000);
        }
    }

    private static boolean write(Cache<byte[]> cache, Random random) {
        Priority[] priorities = Priority.values();
        for (int i = 0; i < PUTS / WRITERS; i++) {
            String key = "k" + random.nextInt(20_000);
            switch (random.nextInt(10)) {
                case 0 -> cache.invalidate(key);
                case 1 -> cache.getIfPresent(key);
                default ->
                    cache.put(
                            key,
                            new byte[random.nextInt(500)],
                            PutOptions.defaults().priority(priorities[random.nextInt(3)]));
            }
        }
        return true;
    }

    private static long held(Cache<byte[]> cache) {
        return cache.stats().nearWeight();
    }
}
