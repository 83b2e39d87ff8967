package io.cachex.redis;

import io.cachex.spi.StoredValue;
import io.lettuce.core.protocol.CommandType;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Reads values: one MGET for a batch, or as many as it takes to keep each answer small; or one for many callers. */
final class Reads {

    private static final int MOST_KEYS = 1_000;
    private static final int MOST_ANSWER_BYTES = 4 << 20;

    private final Link<?> link;
    private final Names names;
    private final ServerClock clock;

    /** How large values have been lately, on average. Many threads write it, and a lost update does no harm. */
    private volatile int usualBytes = 1_024;

    private final Gathering gathering;

    Reads(Link<?> link, Names names, ServerClock clock, int straight) {
        this.link = link;
        this.names = names;
        this.clock = clock;
        this.gathering = new Gathering(link, this::fetch, this::mostKeys, straight);
    }

    /** The values of those keys that are there. */
    CompletableFuture<Map<String, StoredValue>> read(Collection<Key> keys) {
        if (keys.isEmpty()) {
            return CompletableFuture.completedFuture(Map.of());
        }
        if (keys.size() == 1) {
            return readOne(keys.iterator().next());
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

    private CompletableFuture<Map<String, StoredValue>> readOne(Key key) {
        return gathering.read(key).thenApply(stored -> {
            StoredValue value = stored == null ? null : stored.at(clock.micros());
            if (value == null) {
                return Map.of();
            }
            noteSize(value.bytes().length);
            return Map.of(key.text(), value);
        });
    }

    private CompletableFuture<List<@Nullable Stored>> fetch(List<Key> keys) {
        var request = new Request<>(CommandType.MGET, new StoredOutput(keys.size()));
        for (Key key : keys) {
            request.key(names.value(key.escaped()));
        }
        return link.send(request);
    }

    private Map<String, StoredValue> collect(
            List<Key> keys, List<@Nullable Stored> found, Map<String, StoredValue> result) {
        long now = clock.micros();
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
