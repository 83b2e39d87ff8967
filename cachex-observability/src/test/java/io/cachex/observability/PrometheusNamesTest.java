package io.cachex.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cachex.spi.EvictionCause;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** N1: what Prometheus scrapes, after one of each. */
class PrometheusNamesTest {

    /** The document's own list, and what it adds in words: name, type, labels. */
    private static final List<List<String>> WANTED = List.of(
            List.of("circuit_breaker_state", "gauge", "cache component"),
            List.of("circuit_breaker_failures_total", "counter", "cache component"),
            List.of("circuit_breaker_successes_total", "counter", "cache component"),
            List.of("cache_operations_total", "counter", "cache operation status"),
            List.of("cache_operation_duration_seconds", "histogram", "cache operation"),
            List.of("dlq_failed_operations_total", "counter", "cache"),
            List.of("dlq_retried_operations_total", "counter", "cache"),
            List.of("dlq_succeeded_operations_total", "counter", "cache"),
            List.of("dlq_dropped_operations_total", "counter", "cache"),
            List.of("dlq_current_queue_size", "gauge", "cache"),
            List.of("bloom_filter_items", "gauge", "cache"),
            List.of("bloom_filter_false_positives_total", "counter", "cache"),
            List.of("bloom_filter_capacity", "gauge", "cache"),
            List.of("cachex_hits_total", "counter", "cache tier"),
            List.of("cachex_misses_total", "counter", "cache"),
            List.of("cachex_stale_serves_total", "counter", "cache"),
            List.of("upstream_available", "gauge", "cache"),
            List.of("cachex_offline_seconds_total", "counter", "cache"),
            List.of("cachex_evictions_total", "counter", "cache cause"),
            List.of("cachex_near_bytes", "gauge", "cache"),
            List.of("cachex_pressure", "gauge", "cache"),
            List.of("cachex_flights", "gauge", "cache"),
            List.of("cachex_oldest_load_seconds", "gauge", "cache"),
            List.of("cachex_bus_gaps_total", "counter", "cache"),
            List.of("cachex_lock_acquisitions_total", "counter", "cache result"),
            List.of("cachex_retries_total", "counter", "cache component"),
            List.of("cache_gets_total", "counter", "cache result"),
            List.of("cache_puts_total", "counter", "cache"),
            List.of("cache_evictions_total", "counter", "cache"),
            List.of("cache_size", "gauge", "cache"));

    private Shop shop;
    private Scrape scrape;

    @BeforeEach
    void liveADay() {
        shop = new Shop().day();
        await().pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> {
                    scrape = shop.scrape();
                    assertThat(scrape.value("dlq_failed_operations_total")).isOne();
                    assertThat(scrape.sum("cache_operation_duration_seconds_count", "operation", "get"))
                            .isEqualTo(5);
                });
    }

    @AfterEach
    void close() {
        shop.close();
    }

    /** N1: each name of the list exactly, with its type and labels. */
    @Test
    void everyNameIsThereWithItsTypeAndItsLabels() {
        Map<String, String> families = scrape.families();
        for (List<String> wanted : WANTED) {
            String name = wanted.get(0);
            boolean histogram = wanted.get(1).equals("histogram");

            assertThat(families).as(name).containsEntry(name, wanted.get(1));
            Set<String> labels = new TreeSet<>(Arrays.asList(wanted.get(2).split(" ")));
            assertThat(scrape.labels(histogram ? name + "_count" : name))
                    .as(name)
                    .isEqualTo(labels);
            if (histogram) {
                labels.add("le");
                assertThat(scrape.labels(name + "_bucket")).isEqualTo(labels);
            }
        }
    }

    /** N1, N2: one of each counts one. */
    @Test
    void oneOfEachCountsOne() {
        assertThat(scrape.value("cache_operations_total", "operation", "get", "status", "hit"))
                .isOne();
        assertThat(scrape.value("cachex_hits_total", "tier", "near")).isOne();
        assertThat(scrape.value("cache_gets_total", "result", "hit")).isOne();
        assertThat(scrape.value("cache_operations_total", "operation", "get", "status", "error"))
                .isEqualTo(2);
        assertThat(scrape.value("cachex_misses_total")).isEqualTo(5); // known, denied, gone, and broken twice
        assertThat(scrape.value("cachex_retries_total", "component", "loader"))
                .isEqualTo(3); // one that helped, two that did not
        assertThat(scrape.value("dlq_retried_operations_total")).isOne();
        assertThat(scrape.value("dlq_current_queue_size")).isOne();
        assertThat(scrape.value("dlq_succeeded_operations_total")).isZero();
        assertThat(scrape.value("dlq_dropped_operations_total")).isZero();
        assertThat(scrape.value("cachex_bloom_denied_total")).isOne();
        assertThat(scrape.value("bloom_filter_false_positives_total")).isOne();
        assertThat(scrape.value("bloom_filter_capacity")).isEqualTo(1_000);
        assertThat(scrape.value("bloom_filter_items")).isBetween(3.0, 5.0);
        assertThat(scrape.value("cachex_lock_acquisitions_total", "result", "acquired"))
                .isOne();
        assertThat(scrape.value("cache_operations_total", "operation", "load", "status", "ok"))
                .isEqualTo(2);
        assertThat(scrape.value("cache_operations_total", "operation", "write_behind", "status", "ok"))
                .isOne();
        assertThat(scrape.value("upstream_available")).isZero(); // the breaker has said so
    }

    /** N1: the states of a breaker are 0 closed, 1 half-open, 2 open, by what they mean. */
    @Test
    void aBreakerThatOpenedShowsTwo() {
        assertThat(scrape.value("circuit_breaker_state", "component", "loader")).isEqualTo(2);
        assertThat(scrape.value("circuit_breaker_state", "component", "store")).isZero();
        assertThat(scrape.value("circuit_breaker_failures_total", "component", "loader"))
                .isEqualTo(4);
        assertThat(scrape.value("circuit_breaker_successes_total", "component", "loader"))
                .isEqualTo(2);
    }

    /** N1: no key is ever a label; TH29. */
    @Test
    void noKeyIsALabel() {
        for (Scrape.Sample sample : scrape.samples()) {
            assertThat(sample.labels().values()).as(sample.name()).doesNotContainAnyElementsOf(Shop.KEYS);
            assertThat(sample.labels().values()).as(sample.name()).noneMatch(label -> label.contains("key-"));
            assertThat(sample.labels()).as(sample.name()).containsEntry("cache", "users");
        }
        assertThat(Metrics.of(shop.registry).toString()).doesNotContain("key-");
    }

    /** N1: what cannot be counted is not shown as not a number. */
    @Test
    void everyValueIsANumber() {
        assertThat(scrape.samples())
                .allSatisfy(sample -> assertThat(sample.value())
                        .as(sample.toString())
                        .isNotNaN()
                        .isFinite()
                        .isNotNegative());
    }

    /** N1: evictions by every cause there is. */
    @Test
    void evictionsAreShownByCause() {
        Set<String> causes = scrape.of("cachex_evictions_total").stream()
                .map(sample -> sample.labels().get("cause"))
                .collect(Collectors.toSet());

        assertThat(causes).hasSize(EvictionCause.values().length).contains("size", "expired");
    }

    /** N1: each family says what it is. */
    @Test
    void everyFamilyHasHelp() {
        assertThat(scrape.families().keySet())
                .allSatisfy(family -> assertThat(scrape.help(family)).as(family).isNotBlank());
    }
}
