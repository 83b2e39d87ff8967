package io.cachex.coretests.load;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.CallOptions;
import io.cachex.ConfigurationException;
import io.cachex.Lookup;
import io.cachex.WriteOrder;
import io.cachex.local.LocalBus;
import io.cachex.spi.MissGuard;
import io.cachex.spi.Tier;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** H1: where a guard stands, what it is told, and what it never does. */
class MissGuardTest {

    @AutoClose
    private final Scene scene = new Scene();

    @AutoClose
    private final LocalBus bus = LocalBus.create();

    private final KnownKeys guard = new KnownKeys();

    private Cache<String> guarded(Setup setup) {
        return scene.cache(setup, options -> options.missGuard(guard));
    }

    /** H1: says "cannot exist": absence without a load. */
    @EachSetup
    void anUnknownKeyIsAbsentWithoutALoad(Setup setup) {
        Cache<String> cache = guarded(setup);

        assertThat(cache.get("unknown")).isNull();
        Lookup<String> found = cache.find("unknown");

        assertThat(found.isAbsent()).isTrue();
        assertThat(found.tier()).isEqualTo(Tier.ORIGIN);
        assertThat(scene.origin.loads()).isZero();
        assertThat(guard.denied).hasValue(2);
        assertThat(cache.stats().misses()).isEqualTo(2);
    }

    /** H1: a key that may exist is loaded. */
    @EachSetup
    void aKeyThatMayExistIsLoaded(Setup setup) {
        Cache<String> cache = guarded(setup);
        guard.add("a");

        assertThat(cache.get("a")).isEqualTo("a@1");
    }

    /** H1: the guard's absence is not kept: what is added is found at once. */
    @EachSetup
    void absenceIsNotKept(Setup setup) {
        Cache<String> cache =
                scene.cache(setup, options -> options.missGuard(guard).negativeTtl(ofMinutes(1)));
        assertThat(cache.get("a")).isNull();

        guard.add("a");

        assertThat(cache.get("a")).isEqualTo("a@1");
    }

    /** H1: it never turns a cached entry into a miss, fresh or stale. */
    @EachSetup
    void aCachedEntryIsServedWhateverTheGuardSays(Setup setup) {
        Cache<String> cache = scene.cache(
                setup, options -> options.missGuard(guard).ttl(ofMinutes(1)).staleIfError(ofDays(1)));
        cache.put("a", "kept");
        guard.keys.clear();

        assertThat(cache.get("a")).isEqualTo("kept");
        guard.keys.clear();
        scene.advance(ofMinutes(2));
        scene.origin.fail(new IOException("down"));
        assertThat(cache.get("a")).isEqualTo("kept");
        guard.keys.clear();
        scene.origin.heal();
        scene.advance(ofMinutes(1));
        assertThat(cache.get("a")).isEqualTo("a@2");
    }

    /** H1: keys are added on every put, and on the load that brought a value. */
    @EachSetup
    void changesAndLoadsAddTheirKeys(Setup setup) {
        Cache<String> cache = guarded(setup);

        cache.put("put", "1");
        cache.putIfAbsent("absent", "1");
        cache.putAll(Map.of("all", "1"));
        cache.invalidate("gone");
        assertThat(guard.keys).containsExactlyInAnyOrder("put", "absent", "all", "gone");
        guard.knowsAll = false;
        cache.get("loaded");
        scene.origin.empty();
        cache.get("nothing");

        assertThat(guard.keys).contains("loaded").doesNotContain("nothing");
        assertThat(guard.foundNothing).hasValue(1);
    }

    /** H1: keys are added on values read from the store. */
    @EachSetup({Tiers.NEAR_AND_STORE, Tiers.STORE})
    void aValueInTheStoreAddsItsKey(Setup setup) {
        scene.otherNode().put("a", "stored");
        Cache<String> cache = guarded(setup);

        assertThat(cache.get("a")).isEqualTo("stored");

        assertThat(guard.keys).containsExactly("a");
    }

    /** H1: who cannot ask the store loads, whatever the guard says. */
    @EachSetup({Tiers.NEAR_AND_STORE, Tiers.STORE})
    void aStoreThatFailsIsNoReasonForAbsence(Setup setup) {
        Cache<String> cache = guarded(setup);
        scene.store.onAll().fail(new IOException("away"));

        assertThat(cache.get("a")).isEqualTo("a@1");
    }

    /** H1: refresh and forced refresh pass it by. */
    @EachSetup
    void aForcedRefreshLoads(Setup setup) {
        Cache<String> cache = guarded(setup);

        assertThat(cache.refresh("a")).isEqualTo("a@1");
        assertThat(cache.get("b", CallOptions.defaults().forceRefresh())).isEqualTo("b@1");
        assertThat(guard.keys).containsExactlyInAnyOrder("a", "b");
    }

    /** H1: bulk reads are guarded key by key, with one load for the rest. */
    @EachSetup
    void bulkReadsLoadOnlyWhatMayExist(Setup setup) {
        AtomicInteger calls = new AtomicInteger();
        Cache<String> cache = guarded(setup);
        guard.add("a");
        guard.add("c");

        Map<String, String> found = cache.getAll(List.of("a", "b", "c", "d"), keys -> {
            calls.incrementAndGet();
            assertThat(keys).containsExactly("a", "c");
            return Map.of("a", "1", "c", "3");
        });

        assertThat(found).containsOnlyKeys("a", "c");
        assertThat(calls).hasValue(1);
        assertThat(guard.denied).hasValue(2);
        assertThat(cache.getAll(List.of("x", "y"))).isEmpty();
        assertThat(scene.origin.loads()).isZero();
    }

    /** H3: a guard that knows too little says "maybe", and so does one that throws. */
    @EachSetup
    void aGuardThatThrowsStopsNobody(Setup setup) {
        Cache<String> cache = scene.cache(
                setup,
                options -> options.missGuard(new MissGuard() {
                    @Override
                    public boolean mightExist(String key) {
                        throw new IllegalStateException("broken");
                    }

                    @Override
                    public void add(String key) {
                        throw new IllegalStateException("broken");
                    }
                }));

        assertThat(cache.get("a")).isEqualTo("a@1");
        cache.put("b", "2");
        assertThat(cache.get("b")).isEqualTo("2");
    }

    /** H3, FT45: what another node changes is added here before its change is acknowledged; a doubt is told. */
    @EachSetup(Tiers.NEAR_AND_STORE)
    void anothersChangeAddsItsKeyHere(Setup setup) {
        Cache<String> other = scene.cache(Tiers.NEAR_AND_STORE, options -> options.invalidation(bus));
        Cache<String> cache =
                scene.cache(setup, options -> options.missGuard(guard).invalidation(bus));
        assertThat(cache.get("a")).isNull();

        other.put("a", "theirs");
        other.invalidate("b");

        assertThat(guard.keys).containsExactlyInAnyOrder("a", "b");
        assertThat(cache.get("a")).isEqualTo("theirs");
        assertThat(guard.setup.isAlone()).isFalse();
    }

    /** H3: a rebuild between the cache's write and the origin's is made up for: the key is added again. */
    @EachSetup({Tiers.NEAR_AND_STORE, Tiers.STORE})
    void aKeyIsAddedAgainWhenTheOriginHasIt(Setup setup) {
        Cache<String> cache = scene.cache(
                setup,
                options -> options.missGuard(guard)
                        .writeOrder(WriteOrder.STORE_FIRST)
                        .writer((key, value) -> guard.keys.clear()));

        cache.put("a", "1");

        assertThat(guard.keys).containsExactly("a");
    }

    /** H1: the guard is the cache's: begun before, closed with it, and shown. */
    @Test
    void theCacheBeginsAndClosesItsGuard() {
        Cache<String> cache = scene.cache(Tiers.NEAR, options -> options.missGuard(guard));

        assertThat(guard.setup.cache()).isEqualTo("users");
        assertThat(guard.setup.namespace()).endsWith(":users");
        assertThat(guard.setup.isAlone()).isTrue();
        assertThat(cache.describe()).contains("knownKeys");
        cache.close();
        assertThat(guard.isClosed).isTrue();
    }

    /** H1: null is refused where it enters. */
    @Test
    void noGuardIsNoOption() {
        assertThatThrownBy(() -> Cache.builder("users", String.class).missGuard(null))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("missGuard");
    }
}
