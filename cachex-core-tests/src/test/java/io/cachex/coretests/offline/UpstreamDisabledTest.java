package io.cachex.coretests.offline;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.BulkResult;
import io.cachex.Cache;
import io.cachex.CacheClosedException;
import io.cachex.CallOptions;
import io.cachex.LoadException;
import io.cachex.Lookup;
import io.cachex.Offline;
import io.cachex.Refresh;
import io.cachex.coretests.Caller;
import io.cachex.coretests.load.EachSetup;
import io.cachex.coretests.load.Scene;
import io.cachex.coretests.load.Setup;
import io.cachex.coretests.load.Tiers;
import io.cachex.resilience.CircuitBreaker;
import io.cachex.resilience.Retry;
import io.cachex.spi.Tier;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;

/** I1: {@code upstreamEnabled(false)} at run time. */
class UpstreamDisabledTest {

    @AutoClose
    private final Scene scene = new Scene();

    private Cache<String> minuteAndHour(Setup setup) {
        return scene.cache(setup, options -> options.ttl(ofMinutes(1)).staleIfError(ofHours(1)));
    }

    /** I1: served from the cache, fresh as ever. */
    @EachSetup
    void aFreshValueIsServed(Setup setup) {
        Cache<String> cache = minuteAndHour(setup);
        cache.get("a");

        cache.upstreamEnabled(false);

        assertThat(cache.find("a").value()).isEqualTo("a@1");
        assertThat(cache.find("a").isStale()).isFalse();
        assertThat(scene.origin.loads()).isOne();
    }

    /** I1: and past its freshness marked as stale, with the reason, for as long as it is kept; then the exception. */
    @EachSetup
    void aStaleValueIsServedUntilItsBound(Setup setup) {
        Cache<String> cache = minuteAndHour(setup);
        cache.get("a");
        cache.upstreamEnabled(false);
        scene.advance(ofMinutes(60));

        Lookup<String> found = cache.find("a");
        assertThat(found.value()).isEqualTo("a@1");
        assertThat(found.staleReason()).isEqualTo(Lookup.StaleReason.UPSTREAM_DISABLED);
        assertThat(found.cause())
                .isInstanceOfSatisfying(
                        LoadException.class,
                        why -> assertThat(why.reason()).isEqualTo(LoadException.Reason.UPSTREAM_DISABLED));
        assertThat(found.tier()).isEqualTo(setup.tiers().haveNear() ? Tier.NEAR : Tier.STORE);
        assertThat(cache.get("a")).isEqualTo("a@1");
        assertThat(cache.stats().staleServes()).isEqualTo(2);

        scene.advance(ofMinutes(1));
        assertThatThrownBy(() -> cache.get("a")).isInstanceOf(LoadException.class);
        assertThat(scene.origin.loads()).isOne();
        assertThat(cache.stats().loadFailures()).as("nothing was loaded").isZero();
    }

    /** I1: without a cached value, a LoadException that says why. */
    @EachSetup
    void withoutACachedValueTheReasonIsTold(Setup setup) {
        Cache<String> cache = minuteAndHour(setup);

        cache.upstreamEnabled(false);

        assertThatThrownBy(() -> cache.get("a"))
                .isInstanceOfSatisfying(
                        LoadException.class,
                        why -> assertThat(why.reason()).isEqualTo(LoadException.Reason.UPSTREAM_DISABLED))
                .hasMessage("upstream disabled: no cached value of \"a\"")
                .hasNoCause();
        assertThatThrownBy(() -> cache.find("a")).isInstanceOf(LoadException.class);
        assertThat(cache.getIfPresent("a")).isNull();
        assertThat(cache.find("a", CallOptions.defaults().skipLoad()).isMissing())
                .isTrue();
        assertThat(scene.origin.loads()).isZero();
    }

    /** I1: with the cause, if there is one: what the origin failed with before it was disabled. */
    @EachSetup
    void theFailureBeforeItIsTheCause(Setup setup) {
        Cache<String> cache = minuteAndHour(setup);
        scene.origin.fail(new IOException("down"));
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> cache.get("a"))
                    .isInstanceOfSatisfying(
                            LoadException.class,
                            why -> assertThat(why.reason()).isEqualTo(LoadException.Reason.NO_CACHED_VALUE))
                    .hasMessageContaining("no cached value");
        }

        cache.upstreamEnabled(false);

        assertThatThrownBy(() -> cache.get("a"))
                .isInstanceOf(LoadException.class)
                .hasRootCauseMessage("down");
    }

    /** I1: bulk reads answer per key. */
    @EachSetup
    void bulkReadsAnswerPerKey(Setup setup) {
        Cache<String> cache = minuteAndHour(setup);
        cache.get("fresh");
        cache.get("stale");
        cache.upstreamEnabled(false);
        scene.advance(ofMinutes(2));
        cache.put("fresh", "put");

        BulkResult<String> some = cache.getAll(List.of("fresh", "stale", "none"));

        assertThat(some).containsOnly(Map.entry("fresh", "put"), Map.entry("stale", "stale@1"));
        assertThat(some.failures()).containsOnlyKeys("none");
        assertThat(some.failures().get("none")).hasMessageContaining("upstream disabled");
        assertThat(scene.origin.loads()).isEqualTo(2);
    }

    /** I1: no origin call at all, whatever kind the loader is. */
    @EachSetup
    void noLoaderOfAnyKindIsCalled(Setup setup) {
        AtomicInteger calls = new AtomicInteger();
        Cache<String> cache = scene.cache(
                setup,
                options -> options.bulkLoader(keys -> {
                    calls.incrementAndGet();
                    return new HashMap<>();
                }));

        cache.upstreamEnabled(false);

        assertThat(cache.getAll(List.of("a", "b")).failures()).hasSize(2);
        assertThat(cache.getAll(List.of("a"), keys -> Map.of("a", "" + calls.incrementAndGet()))
                        .failures())
                .hasSize(1);
        assertThatThrownBy(() -> cache.get("a", key -> "" + calls.incrementAndGet()))
                .isInstanceOf(LoadException.class);
        assertThatThrownBy(() -> cache.get("a", (key, context) -> "" + calls.incrementAndGet()))
                .isInstanceOf(LoadException.class);
        assertThatThrownBy(() -> cache.refresh("a")).isInstanceOf(LoadException.class);
        assertThat(calls).hasValue(0);
        assertThat(scene.origin.loads()).isZero();
    }

    /** I1: a refresh on demand gives what is cached. */
    @EachSetup
    void aRefreshOnDemandGivesWhatIsCached(Setup setup) {
        Cache<String> cache = minuteAndHour(setup);
        cache.get("a");
        cache.upstreamEnabled(false);

        assertThat(cache.refresh("a")).isEqualTo("a@1");
        scene.advance(ofMinutes(2));
        assertThat(cache.refresh("a")).isEqualTo("a@1");
        assertThat(scene.origin.loads()).isOne();
    }

    /** I1, B6: neither refresh-ahead nor the scheduled refresh loads. */
    @EachSetup({Tiers.NEAR, Tiers.NEAR_AND_STORE})
    void noRefreshLoads(Setup setup) {
        Cache<String> cache = scene.cache(
                setup,
                options -> options.ttl(ofMinutes(1))
                        .refresh(Refresh.ahead(0.5).scheduled(ofSeconds(10), 5))
                        .staleWhileRevalidate(ofMinutes(1)));
        cache.get("a");
        cache.upstreamEnabled(false);

        for (int i = 0; i < 8; i++) {
            scene.advance(ofSeconds(10));
            assertThat(cache.get("a")).isEqualTo("a@1");
        }

        assertThat(cache.find("a").staleReason()).isEqualTo(Lookup.StaleReason.UPSTREAM_DISABLED);
        assertThat(cache.stats().refreshes()).isZero();
        assertThat(scene.origin.loads()).isOne();
    }

    /** I1: a load that began before and has to try again does not. */
    @EachSetup
    void aRetryThatWaitsIsNotMade(Setup setup) {
        Cache<String> cache = scene.cache(
                setup,
                options -> options.timeout(ofHours(9))
                        .loadDeadline(ofHours(9))
                        .loaderPolicies(Retry.builder()
                                .maxRetries(5)
                                .initialDelay(ofMillis(100))
                                .timeSource(scene.time)
                                .build()));
        scene.origin.fail(new IOException("down"));
        Caller<String> reader = Caller.waiting(() -> cache.get("a"));
        scene.origin.awaitLoads(1);

        cache.upstreamEnabled(false);
        while (!reader.isDone()) {
            scene.advance(ofMillis(100));
            Thread.onSpinWait();
        }

        assertThat(reader.failure()).hasMessageContaining("upstream disabled");
        assertThat(scene.origin.loads()).isOne();
    }

    /** I1: a load that waits for its turn is not begun when it comes. */
    @EachSetup
    void aLoadThatWaitsForItsTurnIsNotBegun(Setup setup) {
        Cache<String> cache = scene.cache(setup, options -> options.maximumLoads(1, 10));
        scene.origin.hang();
        Caller<String> running = Caller.waiting(() -> cache.get("a"));
        scene.origin.awaitLoads(1);
        Caller<String> waiting = Caller.waiting(() -> cache.get("b"));

        cache.upstreamEnabled(false);
        scene.origin.release();

        assertThat(running.result()).as("was under way").isEqualTo("a@1");
        assertThat(waiting.failure()).hasMessage("upstream disabled: no cached value of \"b\"");
        assertThat(scene.origin.loads()).isOne();
    }

    /** I1, B8: single misses that wait to share a bulk load do not get it. */
    @EachSetup
    void aBulkLoadThatIsCollectedIsNotBegun(Setup setup) {
        AtomicInteger calls = new AtomicInteger();
        Cache<String> cache = setup.face()
                .of(scene.built(setup.tiers()
                        .put(Cache.builder("words", String.class), io.cachex.store.Stores.unclosed(scene.store))
                        .timeSource(scene.time)
                        .bulkWindow(ofMillis(10))
                        .bulkLoader(keys -> {
                            calls.incrementAndGet();
                            return new HashMap<>();
                        })));
        Caller<String> reader = Caller.waiting(() -> cache.get("a"));

        cache.upstreamEnabled(false);
        scene.advance(ofMillis(20));

        assertThat(reader.failure()).hasMessageContaining("upstream disabled");
        assertThat(calls).hasValue(0);
    }

    /** I1: from the moment that it is enabled again, reads load: there is no back-off from what was not tried. */
    @EachSetup
    void oneThatIsEnabledAgainIsAskedAtOnce(Setup setup) {
        Cache<String> cache = minuteAndHour(setup);
        cache.get("a");
        cache.upstreamEnabled(false);
        scene.advance(ofMinutes(2));
        cache.get("a");

        cache.upstreamEnabled(true);

        assertThat(cache.find("a").value()).isEqualTo("a@2");
        assertThat(cache.find("a").isStale()).isFalse();
    }

    /** I1: which failures may be covered is no question where nothing failed; whether stale values are served is. */
    @EachSetup
    void noPredicateIsAskedButTheSwitchIs(Setup setup) {
        Cache<String> cache =
                scene.cache(setup, options -> options.ttl(ofMinutes(1)).staleIf(failure -> false));
        cache.get("a");
        cache.upstreamEnabled(false);
        scene.advance(ofMinutes(2));
        assertThat(cache.get("a")).isEqualTo("a@1");

        cache.offline(Offline.on().serving(false));

        assertThatThrownBy(() -> cache.get("a"))
                .isInstanceOfSatisfying(
                        LoadException.class,
                        why -> assertThat(why.reason()).isEqualTo(LoadException.Reason.UPSTREAM_DISABLED))
                .hasMessage("upstream disabled: the cached value of \"a\" is not served");
    }

    /** I1: writers are not concerned. */
    @EachSetup
    void writesGoOn(Setup setup) {
        Map<String, String> rows = new HashMap<>();
        Cache<String> cache = scene.cache(setup, options -> options.writer(rows::put));
        cache.upstreamEnabled(false);

        cache.put("a", "written");

        assertThat(rows).containsEntry("a", "written");
        assertThat(cache.get("a")).isEqualTo("written");
    }

    /** C1, I1: a breaker around the loader learns nothing from loads that were not allowed. */
    @EachSetup
    void aBreakerCountsNothing(Setup setup) {
        CircuitBreaker breaker = CircuitBreaker.builder()
                .failureThreshold(1)
                .timeSource(scene.time)
                .build();
        Cache<String> cache =
                scene.cache(setup, options -> options.maximumLoads(1, 10).loaderPolicies(breaker));
        scene.origin.hang();
        Caller<String> running = Caller.waiting(() -> cache.get("a"));
        scene.origin.awaitLoads(1);
        Caller<String> waiting = Caller.waiting(() -> cache.get("b"));
        cache.upstreamEnabled(false);
        scene.origin.release();
        running.result();
        waiting.failure();

        assertThat(breaker.state()).isEqualTo(CircuitBreaker.State.CLOSED);
    }

    /** I1, B2: no lease is taken for a load that will not be: other processes would wait for it. */
    @EachSetup({Tiers.NEAR_AND_STORE, Tiers.STORE})
    void otherProcessesDoNotWait(Setup setup) {
        Cache<String> cache = minuteAndHour(setup);
        cache.upstreamEnabled(false);
        assertThatThrownBy(() -> cache.get("a")).isInstanceOf(LoadException.class);

        assertThat(scene.otherNode().get("a")).isEqualTo("a@1");
    }

    /** A11: a closed cache has no switches. */
    @EachSetup(Tiers.NEAR)
    void aClosedCacheHasNoSwitches(Setup setup) {
        Cache<String> cache = minuteAndHour(setup);
        cache.close();

        assertThatThrownBy(() -> cache.upstreamEnabled(false)).isInstanceOf(CacheClosedException.class);
        assertThatThrownBy(() -> cache.offline(Offline.off())).isInstanceOf(CacheClosedException.class);
        assertThat(cache.origin().enabled()).isTrue();
    }
}
