package io.cachex.observability;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.CacheException;
import io.cachex.resilience.CircuitBreaker;
import io.cachex.spi.Policy;
import io.cachex.spi.ReplaceablePolicy;
import io.cachex.store.MemoryStore;
import io.cachex.testkit.FakeTime;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** N1: breakers are found in a cache, wherever they stand, and shown by name and state. */
class ComponentsTest {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final FakeTime time = new FakeTime();

    private CacheBuilder<String> users() {
        return Cache.builder("users", String.class).timeSource(time).observer(Metrics.of(registry));
    }

    private static CircuitBreaker named(String name) {
        return CircuitBreaker.builder().name(name).build();
    }

    private double state(String component) {
        return Scrape.of(registry).value("circuit_breaker_state", "component", component);
    }

    /** N1: 0 closed, 1 half-open, 2 open. */
    @Test
    void aBreakerShowsEachOfItsStates() {
        AtomicBoolean away = new AtomicBoolean(true);
        CircuitBreaker breaker = CircuitBreaker.builder()
                .failureThreshold(2)
                .openFor(ofSeconds(30))
                .halfOpenMax(2)
                .timeSource(time)
                .build();
        try (Cache<String> cache = users().loader(key -> {
                    if (away.get()) {
                        throw new IOException("away");
                    }
                    return key;
                })
                .loaderPolicies(breaker)
                .build()) {
            assertThat(state("loader")).isZero();

            for (String key : new String[] {"a", "b"}) {
                assertThatThrownBy(() -> cache.get(key)).isInstanceOf(CacheException.class);
            }
            assertThat(state("loader")).isEqualTo(2);

            away.set(false);
            time.advance(Duration.ofSeconds(31));
            cache.get("c");
            assertThat(state("loader")).isOne();

            cache.get("d");
            assertThat(state("loader")).isZero();
            breaker.forceOpen();
            assertThat(state("loader")).isEqualTo(2);
        }
    }

    /** N1: the policies that a store gets by default are found, too. */
    @Test
    void theBreakerThatIsThereByDefaultIsShown() {
        try (Cache<String> cache = users().store(MemoryStore.of(1 << 20)).build()) {
            cache.put("a", "b");

            assertThat(state("store")).isZero();
            assertThat(Scrape.of(registry).value("circuit_breaker_successes_total", "component", "store"))
                    .isPositive();
        }
    }

    /** N1, M3: what is exchanged while the cache runs, as by a profile that changed, is shown in its stead. */
    @Test
    void aBreakerThatTookAnothersPlaceIsShown() {
        ReplaceablePolicy place = ReplaceablePolicy.of(CircuitBreaker.defaults());
        try (Cache<String> cache =
                users().loader(key -> key).loaderPolicies(place).build()) {
            assertThat(cache.get("a")).isEqualTo("a");
            assertThat(state("loader")).isZero();

            CircuitBreaker next = CircuitBreaker.defaults();
            next.forceOpen();
            place.replace(next);

            assertThat(state("loader")).isEqualTo(2);
        }
    }

    /** N1: a name of the user's is the component; breakers of one name get numbers, also inside of joined policies. */
    @Test
    void namesAreComponents() {
        try (Cache<String> cache = users().loader(key -> key)
                .loaderPolicies(Policy.all(named("users.database"), named("network")), named("network"))
                .store(MemoryStore.of(1 << 20))
                .storePolicies(CircuitBreaker.defaults(), CircuitBreaker.defaults())
                .build()) {
            cache.get("a");

            assertThat(Scrape.of(registry).of("circuit_breaker_state"))
                    .extracting(sample -> sample.labels().get("component"))
                    .containsExactlyInAnyOrder("database", "network", "network_2", "store", "store_2");
        }
    }

    /** Layers that are off are not there: no breaker, no queue, no guard, no bus. */
    @Test
    void whatIsNotThereHasNoMeters() {
        try (Cache<String> cache = users().build()) {
            cache.put("a", "b");

            assertThat(Scrape.of(registry).names())
                    .contains("cachex_near_entries")
                    .noneMatch(name -> name.startsWith("circuit_")
                            || name.startsWith("dlq_")
                            || name.startsWith("bloom_")
                            || name.startsWith("cachex_bus")
                            || name.startsWith("cachex_writes")
                            || name.startsWith("cachex_retries"));
        }
    }
}
