package io.cachex.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cachex.Cache;
import io.cachex.resilience.upstream.Upstream;
import io.cachex.resilience.upstream.Upstreams;
import io.cachex.spi.CacheOperation;
import io.cachex.spi.StoreOperation;
import io.micrometer.core.instrument.Meter;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** N1: the reference says what the registry says. With {@code -Dcachex.docs.write=true} it is written anew. */
class MetricsReferenceTest {

    private static final String PAGE = "docs/metrics-reference.md";

    private static final String HEAD = """
            # Metrics reference

            Made from a scrape by `MetricsReferenceTest`, which fails while this page says anything else. To write it anew:

            ```
            mvn test -pl cachex-observability -am -Dtest=MetricsReferenceTest -Dsurefire.failIfNoSpecifiedTests=false -DargLine=-Dcachex.docs.write=true
            ```

            What the metrics mean, and how they are switched on: [metrics](metrics.md). Every one has the label `cache`. In
            Micrometer they have dots, and neither the unit nor `total` at the end.

            | Prometheus | type | labels beside `cache` | Micrometer | there if | what it is |
            |---|---|---|---|---|---|
            """;

    /** What a cache must have, by how a family's name begins. */
    private static final Map<String, String> NEEDS = new LinkedHashMap<>();

    static {
        NEEDS.put("circuit_breaker_", "it has a `CircuitBreaker`");
        NEEDS.put("cachex_breaker_", "it has a `CircuitBreaker`");
        NEEDS.put("dlq_", "it writes behind");
        NEEDS.put("cachex_writes_", "it writes behind");
        NEEDS.put("bloom_", "it has a `BloomGuard`");
        NEEDS.put("cachex_bloom_", "it has a `BloomGuard`");
        NEEDS.put("cachex_bus_", "it has a bus");
        NEEDS.put("cachex_retries_", "it has a `Retry`");
        NEEDS.put("cachex_upstreams", "its loader is an `Upstreams`");
        NEEDS.put("cachex_lock_", "it has locks, or one was asked for");
        NEEDS.put("cache_gets_", "`cacheMeters`");
        NEEDS.put("cache_puts_", "`cacheMeters`");
        NEEDS.put("cache_evictions_", "`cacheMeters`");
        NEEDS.put("cache_size", "`cacheMeters`");
    }

    private static String reference() {
        try (Shop shop = new Shop();
                Upstreams<String> upstreams = Upstreams.<String>builder("eu")
                        .add(Upstream.of("eu", key -> key).check(() -> true))
                        .build();
                Cache<String> articles = Cache.builder("articles", String.class)
                        .loader(upstreams)
                        .observer(Metrics.of(shop.registry))
                        .build()) {
            shop.day();
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> upstreams.health().isAvailable());
            assertThat(articles.get("a")).isEqualTo("a");
            Scrape scrape = shop.scrape();
            assertThat(scrape.value("cachex_upstreams", "state", "healthy")).isOne();
            Map<String, String> names = new TreeMap<>();
            for (Meter meter : shop.registry.getMeters()) {
                String name =
                        meter.getId().getConventionName(shop.registry.config().namingConvention());
                boolean isCounter = meter.getId().getType() == Meter.Type.COUNTER;
                names.put(
                        isCounter && !name.endsWith("_total") ? name + "_total" : name,
                        meter.getId().getName());
            }
            return HEAD + rows(scrape, names) + values();
        }
    }

    private static String rows(Scrape scrape, Map<String, String> names) {
        StringBuilder rows = new StringBuilder();
        scrape.families().forEach((family, type) -> {
            String name = names.get(family);
            if (name == null) {
                assertThat(family).as("a maximum, which belongs to a histogram").endsWith("_max");
                return;
            }
            Set<String> labels = new TreeSet<>(scrape.labels(type.equals("histogram") ? family + "_count" : family));
            labels.remove("cache");
            rows.append("| `").append(family).append("` | ").append(type).append(" | ");
            rows.append(labels.stream().map(label -> '`' + label + '`').collect(Collectors.joining(", ")));
            rows.append(" | `").append(name).append("` | ").append(need(family)).append(" | ");
            rows.append(scrape.help(family)).append(" |\n");
        });
        return rows.toString();
    }

    private static String need(String family) {
        return NEEDS.entrySet().stream()
                .filter(need -> family.startsWith(need.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("always");
    }

    /** The values of those labels that have a fixed set. */
    private static String values() {
        StringBuilder text = new StringBuilder("\n## Values of labels\n\n| label | values |\n|---|---|\n");
        String operations = Stream.of(
                        Arrays.stream(CacheOperation.values()).map(Labels::of),
                        Stream.of("load", "lock", "near_hit"),
                        Arrays.stream(StoreOperation.values()).map(Labels::of))
                .flatMap(names -> names)
                .map(name -> '`' + name + '`')
                .collect(Collectors.joining(", "));
        row(text, "operation", operations);
        row(text, "status", "of `get`: `hit`, `miss`, `stale`, `error`; of others: `ok`, `error`");
        row(
                text,
                "component",
                "`store`, `loader`, or the name of the breaker, without the cache's name and a dot before it");
        row(text, "tier", "`near`, `store`");
        row(text, "cause", "`size`, `expired`, `pressure`, `heap`, `refused`");
        row(text, "result", "of locks: `acquired`, `busy`, `error`; of `cache_gets_total`: `hit`, `miss`");
        row(text, "state", "`healthy`, `unhealthy`, `unknown`");
        return text.toString();
    }

    private static void row(StringBuilder text, String label, String values) {
        text.append("| `").append(label).append("` | ").append(values).append(" |\n");
    }

    @Test
    void thePageSaysWhatTheRegistrySays() throws IOException {
        String reference = reference();
        if (Boolean.getBoolean("cachex.docs.write")) {
            Files.writeString(Repository.file(PAGE), reference);
        }

        assertThat(Repository.text(PAGE)).isEqualTo(reference);
    }

    /** The values that the page lists are all there are. */
    @Test
    void theCausesOfEvictionsAreListed() {
        String values = values();

        assertThat(Arrays.stream(io.cachex.spi.EvictionCause.values()).map(Labels::of))
                .allSatisfy(cause -> assertThat(values).contains('`' + cause + '`'));
        assertThat(Labels.OWN)
                .allSatisfy(label -> assertThat(label.equals("cache") || values.contains("| `" + label))
                        .as(label)
                        .isTrue());
    }
}
