package io.cachex.coretests.load;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.CacheClosedException;
import io.cachex.ConfigurationException;
import io.cachex.Lifetimes;
import io.cachex.LoadException;
import io.cachex.Lookup;
import io.cachex.PutOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** M3: how long values are kept can change at run time: for what is put, and loaded, from then on. */
class LifetimesTest {

    @AutoClose
    private final Scene scene = new Scene();

    private Cache<String> minute(Setup setup) {
        return scene.cache(setup, options -> options.ttl(ofMinutes(1)).staleIfError(ZERO));
    }

    /** A4: a cache tells its lifetimes; those of one that was told nothing are the standard ones. */
    @EachSetup
    void aCacheTellsItsLifetimes(Setup setup) {
        assertThat(scene.cache(setup).lifetimes())
                .isEqualTo(Lifetimes.standard())
                .hasToString("lifetimes(ttl PT5M, staleIfError PT1H, staleWhileRevalidate PT0S, negativeTtl PT0S,"
                        + " jitter 0.0)");

        Lifetimes told = scene.cache(
                        setup,
                        options -> options.ttl(ofSeconds(1))
                                .staleIfError(ofSeconds(2))
                                .staleWhileRevalidate(ofSeconds(2))
                                .negativeTtl(ofSeconds(4))
                                .jitter(0.5))
                .lifetimes();

        assertThat(List.of(told.ttl(), told.staleIfError(), told.staleWhileRevalidate(), told.negativeTtl()))
                .containsExactly(ofSeconds(1), ofSeconds(2), ofSeconds(2), ofSeconds(4));
        assertThat(told.jitter()).isEqualTo(0.5);
    }

    /** M3: what is loaded, by any loader, and what is put from now on; what was there keeps its time. */
    @EachSetup
    void aNewTtlIsForWhatComesAfter(Setup setup) {
        Cache<String> cache = minute(setup);
        cache.get("before");

        cache.lifetimes(cache.lifetimes().ttl(ofHours(1)));

        cache.get("loaded");
        cache.get("own", (key, context) -> "own");
        cache.getAll(List.of("bulk"));
        cache.put("put", "put");
        cache.putIfAbsent("ifAbsent", "if");
        cache.put("ttl of its own", "put", PutOptions.defaults().ttl(ofMinutes(1)));
        scene.advance(ofMinutes(2));
        for (String key : List.of("loaded", "own", "bulk", "put", "ifAbsent")) {
            assertThat(cache.getIfPresent(key)).as(key).isNotNull();
        }
        for (String key : List.of("before", "ttl of its own")) {
            assertThat(cache.getIfPresent(key)).as(key).isNull();
        }
    }

    /** M3, A5: how long values stand in for a failure. */
    @EachSetup
    void aNewStaleIfErrorIsForWhatComesAfter(Setup setup) {
        Cache<String> cache = minute(setup);
        cache.get("before");
        cache.lifetimes(cache.lifetimes().staleIfError(ofHours(1)));
        cache.get("after");
        scene.advance(ofMinutes(2));
        scene.origin.fail(new IOException("down"));

        assertThat(cache.get("after")).isEqualTo("after@1");
        assertThatThrownBy(() -> cache.get("before")).isInstanceOf(LoadException.class);
    }

    /** M3, A6: how long an absence is remembered. */
    @EachSetup
    void aNewNegativeTtlIsForWhatComesAfter(Setup setup) {
        Cache<String> cache = minute(setup);
        scene.origin.empty();
        cache.get("a");
        cache.get("a");
        assertThat(scene.origin.loads()).isEqualTo(2);

        cache.lifetimes(cache.lifetimes().negativeTtl(ofMinutes(1)));
        cache.get("a");
        cache.get("a");

        assertThat(scene.origin.loads()).isEqualTo(3);
    }

    /** M3, B7: how long an entry is served while it is loaded anew, at once, and within the time it is kept. */
    @EachSetup({Tiers.NEAR, Tiers.NEAR_AND_STORE})
    void aNewStaleWhileRevalidateIsForAllAtOnce(Setup setup) {
        Cache<String> cache = scene.cache(setup, options -> options.ttl(ofMinutes(1)));
        cache.get("a");

        cache.lifetimes(cache.lifetimes().staleWhileRevalidate(ofSeconds(30)));
        scene.advance(ofSeconds(80));

        assertThat(cache.find("a").staleReason()).isEqualTo(Lookup.StaleReason.REVALIDATING);
    }

    /** M3, B9: jitter. */
    @EachSetup
    void newJitterIsForWhatComesAfter(Setup setup) {
        Cache<String> cache = minute(setup);
        cache.lifetimes(cache.lifetimes().jitter(0.9));
        List<Duration> left = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            cache.put("key" + i, "value");
            left.add(cache.ttl("key" + i).orElseThrow());
        }

        assertThat(left).allMatch(ttl -> ttl.compareTo(ofMinutes(1)) <= 0).doesNotHaveDuplicates();
    }

    /** A4: what a loader says of its value wins, and starts from what the cache says now. */
    @EachSetup
    void aLoaderSaysOtherwise(Setup setup) {
        Cache<String> cache = minute(setup);
        cache.lifetimes(cache.lifetimes().ttl(ofHours(1)));

        cache.get("short", (key, context) -> {
            context.ttl(ofSeconds(10));
            return "own";
        });

        assertThat(cache.ttl("short").orElseThrow()).isLessThanOrEqualTo(ofSeconds(10));
    }

    /** A1, M3: refused as in build(), each time with option, value and rule; and nothing has changed then. */
    @EachSetup(Tiers.NEAR)
    void badCombinationsAreRefused(Setup setup) {
        Cache<String> cache = minute(setup);
        Cache<String> loadsNothing =
                setup.face().of(scene.built(Cache.builder("plain", String.class).timeSource(scene.time)));
        Lifetimes before = cache.lifetimes();

        assertRefused(
                () -> cache.lifetimes(before.staleWhileRevalidate(ofSeconds(1))),
                "staleWhileRevalidate must be at most staleIfError (PT0S): PT1S");
        assertRefused(
                () -> loadsNothing.lifetimes(Lifetimes.standard().staleWhileRevalidate(ofSeconds(1))),
                "staleWhileRevalidate must be zero where there is no loader: PT1S");
        assertThatIllegalArgumentException().isThrownBy(() -> cache.lifetimes(null));
        assertThat(cache.lifetimes()).isEqualTo(before);
        assertThat(loadsNothing.lifetimes()).isEqualTo(Lifetimes.standard());
    }

    /** A1: values outside their range are refused where they enter. */
    @Test
    void badValuesAreRefused() {
        Lifetimes all = Lifetimes.standard();

        assertRefused(() -> all.ttl(ZERO), "ttl must be above zero and at most 365 days: PT0S");
        assertRefused(() -> all.staleIfError(ofDays(366)), "staleIfError must be zero or more and at most 365 days");
        assertRefused(() -> all.staleWhileRevalidate(ofSeconds(-1)), "staleWhileRevalidate must be zero or more");
        assertRefused(() -> all.negativeTtl(ofSeconds(-1)), "negativeTtl must be zero or more");
        assertRefused(() -> all.jitter(Double.NaN), "jitter must be from 0 to 1: NaN");
    }

    /** Two of the same values are equal. */
    @Test
    void isAValue() {
        List<UnaryOperator<Lifetimes>> changes = List.of(
                all -> all.ttl(ofSeconds(9)),
                all -> all.staleIfError(ofSeconds(9)),
                all -> all.staleWhileRevalidate(ofSeconds(9)),
                all -> all.negativeTtl(ofSeconds(9)),
                all -> all.jitter(0.9));

        for (UnaryOperator<Lifetimes> change : changes) {
            Lifetimes changed = change.apply(Lifetimes.standard());
            assertThat(changed)
                    .isEqualTo(change.apply(Lifetimes.standard()))
                    .hasSameHashCodeAs(change.apply(Lifetimes.standard()))
                    .isNotEqualTo(Lifetimes.standard());
        }
    }

    /** A11: after close. */
    @EachSetup(Tiers.NEAR)
    void cannotBeChangedAfterClose(Setup setup) {
        Cache<String> cache = minute(setup);
        cache.close();

        assertThatThrownBy(() -> cache.lifetimes(Lifetimes.standard())).isInstanceOf(CacheClosedException.class);
    }

    private static void assertRefused(Runnable change, String message) {
        assertThatThrownBy(change::run)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(message);
    }
}
