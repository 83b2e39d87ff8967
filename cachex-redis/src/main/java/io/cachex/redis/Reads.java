package io.cachex.redis;

import io.cachex.spi.StoredValue;
import io.lettuce.core.protocol.CommandType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads values: one MGET for a batch, or as many as it takes to keep each answer small; or one for many callers. In a
 * cluster, one for each key.
 */
final class Reads {

    private static final int MOST_AT_ONCE = 1_000;

    private final StoreContext context;
    private final Names names;
    private final UsualSize sizes = new UsualSize();

    /** Of the only server; null in a cluster, where the keys of many callers are hardly ever in one slot. */
    private final @Nullable Gathering gathering;

    Reads(StoreContext context, int straight) {
        this.context = context;
        this.names = context.names();
        Shard only = context.shards().map().only();
        this.gathering = only == null ? null : new Gathering(only.data(), this::fetch, sizes::mostKeys, straight);
    }

    /** The value of a key; null if it is not there. */
    CompletableFuture<@Nullable StoredValue> read(String key) {
        return read(new ValueRead(key, names));
    }

    <R extends @Nullable Object> KeyRead<R> read(KeyRead<R> read) {
        if (gathering != null) {
            gathering.read(read);
        } else {
            var unused = fetch(List.of(read.name))
                    .whenComplete((found, failure) -> read.end(found == null ? null : found.get(0), failure));
        }
        return read;
    }

    /** The values of those keys that are there. */
    CompletableFuture<Map<String, StoredValue>> read(Collection<String> keys) {
        if (keys.isEmpty()) {
            return CompletableFuture.completedFuture(Map.of());
        }
        if (keys.size() == 1) {
            String key = keys.iterator().next();
            return read(key).thenApply(value -> value == null ? Map.of() : Map.of(key, value));
        }
        List<String> all = new ArrayList<>(keys);
        Map<String, StoredValue> result = new HashMap<>(all.size() * 4 / 3 + 1);
        if (context.shards().isCluster()) {
            return Chunks.each(Chunks.of(all, MOST_AT_ONCE), chunk -> readEach(chunk, result))
                    .thenApply(done -> result);
        }
        int most = sizes.mostKeys();
        return all.size() <= most
                ? readTogether(all, result)
                : Chunks.each(Chunks.of(all, most), chunk -> readTogether(chunk, result))
                        .thenApply(done -> result);
    }

    private CompletableFuture<Map<String, StoredValue>> readTogether(
            List<String> keys, Map<String, StoredValue> result) {
        return fetch(named(keys)).thenApply(found -> {
            collect(keys, found, result);
            return result;
        });
    }

    /** One request for each key, those for one master together. What a master does not answer is not there. */
    private CompletableFuture<Void> readEach(List<String> keys, Map<String, StoredValue> result) {
        List<Route.Errand<List<@Nullable StoredValue>>> errands = new ArrayList<>(keys.size());
        named(keys).forEach(name -> errands.add(errand(List.of(name))));
        return Chunks.settled(context.route().sendAll(errands)).thenAccept(answers -> {
            for (int i = 0; i < answers.size(); i++) {
                List<@Nullable StoredValue> found = answers.get(i);
                if (found != null) {
                    collect(keys.subList(i, i + 1), found, result);
                }
            }
        });
    }

    private static void collect(List<String> keys, List<@Nullable StoredValue> found, Map<String, StoredValue> result) {
        for (int i = 0; i < keys.size(); i++) {
            StoredValue value = found.get(i);
            if (value != null) {
                result.put(keys.get(i), value);
            }
        }
    }

    private List<byte[]> named(List<String> keys) {
        List<byte[]> named = new ArrayList<>(keys.size());
        keys.forEach(key -> named.add(names.value(key)));
        return named;
    }

    private CompletableFuture<List<@Nullable StoredValue>> fetch(List<byte[]> values) {
        return context.route().send(errand(values));
    }

    private Route.Errand<List<@Nullable StoredValue>> errand(List<byte[]> values) {
        return new Route.Errand<>(values.get(0), shard -> {
            var request = new Request<>(CommandType.MGET, new StoredOutput(values.size(), shard.clock(), sizes));
            for (int i = 0; i < values.size(); i++) {
                request.key(values.get(i));
            }
            return request;
        });
    }
}
