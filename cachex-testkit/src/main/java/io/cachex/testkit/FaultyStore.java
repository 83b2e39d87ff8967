package io.cachex.testkit;

import io.cachex.spi.Counting;
import io.cachex.spi.Generations;
import io.cachex.spi.Leasing;
import io.cachex.spi.SelfPublishing;
import io.cachex.spi.Store;
import io.cachex.spi.StoreOperation;
import io.cachex.spi.StoredValue;
import io.cachex.spi.TimeSource;
import io.cachex.spi.Versioned;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store that does what another store does, until it is told to fail: {@code faulty.on(READ).hang()}.
 *
 * <p>It has the capabilities of the store it stands around, and those of {@code io.cachex.spi} fail in the same ways.
 * Safe for use by many threads; a fault holds for the calls that begin after it was set.
 */
public final class FaultyStore implements Store {

    private final Store store;
    private final HeldCalls held;
    private final ConcurrentMap<StoreOperation, Fault> faults = new ConcurrentHashMap<>();
    private final ConcurrentMap<StoreOperation, LongAdder> calls = new ConcurrentHashMap<>();

    private FaultyStore(Store store, TimeSource time) {
        this.store = store;
        this.held = new HeldCalls(time);
    }

    /**
     * A store without faults yet.
     *
     * @param store what works while there is no fault; closed with this
     * @param time the clock by which calls are {@linkplain FaultSwitch#delay delayed}
     */
    public static FaultyStore around(Store store, TimeSource time) {
        return new FaultyStore(store, time);
    }

    /** The fault of these operations, to be set. Setting it replaces the one they had. */
    public FaultSwitch on(StoreOperation first, StoreOperation... more) {
        return new FaultSwitch(faults, held, EnumSet.of(first, more));
    }

    /** The fault of all operations, to be set. */
    public FaultSwitch onAll() {
        return new FaultSwitch(faults, held, EnumSet.allOf(StoreOperation.class));
    }

    /** Ends all faults. Calls that hang go on to, until they are {@linkplain #release() released}. */
    public void heal() {
        faults.clear();
    }

    /** Lets the calls that hang go on, on this thread, in the order they were made; returns how many there were. */
    public int release() {
        return held.release();
    }

    /** How many calls hang. */
    public int heldCalls() {
        return held.size();
    }

    /** How many calls of this operation have begun, those that failed included. */
    public long calls(StoreOperation operation) {
        LongAdder count = calls.get(operation);
        return count == null ? 0 : count.sum();
    }

    /** How many calls have begun in all. */
    public long calls() {
        return calls.values().stream().mapToLong(LongAdder::sum).sum();
    }

    @Override
    public CompletionStage<Map<String, StoredValue>> read(Set<String> keys) {
        return call(StoreOperation.READ, () -> store.read(keys));
    }

    @Override
    public CompletionStage<@Nullable StoredValue> read(String key) {
        return call(StoreOperation.READ, () -> store.read(key));
    }

    @Override
    public CompletionStage<Void> write(Map<String, StoredValue> entries) {
        return call(StoreOperation.WRITE, () -> store.write(entries));
    }

    @Override
    public CompletionStage<Void> remove(Set<String> keys) {
        return call(StoreOperation.REMOVE, () -> store.remove(keys));
    }

    /** The clock of the store inside; it has no faults. */
    @Override
    public long clockMicros() {
        return store.clockMicros();
    }

    @Override
    public <C> Optional<C> capability(Class<C> type) {
        return store.capability(type).map(inside -> type.isInstance(this) ? type.cast(this) : faulty(type, inside));
    }

    /** Closes the store inside; calls that hang stay so. */
    @Override
    public void close() {
        store.close();
    }

    @Override
    public String toString() {
        return "faulty(" + store + ")";
    }

    /** The capability with this store's faults; one that is not known here is left as it is. */
    private <C> C faulty(Class<C> type, C inside) {
        Object faulty = inside;
        if (type == Versioned.class && inside instanceof Versioned versioned) {
            faulty = versioned(versioned);
        } else if (type == Counting.class && inside instanceof Counting counting) {
            faulty = counting(counting);
        } else if (type == Generations.class && inside instanceof Generations generations) {
            faulty = generations(generations);
        } else if (type == Leasing.class && inside instanceof Leasing leasing) {
            faulty = new FaultyLeasing(leasing, this);
        } else if (type == SelfPublishing.class && inside instanceof SelfPublishing publishing) {
            faulty = new FaultySelfPublishing(publishing, this);
        }
        return type.cast(faulty);
    }

    private Versioned versioned(Versioned inside) {
        return (key, expected, value) ->
                call(StoreOperation.COMPARE_AND_WRITE, () -> inside.writeIfVersion(key, expected, value));
    }

    private Counting counting(Counting inside) {
        return (key, delta, ttlIfCreated) ->
                call(StoreOperation.INCREMENT, () -> inside.increment(key, delta, ttlIfCreated));
    }

    private Generations generations(Generations inside) {
        return new Generations() {
            @Override
            public CompletionStage<Snapshot> generations(String namespace, Set<String> names) {
                return call(StoreOperation.GENERATIONS, () -> inside.generations(namespace, names));
            }

            @Override
            public CompletionStage<Long> advance(String namespace, String name) {
                return call(StoreOperation.ADVANCE, () -> inside.advance(namespace, name));
            }
        };
    }

    <R> CompletionStage<R> call(StoreOperation operation, Supplier<CompletionStage<R>> call) {
        calls.computeIfAbsent(operation, none -> new LongAdder()).increment();
        return faults.getOrDefault(operation, Fault.NONE).apply(call);
    }
}
