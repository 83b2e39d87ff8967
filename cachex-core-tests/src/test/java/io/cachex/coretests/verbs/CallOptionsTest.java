package io.cachex.coretests.verbs;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.cachex.CacheTimeoutException;
import io.cachex.CallOptions;
import io.cachex.coretests.Caller;
import io.cachex.coretests.EachFace;
import io.cachex.coretests.Face;
import io.cachex.coretests.SlowOrigin;
import io.cachex.spi.StoreOperation;
import io.cachex.spi.Tier;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;

class CallOptionsTest {

    private static final CallOptions DEFAULTS = CallOptions.defaults();

    private final Tiers tiers = new Tiers();
    private final SlowOrigin origin = new SlowOrigin();

    /** A4: a call looks past the near tier, or past both. */
    @EachFace
    void aCallLooksPastTiers(Face face) {
        Cache<String> cache = face.of(tiers.words(Shape.BOTH).loader(origin).build());
        cache.put("a", "1");

        assertThat(cache.find("a", DEFAULTS).tier()).isEqualTo(Tier.NEAR);
        assertThat(cache.find("a", DEFAULTS.skipNearRead()).tier()).isEqualTo(Tier.STORE);
        assertThat(cache.find("a", DEFAULTS.skipNearRead().skipStoreRead()).tier())
                .isEqualTo(Tier.ORIGIN);
        assertThat(cache.getIfPresent("a", DEFAULTS.skipNearRead().skipStoreRead()))
                .isNull();
    }

    /** A4: a call keeps nothing near, or nothing in the store. */
    @EachFace
    void aCallKeepsItsAnswerOutOfTiers(Face face) {
        Cache<String> cache = face.of(tiers.words(Shape.BOTH).loader(origin).build());

        cache.get("a", DEFAULTS.skipNearWrite());
        cache.get("b", DEFAULTS.skipStoreWrite());
        cache.get("c", DEFAULTS.skipNearWrite().skipStoreWrite());

        assertThat(cache.find("a", DEFAULTS.skipLoad()).tier()).isEqualTo(Tier.STORE);
        assertThat(cache.getIfPresent("b")).isEqualTo("b@1");
        assertThat(cache.getIfPresent("b", DEFAULTS.skipNearRead())).isNull();
        assertThat(cache.getIfPresent("c")).isNull();
        assertThat(tiers.store.calls(StoreOperation.FILL)).isOne();
    }

    /** A4: a call does not load, or loads whatever is cached. */
    @EachShape
    void aCallDoesNotLoadOrLoadsWhateverIsCached(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).loader(origin).build());

        assertThat(cache.get("a", DEFAULTS.skipLoad())).isNull();
        assertThat(origin.loads()).isZero();
        assertThat(cache.get("a")).isEqualTo("a@1");
        assertThat(cache.get("a", DEFAULTS.forceRefresh())).isEqualTo("a@2");
        assertThat(cache.get("a")).isEqualTo("a@2");
    }

    /** A4, D3: a call has a timeout of its own, shorter or longer than the cache's. */
    @EachFace
    void aCallHasATimeoutOfItsOwn(Face face) {
        Cache<String> cache =
                face.of(tiers.words(Shape.NEAR).loader(origin.hang()).build());
        Caller<String> hasty = Caller.start(() -> cache.get("a", DEFAULTS.timeout(ofMillis(10))));
        origin.awaitLoads(1);
        hasty.awaitWaiting();
        Caller<String> patient = Caller.waiting(() -> cache.get("a", DEFAULTS.timeout(ofSeconds(20))));

        tiers.time.advance(ofMillis(10));
        assertThat(hasty.failure()).isInstanceOf(CacheTimeoutException.class);
        tiers.time.advance(ofSeconds(10));
        origin.release();

        assertThat(patient.result()).isEqualTo("a@1");
        assertThat(origin.loads()).isOne();
    }

    /** B8: single misses within the window share one bulk load; a full batch does not wait for it. */
    @EachFace
    void singleMissesWithinAWindowShareOneBulkLoad(Face face) {
        CopyOnWriteArrayList<Set<String>> asked = new CopyOnWriteArrayList<>();
        Cache<String> cache = face.of(tiers.words(Shape.NEAR)
                .bulkLoader(keys -> {
                    asked.add(keys);
                    return keys.stream()
                            .filter(key -> !key.equals("none"))
                            .collect(Collectors.toMap(Function.identity(), key -> key + "*"));
                })
                .bulkWindow(ofMillis(5))
                .build());
        Map<String, Caller<String>> callers = Set.of("a", "b", "none").stream()
                .collect(Collectors.toMap(Function.identity(), key -> Caller.waiting(() -> cache.get(key))));
        Caller<String> again = Caller.waiting(() -> cache.get("a"));
        assertThat(asked).isEmpty();

        tiers.time.advance(ofMillis(5));

        assertThat(callers.get("a").result()).isEqualTo("a*");
        assertThat(callers.get("b").result()).isEqualTo("b*");
        assertThat(callers.get("none").result()).isNull();
        assertThat(again.result()).isEqualTo("a*");
        assertThat(asked).containsExactly(Set.of("a", "b", "none"));
    }
}
