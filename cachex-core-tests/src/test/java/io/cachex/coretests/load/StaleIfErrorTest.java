package io.cachex.coretests.load;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.LoadException;
import io.cachex.Lookup;
import io.cachex.OriginStatusException;
import io.cachex.coretests.Caller;
import io.cachex.spi.Tier;
import java.io.IOException;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.AutoClose;

class StaleIfErrorTest {

    @AutoClose
    private final Scene scene = new Scene();

    private Cache<String> minuteAndHour(Setup setup) {
        return scene.cache(setup, options -> options.ttl(ofMinutes(1)).staleIfError(ofHours(1)));
    }

    /** B4: load fails, and the stale entry is served and marked. */
    @EachSetup
    void servesStaleValueWhenLoaderFails(Setup setup) {
        Cache<String> cache = minuteAndHour(setup);
        cache.get("a");
        scene.advance(ofMinutes(2));
        scene.origin.fail(new IOException("down"));

        Lookup<String> found = cache.find("a");

        assertThat(found.value()).isEqualTo("a@1");
        assertThat(found.staleReason()).isEqualTo(Lookup.StaleReason.LOAD_FAILED);
        assertThat(found.cause()).hasMessage("down");
        assertThat(found.age()).isBetween(ofMinutes(2), ofMinutes(2).plusMillis(1));
        assertThat(found.tier()).isEqualTo(setup.tiers().haveNear() ? Tier.NEAR : Tier.STORE);
        assertThat(cache.get("a")).isEqualTo("a@1");
        assertThat(cache.stats().staleServes()).isEqualTo(2);
    }

    /** B4: absolute bound ttl + staleIfError from the start of the load, however often it was served; then it surfaces. */
    @EachSetup
    void boundIsAbsoluteHoweverOftenTheValueIsServed(Setup setup) {
        Cache<String> cache = minuteAndHour(setup);
        cache.get("a");
        scene.origin.fail(new IOException("down"));
        for (int minute = 1; minute <= 60; minute++) {
            scene.advance(ofMinutes(1));
            assertThat(cache.get("a")).isEqualTo("a@1");
        }

        scene.advance(ofMinutes(1));

        assertThatThrownBy(() -> cache.get("a"))
                .isInstanceOf(LoadException.class)
                .hasRootCauseMessage("down");
    }

    /** B4, A7: the bound is the same on another node, which got its copy late. */
    @EachSetup({Tiers.NEAR_AND_STORE, Tiers.STORE})
    void copyOnAnotherNodeHasTheSameBound(Setup setup) {
        minuteAndHour(setup).get("a");
        Cache<String> other = minuteAndHour(setup);
        scene.origin.fail(new IOException("down"));
        scene.advance(ofMinutes(60));
        assertThat(other.get("a")).isEqualTo("a@1");

        scene.advance(ofMinutes(1));

        assertThatThrownBy(() -> other.get("a")).isInstanceOf(LoadException.class);
    }

    /** B4: by default only unavailability is covered; authoritative answers surface. */
    @EachSetup
    void authoritativeAnswersSurface(Setup setup) {
        Cache<String> cache = minuteAndHour(setup);
        cache.get("a");
        scene.advance(ofMinutes(2));

        for (Exception answer : new Exception[] {
            new OriginStatusException(404, "not found"),
            new OriginStatusException(401, "who are you"),
            new OriginStatusException(403, "forbidden"),
            new IllegalArgumentException("invalid"),
            new NoSuchElementException("none")
        }) {
            scene.origin.fail(answer);
            assertThatThrownBy(() -> cache.get("a")).matches(thrown -> thrown == answer || thrown.getCause() == answer);
        }
    }

    /** B4: 5xx and what only looks like a failure of an unknown kind are covered. */
    @EachSetup
    void unavailabilityIsCovered(Setup setup) {
        Cache<String> cache =
                scene.cache(setup, options -> options.ttl(ofMinutes(1)).failureBackoff(ofNanos(1), ofNanos(1)));
        cache.get("a");
        scene.advance(ofMinutes(2));

        for (Exception failure : new Exception[] {
            new OriginStatusException(503, "overloaded"),
            new java.util.concurrent.TimeoutException("slow"),
            new IOException("reset"),
            new RuntimeException("of a client library")
        }) {
            scene.origin.fail(failure);
            assertThat(cache.get("a")).isEqualTo("a@1");
            scene.advance(ofMillis(1));
        }
        assertThat(scene.origin.loads()).isEqualTo(5);
    }

    /** B4: which failures qualify is a predicate. */
    @EachSetup
    void predicateDecidesWhichFailuresAreCovered(Setup setup) {
        Cache<String> cache = scene.cache(
                setup,
                options -> options.ttl(ofMinutes(1)).staleIf(failure -> failure instanceof IllegalStateException));
        cache.get("a");
        scene.advance(ofMinutes(2));

        scene.origin.fail(new IOException("down"));
        assertThatThrownBy(() -> cache.get("a")).isInstanceOf(LoadException.class);
        scene.origin.fail(new IllegalStateException("odd"));
        assertThat(cache.get("a")).isEqualTo("a@1");
    }

    /** B1, B4: a predicate that throws covers nothing, and the flight ends all the same. */
    @EachSetup
    void predicateThatThrowsCoversNothing(Setup setup) {
        Cache<String> cache = scene.cache(
                setup,
                options -> options.ttl(ofMinutes(1)).staleIf(failure -> {
                    throw new IllegalStateException("broken predicate");
                }));
        cache.get("a");
        scene.advance(ofMinutes(2));
        scene.origin.fail(new IOException("down"));

        Caller<String> caller = Caller.start(() -> cache.get("a"));

        assertThat(caller.failure()).isInstanceOf(LoadException.class).hasRootCauseMessage("down");
        assertThat(scene.origin.heal().loads()).isEqualTo(2);
        assertThat(cache.get("a")).isEqualTo("a@3");
    }

    /** B4: the newest stale entry of any tier. */
    @EachSetup(Tiers.NEAR_AND_STORE)
    void newestStaleEntryOfAnyTierIsServed(Setup setup) {
        Cache<String> cache = minuteAndHour(setup);
        cache.get("a");
        scene.advance(ofMinutes(2));
        minuteAndHour(setup).get("a");
        scene.advance(ofMinutes(2));
        scene.origin.fail(new IOException("down"));

        Lookup<String> found = cache.find("a");

        assertThat(found.value()).isEqualTo("a@2");
        assertThat(found.tier()).isEqualTo(Tier.STORE);
    }

    /** A5: with staleIfError zero nothing is kept past its freshness. */
    @EachSetup
    void nothingIsServedStaleIfSoConfigured(Setup setup) {
        Cache<String> cache =
                scene.cache(setup, options -> options.ttl(ofSeconds(1)).staleIfError(ofSeconds(0)));
        cache.get("a");
        scene.advance(ofSeconds(1));
        scene.origin.fail(new IOException("down"));

        assertThatThrownBy(() -> cache.get("a")).isInstanceOf(LoadException.class);
    }

    /** A3, B4: an invalidated value is gone as a fallback, too; also for a load that had found it. */
    @EachSetup
    void invalidatedValueIsNoFallback(Setup setup) {
        Cache<String> cache = minuteAndHour(setup);
        cache.get("a");
        scene.advance(ofMinutes(2));
        scene.origin.hang().fail(new IOException("down"));
        Caller<String> reader = Scene.reader(cache, "a");
        scene.origin.awaitLoads(2);

        cache.invalidate("a");
        scene.origin.release();

        assertThat(reader.failure()).isInstanceOf(LoadException.class);
        assertThatThrownBy(() -> cache.get("a")).isInstanceOf(LoadException.class);
    }

    /** A3, B4: an expired value is kept as a stale fallback. */
    @EachSetup
    void expiredValueIsAFallback(Setup setup) {
        Cache<String> cache = minuteAndHour(setup);
        cache.get("a");
        scene.origin.fail(new IOException("down"));

        assertThat(cache.expire("a")).isTrue();

        assertThat(cache.get("a")).isEqualTo("a@1");
        assertThat(scene.origin.loads()).isEqualTo(2);
    }

    /** A3, B4: an expire during a load does not take the fallback from it. */
    @EachSetup(Tiers.NEAR)
    void expireDuringALoadLeavesItsFallback(Setup setup) {
        Cache<String> cache = minuteAndHour(setup);
        cache.get("a");
        scene.origin.hang().fail(new IOException("down"));
        Caller<String> refresher = Caller.waiting(() -> cache.refresh("a"));
        scene.origin.awaitLoads(2);

        cache.expire("a");
        scene.origin.release();

        assertThat(refresher.result()).isEqualTo("a@1");
    }

    /** B4: what somebody put while the load ran is better than the failure, and than what was there before. */
    @EachSetup({Tiers.NEAR, Tiers.NEAR_AND_STORE})
    void valuePutDuringTheLoadIsServedInPlaceOfTheFailure(Setup setup) {
        Cache<String> cache = minuteAndHour(setup);
        scene.origin.hang().fail(new OriginStatusException(404, "not found"));
        Caller<Lookup<String>> reader = Caller.waiting(() -> cache.find("a"));
        scene.origin.awaitLoads(1);

        cache.put("a", "put");
        scene.origin.release();

        assertThat(reader.result().value()).isEqualTo("put");
        assertThat(reader.result().isStale()).isFalse();
    }
}
