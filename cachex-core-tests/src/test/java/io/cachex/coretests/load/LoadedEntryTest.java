package io.cachex.coretests.load;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.CallOptions;
import io.cachex.Lookup;
import io.cachex.PutOptions;
import io.cachex.testkit.FakeTime;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;

/** How what was loaded is kept: for how long, as absence, as unmodified, as the loader says. */
class LoadedEntryTest {

    @AutoClose
    private final Scene scene = new Scene();

    /** A6: absent, cached absence and present are three answers. */
    @EachSetup
    void absenceIsRememberedForItsOwnTtl(Setup setup) {
        Cache<String> cache = scene.cache(setup, options -> options.negativeTtl(ofSeconds(10)));
        assertThat(cache.find("a", CallOptions.defaults().skipLoad()).isMissing())
                .isTrue();
        scene.origin.empty();
        assertThat(cache.get("a")).isNull();

        scene.advance(ofSeconds(9));
        Lookup<String> found = cache.find("a");

        assertThat(found.isAbsent()).isTrue();
        assertThat(scene.origin.loads()).isOne();
        scene.advance(ofSeconds(2));
        scene.origin.heal();
        assertThat(cache.find("a").isPresent()).isTrue();
    }

    /** A6: without a negativeTtl absence is asked for each time, and it ends what was cached. */
    @EachSetup
    void absenceThatIsNotRememberedEndsWhatWasCached(Setup setup) {
        Cache<String> cache = scene.cache(setup);
        cache.get("a");
        scene.origin.empty();

        assertThat(cache.refresh("a")).isNull();

        assertThat(cache.getIfPresent("a")).isNull();
        assertThat(scene.inStore(setup, "a")).isNull();
        assertThat(cache.get("a")).isNull();
        assertThat(scene.origin.loads()).isEqualTo(3);
    }

    /** A6, B4: absence is an answer: no stale value stands in for it. */
    @EachSetup
    void absenceIsNotCoveredByAStaleValue(Setup setup) {
        Cache<String> cache = scene.cache(setup, options -> options.ttl(ofMinutes(1)));
        cache.get("a");
        scene.advance(ofMinutes(2));
        scene.origin.empty();

        assertThat(cache.get("a")).isNull();
    }

    /** B7: the context carries the stale value, its version and its etag, and may answer notModified: a full new life. */
    @EachSetup
    void unmodifiedValueStartsAFullNewLife(Setup setup) {
        Cache<String> cache = scene.cache(setup, options -> options.ttl(ofMinutes(1)));
        cache.get("a", (key, context) -> {
            assertThat(context.staleValue()).isNull();
            assertThat(context.etag()).isNull();
            assertThat(context.version()).isZero();
            context.etag("v1").tags(List.of("tag"));
            return "value";
        });
        scene.advance(ofMinutes(2));
        AtomicReference<@Nullable String> etag = new AtomicReference<>();

        String again = cache.get("a", (key, context) -> {
            etag.set(context.etag());
            assertThat(context.version() > 0).isEqualTo(setup.tiers().haveStore());
            return context.notModified();
        });

        assertThat(again).isEqualTo("value");
        assertThat(etag).hasValue("v1");
        scene.advance(ofSeconds(59));
        assertThat(cache.getIfPresent("a")).isEqualTo("value");
        cache.invalidateTag("tag");
        assertThat(cache.getIfPresent("a")).isNull();
    }

    /** B7: notModified without a stale value is a mistake of the loader's. */
    @EachSetup
    void notModifiedWithoutAStaleValueFails(Setup setup) {
        Cache<String> cache = scene.cache(setup);

        assertThatThrownBy(() -> cache.get("a", (key, context) -> context.notModified()))
                .hasRootCauseInstanceOf(IllegalStateException.class);
    }

    /** A4: the loader sets how long its value is fresh, and how long it may be served stale. */
    @EachSetup
    void loaderSetsTheTimesOfItsValue(Setup setup) {
        Cache<String> cache = scene.cache(setup);
        cache.get("a", (key, context) -> {
            context.ttl(ofSeconds(10)).staleIfError(ofSeconds(20));
            return "value";
        });

        scene.advance(ofSeconds(9));
        assertThat(cache.getIfPresent("a")).isEqualTo("value");
        scene.advance(ofSeconds(1));
        assertThat(cache.getIfPresent("a")).isNull();
        scene.origin.fail(new IOException("down"));
        assertThat(cache.get("a")).isEqualTo("value");
        scene.advance(ofSeconds(20));
        assertThatThrownBy(() -> cache.get("a")).hasRootCauseMessage("down");
    }

    /** A4, A6: the loader sets how long its absence is remembered. */
    @EachSetup
    void loaderSetsTheTimeOfItsAbsence(Setup setup) {
        Cache<String> cache = scene.cache(setup);
        cache.get("a", (key, context) -> {
            context.negativeTtl(ofSeconds(10));
            return null;
        });

        scene.advance(ofSeconds(9));

        assertThat(cache.find("a").isAbsent()).isTrue();
    }

    /** B9: jitter shortens each time to live by up to its fraction, and never lengthens it. */
    @EachSetup
    void jitterShortensUpToItsFraction(Setup setup) {
        Cache<String> cache =
                scene.cache(setup, options -> options.ttl(ofSeconds(100)).jitter(0.2));
        for (int i = 0; i < 200; i++) {
            cache.get("k" + i);
        }

        List<Duration> left = IntStream.range(0, 200)
                .mapToObj(i -> cache.ttl("k" + i).orElseThrow())
                .toList();

        assertThat(left).allSatisfy(ttl -> assertThat(ttl).isBetween(ofMillis(79_999), ofMillis(100_001)));
        assertThat(left.stream().map(Duration::toSeconds).distinct().count()).isGreaterThan(5);
    }

    /** A7: sub-second and sub-microsecond times are never rounded to nothing, in any tier. */
    @EachSetup
    void shortestTimesAreNotRoundedToNothing(Setup setup) {
        for (Duration ttl : List.of(ofNanos(1), ofNanos(999), ofNanos(1_001), ofMillis(1), ofMillis(999))) {
            Cache<String> cache = scene.cache(
                    setup, options -> options.staleIfError(ofSeconds(0)).namespace("app", "e" + ttl.toNanos()));
            cache.put("a", "value", PutOptions.defaults().ttl(ttl));
            assertThat(cache.getIfPresent("a")).as("ttl %s", ttl).isEqualTo("value");
            scene.advance(ttl.plusNanos(2_000)); // the store's clock counts microseconds
            assertThat(cache.getIfPresent("a")).as("after ttl %s", ttl).isNull();
        }
    }

    /** A7, rulings: age counts from the start of the load, everywhere: a slow load's value is not fresh for longer. */
    @EachSetup
    void ageCountsFromTheStartOfTheLoad(Setup setup) {
        Cache<String> cache = scene.cache(setup, options -> options.ttl(ofSeconds(100)));
        cache.get("a", key -> {
            scene.advance(ofSeconds(4));
            return "value";
        });

        assertThat(cache.ttl("a").orElseThrow())
                .isBetween(ofSeconds(96).minusNanos(2_000), ofSeconds(96).plusNanos(2_000));
        assertThat(cache.find("a").age())
                .isBetween(ofSeconds(4).minusNanos(2_000), ofSeconds(4).plusNanos(2_000));
    }

    /** A7: a near copy never outlives what the store has: its time is what remains of the source's. */
    @EachSetup({Tiers.NEAR_AND_STORE, Tiers.STORE})
    void copyLivesForWhatRemainsOfItsSource(Setup setup) {
        scene.otherNode().put("a", "value", PutOptions.defaults().ttl(ofSeconds(100)));
        scene.advance(ofSeconds(60));
        Cache<String> cache = scene.cache(setup, options -> options.ttl(ofHours(1)));

        assertThat(cache.getIfPresent("a")).isEqualTo("value");

        assertThat(cache.ttl("a").orElseThrow())
                .isBetween(ofSeconds(40).minusNanos(2_000), ofSeconds(40).plusNanos(2_000));
        scene.advance(ofSeconds(40).plusNanos(2_000));
        assertThat(cache.getIfPresent("a")).isNull();
    }

    /** BI25: times are compared by difference: a clock that wraps around changes nothing. */
    @EachSetup
    void clockThatWrapsAroundChangesNothing(Setup setup) {
        try (Scene wrapping = new Scene(FakeTime.at(Long.MAX_VALUE - 1_000))) {
            Cache<String> cache = wrapping.cache(setup, options -> options.ttl(ofMinutes(1)));
            assertThat(cache.get("a")).isEqualTo("a@1");
            wrapping.advance(ofSeconds(59));
            assertThat(cache.get("a")).isEqualTo("a@1");
            wrapping.advance(ofSeconds(1));
            assertThat(cache.get("a")).isEqualTo("a@2");
            wrapping.advance(ofMinutes(2));
            wrapping.origin.fail(new IOException("down"));
            assertThat(cache.get("a")).isEqualTo("a@2");
        }
    }
}
