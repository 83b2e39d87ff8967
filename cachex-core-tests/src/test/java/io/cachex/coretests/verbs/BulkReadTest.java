package io.cachex.coretests.verbs;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.BulkException;
import io.cachex.BulkLoader;
import io.cachex.BulkResult;
import io.cachex.Cache;
import io.cachex.CacheException;
import io.cachex.coretests.Caller;
import io.cachex.coretests.EachFace;
import io.cachex.coretests.Face;
import io.cachex.coretests.SlowOrigin;
import io.cachex.spi.StoreOperation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

class BulkReadTest {

    private final Tiers tiers = new Tiers();
    private final SlowOrigin origin = new SlowOrigin();
    private final List<Set<String>> asked = new CopyOnWriteArrayList<>();
    private final BulkLoader<String> bulk = keys -> {
        asked.add(keys);
        Map<String, String> found = new HashMap<>();
        keys.forEach(key -> found.put(key, key + "*"));
        return found;
    };

    /** A3, BI36: the answers come in the order asked for, duplicates once. */
    @EachShape
    void answersKeepTheOrderOfTheKeys(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).bulkLoader(bulk).build());
        cache.put("c", "put");

        BulkResult<String> result = cache.getAll(List.of("d", "c", "b", "c", "a", "d"));

        assertThat(result.keySet()).containsExactly("d", "c", "b", "a");
        assertThat(result.values()).containsExactly("d*", "put", "b*", "a*");
        assertThat(result.failures()).isEmpty();
        assertThat(result.orThrow()).isSameAs(result);
        assertThat(asked).containsExactly(Set.of("d", "b", "a"));
    }

    /** BI36: no keys, one key. */
    @EachShape
    void answersForNoKeyAndForOne(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).bulkLoader(bulk).build());

        assertThat(cache.getAll(List.of())).isEmpty();
        assertThat(cache.getAllPresent(List.of())).isEmpty();
        assertThat(cache.getAll(List.of("a"))).containsExactly(Map.entry("a", "a*"));
        assertThat(asked).hasSize(1);
    }

    /** BI36, A3: 2,500 keys reach the store and the loader in chunks of 1,000 at most. */
    @EachShape
    void manyKeysTravelInChunks(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).bulkLoader(bulk).build());
        List<String> keys = IntStream.range(0, 2_500).mapToObj(i -> "k" + i).toList();

        BulkResult<String> result = cache.getAll(keys);

        assertThat(result.keySet()).containsExactlyElementsOf(keys);
        assertThat(asked).extracting(Set::size).containsExactlyInAnyOrder(1_000, 1_000, 500);
        assertThat(tiers.store.calls(StoreOperation.READ_OR_LEASE)).isEqualTo(shape.hasStore() ? 3 : 0);
        assertThat(cache.getAllPresent(keys)).hasSize(2_500);
    }

    /** A3: what is fresh in a tier is not loaded; getAllPresent never loads. */
    @EachShape
    void onlyWhatIsMissingIsLoaded(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).bulkLoader(bulk).build());
        cache.putAll(Map.of("a", "1", "b", "2"));

        assertThat(cache.getAllPresent(List.of("b", "x", "a")))
                .containsExactly(Map.entry("b", "2"), Map.entry("a", "1"));
        assertThat(asked).isEmpty();
        assertThat(cache.getAll(List.of("a", "x")).values()).containsExactly("1", "x*");
        assertThat(asked).containsExactly(Set.of("x"));
    }

    /** A3: one bad key never fails the others; without a bulk loader keys are loaded one by one. */
    @EachShape
    void oneBadKeyNeverFailsTheOthers(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape)
                .loader(key -> {
                    if (key.equals("bad")) {
                        throw new IOException("no " + key);
                    }
                    return key + "!";
                })
                .build());

        BulkResult<String> result = cache.getAll(List.of("a", "bad", "", "b\u0000", "c"));

        assertThat(result).containsExactly(Map.entry("a", "a!"), Map.entry("c", "c!"));
        assertThat(result.failures()).containsOnlyKeys("bad", "", "b\u0000");
        assertThat(result.failures().get("bad"))
                .isInstanceOf(CacheException.class)
                .hasRootCauseMessage("no bad");
        assertThat(result.failures().get("")).hasMessageContaining("empty");
        assertThatThrownBy(result::orThrow)
                .isInstanceOfSatisfying(
                        BulkException.class, e -> assertThat(e.failures()).containsOnlyKeys("bad", "", "b\u0000"));
    }

    /** A3: keys that the bulk loader leaves out are absent; what it adds is ignored. */
    @EachShape
    void whatTheBulkLoaderLeavesOutIsAbsent(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape)
                .bulkLoader(keys -> Map.of("a", "1", "stranger", "9"))
                .build());

        BulkResult<String> result = cache.getAll(List.of("a", "b"));

        assertThat(result).containsExactly(Map.entry("a", "1"));
        assertThat(result.failures()).isEmpty();
        assertThat(cache.getIfPresent("stranger")).isNull();
    }

    /** A3: a bulk load that fails is each key's failure, covered where a stale value is at hand. */
    @EachShape
    void aFailedBulkLoadIsCoveredWhereItCanBe(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).build());
        cache.put("a", "old");
        tiers.time.advance(ofMinutes(6));

        BulkResult<String> result = cache.getAll(List.of("a", "b"), keys -> {
            throw new IOException("down");
        });

        assertThat(result).containsExactly(Map.entry("a", "old"));
        assertThat(result.failures()).containsOnlyKeys("b");
    }

    /** A3: a bulk loader that answers null, or throws an Error, fails its keys and frees them. */
    @EachShape
    void aBrokenBulkLoaderFreesItsKeys(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).build());

        assertThat(cache.getAll(List.of("a"), keys -> null).failures()).containsOnlyKeys("a");
        assertThat(cache.getAll(List.of("a"), keys -> {
                            throw new StackOverflowError();
                        })
                        .failures())
                .containsOnlyKeys("a");
        assertThat(cache.getAll(List.of("a"), bulk)).containsEntry("a", "a*");
    }

    /** BI1, BI36: a null among the keys is refused before anything is begun, and wedges none of the others. */
    @EachShape
    void aNullKeyIsRefusedAndWedgesNothing(Face face, Shape shape) {
        Cache<String> cache =
                face.of(tiers.words(shape).loader(origin).noTimeout().build());

        assertThatThrownBy(() -> cache.getAll(Arrays.asList("a", null, "b")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("null");
        assertThatThrownBy(() -> cache.getAllPresent(Arrays.asList("a", null)))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(Caller.start(() -> cache.get("a")).result()).isEqualTo("a@1");
        assertThat(Caller.start(() -> cache.getIfPresent("b")).result()).isNull();
    }

    /** B1, B8: a bulk read joins the loads that are under way. */
    @EachShape
    void aBulkReadJoinsALoadThatIsUnderWay(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).loader(origin.hang()).build());
        Caller<String> single = Caller.start(() -> cache.get("a"));
        origin.awaitLoads(1);

        Caller<BulkResult<String>> both = Caller.start(() -> cache.getAll(List.of("a", "b")));
        origin.awaitLoads(2).release();

        assertThat(both.result()).containsExactly(Map.entry("a", "a@1"), Map.entry("b", "b@1"));
        assertThat(single.result()).isEqualTo("a@1");
        assertThat(origin.loads("a")).isOne();
    }

    /** A3, D3: what does not come in time fails alone. */
    @EachFace
    void keysThatAreTooSlowFailAlone(Face face) {
        Cache<String> cache = face.of(tiers.words(Shape.NEAR)
                .loader(origin.hang())
                .timeout(ofMillis(100))
                .build());
        cache.put("a", "1");
        Caller<BulkResult<String>> caller = Caller.start(() -> cache.getAll(List.of("a", "slow")));
        origin.awaitLoads(1);
        caller.awaitWaiting();

        tiers.time.advance(ofMillis(100));

        assertThat(caller.result()).containsExactly(Map.entry("a", "1"));
        assertThat(caller.result().failures()).containsOnlyKeys("slow");
        origin.release();
    }

    /** A3: the result is the caller's to read and nobody's to change. */
    @EachFace
    void theResultCannotBeModified(Face face) {
        Cache<String> cache = face.of(tiers.words(Shape.NEAR).build());
        cache.put("a", "1");
        BulkResult<String> result = cache.getAllPresent(new ArrayList<>(List.of("a", "b")));

        assertThatThrownBy(() -> result.put("x", "y")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(result::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThat(result.containsKey("b")).isFalse();
        assertThat(result.get("a")).isEqualTo("1");
    }
}
