package io.cachex.resilience.health;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.ConfigurationException;
import io.cachex.resilience.BloomGuard;
import io.cachex.resilience.upstream.Upstream;
import io.cachex.resilience.upstream.Upstreams;
import io.cachex.spi.Criticality;
import io.cachex.spi.Health;
import io.cachex.spi.Health.Status;
import io.cachex.spi.HealthCheck;
import io.cachex.store.MemoryStore;
import io.cachex.testkit.FakeTime;
import io.cachex.testkit.FaultyStore;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** L5: tiered health. */
@Timeout(60)
class HealthChecksTest {

    private final FakeTime time = new FakeTime();

    /** L5: critical failing → unhealthy; warm or cold failing → degraded; else healthy. */
    @ParameterizedTest
    @CsvSource({
        "CRITICAL, HEALTHY, HEALTHY",
        "CRITICAL, DEGRADED, DEGRADED",
        "CRITICAL, UNHEALTHY, UNHEALTHY",
        "WARM, HEALTHY, HEALTHY",
        "WARM, DEGRADED, DEGRADED",
        "WARM, UNHEALTHY, DEGRADED",
        "COLD, HEALTHY, HEALTHY",
        "COLD, DEGRADED, DEGRADED",
        "COLD, UNHEALTHY, DEGRADED"
    })
    void theWholeIsAsItsPartsMakeIt(Criticality criticality, Status part, Status whole) {
        HealthReport report = report(
                check("other", Criticality.CRITICAL, Health.healthy()),
                check("part", criticality, new Health(part, List.of())));

        assertThat(report.status()).isEqualTo(whole);
        assertThat(report.isReady()).isEqualTo(whole != Status.UNHEALTHY);
    }

    @Test
    void aCriticalFailureWeighsMoreThanTheOthers() {
        HealthReport report = report(
                check("warm", Criticality.WARM, Health.unhealthy("away")),
                check("critical", Criticality.CRITICAL, Health.unhealthy("dead")),
                check("cold", Criticality.COLD, Health.degraded()));

        assertThat(report.status()).isEqualTo(Status.UNHEALTHY);
        assertThat(report.reasons()).containsExactly("warm: away", "critical: dead", "cold");
    }

    /** L5: checks in parallel, each with its timeout, latency in ms. */
    @Test
    void asksAllAtOnceEachWithATimeout() {
        CompletableFuture<Health> never = new CompletableFuture<>();
        CompletableFuture<Health> later = new CompletableFuture<>();
        CompletableFuture<HealthReport> report = HealthChecks.of(
                        Checks.of("never", Criticality.WARM, () -> never),
                        Checks.of("later", Criticality.CRITICAL, () -> later))
                .timeout(ofSeconds(1))
                .timeSource(time)
                .report();

        time.advance(ofMillis(300));
        later.complete(Health.healthy());
        time.advance(ofMillis(699));
        assertThat(report).isNotDone();
        time.advance(ofMillis(1));

        assertThat(report.join().parts())
                .containsExactly(
                        new PartHealth("never", Criticality.WARM, Health.unhealthy("no answer in 1000 ms"), 1_000),
                        new PartHealth("later", Criticality.CRITICAL, Health.healthy(), 300));
        assertThat(never).isCancelled();
        assertThat(time.pending()).isZero();
    }

    @Test
    void aCheckMayThrowFailOrSayNothing() {
        HealthReport report = report(
                Checks.of("throws", Criticality.WARM, () -> {
                    throw new IllegalStateException("no");
                }),
                Checks.of("fails", Criticality.WARM, () -> CompletableFuture.failedFuture(new IOException("secret"))),
                Checks.of("null", Criticality.WARM, () -> null),
                Checks.of("nothing", Criticality.WARM, () -> completedFuture(null)));

        assertThat(report.reasons())
                .containsExactly(
                        "throws: java.lang.IllegalStateException",
                        "fails: java.io.IOException",
                        "null: java.lang.NullPointerException",
                        "nothing: the check said nothing");
    }

    @Test
    void refusesTwoChecksOfOneName() {
        HealthCheck check = check("same", Criticality.COLD, Health.healthy());

        assertThatThrownBy(() -> HealthChecks.of(check, check))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("checks must be of different names: same");
        assertThatThrownBy(() -> HealthChecks.of(check).timeout(ofSeconds(0)))
                .hasMessageContaining("timeout must be above zero");
        assertThat(HealthChecks.of(check)).hasToString("health(same)");
    }

    /** L5: while stale is served: overall degraded with reasons, readiness still up. */
    @Test
    void isDegradedAndReadyWhileStaleValuesAreServed() {
        AtomicBoolean isDown = new AtomicBoolean();
        try (Cache<String> cache = cache(isDown)) {
            HealthChecks checks =
                    HealthChecks.of(Checks.cache(cache).timeSource(time)).timeSource(time);
            cache.get("k");
            assertThat(checks.report().join().status()).isEqualTo(Status.HEALTHY);
            isDown.set(true);
            time.advance(ofMinutes(10));
            cache.get("k");

            HealthReport report = checks.report().join();

            assertThat(report.status()).isEqualTo(Status.DEGRADED);
            assertThat(report.isReady()).isTrue();
            assertThat(report.reasons()).containsExactly("cache users: serves stale values");
            time.advance(ofSeconds(59));
            assertThat(checks.report().join().status()).isEqualTo(Status.DEGRADED);
            time.advance(ofSeconds(1));
            assertThat(checks.report().join().status()).isEqualTo(Status.HEALTHY);
        }
    }

    /** L5, I3: in an outage the reasons say of what kind and how much is served; it is over when the origin answers. */
    @Test
    void isDegradedUntilTheOriginAnswersAgain() {
        AtomicBoolean isDown = new AtomicBoolean();
        try (Cache<String> cache = cache(isDown)) {
            HealthCheck check = Checks.cache(cache).timeSource(time);
            HealthJson json = HealthJson.of(cache);
            cache.get("k");
            isDown.set(true);
            failThreeTimes(cache);
            cache.get("k");

            HealthReport report = report(check);

            assertThat(report.status()).isEqualTo(Status.DEGRADED);
            assertThat(report.isReady()).isTrue();
            assertThat(report.reasons())
                    .containsExactly("cache users: the origin is not available (java.io.IOException):"
                            + " serves stale values, 4 so far");
            assertThat(json.write(report))
                    .contains("\"upstream_status\":\"unavailable\",\"offline_mode\":true,\"cached_entries\":1,");
            isDown.set(false);
            time.advance(ofMinutes(10));
            cache.get("k");
            assertThat(report(check).status()).isEqualTo(Status.HEALTHY);
            assertThat(json.write(report(check))).contains("\"upstream_status\":\"unknown\",\"offline_mode\":false");
        }
    }

    /** L5, I1: with the upstream disabled it is offline, whatever the upstreams are. */
    @Test
    void isDegradedAndReadyWhileTheUpstreamIsDisabled() {
        AtomicBoolean isWell = new AtomicBoolean(true);
        try (Cache<String> cache = cache(new AtomicBoolean());
                Upstreams<String> upstreams = upstreams(isWell, isWell)) {
            HealthCheck check = Checks.cache(cache).timeSource(time);
            HealthJson json = HealthJson.of(cache).upstreams(upstreams);
            cache.get("k");
            cache.upstreamEnabled(false);

            assertThat(report(check).reasons()).containsExactly("cache users: the upstream is disabled");
            assertThat(report(check).isReady()).isTrue();
            assertThat(json.write(report(check))).contains("\"upstream_status\":\"available\",\"offline_mode\":true");
            cache.upstreamEnabled(true);
            assertThat(report(check).status()).isEqualTo(Status.HEALTHY);
            assertThat(json.write(report(check))).contains("\"offline_mode\":false");
        }
    }

    /** L5: who asks for old values while a refresh runs has them, and that is no reason. */
    @Test
    void isHealthyWhileOldValuesAreRefreshed() {
        try (Cache<String> cache = Cache.builder("users", String.class)
                .loader((String key) -> "v")
                .ttl(ofMinutes(5))
                .staleWhileRevalidate(ofMinutes(5))
                .executor(Runnable::run)
                .timeSource(time)
                .build()) {
            HealthCheck check = Checks.cache(cache).timeSource(time);
            cache.get("k");
            time.advance(ofMinutes(6));
            cache.get("k");

            assertThat(cache.stats().staleServes()).isOne();
            assertThat(report(check).status()).isEqualTo(Status.HEALTHY);
        }
    }

    /** H4: a saturated guard is shown, and nothing depends on it. */
    @Test
    void aGuardWithTooManyKeysIsDegraded() {
        BloomGuard guard = BloomGuard.expecting(1_000, 0.01);
        HealthCheck check = Checks.missGuard("users", guard);
        guard.warmUp(IntStream.range(0, 900).mapToObj(i -> "a" + i));
        assertThat(report(check).status()).isEqualTo(Status.HEALTHY);

        IntStream.range(0, 250).forEach(i -> guard.add("b" + i));
        long items = guard.stats().items();
        assertThat(report(check).reasons())
                .containsExactly("miss guard users: holds about " + items + " keys, made for 1000");
        IntStream.range(0, 1_000).forEach(i -> guard.add("c" + i));

        HealthReport report = report(check);

        assertThat(report.status()).isEqualTo(Status.DEGRADED);
        assertThat(report.isReady()).isTrue();
        assertThat(report.reasons()).singleElement().asString().endsWith("; too full to be asked");
    }

    private void failThreeTimes(Cache<String> cache) {
        for (int i = 0; i < 3; i++) {
            time.advance(ofMinutes(10));
            cache.get("k");
        }
    }

    /** B5: the age of the oldest running load is a health signal. */
    @Test
    void isDegradedWhileALoadHangs() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        try (Cache<String> cache = Cache.builder("users", String.class)
                .asyncLoader((key, context) -> answer)
                .executor(Runnable::run)
                .noTimeout()
                .timeSource(time)
                .build()) {
            HealthCheck check = Checks.cache(cache).longestLoad(ofSeconds(10)).timeSource(time);
            cache.async().get("k");

            time.advance(ofSeconds(11));

            assertThat(report(check).reasons()).containsExactly("cache users: a load has been running for 11000 ms");
            answer.complete("v");
            assertThat(report(check).status()).isEqualTo(Status.HEALTHY);
        }
    }

    @Test
    void writesMayBeWatchedWhereThereAreAny() {
        try (Cache<String> cache = cache(new AtomicBoolean())) {
            assertThatThrownBy(() -> Checks.cache(cache).longestWrite(ofSeconds(1)))
                    .isInstanceOf(ConfigurationException.class);
        }
    }

    @Test
    void aStoreIsHealthyIfItAnswers() {
        FaultyStore store = FaultyStore.around(MemoryStore.create(), time);
        HealthCheck check = Checks.store("redis", store);

        assertThat(report(check).status()).isEqualTo(Status.HEALTHY);
        store.onAll().fail(new IOException("down"));
        assertThat(report(check).status()).isEqualTo(Status.DEGRADED);
    }

    @Test
    void upstreamsAreAsTheyCheckThemselves() {
        AtomicBoolean isEuWell = new AtomicBoolean(true);
        AtomicBoolean isUsWell = new AtomicBoolean(true);
        try (Upstreams<String> upstreams = upstreams(isEuWell, isUsWell)) {
            HealthCheck check = Checks.upstreams(upstreams);
            assertThat(report(check).status()).isEqualTo(Status.HEALTHY);
            isEuWell.set(false);
            upstreams.check();
            assertThat(report(check).parts().get(0).health().status()).isEqualTo(Status.DEGRADED);
            isUsWell.set(false);
            upstreams.check();

            HealthReport report = report(check);

            assertThat(report.parts().get(0).health().status()).isEqualTo(Status.UNHEALTHY);
            assertThat(report.status()).isEqualTo(Status.DEGRADED); // a cache goes on without
            assertThat(report.reasons())
                    .containsExactly("upstreams users: eu: it says so", "upstreams users: us: it says so");
        }
    }

    /** L5: health JSON: status, upstream_status, offline_mode, cached_entries, cache_stats{hits, misses, stale_serves}. */
    @Test
    void writesTheJson() {
        AtomicBoolean isDown = new AtomicBoolean();
        AtomicBoolean isWell = new AtomicBoolean(true);
        try (Cache<String> cache = cache(isDown);
                Upstreams<String> upstreams = upstreams(isWell, isWell)) {
            HealthCheck check = Checks.cache(cache).timeSource(time);
            HealthJson json = HealthJson.of(cache).upstreams(upstreams);
            cache.get("k");
            cache.get("k");
            cache.get("k");
            assertThat(json.write(report(check)))
                    .isEqualTo("{\"status\":\"healthy\",\"upstream_status\":\"available\",\"offline_mode\":false,"
                            + "\"cached_entries\":1,\"cache_stats\":{\"hits\":2,\"misses\":1,\"stale_serves\":0}}");
            isDown.set(true);
            isWell.set(false);
            upstreams.check();
            time.advance(ofMinutes(10));
            cache.get("k");

            assertThat(json.write(report(check)))
                    .isEqualTo("{\"status\":\"degraded\",\"upstream_status\":\"unavailable\",\"offline_mode\":true,"
                            + "\"cached_entries\":1,\"cache_stats\":{\"hits\":2,\"misses\":2,\"stale_serves\":1}}");
            assertThat(json.offlineMode(() -> false).write(report(check))).contains("\"offline_mode\":false");
            assertThat(HealthJson.of(cache).write(report(check))).contains("\"upstream_status\":\"unknown\"");
        }
    }

    private Upstreams<String> upstreams(AtomicBoolean isEuWell, AtomicBoolean isUsWell) {
        return Upstreams.<String>builder("users")
                .timeSource(time)
                .executor(Runnable::run)
                .failuresToLeave(1)
                .add(Upstream.of("eu", (String key) -> "v").check(isEuWell::get))
                .add(Upstream.of("us", (String key) -> "v").check(isUsWell::get))
                .build();
    }

    private Cache<String> cache(AtomicBoolean isDown) {
        return Cache.builder("users", String.class)
                .loader((String key) -> {
                    if (isDown.get()) {
                        throw new IOException("down");
                    }
                    return "v";
                })
                .ttl(ofMinutes(5))
                .executor(Runnable::run)
                .timeSource(time)
                .build();
    }

    private HealthReport report(HealthCheck... checks) {
        return HealthChecks.of(checks).timeSource(time).report().join();
    }

    private static HealthCheck check(String name, Criticality criticality, Health health) {
        return Checks.of(name, criticality, () -> completedFuture(health));
    }
}
