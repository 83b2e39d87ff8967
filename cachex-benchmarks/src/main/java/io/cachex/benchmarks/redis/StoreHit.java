package io.cachex.benchmarks.redis;

import static io.cachex.benchmarks.Promise.atLeast;
import static io.cachex.benchmarks.Promise.atMost;

import io.cachex.Cache;
import io.cachex.Near;
import io.cachex.benchmarks.turns.Comparison;
import io.cachex.benchmarks.turns.Contender;
import io.cachex.benchmarks.turns.Plan;
import io.cachex.benchmarks.turns.Report;
import io.cachex.codec.BytesCodec;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.ArrayList;
import java.util.List;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;

/** P2: one value of 1 KB that is in the store and in no process. */
final class StoreHit {

    private static final List<Integer> THREADS = List.of(1, 2, 8, 64);
    private static final String TITLE = "P2 a hit in the store";
    private static final String CACHEX = "CacheX `get`";

    private StoreHit() {}

    static void run(Clients clients, Plan plan, Report report) throws Exception {
        List<Contender> contenders = contenders(clients, new Values(plan.keys()));
        for (int threads : THREADS) {
            Comparison result = Comparison.of(TITLE, contenders, threads, plan);
            report.add(result);
            if (threads == 1) {
                report.add(atMost(1.02, "P2 1 thread, p50 beside Lettuce"), result.p50Ratio(CACHEX));
                report.add(atMost(1.1, "P2 1 thread, p99 beside Lettuce"), result.p99Ratio(CACHEX));
                report.add(atMost(800, "P2 1 thread, bytes beyond Lettuce's"), result.bytesMore(CACHEX));
            } else if (threads == 8) {
                report.add(atLeast(1.3, "P2 8 threads, throughput beside Lettuce"), result.throughputRatio(CACHEX));
                report.add(atMost(1, "P2 8 threads, bytes beside Lettuce's"), result.bytesRatio(CACHEX));
            } else if (threads == 64) {
                report.add(atLeast(2.3, "P2 64 threads, throughput beside Lettuce"), result.throughputRatio(CACHEX));
                report.add(atMost(0.6, "P2 64 threads, p99 beside Lettuce"), result.p99Ratio(CACHEX));
                report.add(atMost(1, "P2 64 threads, bytes beside Lettuce's"), result.bytesRatio(CACHEX));
            }
        }
    }

    private static List<Contender> contenders(Clients clients, Values values) {
        List<Contender> all = new ArrayList<>();

        var lettuce = clients.lettuce();
        values.forEach(portion -> lettuce.sync().mset(portion));
        all.add(new Contender("Lettuce `sync().get`", thread -> get(lettuce, values.key())));

        Cache<byte[]> loading = clients.opened(
                Clients.cacheX("hits", clients.redis()).near(Near.off()).loader(key -> {
                    throw new IllegalStateException("not in the store: " + key);
                }));
        values.forEach(loading::putAll);
        all.add(new Contender(CACHEX, thread -> loading.get(values.key())));
        all.add(new Contender("CacheX `getIfPresent`", thread -> loading.getIfPresent(values.key())));

        var consolidating = clients.lettuceConsolidatingFlushes();
        all.add(new Contender("Lettuce, `FlushConsolidationHandler`", thread -> get(consolidating, values.key())));

        RedissonClient redisson = clients.redisson();
        all.add(new Contender(
                "Redisson `RBucket`",
                thread -> redisson.getBucket(values.key(), ByteArrayCodec.INSTANCE)
                        .get()));

        var jetCache = clients.jetCache("jet:");
        values.forEach(jetCache::putAll);
        all.add(new Contender("JetCache remote", thread -> jetCache.get(values.key())));

        var spring = clients.spring("spring");
        values.forEach(portion -> portion.forEach(spring::put));
        all.add(new Contender("Spring `RedisCache`", thread -> spring.get(values.key())));
        return all;
    }

    /** With the work of CacheX's codec, which copies. */
    private static byte[] get(StatefulRedisConnection<String, byte[]> connection, String key) {
        return BytesCodec.of().decode(connection.sync().get(key));
    }
}
