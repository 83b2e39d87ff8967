package io.cachex.examples.docs;

import io.cachex.spi.Store;
import io.cachex.spi.StoredValue;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A store of one's own: a map. All that a store must do, and none of the capabilities. */
final class MapStore implements Store {

    private record Held(StoredValue value, long since) {}

    private final ConcurrentMap<String, Held> entries = new ConcurrentHashMap<>();
    private final TimeSource time;
    private final long origin;
    private volatile boolean closed;

    MapStore(TimeSource time) {
        this.time = time;
        this.origin = time.nanos();
    }

    @Override
    public CompletionStage<Map<String, StoredValue>> read(Set<String> keys) {
        return answer(() -> {
            Map<String, StoredValue> found = new HashMap<>();
            for (String key : keys) {
                StoredValue value = live(entries.get(key));
                if (value != null) {
                    found.put(key, value);
                }
            }
            return found;
        });
    }

    @Override
    public CompletionStage<Void> write(Map<String, StoredValue> values) {
        return answer(() -> {
            values.forEach((key, value) -> entries.compute(key, (k, old) -> {
                StoredValue there = live(old);
                long least = there == null ? 1 : there.version() + 1; // versions of a key only grow
                return new Held(value.withVersion(Math.max(value.version(), least)), time.nanos());
            }));
            return null;
        });
    }

    @Override
    public CompletionStage<Void> remove(Set<String> keys) {
        return answer(() -> {
            entries.keySet().removeAll(keys);
            return null;
        });
    }

    /** What is held, with the time that is left to it; null if that is over. */
    private @Nullable StoredValue live(@Nullable Held held) {
        if (held == null) {
            return null;
        }
        Duration left = held.value().keepFor().minusNanos(time.nanos() - held.since());
        return left.isNegative() || left.isZero() ? null : held.value().withKeepFor(left);
    }

    /** Never throws: what goes wrong is a failed stage. */
    private <R extends @Nullable Object> CompletionStage<R> answer(Supplier<R> work) {
        try {
            if (closed) {
                throw new IllegalStateException("store is closed");
            }
            return CompletableFuture.completedFuture(work.get());
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public long clockMicros() {
        return (time.nanos() - origin) / 1_000;
    }

    @Override
    public void close() {
        closed = true;
        entries.clear();
    }

    @Override
    public String toString() {
        return "map";
    }
}
