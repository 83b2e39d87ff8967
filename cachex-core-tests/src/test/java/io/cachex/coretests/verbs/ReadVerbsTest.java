package io.cachex.coretests.verbs;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.CallOptions;
import io.cachex.ConfigurationException;
import io.cachex.LoadException;
import io.cachex.Lookup;
import io.cachex.Lookup.StaleReason;
import io.cachex.coretests.EachFace;
import io.cachex.coretests.Face;
import io.cachex.coretests.SlowOrigin;
import io.cachex.spi.StoreOperation;
import io.cachex.spi.Tier;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

class ReadVerbsTest {

    private final Tiers tiers = new Tiers();
    private final SlowOrigin origin = new SlowOrigin();

    /** A3: a missing key is not an error. */
    @EachShape
    void readsOfAMissingKeyFindNothing(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).build());

        assertThat(cache.getIfPresent("a")).isNull();
        assertThat(cache.getIfPresent("a", CallOptions.defaults())).isNull();
        assertThat(cache.find("a").isMissing()).isTrue();
        assertThat(cache.exists("a")).isFalse();
        assertThat(cache.ttl("a")).isEmpty();
        assertThat(cache.getAllPresent(java.util.List.of("a", "b"))).isEmpty();
    }

    /** A3, A4: what was put is read for five minutes. */
    @EachShape
    void readsFindWhatWasPutUntilItsTimeIsOver(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).build());

        cache.put("a", "1");
        tiers.time.advance(ofMinutes(5).minusNanos(1_000));

        assertThat(cache.getIfPresent("a")).isEqualTo("1");
        tiers.time.advance(ofSeconds(1));
        assertThat(cache.getIfPresent("a")).isNull();
    }

    /** A3: get loads with the configured loader, once. */
    @EachShape
    void getLoadsWhatIsMissing(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).loader(origin).build());

        assertThat(cache.get("a")).isEqualTo("a@1");
        assertThat(cache.get("a")).isEqualTo("a@1");
        assertThat(origin.loads()).isOne();
    }

    /** A3: get with a loader of its own, of each kind. */
    @EachShape
    void getTakesALoaderForTheCall(Face face, Shape shape) {
        Cache<String> cache = tiers.words(shape).build();

        assertThat(face.of(cache).get("plain", key -> key + "!")).isEqualTo("plain!");
        assertThat(face.of(cache).get("context", (key, context) -> context.key() + "?"))
                .isEqualTo("context?");
        assertThat(cache.async()
                        .get("async", (key, context) -> CompletableFuture.completedFuture(key + "."))
                        .join())
                .isEqualTo("async.");
        assertThat(face.of(cache).getAllPresent(java.util.List.of("plain", "context", "async")))
                .containsValues("plain!", "context?", "async.");
    }

    /** A3: a loader that answers null says that there is no value. */
    @EachShape
    void getAnswersNullIfTheOriginHasNothing(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).loader(origin.empty()).build());

        assertThat(cache.get("a")).isNull();
        assertThat(cache.find("a").isPresent()).isFalse();
        assertThat(origin.loads()).isEqualTo(2);
    }

    /** A6: absent, cached absence and present are three answers. */
    @EachShape
    void findTellsAbsentFromMissing(Face face, Shape shape) {
        Cache<String> cache =
                face.of(tiers.words(shape).negativeTtl(ofSeconds(10)).build());

        assertThat(cache.find("a").isMissing()).isTrue();
        assertThat(cache.get("a", key -> null)).isNull();

        Lookup<String> known = cache.find("a");
        assertThat(known.isAbsent()).isTrue();
        assertThat(known.isStale()).isFalse();
        assertThat(known.value()).isNull();
        assertThat(cache.exists("a")).isFalse();
        tiers.time.advance(ofSeconds(11));
        assertThat(cache.find("a").isMissing()).isTrue();
    }

    /** A1, A3: a get without any loader says what is missing. */
    @EachFace
    void getWithoutALoaderIsAMisconfiguration(Face face) {
        Cache<String> cache = face.of(tiers.words(Shape.NEAR).build());

        assertThatThrownBy(() -> cache.get("a"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("words")
                .hasMessageContaining("no loader");
        assertThatThrownBy(() -> cache.refresh("a")).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> cache.getAll(java.util.List.of("a"))).isInstanceOf(ConfigurationException.class);
    }

    /** A3: find tells value, age, tier and freshness. */
    @EachShape
    void findTellsWhereTheValueCameFromAndHowOldItIs(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).loader(origin).build());

        Lookup<String> loaded = cache.find("a");
        tiers.time.advance(ofSeconds(7));
        Lookup<String> kept = cache.find("a");

        assertThat(loaded.tier()).isEqualTo(Tier.ORIGIN);
        assertThat(loaded.age()).isZero();
        assertThat(kept.value()).isEqualTo("a@1");
        assertThat(kept.toOptional()).contains("a@1");
        assertThat(kept.tier()).isEqualTo(shape == Shape.STORE ? Tier.STORE : Tier.NEAR);
        assertThat(kept.age()).isCloseTo(ofSeconds(7), java.time.Duration.ofNanos(2_000));
        assertThat(kept.isStale()).isFalse();
        assertThat(kept.staleReason()).isNull();
        assertThat(kept.version()).isPositive();
        assertThat(kept).hasToString(kept.toString()).asString().doesNotContain("a@1");
    }

    /** A3: without a loader, find shows what is cached although it is stale; getIfPresent does not. */
    @EachShape
    void findWithoutALoaderShowsAStaleValue(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).build());
        cache.put("a", "1");

        tiers.time.advance(ofMinutes(6));

        Lookup<String> found = cache.find("a");
        assertThat(found.value()).isEqualTo("1");
        assertThat(found.staleReason()).isEqualTo(StaleReason.NOT_LOADED);
        assertThat(cache.getIfPresent("a")).isNull();
    }

    /** A3, B4: find names the failure that a stale value covers. */
    @EachShape
    void findNamesTheFailureBehindAStaleValue(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).loader(origin).build());
        cache.get("a");
        IOException outage = new IOException("down");
        origin.fail(outage);

        tiers.time.advance(ofMinutes(6));

        Lookup<String> covered = cache.find("a");
        assertThat(covered.value()).isEqualTo("a@1");
        assertThat(covered.staleReason()).isEqualTo(StaleReason.LOAD_FAILED);
        assertThat(covered.cause()).isSameAs(outage);
        assertThat(cache.find("a").staleReason()).isEqualTo(StaleReason.BACKING_OFF);
        tiers.time.advance(ofMinutes(60));
        assertThatThrownBy(() -> cache.find("a"))
                .isInstanceOf(LoadException.class)
                .hasRootCause(outage);
    }

    /** A11, trap 10: a store that cannot be read is a miss. */
    @EachFace
    void readsSurviveAStoreThatIsDown(Face face) {
        Cache<String> cache = face.of(tiers.words(Shape.STORE).loader(origin).build());
        cache.put("a", "1");
        tiers.store.on(StoreOperation.READ, StoreOperation.GENERATIONS).fail(new IOException("down"));

        assertThat(cache.getIfPresent("a")).isNull();
        assertThat(cache.getAllPresent(java.util.List.of("a"))).isEmpty();
        assertThat(cache.exists("a")).isFalse();
        assertThat(cache.ttl("a")).isEmpty();
        assertThat(cache.get("a")).isEqualTo("a@1");
        assertThat(cache.find("a").value()).isEqualTo("a@2");
    }

    /** A2: it heals without a restart. */
    @EachFace
    void readsFindTheStoreAgainWhenItIsBack(Face face) {
        Cache<String> cache = face.of(tiers.words(Shape.STORE).build());
        cache.put("a", "1");
        tiers.store.onAll().fail(new IOException("down"));
        assertThat(cache.getIfPresent("a")).isNull();

        tiers.store.heal();

        assertThat(cache.getIfPresent("a")).isEqualTo("1");
    }
}
