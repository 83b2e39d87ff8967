package io.cachex.testkit;

import io.cachex.spi.Counting;
import io.cachex.spi.Generations;
import io.cachex.spi.Store;
import io.cachex.spi.StoredValue;
import io.cachex.spi.TimeSource;
import io.cachex.spi.Versioned;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A store that is right, and small; its steps are there to be got wrong by subclasses. */
class SimpleStore implements Store, Versioned, Counting, Generations {

    final TimeSource time;
    private final long createdAt;
    final Map<String, Held> values = new HashMap<>();
    final Map<String, Counter> counters = new HashMap<>();
    final Map<String, Long> sequences = new HashMap<>();
    final Map<String, Map<String, Long>> generations = new HashMap<>();
    volatile boolean closed;
    volatile boolean stalled;

    SimpleStore(TimeSource time) {
        this.time = time;
        this.createdAt = time.nanos();
    }

    record Held(StoredValue value, long writtenAt) {}

    record Counter(long count, Duration ttl, long createdAt) {}

    @Override
    public CompletionStage<Map<String, StoredValue>> read(Set<String> keys) {
        return answer(() -> {
            Map<String, StoredValue> found = new HashMap<>();
            keys.forEach(key -> {
                Held held = live(key);
                if (held != null) {
                    found.put(key, held.value().withKeepFor(remaining(held)));
                }
            });
            return found;
        });
    }

    @Override
    public CompletionStage<Void> write(Map<String, StoredValue> entries) {
        return answer(() -> {
            entries.forEach(this::put);
            return null;
        });
    }

    void put(String key, StoredValue value) {
        Held old = live(key);
        long version = old == null
                ? value.version()
                : raised(value.version(), old.value().version());
        hold(key, value.withVersion(version));
    }

    @Override
    public CompletionStage<Void> remove(Set<String> keys) {
        return answer(() -> {
            keys.forEach(key -> {
                values.remove(keyOf(key));
                counters.remove(key);
            });
            return null;
        });
    }

    @Override
    public CompletionStage<Boolean> writeIfVersion(String key, long expected, StoredValue value) {
        return answer(() -> {
            check(value.version() > expected);
            Held old = live(key);
            boolean matches =
                    matches(expected, old == null ? ABSENT : old.value().version());
            if (matches) {
                hold(key, value);
            }
            return matches;
        });
    }

    @Override
    public CompletionStage<Long> increment(String key, long delta, Duration ttlIfCreated) {
        return answer(() -> {
            check(!ttlIfCreated.isZero() && !ttlIfCreated.isNegative());
            Counter old = counters.get(key);
            if (old != null && isOver(old.ttl(), old.createdAt())) {
                old = null;
            }
            Counter now = old == null
                    ? new Counter(delta, ttlIfCreated, time.nanos())
                    : counted(old, sum(old.count(), delta), ttlIfCreated);
            counters.put(key, now);
            return now.count();
        });
    }

    @Override
    public CompletionStage<Snapshot> generations(String namespace, Set<String> names) {
        return answer(() -> {
            Map<String, Long> found = new HashMap<>();
            Map<String, Long> all = generations.getOrDefault(namespace, Map.of());
            names.forEach(name -> found.put(name, all.getOrDefault(name, 0L)));
            return new Snapshot(sequences.getOrDefault(namespace, 0L), found);
        });
    }

    @Override
    public CompletionStage<Long> advance(String namespace, String name) {
        return answer(() -> {
            long drawn = sequences.merge(namespace, 1L, Long::sum);
            generations.computeIfAbsent(namespace, none -> new HashMap<>()).put(name, drawn);
            return drawn;
        });
    }

    @Override
    public long clockMicros() {
        return (time.nanos() - createdAt) / 1_000; // nanos themselves may wrap
    }

    @Override
    public void close() {
        closed = true;
    }

    <R> CompletionStage<R> answer(Supplier<R> work) {
        if (closed) {
            return CompletableFuture.failedFuture(new IllegalStateException("closed"));
        }
        if (stalled) {
            return new CompletableFuture<>();
        }
        try {
            return CompletableFuture.completedFuture(locked(work));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    synchronized <R> R locked(Supplier<R> work) {
        return work.get();
    }

    Held live(String key) {
        Held held = values.get(keyOf(key));
        return held == null || isOver(held.value().keepFor(), held.writtenAt()) ? null : held;
    }

    void hold(String key, StoredValue value) {
        values.put(keyOf(key), new Held(value, time.nanos()));
    }

    String keyOf(String key) {
        return key;
    }

    long raised(long given, long old) {
        return Math.max(given, old + 1);
    }

    boolean matches(long expected, long actual) {
        return expected == actual;
    }

    long sum(long count, long delta) {
        return Math.addExact(count, delta);
    }

    Counter counted(Counter old, long count, Duration ttl) {
        return new Counter(count, old.ttl(), old.createdAt());
    }

    boolean isOver(Duration keepFor, long since) {
        return keepFor.compareTo(Duration.ofNanos(time.nanos() - since)) <= 0;
    }

    Duration remaining(Held held) {
        return held.value().keepFor().minusNanos(time.nanos() - held.writtenAt());
    }

    void check(boolean allowed) {
        if (!allowed) {
            throw new IllegalArgumentException("out of range");
        }
    }

    static void delete(Collection<String> keys, String prefix) {
        keys.removeIf(key -> key.startsWith(prefix));
    }
}
