package io.cachex.coretests.perf;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.cachex.spi.CacheObserver;
import io.cachex.testkit.FakeTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TimedHitsTest {

    private static final int KEYS = 1_000;
    private static final int TICKS = 128;

    private final FakeTime time = new FakeTime();
    private final HitTimes times = new HitTimes();

    @Test
    void timesAboutOneHitIn64() {
        try (Cache<String> cache = cache(times)) {
            readAllKeysAtEachTick(cache);

            assertThat(times.count.get()).isBetween(KEYS * TICKS / 64 * 3 / 4, KEYS * TICKS / 64 * 5 / 4);
        }
    }

    @Test
    void timesASingleHotKeyToo() {
        try (Cache<String> cache = cache(times)) {
            cache.put("hot", "value");

            for (int tick = 0; tick < TICKS * 10; tick++) {
                time.advance(Duration.ofMillis(10));
                for (int i = 0; i < 10; i++) {
                    cache.get("hot");
                }
            }

            assertThat(times.count.get()).isBetween(TICKS * 100 / 64 / 2, TICKS * 100 / 64 * 2);
        }
    }

    @Test
    void timesNoMissAndNoStaleAnswer() {
        try (Cache<String> cache = cache(times)) {
            for (int i = 0; i < KEYS; i++) {
                cache.getIfPresent("key" + i);
            }

            assertThat(times.count).hasValue(0);
        }
    }

    @Test
    void tellsTimesOnlyToThoseWhoAskedForThem() {
        AtomicInteger unwanted = new AtomicInteger();
        CacheObserver other = new CacheObserver() {
            @Override
            public void onHitTimed(String cache, long nanos) {
                unwanted.incrementAndGet();
            }
        };
        try (Cache<String> cache = cache(other, times)) {
            readAllKeysAtEachTick(cache);

            assertThat(times.count).hasPositiveValue();
            assertThat(unwanted).hasValue(0);
        }
    }

    private void readAllKeysAtEachTick(Cache<String> cache) {
        for (int i = 0; i < KEYS; i++) {
            cache.put("key" + i, "value");
        }
        for (int tick = 0; tick < TICKS; tick++) {
            time.advance(Duration.ofMillis(10));
            for (int i = 0; i < KEYS; i++) {
                assertThat(cache.get("key" + i)).isEqualTo("value");
            }
        }
    }

    private Cache<String> cache(CacheObserver... observers) {
        var builder = Cache.builder("timed", String.class)
                .timeSource(time)
                .ttl(Duration.ofHours(1))
                .loader(key -> "loaded");
        for (CacheObserver observer : observers) {
            builder.observer(observer);
        }
        return builder.build();
    }

    private static final class HitTimes implements CacheObserver {

        private final AtomicInteger count = new AtomicInteger();

        @Override
        public boolean timesHits() {
            return true;
        }

        @Override
        public void onHitTimed(String cache, long nanos) {
            assertThat(nanos).isNotNegative();
            count.incrementAndGet();
        }
    }
}
