package io.cachex.redis;

import io.cachex.spi.Counting;
import io.cachex.spi.Generations;
import io.cachex.spi.Invalidation;
import io.cachex.spi.InvalidationBus;
import io.cachex.spi.Leasing;
import io.cachex.spi.SelfPublishing;
import io.cachex.spi.Store;
import io.cachex.spi.StoredValue;
import io.cachex.spi.Versioned;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Values in Redis, with every capability. A share of a {@link Redis}: closing it ends the share alone.
 *
 * <p>A verb is one round trip, a {@code readOrLease} that misses two; a change is one script, so it happens whole or not at
 * all. Batches of many keys are parted, in a cluster by their slots, and then only their parts are whole. A call that fails while it is under way is
 * unknown: it may have happened, or may yet. Nothing is ever sent twice.
 */
final class RedisStore implements Store, Versioned, Counting, Generations, Leasing, SelfPublishing {

    private final StoreContext context;
    private final RedisBus bus;
    private final Reads reads;
    private final Changes changes;
    private final Leases leases;
    private final Waits waits;
    private final Counters counters;
    private final SpaceNumbers numbers;
    private volatile boolean closed;

    RedisStore(StoreContext context, Waits waits, RedisBus bus) {
        this.context = context;
        this.bus = bus;
        this.waits = waits;
        this.reads = new Reads(context, Gathering.STRAIGHT);
        this.changes = new Changes(context);
        this.leases = new Leases(context, reads);
        this.counters = new Counters(context);
        this.numbers = new SpaceNumbers(context, bus::state);
    }

    @Override
    public CompletionStage<Map<String, StoredValue>> read(Set<String> keys) {
        return answer(() -> reads.read(keys));
    }

    @Override
    public CompletionStage<@Nullable StoredValue> read(String key) {
        return answer(() -> reads.read(key));
    }

    @Override
    public CompletionStage<Void> write(Map<String, StoredValue> entries) {
        return answer(() -> changes.write(entries, null));
    }

    @Override
    public CompletionStage<Void> write(Map<String, StoredValue> entries, Invalidation message) {
        return answer(() -> changes.write(entries, message));
    }

    @Override
    public CompletionStage<Void> remove(Set<String> keys) {
        return answer(() -> changes.remove(keys, null));
    }

    @Override
    public CompletionStage<Void> remove(Set<String> keys, Invalidation message) {
        return answer(() -> changes.remove(keys, message));
    }

    @Override
    public CompletionStage<Boolean> writeIfVersion(String key, long expected, StoredValue value) {
        return answer(() -> changes.compare(key, expected, value, null));
    }

    @Override
    public CompletionStage<Boolean> writeIfVersion(String key, long expected, StoredValue value, Invalidation message) {
        return answer(() -> changes.compare(key, expected, value, message));
    }

    @Override
    public CompletionStage<Long> increment(String key, long delta, Duration ttlIfCreated) {
        return answer(() -> counters.increment(key, delta, ttlIfCreated));
    }

    @Override
    public CompletionStage<Snapshot> generations(String namespace, Set<String> names) {
        return answer(() -> numbers.read(namespace, names));
    }

    @Override
    public @Nullable Snapshot known(String namespace, Set<String> names) {
        return numbers.known(namespace, names);
    }

    @Override
    public CompletionStage<Long> advance(String namespace, String name) {
        return answer(() -> numbers.advance(namespace, name, null));
    }

    @Override
    public CompletionStage<Long> advance(String namespace, String name, Invalidation message) {
        return answer(() -> numbers.advance(namespace, name, message));
    }

    @Override
    public CompletionStage<Map<String, Claim>> readOrLease(Set<String> keys, Duration leaseFor) {
        return answer(() -> leases.readOrLease(keys, leaseFor));
    }

    @Override
    public CompletionStage<Claim> readOrLease(String key, Duration leaseFor) {
        return answer(() -> leases.readOrLease(key, leaseFor));
    }

    @Override
    public CompletionStage<Map<String, Claim>> lease(Set<String> keys, Duration leaseFor) {
        return answer(() -> leases.lease(keys, leaseFor));
    }

    @Override
    public CompletionStage<Map<String, Claim>> takeOver(Set<String> keys, Duration leaseFor) {
        return answer(() -> leases.takeOver(keys, leaseFor));
    }

    /** {@inheritDoc} A value above the limit fails the stage; the lease goes on. */
    @Override
    public CompletionStage<Boolean> fill(String key, String token, StoredValue value) {
        return answer(() -> changes.isTooLarge(value)
                ? CompletableFuture.failedFuture(changes.tooLarge())
                : leases.fill(key, token, value));
    }

    @Override
    public CompletionStage<Boolean> renew(String key, String token, Duration leaseFor) {
        return answer(() -> leases.renew(key, token, leaseFor));
    }

    @Override
    public CompletionStage<Void> release(String key, String token) {
        return answer(() -> leases.release(key, token));
    }

    @Override
    public CompletionStage<Void> settled(String key, Duration atMost) {
        try {
            return waits.settled(key, atMost);
        } catch (IllegalArgumentException e) { // no key at all: nobody holds its lease
            return CompletableFuture.completedFuture(null);
        }
    }

    @Override
    public boolean publishesTo(InvalidationBus other) {
        return bus == other;
    }

    @Override
    public long clockMicros() {
        return context.shards().clock().micros();
    }

    /** {@inheritDoc} What is under way ends as it ends; the connection stays open for others. */
    @Override
    public void close() {
        closed = true;
    }

    @Override
    public String toString() {
        return "redis(" + context.shards().address() + ')';
    }

    private <R extends @Nullable Object> CompletionStage<R> answer(Supplier<CompletableFuture<R>> call) {
        if (closed) {
            return CompletableFuture.failedFuture(new IllegalStateException("redis store is closed"));
        }
        try {
            return call.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
