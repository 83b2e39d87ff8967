package io.cachex.config.sections;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.CircuitOpenException;
import io.cachex.LoadException;
import io.cachex.config.Profiles;
import io.cachex.resilience.CircuitBreaker;
import io.cachex.resilience.profile.CacheParts;
import io.cachex.store.MemoryStore;
import io.cachex.testkit.FaultyStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** M1: {@code cache.circuit_breaker} of the production and the development document, and each of its values changed. */
class BreakerDocumentTest {

    @AutoClose
    private final Scene scene = new Scene();

    private final AtomicInteger loads = new AtomicInteger();
    private volatile boolean isAway = true;
    private int keys;

    private String load(String key) throws IOException {
        loads.incrementAndGet();
        if (isAway) {
            throw new IOException("away");
        }
        return key;
    }

    private void fail(Cache<String> cache, int times) {
        for (int i = 0; i < times; i++) {
            assertThatThrownBy(() -> cache.get("key" + keys++)).isInstanceOf(LoadException.class);
        }
    }

    private static String withoutRetries(String document, String... changes) {
        String retries = document.equals("production") ? "max_retries: 3" : "max_retries: 2";
        List<String> all = new ArrayList<>(List.of(changes));
        all.addAll(List.of(retries, "max_retries: 0"));
        return Scene.document(document, all.toArray(String[]::new));
    }

    /** M1, C1: it opens after exactly so many failures. */
    @ParameterizedTest
    @CsvSource({
        "production, threshold: 5, threshold: 5, 5",
        "production, threshold: 5, threshold: 2, 2",
        "development, threshold: 3, threshold: 3, 3",
        "development, threshold: 3, threshold: 1, 1"
    })
    void opensAfterThresholdFailures(String document, String said, String changed, int threshold) {
        Cache<String> cache =
                scene.cache(withoutRetries(document, said, changed), options -> options.loader(this::load));

        fail(cache, threshold);

        assertThatThrownBy(() -> cache.get("one more")).isInstanceOf(CircuitOpenException.class);
        assertThat(loads).hasValue(threshold);
    }

    /** M1, C1: it stays open for exactly the timeout. */
    @ParameterizedTest
    @CsvSource({
        "production, timeout: \"30s\", timeout: \"30s\", 30",
        "production, timeout: \"30s\", timeout: \"7s\", 7",
        "development, timeout: \"10s\", timeout: \"10s\", 10",
        "development, timeout: \"10s\", timeout: \"1m\", 60"
    })
    void staysOpenForTheTimeout(String document, String said, String changed, int seconds) {
        Cache<String> cache =
                scene.cache(withoutRetries(document, said, changed), options -> options.loader(this::load));
        fail(cache, document.equals("production") ? 5 : 3);
        isAway = false;

        scene.time.advance(ofSeconds(seconds).minusMillis(1));
        assertThatThrownBy(() -> cache.get("early")).isInstanceOf(CircuitOpenException.class);
        scene.time.advance(ofMillis(1));

        assertThat(cache.get("late")).isEqualTo("late");
    }

    /** M1, C3: it admits so many trials, and rejects the rest at once. */
    @ParameterizedTest
    @CsvSource({
        "production, half_open_max: 3, half_open_max: 3, 3",
        "production, half_open_max: 3, half_open_max: 2, 2",
        "development, half_open_max: 1, half_open_max: 1, 1",
        "development, half_open_max: 1, half_open_max: 4, 4"
    })
    void admitsSoManyTrials(String document, String said, String changed, int trials) throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        Cache<String> cache = scene.cache(
                withoutRetries(document, said, changed),
                options -> options.loader(key -> {
                    if (!isAway) {
                        begun.incrementAndGet();
                        gate.await(20, TimeUnit.SECONDS);
                    }
                    return load(key);
                }));
        fail(cache, document.equals("production") ? 5 : 3);
        isAway = false;
        scene.time.advance(ofSeconds(30));

        List<CompletableFuture<String>> calls = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            calls.add(cache.async().get("trial" + i));
        }
        Scene.until(() -> calls.stream()
                        .filter(CompletableFuture::isCompletedExceptionally)
                        .count()
                == 10 - trials);

        Scene.until(() -> begun.get() == trials);
        gate.countDown();
        calls.forEach(Scene::outcome);
        assertThat(begun).hasValue(trials);
        assertThat(calls).filteredOn(call -> !call.isCompletedExceptionally()).hasSize(trials);
    }

    /** C5: store and loader have a breaker each: a slow origin never opens the store's, and the reverse. */
    @Test
    void eachSideHasItsOwn() {
        FaultyStore store = FaultyStore.around(MemoryStore.of(1 << 20, scene.time), scene.time);
        Profiles profiles = scene.open(withoutRetries("production"));
        Cache<String> cache =
                scene.cache(profiles, options -> options.loader(this::load).store(store));
        CacheParts parts = profiles.find(CacheParts.class).orElseThrow();

        fail(cache, 5);
        assertThat(parts.loaderBreaker("users").orElseThrow().state()).isEqualTo(CircuitBreaker.State.OPEN);
        assertThat(parts.storeBreaker("users").orElseThrow().state()).isEqualTo(CircuitBreaker.State.CLOSED);

        parts.loaderBreaker("users").orElseThrow().reset();
        store.onAll().fail(new IOException("store away"));
        for (int i = 0; i < 5; i++) {
            assertThat(cache.getIfPresent("own" + i)).isNull();
        }
        assertThat(parts.storeBreaker("users").orElseThrow().state()).isEqualTo(CircuitBreaker.State.OPEN);
        assertThat(parts.loaderBreaker("users").orElseThrow().state()).isEqualTo(CircuitBreaker.State.CLOSED);
    }

    /** The rulings: what is left out keeps its default: around the store there is always something. */
    @Test
    void whatIsLeftOutKeepsItsDefault() {
        MemoryStore store = MemoryStore.of(1 << 20, scene.time);

        assertThat(scene.cache("cache: {ttl: 1m}", options -> options.store(store))
                        .describe())
                .contains("retry(3) > breaker(5) > timeout(100ms)");
        assertThat(scene.cache(
                                "cache: {circuit_breaker: {threshold: 2}}",
                                options -> options.store(store).loader(this::load))
                        .describe())
                .contains("load[breaker(2) > loader]", "retry(3) > breaker(2) > timeout(100ms)");
        assertThat(scene.cache("cache: {ttl: 1m}", options -> options.loader(this::load))
                        .describe())
                .contains("load[loader]");
    }

    /** One side alone, option by option; and off. */
    @Test
    void oneSideMaySayOtherwise() {
        String text = """
                cache:
                  attempt_timeout: 1s
                  circuit_breaker: {threshold: 7}
                  retry: {max_retries: 4}
                  bulkhead: {max_concurrent: 9}
                  rate_limiter: {per_second: 11}
                  store_policies:
                    attempt_timeout: 80ms
                    circuit_breaker: {enabled: false}
                    bulkhead: {enabled: false}
                  loader_policies:
                    circuit_breaker: {threshold: 2}
                    retry: {enabled: false}
                    rate_limiter: {per_second: 5}
                """;

        Cache<String> cache = scene.cache(
                text,
                options -> options.store(MemoryStore.of(1 << 20, scene.time)).loader(this::load));

        assertThat(cache.describe())
                .contains(
                        "load[rate(5/s) > bulkhead(9) > breaker(2) > timeout(1s) > loader]",
                        "rate(11/s) > retry(4) > timeout(80ms)");
    }
}
