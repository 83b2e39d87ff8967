package io.cachex.redis;

import io.cachex.spi.StoredValue;
import io.lettuce.core.protocol.CommandType;
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

    private static final int MOST_KEYS = 1_000;
    private static final int MOST_ANSWER_BYTES = 4 << 20;

    private final StoreContext context;
    private final Names names;

    /** How large values have been lately, on average. Many threads write it, and a lost update does no harm. */
    private volatile int usualBytes = 1_024;

    /** Of the only server; null in a cluster, where the keys of many callers are hardly ever in one slot. */
    private final @Nullable Gathering gathering;

    Reads(StoreContext context, int straight) {
        this.context = context;
        this.names = context.names();
        Shard only = context.shards().map().only();
        this.gathering = only == null ? null : new Gathering(only.data(), this::fetch, this::mostKeys, straight);
    }

    /** The values of those keys that are there. */
    CompletableFuture<Map<String, StoredValue>> read(Collection<Key> keys) {
        if (keys.isEmpty()) {
            return CompletableFuture.completedFuture(Map.of());
        }
        if (keys.size() == 1) {
            return readOne(keys.iterator().next());
        }
        if (context.shards().isCluster()) {
            return readEach(keys);
        }
        int most = mostKeys();
        if (keys.size() <= most) {
            List<Key> all = List.copyOf(keys);
            return fetch(all).thenApply(found -> collect(all, found, new HashMap<>()));
        }
        Map<String, StoredValue> result = new HashMap<>();
        return Chunks.each(
                        Chunks.of(keys, most), chunk -> fetch(chunk).thenApply(found -> collect(chunk, found, result)))
                .thenApply(done -> result);
    }

    /** One request for each key, those for one master together. What a master does not answer is not there. */
    private CompletableFuture<Map<String, StoredValue>> readEach(Collection<Key> keys) {
        Map<String, StoredValue> result = new HashMap<>();
        return Chunks.each(Chunks.of(keys, MOST_KEYS), chunk -> {
                    List<CompletableFuture<List<@Nullable Stored>>> answers = context.route()
                            .sendAll(chunk.stream()
                                    .map(key -> errand(List.of(key)))
                                    .toList());
                    return Chunks.settled(answers).thenAccept(found -> {
                        for (int i = 0; i < found.size(); i++) {
                            List<@Nullable Stored> stored = found.get(i);
                            if (stored != null) {
                                collect(List.of(chunk.get(i)), stored, result);
                            }
                        }
                    });
                })
                .thenApply(done -> result);
    }

    private CompletableFuture<Map<String, StoredValue>> readOne(Key key) {
        CompletableFuture<@Nullable Stored> answer =
                gathering != null ? gathering.read(key) : fetch(List.of(key)).thenApply(found -> found.get(0));
        return answer.thenApply(stored -> {
            StoredValue value = stored == null ? null : stored.at(now(key));
            if (value == null) {
                return Map.of();
            }
            noteSize(value.bytes().length);
            return Map.of(key.text(), value);
        });
    }

    private CompletableFuture<List<@Nullable Stored>> fetch(List<Key> keys) {
        return context.route().send(errand(keys));
    }

    private Route.Errand<List<@Nullable Stored>> errand(List<Key> keys) {
        byte[] first = names.value(keys.get(0).escaped());
        return new Route.Errand<>(first, shard -> {
            var request = new Request<>(CommandType.MGET, new StoredOutput(keys.size())).key(first);
            for (int i = 1; i < keys.size(); i++) {
                request.key(names.value(keys.get(i).escaped()));
            }
            return request;
        });
    }

    /** By the clock that has written the value. */
    private long now(Key key) {
        Shard only = context.shards().map().only();
        ServerClock clock = only != null ? only.clock() : context.shards().clockOf(names.value(key.escaped()));
        return clock.micros();
    }

    private Map<String, StoredValue> collect(
            List<Key> keys, List<@Nullable Stored> found, Map<String, StoredValue> result) {
        long now = now(keys.get(0));
        int count = 0;
        long bytes = 0;
        for (int i = 0; i < found.size(); i++) {
            Stored stored = found.get(i);
            StoredValue value = stored == null ? null : stored.at(now);
            if (value != null) {
                result.put(keys.get(i).text(), value);
                bytes += value.bytes().length;
                count++;
            }
        }
        if (count > 0) {
            noteSize((int) (bytes / count));
        }
        return result;
    }

    /** How many keys to ask for at once, at the most. */
    private int mostKeys() {
        return Math.max(1, Math.min(MOST_KEYS, MOST_ANSWER_BYTES / Math.max(1, usualBytes)));
    }

    private void noteSize(int bytes) {
        int usual = usualBytes;
        int now = bytes > usual ? bytes : usual - (usual - bytes) / 8;
        if (now != usual) {
            usualBytes = now;
        }
    }
}
