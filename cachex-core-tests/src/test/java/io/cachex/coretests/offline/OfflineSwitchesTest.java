package io.cachex.coretests.offline;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cachex.Cache;
import io.cachex.CallOptions;
import io.cachex.ConfigurationException;
import io.cachex.LoadException;
import io.cachex.Lookup;
import io.cachex.Offline;
import io.cachex.OriginStatusException;
import io.cachex.PutOptions;
import io.cachex.coretests.load.EachSetup;
import io.cachex.coretests.load.Scene;
import io.cachex.coretests.load.Setup;
import io.cachex.coretests.load.Tiers;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** I1: recording and serving are separate switches, on by default; serving for a percentage of keys. */
class OfflineSwitchesTest {

    private static final List<String> KEYS =
            IntStream.range(0, 2_000).mapToObj(i -> "user:" + i).toList();

    @AutoClose
    private final Scene scene = new Scene();

    private Cache<String> minuteAndHour(Setup setup, Offline offline) {
        return scene.cache(
                setup,
                options -> options.ttl(ofMinutes(1)).staleIfError(ofHours(1)).offline(offline));
    }

    /** I1: on by default. */
    @EachSetup
    void isOnByDefault(Setup setup) {
        Cache<String> cache = scene.cache(setup);

        assertThat(cache.offline()).isEqualTo(Offline.on()).hasToString("offline(recording, serving 100.0 %)");
    }

    /** I1: not recording: nothing is kept past its freshness, whoever made it, here or in the store. */
    @EachSetup
    void withoutRecordingNothingBecomesAFallback(Setup setup) {
        Cache<String> cache = minuteAndHour(setup, Offline.on().recording(false));
        cache.get("loaded");
        cache.get("own", (key, context) -> {
            context.staleIfError(ofHours(9));
            return "own";
        });
        cache.put("put", "1", PutOptions.defaults().staleIfError(ofHours(9)));
        scene.origin.fail(new IOException("down"));
        assertThat(cache.get("put")).isEqualTo("1");

        scene.advance(ofMinutes(1).plusMillis(1));

        for (String key : List.of("loaded", "own", "put")) {
            assertThatThrownBy(() -> cache.get(key))
                    .isInstanceOfSatisfying(
                            LoadException.class,
                            why -> assertThat(why.reason()).isEqualTo(LoadException.Reason.NO_CACHED_VALUE));
            assertThat(scene.otherNode()
                            .find(key, CallOptions.defaults().skipLoad())
                            .isMissing())
                    .isTrue();
        }
    }

    /** I1: fallbacks that were kept before stay when recording is switched off, and new ones come when it is on again. */
    @EachSetup
    void recordingIsSwitchedWhileItRuns(Setup setup) {
        Cache<String> cache = minuteAndHour(setup, Offline.on());
        cache.get("before");
        cache.offline(Offline.on().recording(false));
        cache.get("meanwhile");
        cache.offline(Offline.on());
        cache.get("after");
        scene.origin.fail(new IOException("down"));

        scene.advance(ofMinutes(2));

        assertThat(cache.get("before")).isEqualTo("before@1");
        assertThat(cache.get("after")).isEqualTo("after@1");
        assertThatThrownBy(() -> cache.get("meanwhile")).isInstanceOf(LoadException.class);
    }

    /** I1, B7: what is served while it is loaded anew is no matter of outages. */
    @EachSetup(Tiers.NEAR)
    void withoutRecordingValuesAreStillRevalidated(Setup setup) {
        Cache<String> cache = scene.cache(
                setup,
                options -> options.ttl(ofMinutes(1))
                        .staleWhileRevalidate(ofSeconds(30))
                        .offline(Offline.off()));
        cache.get("a");
        scene.advance(ofSeconds(80));

        assertThat(cache.find("a").staleReason()).isEqualTo(Lookup.StaleReason.REVALIDATING);
    }

    /** I1: not serving: fallbacks are kept, but the failure surfaces and says so. */
    @EachSetup
    void withoutServingTheFailureSurfaces(Setup setup) {
        Cache<String> cache = minuteAndHour(setup, Offline.on().serving(false));
        cache.get("a");
        scene.advance(ofMinutes(2));
        scene.origin.fail(new IOException("down"));

        for (int i = 0; i < 2; i++) { // the second is in the back-off, which only stands where a value is served
            assertThatThrownBy(() -> cache.get("a"))
                    .isInstanceOfSatisfying(
                            LoadException.class,
                            why -> assertThat(why.reason()).isEqualTo(LoadException.Reason.NOT_SERVED))
                    .hasMessageContaining("not served")
                    .hasRootCauseMessage("down");
        }
        assertThat(scene.origin.loads()).isEqualTo(3);

        cache.offline(Offline.on());

        assertThat(cache.get("a")).isEqualTo("a@1");
    }

    /** I1: a canary: the share of the keys, the same ones in each cache and each run. */
    @EachSetup
    void aShareOfTheKeysIsServed(Setup setup) {
        Offline canary = Offline.on().servingPercent(25);
        Cache<String> cache = minuteAndHour(setup, canary);
        List<String> keys = KEYS.subList(0, 200);
        keys.forEach(cache::get);
        scene.advance(ofMinutes(2));
        scene.origin.fail(new IOException("down"));

        Set<String> served = new TreeSet<>();
        for (String key : keys) {
            try {
                cache.get(key);
                served.add(key);
            } catch (LoadException e) {
                assertThat(e.reason()).isEqualTo(LoadException.Reason.NOT_SERVED);
            }
        }

        assertThat(served).isEqualTo(keysServedBy(canary, keys)).hasSizeBetween(30, 70);
    }

    /** I1: the hash is even, and a greater share only adds keys. */
    @Test
    void sharesAreEvenAndGrow() {
        Set<String> before = Set.of();
        for (int percent = 0; percent <= 100; percent += 10) {
            Set<String> served = keysServedBy(Offline.on().servingPercent(percent), KEYS);
            assertThat(served).containsAll(before);
            assertThat(served.size() / 20.0).isCloseTo(percent, within(3.0));
            before = served;
        }
        assertThat(before).hasSize(KEYS.size());
        assertThat(KEYS).noneMatch(Offline.off()::serves);
    }

    /** I1: deterministic: these keys are served at 5 % by every release, process and node. */
    @Test
    void theKeysOfAShareNeverChange() {
        Offline few = Offline.on().servingPercent(5);

        assertThat(KEYS.stream().filter(few::serves).limit(5))
                .containsExactly("user:52", "user:66", "user:78", "user:95", "user:137");
    }

    /** A1: a share that cannot be is refused. */
    @Test
    void impossibleSharesAreRefused() {
        for (double percent : new double[] {-0.01, 100.01, Double.NaN}) {
            assertThatThrownBy(() -> Offline.on().servingPercent(percent))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessage("offline.servingPercent must be from 0 to 100: " + percent);
        }
        assertThat(Offline.off()).hasToString("offline(not recording, not serving)");
        assertThat(Offline.on().servingPercent(0.01)).hasToString("offline(recording, serving 0.01 %)");
    }

    /** A cache that differs from the default says so. */
    @EachSetup(Tiers.NEAR)
    void isDescribed(Setup setup) {
        assertThat(minuteAndHour(setup, Offline.off()).describe()).endsWith("offline(not recording, not serving)");
        assertThat(minuteAndHour(setup, Offline.on()).describe()).doesNotContain("offline");
    }

    /** B4, I1: an authoritative answer is never covered, served or not; it means that the origin is there. */
    @EachSetup
    void authoritativeAnswersAreNeverCovered(Setup setup) {
        Cache<String> cache = minuteAndHour(setup, Offline.on());
        cache.get("a");
        scene.advance(ofMinutes(2));

        for (Exception answer : List.of(
                new OriginStatusException(400, null),
                new OriginStatusException(401, null),
                new OriginStatusException(403, null),
                new OriginStatusException(404, null),
                new OriginStatusException(409, null),
                new OriginStatusException(410, null),
                new OriginStatusException(422, null),
                new SecurityException("forbidden"),
                new IllegalArgumentException("not valid"))) {
            scene.origin.fail(answer);
            assertThatThrownBy(() -> cache.get("a")).matches(thrown -> thrown == answer || thrown.getCause() == answer);
            assertThat(cache.getAll(List.of("a")).failures()).containsOnlyKeys("a");
        }

        assertThat(cache.origin().available()).isTrue();
        assertThat(cache.origin().lastFailure()).isNull();
        assertThat(cache.stats().staleServes()).isZero();
    }

    private static Set<String> keysServedBy(Offline offline, List<String> keys) {
        return new TreeSet<>(keys.stream().filter(offline::serves).toList());
    }
}
