package io.cachex.config.sections;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.CircuitOpenException;
import io.cachex.LoadException;
import io.cachex.Offline;
import io.cachex.config.Profiles;
import io.cachex.config.Reload;
import io.cachex.resilience.CircuitBreaker;
import io.cachex.resilience.profile.CacheParts;
import io.cachex.store.MemoryStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** M3: what can be changed at run time is changed in the caches that run, and in those that are built later. */
class ChangesTest {

    @AutoClose
    private final Scene scene = new Scene();

    @TempDir
    Path directory;

    private final AtomicInteger loads = new AtomicInteger();

    private Profiles profiles;

    private Profiles open(String text) {
        write(text);
        profiles = Profiles.from(directory.resolve("test.yaml"))
                .environment(Map.of())
                .timeSource(scene.time)
                .open();
        return profiles;
    }

    private void write(String text) {
        try {
            Files.writeString(directory.resolve("test.yaml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was changed, by its path; nothing may be kept. */
    private String changed(String text) {
        write(text);
        Reload reload = profiles.reload();
        assertThat(reload.kept()).isEmpty();
        return reload.changed().toString();
    }

    private Cache<String> cache(UnaryOperator<CacheBuilder<String>> options) {
        return scene.cache(profiles, options);
    }

    private String fail(String key) throws IOException {
        loads.incrementAndGet();
        throw new IOException("away");
    }

    /** M3: the lifetimes, of the running cache and of one that was begun before and is built after. */
    @Test
    void lifetimes() {
        open("cache: {ttl: 1m, stale_if_error: 2m, negative_ttl: 3m, jitter: 0, stale_while_revalidate: 0s}");
        Cache<String> running = cache(options -> options.loader(key -> key));
        CacheBuilder<String> begun = profiles.builder("begun", String.class).loader(key -> key);

        assertThat(changed("cache: {ttl: 11m, stale_if_error: 22m, negative_ttl: 33m, jitter: 0.4,"
                        + " stale_while_revalidate: 5m}"))
                .contains("cache.ttl: 1m -> 11m");

        try (Cache<String> late = begun.build()) {
            for (Cache<String> cache : List.of(running, late)) {
                assertThat(cache.lifetimes())
                        .hasToString("lifetimes(ttl PT11M, staleIfError PT22M, staleWhileRevalidate PT5M,"
                                + " negativeTtl PT33M, jitter 0.4)");
            }
        }
    }

    /** What the user set on the builder stays. */
    @Test
    void whatTheUserSetStays() {
        open("cache: {ttl: 1m, offline: {recording: true}}");
        Cache<String> cache = cache(
                options -> options.loader(key -> key).staleIfError(ofMinutes(7)).offline(Offline.off()));

        changed("cache: {ttl: 2m, stale_if_error: 9m, offline: {recording: true, serving_percent: 50}}");

        assertThat(cache.lifetimes().ttl()).isEqualTo(ofMinutes(2));
        assertThat(cache.lifetimes().staleIfError()).isEqualTo(ofMinutes(7));
        assertThat(cache.offline()).isEqualTo(Offline.off());
    }

    /** A1, M3: what cannot be, because of what the user set, is not changed, and said. */
    @Test
    void whatContradictsTheUserIsRefused() {
        open("cache: {ttl: 1m}");
        Cache<String> cache = cache(options -> options.loader(key -> key).staleIfError(Duration.ZERO));

        write("cache: {ttl: 2m, stale_while_revalidate: 1m}");
        Reload reload = profiles.reload();

        assertThat(reload.kept().toString()).contains("staleWhileRevalidate must be at most staleIfError");
        assertThat(cache.lifetimes().ttl()).isEqualTo(ofMinutes(1));
    }

    @Test
    void offline() {
        open("cache: {offline: {serving_percent: 100}}");
        Cache<String> cache = cache(options -> options.loader(key -> key));

        changed("cache: {offline: {serving_percent: 12.5, recording: false}}");

        assertThat(cache.offline()).isEqualTo(Offline.on().servingPercent(12.5).recording(false));
    }

    /** M3: a breaker with other settings begins anew; one whose settings stay keeps what it knows. */
    @Test
    void theBreaker() {
        open("cache: {circuit_breaker: {threshold: 1}, retry: {max_retries: 0}}");
        Cache<String> cache = cache(options -> options.loader(this::fail));
        assertThatThrownBy(() -> cache.get("a")).isInstanceOf(LoadException.class);
        assertThatThrownBy(() -> cache.get("b")).isInstanceOf(CircuitOpenException.class);

        changed("cache: {circuit_breaker: {threshold: 1}, retry: {max_retries: 0, multiplier: 3}}");
        assertThatThrownBy(() -> cache.get("c")).isInstanceOf(CircuitOpenException.class);

        changed("cache: {circuit_breaker: {threshold: 2}, retry: {max_retries: 0, multiplier: 3}}");
        assertThatThrownBy(() -> cache.get("d")).isInstanceOf(LoadException.class);
        assertThatThrownBy(() -> cache.get("e")).isInstanceOf(LoadException.class);
        assertThatThrownBy(() -> cache.get("f")).isInstanceOf(CircuitOpenException.class);
        assertThat(loads).hasValue(3);
    }

    /** M3: one side alone; the other's breaker is the same one. */
    @Test
    void oneSideOfTheBreaker() {
        open("cache: {circuit_breaker: {threshold: 4}}");
        cache(options -> options.loader(this::fail).store(MemoryStore.of(1 << 20, scene.time)));
        CacheParts parts = profiles.find(CacheParts.class).orElseThrow();
        CircuitBreaker ofStore = parts.storeBreaker("users").orElseThrow();
        CircuitBreaker ofLoader = parts.loaderBreaker("users").orElseThrow();

        changed("cache: {circuit_breaker: {threshold: 4}, loader_policies: {circuit_breaker: {threshold: 9}}}");

        assertThat(parts.storeBreaker("users")).containsSame(ofStore);
        assertThat(parts.loaderBreaker("users").orElseThrow())
                .isNotSameAs(ofLoader)
                .hasToString("breaker(9)");
    }

    /** M3: rates, and what was not there when the cache was built. */
    @Test
    void ratesAndPoliciesThatWereNotThere() {
        open("cache: {retry: {enabled: false}}");
        Cache<String> cache = cache(options -> options.loader(key -> key));
        for (int i = 0; i < 5; i++) {
            cache.get("key" + i);
        }

        changed("cache: {retry: {enabled: false}, rate_limiter: {per_second: 1, burst: 2}}");
        cache.get("one");
        cache.get("two");
        assertThatThrownBy(() -> cache.get("three")).hasMessageContaining("rate(1/s)");

        changed("cache: {retry: {enabled: false}, rate_limiter: {per_second: 1, burst: 2, enabled: false}}");
        cache.get("three");
    }

    /** M3: the time of an attempt. */
    @Test
    void theTimeOfAnAttempt() {
        open("cache: {attempt_timeout: 30s, timeout: 1h, load_deadline: 1h, retry: {enabled: false}}");
        Cache<String> cache = cache(options -> options.loader((key, context) -> {
            loads.incrementAndGet();
            synchronized (this) {
                wait(20_000);
            }
            return key;
        }));

        changed("cache: {attempt_timeout: 2s, timeout: 1h, load_deadline: 1h, retry: {enabled: false}}");
        var call = cache.async().get("a");
        Scene.until(() -> loads.get() == 1);
        Scene.until(() -> {
            scene.time.advance(ofSeconds(1));
            return call.isDone();
        });

        assertThat(Scene.outcome(call).failure()).hasStackTraceContaining("no answer within 2s");
    }
}
