package io.cachex.benchmarks.redis;

import static io.cachex.benchmarks.Promise.atMost;

import io.cachex.Cache;
import io.cachex.Near;
import io.cachex.benchmarks.turns.Comparison;
import io.cachex.benchmarks.turns.Contender;
import io.cachex.benchmarks.turns.Plan;
import io.cachex.benchmarks.turns.Report;
import io.cachex.codec.BytesCodec;
import io.lettuce.core.KeyValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;

/** P3: 100 values of 1 KB that are in the store and in no process. */
final class BulkRead {

    private static final int BATCH = 100;
    private static final List<Integer> THREADS = List.of(1, 8);
    private static final String CACHEX = "CacheX `getAll`";

    private BulkRead() {}

    static void run(Clients clients, Plan plan, Report report) throws Exception {
        List<Contender> contenders = contenders(clients, new Values(plan.keys()));
        for (int threads : THREADS) {
            Comparison result = Comparison.of("P3 100 values from the store", contenders, threads, plan);
            report.add(result);
            if (threads == 1) {
                report.add(atMost(1, "P3 100 values, p50 beside MGET and decode"), result.p50Ratio(CACHEX));
                report.add(atMost(1.1, "P3 100 values, bytes beside MGET's"), result.bytesRatio(CACHEX));
            }
        }
    }

    private static List<Contender> contenders(Clients clients, Values values) {
        List<Contender> all = new ArrayList<>();

        var lettuce = clients.lettuce();
        values.forEach(portion -> lettuce.sync().mset(portion));
        all.add(new Contender("Lettuce `mget`", thread -> {
            Map<String, byte[]> found = new HashMap<>(BATCH * 4 / 3 + 1);
            for (KeyValue<String, byte[]> one : lettuce.sync().mget(batch(values))) {
                one.ifHasValue(value -> found.put(one.getKey(), BytesCodec.of().decode(value)));
            }
            return complete(found);
        }));

        Cache<byte[]> cacheX = clients.opened(
                Clients.cacheX("batches", clients.redis()).near(Near.off()).bulkLoader(keys -> {
                    throw new IllegalStateException("not in the store: " + keys);
                }));
        values.forEach(cacheX::putAll);
        all.add(new Contender(CACHEX, thread -> complete(cacheX.getAll(values.keys(BATCH)))));
        all.add(new Contender("CacheX `getAllPresent`", thread -> complete(cacheX.getAllPresent(values.keys(BATCH)))));

        RedissonClient redisson = clients.redisson();
        all.add(new Contender(
                "Redisson `RBuckets`",
                thread -> complete(redisson.getBuckets(ByteArrayCodec.INSTANCE).get(batch(values)))));

        var jetCache = clients.jetCache("jet:");
        values.forEach(jetCache::putAll);
        all.add(new Contender(
                "JetCache remote `getAll`",
                thread -> complete(jetCache.getAll(new LinkedHashSet<>(values.keys(BATCH))))));
        return all;
    }

    private static String[] batch(Values values) {
        return values.keys(BATCH).toArray(String[]::new);
    }

    private static @Nullable Object complete(Map<String, ?> found) {
        return found.size() == BATCH ? found : null;
    }
}
