package io.cachex.observability;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.cachex.spi.CachePart;
import io.cachex.spi.CacheReading;
import io.cachex.spi.CacheView;
import io.cachex.spi.EvictionCause;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** N1: counts go forward whatever becomes of what is read, and gauges say what they can. */
class CountsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    /** A cache that tells what it is told to. */
    private static final class Told implements CacheView {

        private long hits;
        private boolean fails;

        @Override
        public String name() {
            return "users";
        }

        @Override
        public CacheReading read() {
            if (fails) {
                throw new IllegalStateException("a part that fails");
            }
            return new CacheReading(
                    new CacheReading.Reads(hits, 0, 0, 0, 0),
                    new CacheReading.Loads(0, 0, 0, 0, 0, 0, 0, 0, Duration.ZERO),
                    new CacheReading.Copies(7, 0, 0, 0.5, Map.of(EvictionCause.SIZE, 3L)),
                    new CacheReading.Origin(true, true, Duration.ZERO),
                    0,
                    0,
                    0,
                    0,
                    null);
        }

        @Override
        public List<CachePart> parts() {
            return List.of();
        }

        @Override
        public String describe() {
            return "told";
        }
    }

    private static double hits(MeterRegistry registry) {
        return registry.get("cachex.hits").tag("tier", "near").functionCounter().count();
    }

    /** A count that went back would be read as a burst. */
    @Test
    void aCountNeverGoesBack() {
        Told cache = new Told();
        Metrics.of(registry).onOpen(cache);
        cache.hits = 100;
        assertThat(hits(registry)).isEqualTo(100);

        cache.hits = 99;
        assertThat(hits(registry)).isEqualTo(100);
        cache.fails = true;
        assertThat(hits(registry)).isEqualTo(100);
        cache.fails = false;
        cache.hits = 101;
        assertThat(hits(registry)).isEqualTo(101);
    }

    /** What cannot be read is no number; and it keeps nothing from being closed. */
    @Test
    void aGaugeThatCannotBeReadIsNoNumber() {
        Metrics metrics = Metrics.of(registry);
        Told cache = new Told();
        metrics.onOpen(cache);
        assertThat(registry.get("cachex.near.entries").gauge().value()).isEqualTo(7);

        cache.fails = true;
        assertThat(registry.get("cachex.near.entries").gauge().value()).isNaN();

        metrics.onClose(cache);
        assertThat(registry.getMeters()).isEmpty();
    }

    /** An event on its way while the cache is closed brings no meter back. */
    @Test
    void anEventThatOvertakesTheEndBringsNothingBack() {
        EventMeters events = new EventMeters(
                registry, new MetricsOptions("", Tags.empty(), List.of(), false, true), Tags.of("cache", "users"));
        events.load(5, true);
        assertThat(registry.getMeters()).isNotEmpty();

        events.end();
        events.load(5, true);
        events.storeCall(io.cachex.spi.StoreOperation.READ, 5, true);
        events.lock(true, 5, true);

        assertThat(registry.getMeters()).isEmpty();
    }

    /** Registries may be composed, before and after a cache is built. */
    @Test
    void registriesThatJoinLaterShowTheCache() {
        CompositeMeterRegistry composite = new CompositeMeterRegistry();
        SimpleMeterRegistry late = new SimpleMeterRegistry();
        Cache<String> cache = Cache.builder("users", String.class)
                .loader(key -> key)
                .observer(Metrics.of(composite))
                .build();
        try (cache) {
            cache.get("a");
            composite.add(late);
            cache.get("a");

            assertThat(hits(late)).isOne();
            assertThat(late.get("cachex.near.entries").gauge().value()).isOne();
        }
        assertThat(late.getMeters()).isEmpty();
    }
}
