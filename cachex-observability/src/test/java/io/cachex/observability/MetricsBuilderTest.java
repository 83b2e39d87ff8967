package io.cachex.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.ConfigurationException;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A1: options of metrics fail where they enter. */
class MetricsBuilderTest {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MetricsBuilder builder = Metrics.builder(registry);

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "9shop", "shop.", "sh op", "sh\u00f6p", "shop-eu", "sh\nop"})
    void badPrefixesAreRefused(String prefix) {
        assertThatThrownBy(() -> builder.prefix(prefix))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("prefix");
    }

    @Test
    void tagsOfOurOwnAreRefused() {
        for (String own : Labels.OWN) {
            assertThatThrownBy(() -> builder.tag(own, "x"))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("tag.key")
                    .hasMessageContaining(own);
        }
        assertThatThrownBy(() -> builder.tag(" ", "x")).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> builder.tag("region", "")).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void badBucketsAreRefused() {
        Duration second = Duration.ofSeconds(1);
        Duration[] many =
                IntStream.rangeClosed(1, 51).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
        for (Duration[] bad : new Duration[][] {
            {Duration.ZERO}, {second, second}, {second, Duration.ofMillis(1)}, {Duration.ofHours(2)}, {null}, many
        }) {
            assertThatThrownBy(() -> builder.buckets(bad))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("buckets");
        }
    }

    @Test
    void missingThingsAreRefused() {
        assertThatThrownBy(() -> Metrics.of(null)).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> builder.prefix(null)).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> builder.tag(null, "x")).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> builder.buckets((Duration[]) null)).isInstanceOf(ConfigurationException.class);
    }

    /** N1: the timers' buckets are the user's. */
    @Test
    void bucketsCanBeChosen() {
        Metrics metrics =
                builder.buckets(Duration.ofMillis(3), Duration.ofSeconds(2)).build();
        try (Cache<String> cache =
                Cache.builder("users", String.class).observer(metrics).build()) {
            cache.put("a", "b");

            assertThat(Scrape.of(registry).of("cache_operation_duration_seconds_bucket"))
                    .filteredOn(sample -> sample.labels().containsValue("put"))
                    .extracting(sample -> sample.labels().get("le"))
                    .containsExactly("0.003", "2.0", "+Inf");
        }
    }

    /** N1: without buckets a timer is a summary. */
    @Test
    void noBucketsMakeASummary() {
        try (Cache<String> cache = Cache.builder("users", String.class)
                .observer(builder.buckets().build())
                .build()) {
            cache.put("a", "b");

            assertThat(Scrape.of(registry).families()).containsEntry("cache_operation_duration_seconds", "summary");
        }
    }

    @Test
    void printsItself() {
        assertThat(Metrics.of(registry)).hasToString("metrics(10 buckets)");
        assertThat(builder.prefix("shop")
                        .tag("region", "eu")
                        .buckets()
                        .timeNearHits(true)
                        .cacheMeters(false)
                        .build())
                .hasToString("metrics(shop.*, region=eu, 0 buckets, near hits timed, without cache.*)");
    }
}
