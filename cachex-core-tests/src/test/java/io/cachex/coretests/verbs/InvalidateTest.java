package io.cachex.coretests.verbs;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.BulkException;
import io.cachex.Cache;
import io.cachex.LoadException;
import io.cachex.StoreException;
import io.cachex.coretests.Caller;
import io.cachex.coretests.EachFace;
import io.cachex.coretests.Face;
import io.cachex.coretests.SlowOrigin;
import io.cachex.spi.StoreOperation;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

class InvalidateTest {

    private final Tiers tiers = new Tiers();
    private final SlowOrigin origin = new SlowOrigin();

    /** A3: what is invalidated is gone, also as a fallback. */
    @EachShape
    void whatIsInvalidatedIsGoneAlsoAsAFallback(Face face, Shape shape) {
        Cache<String> cache = face.of(
                tiers.words(shape).loader(origin.fail(new IOException("down"))).build());
        cache.put("a", "1");
        tiers.time.advance(ofMinutes(6));

        cache.invalidate("a");
        cache.invalidate("missing");

        assertThat(cache.find("a", io.cachex.CallOptions.defaults().skipLoad()).isMissing())
                .isTrue();
        assertThatThrownBy(() -> cache.get("a")).isInstanceOf(LoadException.class);
    }

    /** A3: invalidateAll is per key; duplicates count once, a bad key fails alone. */
    @EachShape
    void invalidateAllRemovesWhatItCan(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).build());
        cache.putAll(Map.of("a", "1", "b", "2", "c", "3"));

        assertThatThrownBy(() -> cache.invalidateAll(List.of("a", "", "b", "a")))
                .isInstanceOfSatisfying(
                        BulkException.class, e -> assertThat(e.failures()).containsOnlyKeys(""));

        assertThat(cache.getAllPresent(List.of("a", "b", "c")).keySet()).containsExactly("c");
        cache.invalidateAll(List.of());
    }

    /** BI1: a null key among many is refused before anything happens. */
    @EachShape
    void nullKeysAreRefusedBeforeAnythingHappens(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).build());
        cache.put("a", "1");
        Map<String, String> values = new java.util.HashMap<>();
        values.put("a", "2");
        values.put(null, "3");

        assertThatThrownBy(() -> cache.invalidateAll(Arrays.asList("a", null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("keys must not contain null");
        assertThatThrownBy(() -> cache.putAll(values)).isInstanceOf(IllegalArgumentException.class);
        assertThat(cache.getIfPresent("a")).isEqualTo("1");
    }

    /** B3: invalidate never waits for a load, and the load's late result does not undo it. */
    @EachShape
    void invalidateNeitherWaitsForALoadNorIsUndoneByIt(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).loader(origin.hang()).build());
        Caller<String> loading = Caller.start(() -> cache.get("a"));
        origin.awaitLoads(1);

        cache.invalidate("a");
        assertThat(loading.isDone()).isFalse();
        origin.release();

        assertThat(loading.result()).isEqualTo("a@1");
        assertThat(cache.getIfPresent("a")).isNull();
        assertThat(cache.stats().lateLoads()).isOne();
    }

    /** A3, G6: clear removes everything, also as a fallback, at a cost that does not depend on the number of entries. */
    @EachShape
    void clearRemovesEverything(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).loader(origin).build());
        for (int i = 0; i < 100; i++) {
            cache.put("k" + i, "1");
        }
        long before = tiers.store.calls();

        cache.clear();

        assertThat(tiers.store.calls() - before).isLessThanOrEqualTo(2);
        origin.fail(new IOException("down"));
        assertThat(cache.getIfPresent("k7")).isNull();
        assertThatThrownBy(() -> cache.get("k7")).isInstanceOf(LoadException.class);
        cache.put("k7", "2");
        assertThat(cache.getIfPresent("k7")).isEqualTo("2");
    }

    /** B3: clear wins over loads that began before. */
    @EachShape
    void clearWinsOverLoadsThatBeganBefore(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).loader(origin.hang()).build());
        Caller<String> loading = Caller.start(() -> cache.get("a"));
        origin.awaitLoads(1);

        cache.clear();
        origin.release();

        assertThat(loading.result()).isEqualTo("a@1");
        assertThat(cache.getIfPresent("a")).isNull();
    }

    /** A3, A12: a store that is down is reported; this node's copies are gone all the same. */
    @EachFace
    void aStoreThatIsDownIsReportedAndTheNearCopiesAreGone(Face face) {
        Cache<String> cache = face.of(tiers.words(Shape.BOTH).build());
        cache.putAll(Map.of("a", "1", "b", "2", "c", "3"));
        tiers.store.onAll().fail(new IOException("down"));

        assertThatThrownBy(() -> cache.invalidate("a")).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> cache.invalidateAll(List.of("b"))).isInstanceOf(BulkException.class);
        assertThat(cache.getIfPresent("a")).isNull();
        assertThat(cache.getIfPresent("b")).isNull();
        assertThat(cache.getIfPresent("c")).isEqualTo("3");
        assertThatThrownBy(cache::clear).isInstanceOf(StoreException.class);
        assertThat(cache.getIfPresent("c")).isNull();
        assertThatThrownBy(() -> cache.invalidateTag("t")).isInstanceOf(StoreException.class);
    }

    /** B1, B6: those who refresh one key at the same time share one load, whatever is cached. */
    @EachShape
    void refreshLoadsWhateverIsCachedAndIsShared(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).loader(origin).build());
        cache.put("a", "put");

        assertThat(cache.refresh("a")).isEqualTo("a@1");
        assertThat(cache.getIfPresent("a")).isEqualTo("a@1");
        origin.hang();
        Caller<String> first = Caller.waiting(() -> cache.refresh("a"));
        origin.awaitLoads(2);
        Caller<String> second = Caller.waiting(() -> cache.refresh("a"));
        origin.release();

        assertThat(first.result()).isEqualTo("a@2");
        assertThat(second.result()).isEqualTo("a@2");
        assertThat(origin.loads()).isEqualTo(2);
        assertThat(tiers.store.calls(StoreOperation.REMOVE)).isZero();
    }
}
