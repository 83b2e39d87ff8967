package io.cachex.coretests.verbs;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cachex.Cache;
import io.cachex.CacheException;
import io.cachex.CacheLock;
import io.cachex.CallRejectedException;
import io.cachex.ConfigurationException;
import io.cachex.PutOptions;
import io.cachex.coretests.Caller;
import io.cachex.coretests.Face;
import io.cachex.spi.CacheObserver;
import io.cachex.spi.CacheOperation;
import io.cachex.spi.CacheReading;
import io.cachex.spi.CacheView;
import io.cachex.spi.Tier;
import io.cachex.testkit.RecordingObserver;
import io.cachex.testkit.RecordingObserver.Closed;
import io.cachex.testkit.RecordingObserver.Locked;
import io.cachex.testkit.RecordingObserver.Opened;
import io.cachex.testkit.RecordingObserver.Operation;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** N1, N2: who watches a cache hears of each call once, and may look at the cache; who does not listen to hits is not called. */
class ToldOperationsTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final Tiers tiers = new Tiers();
    private final RecordingObserver observer = new RecordingObserver();

    private Cache<String> cache(Face face, Shape shape) {
        return face.of(
                tiers.words(shape).observer(observer).loader(key -> key + "!").build());
    }

    private void told(CacheOperation operation, int times) {
        await().pollInterval(Duration.ofMillis(2))
                .atMost(SOON)
                .untilAsserted(() -> assertThat(observer.operations(operation))
                        .as("%s", operation)
                        .isEqualTo(times));
    }

    /** N2: each call is told once, of many keys once for each key; near hits are not. */
    @EachShape
    void everyCallIsToldOnce(Face face, Shape shape) {
        try (Cache<String> cache = cache(face, shape)) {
            cache.put("a", "1");
            cache.put("a", "2", PutOptions.defaults().ttl(ofMinutes(1)));
            cache.putAll(Map.of("b", "1", "c", "1"));
            cache.putIfAbsent("a", "3");
            cache.replace("a", 77, "3");
            cache.increment("n", 1, ofMinutes(1));
            cache.exists("a");
            cache.ttl("a");
            cache.expire("b");
            cache.writeThrough("w", "1", (key, value) -> {});
            cache.publishInvalidation("a", "b");
            cache.invalidate("a");
            cache.invalidateAll(List.of("b", "c"));
            cache.invalidateTag("tag");
            cache.clear();
            cache.getAllPresent(List.of("a", "b"));
            cache.getAll(List.of("a", "b", "c"));

            told(CacheOperation.PUT, 4);
            told(CacheOperation.PUT_IF_ABSENT, 1);
            told(CacheOperation.REPLACE, 1);
            told(CacheOperation.INCREMENT, 1);
            told(CacheOperation.TTL, 2);
            told(CacheOperation.EXPIRE, 1);
            told(CacheOperation.WRITE_THROUGH, 1);
            told(CacheOperation.PUBLISH_INVALIDATION, 1);
            told(CacheOperation.INVALIDATE, 3);
            told(CacheOperation.INVALIDATE_TAG, 1);
            told(CacheOperation.CLEAR, 1);
            told(CacheOperation.GET_ALL, 2);
            told(CacheOperation.GET, 0);
            assertThat(observer.events(Operation.class))
                    .allSatisfy(call -> assertThat(call.failure()).isNull());
        }
    }

    /** N2: reads that the near tier does not answer are told as calls; its hits are counted, and only told to who listens. */
    @EachShape
    void readsPastTheNearTierAreTold(Face face, Shape shape) {
        try (Cache<String> cache = cache(face, shape)) {
            cache.get("a");
            cache.find("b");
            cache.refresh("a");
            cache.getIfPresent("nowhere");
            told(CacheOperation.GET, 4);

            cache.get("a");
            cache.find("b");
            cache.getIfPresent("a");

            told(CacheOperation.GET, shape == Shape.STORE ? 7 : 4);
            assertThat(observer.hits(Tier.NEAR)).isEqualTo(shape == Shape.STORE ? 0 : 3);
            assertThat(cache.stats().reads()).isEqualTo(7);
        }
    }

    /** C4: a call that fails is told with its failure; what is refused as an argument is no call. */
    @EachShape
    void failuresAreTold(Face face, Shape shape) {
        IOException away = new IOException("away");
        try (Cache<String> cache = face.of(tiers.words(shape)
                .observer(observer)
                .loader(key -> {
                    throw away;
                })
                .build())) {
            assertThatThrownBy(() -> cache.get("a")).isInstanceOf(CacheException.class);
            assertThatThrownBy(() -> cache.get("")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> cache.put("a", null)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> cache.writeThrough("a", "1", (key, value) -> {
                        throw away;
                    }))
                    .isInstanceOf(CacheException.class);
            assertThatThrownBy(() -> cache.writeBehind("a", "1")).isInstanceOf(ConfigurationException.class);

            told(CacheOperation.GET, 1);
            told(CacheOperation.PUT, 0);
            told(CacheOperation.WRITE_THROUGH, 1);
            told(CacheOperation.WRITE_BEHIND, 1);
            assertThat(observer.events(Operation.class))
                    .allSatisfy(call -> assertThat(call.failure()).isInstanceOf(CacheException.class));
            assertThat(cache.stats().misses()).isOne();
        }
    }

    /** N1: lock acquisitions, and those that came to nothing. */
    @EachShape
    void locksAreTold(Face face, Shape shape) {
        try (Cache<String> cache = cache(face, shape)) {
            try (CacheLock lock = cache.tryLock("a", ofSeconds(5)).orElseThrow()) {
                assertThat(lock.isHeld()).isTrue();
                assertThat(cache.tryLock("a", ofSeconds(5))).isEmpty();
            }

            await().pollInterval(Duration.ofMillis(2))
                    .atMost(SOON)
                    .untilAsserted(() -> assertThat(observer.events(Locked.class))
                            .extracting(Locked::acquired)
                            .containsExactly(true, false));
        }
    }

    /** N1: a cache opens once and closes once, and can be looked at in between, and after its end. */
    @EachShape
    void aCacheCanBeLookedAtFromItsBeginningToItsEnd(Face face, Shape shape) {
        Cache<String> cache = cache(face, shape);
        CacheView view = observer.events(Opened.class).get(0).view();
        assertThat(view.name()).isEqualTo("words");
        assertThat(view.describe()).isEqualTo(cache.describe());

        cache.get("a");
        cache.get("a");
        cache.put("b", "1");
        CacheReading reading = view.read();

        assertThat(reading.reads().total()).isEqualTo(2);
        assertThat(reading.reads().misses()).isOne();
        assertThat(
                        shape == Shape.STORE
                                ? reading.reads().storeHits()
                                : reading.reads().nearHits())
                .isOne();
        assertThat(reading.loads().succeeded()).isOne();
        assertThat(reading.puts()).isOne();
        assertThat(reading.copies().entries()).isEqualTo(shape == Shape.STORE ? 0 : 2);
        assertThat(reading.copies().pressure()).isEqualTo(shape == Shape.STORE ? 0 : 2 / 10_000.0);
        assertThat(reading.origin()).isEqualTo(new CacheReading.Origin(true, true, Duration.ZERO));
        assertThat(reading.writes()).isNull();
        assertThat(observer.events(Closed.class)).isEmpty();

        cache.close();
        cache.close();

        assertThat(observer.events(Opened.class)).hasSize(1);
        assertThat(observer.events(Closed.class)).extracting(Closed::view).containsExactly(view);
        assertThat(view.read().reads()).isEqualTo(reading.reads());
    }

    /** N1: the seconds a cache was offline add up over outages and switches. */
    @EachShape
    void theTimeOfflineAddsUp(Face face, Shape shape) {
        try (Cache<String> cache = cache(face, shape)) {
            CacheView view = observer.events(Opened.class).get(0).view();

            cache.upstreamEnabled(false);
            tiers.time.advance(ofSeconds(30));
            assertThat(view.read().origin()).isEqualTo(new CacheReading.Origin(false, true, ofSeconds(30)));
            cache.upstreamEnabled(true);
            tiers.time.advance(ofMinutes(5));
            cache.upstreamEnabled(false);
            tiers.time.advance(ofSeconds(12));

            assertThat(view.read().origin().offline()).isEqualTo(ofSeconds(42));
        }
    }

    /** N5: an observer that reads the hits at the cache is not called for them, nor for those of a bulk read. */
    @EachShape
    void whoDoesNotHearHitsIsNotCalledForThem(Face face, Shape shape) {
        AtomicInteger near = new AtomicInteger();
        AtomicInteger others = new AtomicInteger();
        CacheObserver deaf = new CacheObserver() {
            @Override
            public boolean hearsHits() {
                return false;
            }

            @Override
            public void onHit(String cache, Tier tier) {
                (tier == Tier.NEAR ? near : others).incrementAndGet();
            }
        };
        try (Cache<String> alone = face.of(
                        tiers.words(shape).observer(deaf).loader(key -> key).build());
                Cache<String> both = cacheWith(face, shape, deaf)) {
            for (Cache<String> cache : List.of(alone, both)) {
                cache.get("k");
                cache.get("k");
                cache.getAll(List.of("k"));
            }

            assertThat(near).hasValue(0);
            assertThat(others).hasValue(shape == Shape.STORE ? 5 : shape == Shape.BOTH ? 1 : 0);
            assertThat(observer.hits(Tier.NEAR)).isEqualTo(shape == Shape.STORE ? 0 : 2);
        }
    }

    private Cache<String> cacheWith(Face face, Shape shape, CacheObserver other) {
        return face.of(tiers.words(shape)
                .observer(other)
                .observer(observer)
                .loader(key -> key)
                .build());
    }

    /** N2: each read is one of five, under load and with failures, and what was told equals the calls that were made. */
    @EachShape
    void talliesEqualCallsUnderLoad(Face face, Shape shape) {
        int threads = 8;
        int calls = 500;
        try (Cache<String> cache = face.of(tiers.words(shape)
                .observer(observer)
                .maximumLoads(64, 100_000)
                .loader(key -> {
                    if (key.startsWith("bad")) {
                        throw new CallRejectedException("full");
                    }
                    return key;
                })
                .build())) {
            List<Caller<Void>> callers = IntStream.range(0, threads)
                    .mapToObj(thread -> Caller.<Void>start(() -> {
                        for (int i = 0; i < calls; i++) {
                            read(cache, i);
                            if (i % 10 == 0) {
                                cache.put("key" + i % 50, "new");
                            }
                        }
                        return null;
                    }))
                    .toList();
            callers.forEach(Caller::result);

            CacheReading.Reads reads =
                    observer.events(Opened.class).get(0).view().read().reads();
            assertThat(reads.total()).isEqualTo((long) threads * calls);
            assertThat(reads.failures()).isEqualTo(threads * calls / 5);
            assertThat(cache.stats().reads()).isEqualTo(reads.total());
            assertThat(cache.stats().puts()).isEqualTo(threads * calls / 10);
            told(CacheOperation.PUT, threads * calls / 10);
            await().atMost(SOON)
                    .until(() -> observer.operations(CacheOperation.GET) >= reads.total() - reads.nearHits());
            assertThat(observer.operations(CacheOperation.GET)).isLessThanOrEqualTo(reads.total());
            assertThat(observer.hits() + observer.misses()).isEqualTo(reads.total());
        }
    }

    private static void read(Cache<String> cache, int i) {
        String key = i % 5 == 4 ? "bad" + i % 50 : "key" + i % 50;
        try {
            cache.get(key);
        } catch (CacheException e) {
            assertThat(Set.of("bad")).contains(key.substring(0, 3));
        }
    }
}
