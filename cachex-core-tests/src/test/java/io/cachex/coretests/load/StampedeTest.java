package io.cachex.coretests.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.cachex.coretests.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;

class StampedeTest {

    private static final int CALLERS = 1_000;

    @AutoClose
    private final Scene scene = new Scene();

    /** Issue 2, B1, P5: 1,000 threads on one missing key: one load. Their times are the benchmarks' business. */
    @EachSetup
    void thousandThreadsOnOneMissingKeyMakeOneLoad(Setup setup) {
        Cache<String> cache = scene.cache(setup);
        scene.origin.hang();
        CountDownLatch start = new CountDownLatch(1);
        List<Caller<String>> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            callers.add(Caller.start(() -> {
                assertThat(start.await(20, TimeUnit.SECONDS)).isTrue();
                return cache.get("a");
            }));
        }

        start.countDown();
        scene.origin.awaitLoads(1);
        scene.origin.release();

        assertThat(callers).extracting(Caller::result).containsOnly("a@1");
        assertThat(scene.origin.loads()).isOne();
    }

    /** N2: a thousand reads are a thousand hits and misses. */
    @EachSetup
    void readsOfAStampedeAreCountedOnceEach(Setup setup) {
        Cache<String> cache = scene.cache(setup);
        List<Caller<String>> callers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            callers.add(Caller.start(() -> cache.get("a")));
        }

        assertThat(callers).extracting(Caller::result).containsOnly("a@1");

        assertThat(cache.stats().reads()).isEqualTo(100);
        assertThat(cache.stats().loads()).isOne();
    }
}
