package io.cachex.coretests.verbs;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.cachex.CacheStats;
import io.cachex.coretests.Caller;
import io.cachex.coretests.Face;
import io.cachex.testkit.RecordingObserver;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

class StatsTest {

    private static final int THREADS = 8;
    private static final int CALLS = 500;

    private final Tiers tiers = new Tiers();
    private final RecordingObserver observer = new RecordingObserver();

    /** N2: a hit counts once as a hit, a miss once as a miss, and the observer hears the same. */
    @EachShape
    void eachReadCountsOnce(Face face, Shape shape) {
        Cache<String> cache =
                face.of(tiers.words(shape).loader(key -> key).observer(observer).build());

        cache.getIfPresent("a");
        cache.get("a");
        cache.get("a");
        cache.find("a");
        cache.getAll(List.of("a", "b", "a"));
        cache.getAllPresent(List.of("a", "missing"));

        CacheStats stats = cache.stats();
        assertThat(stats.reads()).isEqualTo(8);
        assertThat(stats.misses()).isEqualTo(4);
        assertThat(stats.nearHits()).isEqualTo(shape == Shape.STORE ? 0 : 4);
        assertThat(stats.storeHits()).isEqualTo(shape == Shape.STORE ? 4 : 0);
        assertThat(stats.loads()).isEqualTo(2);
        assertThat(stats.hitRatio()).isEqualTo(0.5);
        assertThat(observer.hits()).isEqualTo(4);
        assertThat(observer.misses()).isEqualTo(4);
        assertThat(observer.loads()).isEqualTo(2);
    }

    /** N2: a value that is stale and not handed out is a miss and no stale serve. */
    @EachShape
    void aStaleValueThatIsNotHandedOutIsNoStaleServe(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).build());
        cache.put("a", "1");
        tiers.time.advance(ofMinutes(6));

        cache.getIfPresent("a");
        cache.getAllPresent(List.of("a"));
        assertThat(cache.stats().misses()).isEqualTo(2);
        assertThat(cache.stats().staleServes()).isZero();
        cache.find("a");

        assertThat(cache.stats().staleServes()).isOne();
    }

    /** N2: reads = nearHits + storeHits + misses = calls, under load of eight threads, failures included. */
    @EachShape
    void talliesEqualCallsUnderLoad(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape)
                .loader(key -> {
                    if (key.endsWith("7")) {
                        throw new IOException("no " + key);
                    }
                    return key;
                })
                .build());
        ConcurrentLinkedQueue<Integer> reads = new ConcurrentLinkedQueue<>();
        List<Caller<Boolean>> callers = IntStream.range(0, THREADS)
                .mapToObj(thread -> Caller.start(() -> {
                    Random random = new Random(thread);
                    for (int i = 0; i < CALLS; i++) {
                        reads.add(read(cache, "k" + random.nextInt(40), random.nextInt(6)));
                    }
                    return true;
                }))
                .toList();

        callers.forEach(Caller::result);

        CacheStats stats = cache.stats();
        assertThat(stats.nearHits() + stats.storeHits() + stats.misses())
                .isEqualTo(reads.stream().mapToInt(count -> count).sum());
    }

    /** Reads, or changes, and tells how many reads it was. */
    private static int read(Cache<String> cache, String key, int verb) {
        try {
            switch (verb) {
                case 0 -> cache.getIfPresent(key);
                case 1, 2 -> cache.get(key);
                case 3 -> cache.find(key);
                case 4 -> {
                    cache.getAll(List.of(key, "k1", "x" + key, key));
                    return key.equals("k1") ? 2 : 3;
                }
                default -> {
                    cache.invalidate(key);
                    return 0;
                }
            }
        } catch (io.cachex.LoadException e) {
            assertThat(key).endsWith("7"); // a read all the same
        }
        return 1;
    }
}
