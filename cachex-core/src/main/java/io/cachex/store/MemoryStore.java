package io.cachex.store;

import io.cachex.spi.Counting;
import io.cachex.spi.Generations;
import io.cachex.spi.Leasing;
import io.cachex.spi.Store;
import io.cachex.spi.StoredValue;
import io.cachex.spi.TimeSource;
import io.cachex.spi.Versioned;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store in the memory of this process, bounded by bytes, with every capability.
 *
 * <p><b>Bound.</b> An entry counts the UTF-8 bytes of its key, the bytes of its value (8 for a counter) and
 * {@value #ENTRY_OVERHEAD} for what surrounds them. The sum never exceeds the bound: a write that finds no room drops
 * first what has expired, then what was used longest ago, values and counters alike. An entry that is above the bound by
 * itself is refused: its stage fails with {@link IllegalArgumentException}, the other entries of the call are written,
 * nothing else is dropped but an older value of the same key, which would otherwise be taken for the one refused.
 *
 * <p><b>Time.</b> An entry is gone the moment its time is over; its bytes come back when somebody asks for it, when room
 * is needed, or within seconds by a sweep that runs only while there are entries. Values are kept for at most 146 years.
 * The store's clock is the wall clock of the store's creation carried on by monotonic time: it never steps.
 *
 * <p><b>Generations</b> are not part of the bound; a namespace knows 65,536 names and then forgets those advanced longest
 * ago, to the safe side: names it does not know count as advanced when the last forgotten one was.
 *
 * <p>Safe for many threads and for several caches at once. Every stage is done when it is returned. Bytes are not
 * copied.
 */
public final class MemoryStore implements Store, Versioned, Counting, Generations {

    /** The bound of a store made without one: 64 MiB. */
    public static final long DEFAULT_MAXIMUM_BYTES = 64L << 20;

    /** What every entry counts besides its key and its value, in bytes. */
    public static final int ENTRY_OVERHEAD = Entry.OVERHEAD;

    private static final int STRIPES = 16; // a power of two
    private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(1);
    private static final Duration SWEEP_REST = Duration.ofMillis(20);
    private static final int SWEEP_ENTRIES = 4_096; // then the timer's thread is let go for a rest

    private final TimeSource time;
    private final long clockOrigin;
    private final long clockBase;
    private final Budget budget;
    final Stripe[] stripes = new Stripe[STRIPES];
    private final Sweep sweep;
    private final AtomicLong uses = new AtomicLong();
    private final AtomicLong evictions = new AtomicLong();
    private final MemoryLeases leases;
    private final Map<String, NameGenerations> generations = new ConcurrentHashMap<>();
    private volatile boolean closed;

    private MemoryStore(long maximumBytes, TimeSource time) {
        if (maximumBytes < 1 || maximumBytes > Long.MAX_VALUE / 2) {
            throw new IllegalArgumentException("maximumBytes must be from 1 to 2^62: " + maximumBytes);
        }
        Instant now = time.instant();
        this.time = time;
        this.clockOrigin = time.nanos();
        this.clockBase = now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
        this.budget = new Budget(maximumBytes);
        this.leases = new MemoryLeases(this, time);
        this.sweep = new Sweep(time, SWEEP_INTERVAL, this::dropExpired);
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new Stripe(budget);
        }
    }

    /** A store of at most 64 MiB. */
    public static MemoryStore create() {
        return of(DEFAULT_MAXIMUM_BYTES);
    }

    /**
     * A store of at most this many bytes.
     *
     * @param maximumBytes from 1 to 2<sup>62</sup> - 1, counted as the class documentation says
     * @throws IllegalArgumentException if out of range
     */
    public static MemoryStore of(long maximumBytes) {
        return of(maximumBytes, TimeSource.system());
    }

    /**
     * A store of at most this many bytes on another clock.
     *
     * @param maximumBytes from 1 to 2<sup>62</sup> - 1, counted as the class documentation says
     * @param time tells when entries end, and runs the sweep
     * @throws IllegalArgumentException if out of range
     */
    public static MemoryStore of(long maximumBytes, TimeSource time) {
        return new MemoryStore(maximumBytes, time);
    }

    @Override
    public CompletionStage<Map<String, StoredValue>> read(Set<String> keys) {
        return answer(() -> {
            long now = time.nanos();
            long use = uses.getAndAdd(keys.size());
            if (keys.size() == 1) { // by far the most frequent
                String key = keys.iterator().next();
                StoredValue value = stripe(key).read(key, now, use);
                return value == null ? Map.of() : Map.of(key, value);
            }
            Map<String, StoredValue> found = new HashMap<>();
            for (String key : keys) {
                StoredValue value = stripe(key).read(key, now, use++);
                if (value != null) {
                    found.put(key, value);
                }
            }
            return Collections.unmodifiableMap(found);
        });
    }

    @Override
    public CompletionStage<Void> write(Map<String, StoredValue> entries) {
        return this.<@Nullable Void>answer(() -> {
            long now = time.nanos();
            long use = uses.getAndAdd(entries.size());
            IllegalArgumentException refusal = null;
            for (Map.Entry<String, StoredValue> entry : entries.entrySet()) {
                try {
                    long order = use++;
                    leases.voiding(entry.getKey(), () -> write(entry.getKey(), entry.getValue(), now, order));
                } catch (IllegalArgumentException e) {
                    refusal = e;
                }
            }
            sweep.start();
            if (refusal != null) {
                throw refusal;
            }
            return null;
        });
    }

    @Override
    public CompletionStage<Void> remove(Set<String> keys) {
        return this.<@Nullable Void>answer(() -> {
            for (String key : keys) {
                leases.voiding(key, () -> stripe(key).remove(key));
            }
            return null;
        });
    }

    /** {@inheritDoc} A value that is above the bound fails the stage and leaves the stored one as it is. */
    @Override
    public CompletionStage<Boolean> writeIfVersion(String key, long expected, StoredValue value) {
        return answer(() -> {
            if (expected < ABSENT || value.version() <= expected) {
                throw new IllegalArgumentException("version must be above that expected, which is at least 0: "
                        + value.version() + ", " + expected);
            }
            long now = time.nanos();
            Entry fresh = entry(key, value, now, uses.getAndIncrement());
            ensureFits(fresh);
            boolean isWritten = leases.whenTrue(key, () -> write(fresh, expected, now));
            sweep.start();
            return isWritten;
        });
    }

    @Override
    public CompletionStage<Long> increment(String key, long delta, Duration ttlIfCreated) {
        return answer(() -> {
            if (ttlIfCreated.isZero() || ttlIfCreated.isNegative()) {
                throw new IllegalArgumentException("ttlIfCreated must be above zero: " + ttlIfCreated);
            }
            long now = time.nanos();
            Entry fresh = Entry.counter(key, delta, Entry.deadline(now, ttlIfCreated), uses.getAndIncrement());
            ensureFits(fresh);
            for (long missing = stripe(key).add(fresh, now);
                    missing > 0;
                    missing = stripe(key).add(fresh, now)) {
                makeRoom(missing, now);
            }
            sweep.start();
            return fresh.number;
        });
    }

    @Override
    public CompletionStage<Snapshot> generations(String namespace, Set<String> names) {
        return answer(() -> {
            NameGenerations known = generations.get(Objects.requireNonNull(namespace, "namespace"));
            return (known == null ? new NameGenerations() : known).snapshot(names);
        });
    }

    @Override
    public CompletionStage<Long> advance(String namespace, String name) {
        return answer(() -> generations
                .computeIfAbsent(Objects.requireNonNull(namespace, "namespace"), unknown -> new NameGenerations())
                .advance(Objects.requireNonNull(name, "name")));
    }

    /** {@inheritDoc} Leases are not part of the bound. */
    @Override
    public <C> Optional<C> capability(Class<C> type) {
        return type == Leasing.class ? Optional.of(type.cast(leases)) : Store.super.capability(type);
    }

    /** {@inheritDoc} This one never steps. */
    @Override
    public long clockMicros() {
        return clockBase + (time.nanos() - clockOrigin) / 1_000;
    }

    /** How many values and counters there are, those included whose time is over and whose bytes are not yet back. */
    public long size() {
        long size = 0;
        for (Stripe stripe : stripes) {
            size += stripe.size();
        }
        return size;
    }

    /** How much of the bound is used, in bytes. */
    public long bytes() {
        return budget.used();
    }

    /** How many values and counters were dropped before their time to make room. */
    public long evictions() {
        return evictions.get();
    }

    @Override
    public void close() {
        closed = true;
        sweep.close();
        for (Stripe stripe : stripes) {
            stripe.close();
        }
        generations.clear();
        leases.clear();
    }

    @Nullable
    StoredValue readOne(String key) {
        return stripe(key).read(key, time.nanos(), uses.getAndIncrement());
    }

    void writeOne(String key, StoredValue value) {
        write(key, value, time.nanos(), uses.getAndIncrement());
        sweep.start();
    }

    /** Sees to it that what is granted for a time is forgotten after it. */
    void sweepLater() {
        sweep.start();
    }

    @Override
    public String toString() {
        long bytes = budget.maximum();
        if (bytes % 1024 != 0) {
            return "memory(" + bytes + " B)";
        }
        return bytes % (1 << 20) != 0 ? "memory(" + (bytes >> 10) + " KiB)" : "memory(" + (bytes >> 20) + " MiB)";
    }

    private void write(String key, StoredValue value, long now, long use) {
        Entry fresh = entry(key, value, now, use);
        if (fresh.cost > budget.maximum()) {
            stripe(key).removeValue(key);
        }
        ensureFits(fresh);
        write(fresh, Stripe.ANY_VERSION, now);
    }

    private boolean write(Entry fresh, long expected, long now) {
        Stripe stripe = stripe(fresh.key);
        long missing = stripe.write(fresh, expected, now);
        while (missing > 0) {
            makeRoom(missing, now);
            missing = stripe.write(fresh, expected, now);
        }
        return missing == Stripe.WRITTEN;
    }

    /** Frees this many bytes. Others may take them meanwhile; then the writer, who looks again, comes again. */
    private void makeRoom(long missing, long now) {
        long freed = 0;
        while (freed < missing) {
            long expired = dropOneExpired(now);
            long evicted = expired > 0 ? 0 : stripeUsedLongestAgo().evictOldest();
            if (evicted > 0) {
                evictions.incrementAndGet();
            } else if (expired == 0) {
                return;
            }
            freed += expired + evicted;
        }
    }

    private long dropOneExpired(long now) {
        for (Stripe stripe : stripes) {
            if (stripe.hasExpired(now)) {
                return stripe.dropExpired(now);
            }
        }
        return 0;
    }

    private Stripe stripeUsedLongestAgo() {
        Stripe oldest = stripes[0];
        for (Stripe stripe : stripes) {
            if (stripe.oldestUse() < oldest.oldestUse()) {
                oldest = stripe;
            }
        }
        return oldest;
    }

    private @Nullable Duration dropExpired() {
        long now = time.nanos();
        int left = SWEEP_ENTRIES;
        boolean isEmpty = leases.dropExpired(now);
        for (Stripe stripe : stripes) {
            while (left > 0 && stripe.dropExpired(now) > 0) {
                left--;
            }
            isEmpty &= stripe.size() == 0;
        }
        return isEmpty ? null : left > 0 ? SWEEP_INTERVAL : SWEEP_REST;
    }

    private void ensureFits(Entry entry) {
        if (entry.cost > budget.maximum()) {
            throw new IllegalArgumentException(
                    "an entry may count at most " + budget.maximum() + " B in this store: " + entry.cost);
        }
    }

    private static Entry entry(String key, StoredValue value, long now, long use) {
        return Entry.value(key, value.bytes(), value.version(), Entry.deadline(now, value.keepFor()), use);
    }

    private Stripe stripe(String key) {
        int hash = key.hashCode() * 0x9E3779B9; // the map in the stripe uses the low bits: take the high ones here
        return stripes[hash >>> 28];
    }

    <R extends @Nullable Object> CompletionStage<R> answer(Supplier<R> operation) {
        try {
            if (closed) {
                throw new IllegalStateException("memory store is closed");
            }
            return CompletableFuture.completedFuture(operation.get());
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
