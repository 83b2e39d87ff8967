package io.cachex.observability;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.cachex.Near;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** N1: Micrometer's own cache meters, by the class that defines them. */
class StandardMetersTest {

    /** What a meter is, and its value. */
    private static Map<String, Double> meters(MeterRegistry registry) {
        Map<String, Double> meters = new TreeMap<>();
        for (Meter meter : registry.getMeters()) {
            Meter.Id id = meter.getId();
            if (id.getName().startsWith("cache.") && !id.getName().startsWith("cache.operation")) {
                for (Measurement measurement : meter.measure()) {
                    meters.put(id + " " + id.getType() + " " + id.getBaseUnit(), measurement.getValue());
                }
            }
        }
        return meters;
    }

    /** N1: the meters of an observed cache and those that a framework binds are the same, in name, tags, type and value. */
    @Test
    void observedAndBoundMetersAreTheSame() {
        SimpleMeterRegistry observed = new SimpleMeterRegistry();
        SimpleMeterRegistry bound = new SimpleMeterRegistry();
        try (Cache<String> cache = Cache.builder("users", String.class)
                .near(Near.maximumSize(16))
                .loader(key -> key)
                .observer(Metrics.of(observed))
                .build()) {
            Metrics.binder(cache, Tags.empty()).bindTo(bound);
            for (int i = 0; i < 10; i++) {
                cache.get("k" + i % 5);
                cache.put("p" + i % 3, "v");
            }

            assertThat(meters(observed)).isEqualTo(meters(bound)).hasSize(5);
            assertThat(bound.get("cache.gets")
                            .tag("result", "hit")
                            .functionCounter()
                            .count())
                    .isEqualTo(5);
            assertThat(bound.get("cache.gets")
                            .tag("result", "miss")
                            .functionCounter()
                            .count())
                    .isEqualTo(5);
            assertThat(bound.get("cache.puts").functionCounter().count()).isEqualTo(15);
            assertThat(bound.get("cache.size").gauge().value()).isEqualTo(8);
        }
    }

    /** N1: a binder's meters have the tags that the framework gives. */
    @Test
    void aBinderHasTheTagsItWasGiven() {
        SimpleMeterRegistry bound = new SimpleMeterRegistry();
        try (Cache<String> cache = Cache.builder("users", String.class).build()) {
            Metrics.binder(cache, Tags.of("cache.manager", "main")).bindTo(bound);

            Set<Tags> tags = bound.getMeters().stream()
                    .map(meter -> Tags.of(meter.getId().getTags()))
                    .collect(Collectors.toSet());

            assertThat(tags)
                    .allSatisfy(all -> assertThat(all)
                            .contains(io.micrometer.core.instrument.Tag.of("cache.manager", "main"))
                            .contains(io.micrometer.core.instrument.Tag.of("cache", "users")));
        }
    }
}
