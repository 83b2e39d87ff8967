package io.cachex;

import io.cachex.spi.Invalidation.Kind;
import io.cachex.spi.Store;
import io.cachex.spi.StoredValue;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Everything that changes a key. Each change has the same four steps: (1) here: what flies for the key is poisoned, and
 * the near copy goes; (2) the store, after this node's earlier writes of the key; (3) here again, for what started
 * meanwhile, and the new value if there is one; (4) the others hear of it.
 *
 * <p>Without a store (2) is nothing, (1) and (3) are one, and the near tier is what the change is made to.
 */
final class Mutations<T> {

    private final Engine<T> engine;
    private final Settings<T> settings;
    private final NearTier<T> near;
    private final @Nullable StoreTier<T> store;
    private final Tags tags;
    private final BusLink<T> bus;

    /** Where a cache without a store counts; null if it has one. */
    private final @Nullable Store counters;

    private final UnaryOperator<String> counterKey;

    Mutations(Engine<T> engine, BusLink<T> bus, @Nullable Store counters, UnaryOperator<String> counterKey) {
        this.counters = counters;
        this.counterKey = counterKey;
        this.engine = engine;
        this.settings = engine.settings;
        this.near = engine.near;
        this.store = engine.store;
        this.tags = engine.tags;
        this.bus = bus;
    }

    CompletableFuture<@Nullable Void> put(String key, T value, PutOptions options) {
        return put(key, value, options, null);
    }

    /** @param bytes the value's, if it was encoded before: as it was then; else null */
    CompletableFuture<@Nullable Void> put(String key, T value, PutOptions options, byte @Nullable [] bytes) {
        long now = engine.stamps.next();
        engine.counters.puts.increment();
        engine.misses.add(key);
        if (store == null) {
            Entry<T> entry = Entries.put(settings, value, now, options, tags.sequence(), engine.epoch());
            poison(key);
            if (Oversized.isTooLarge(value, settings.maximumValueBytes)) {
                engine.counters.oversized.increment();
                near.remove(key);
            } else {
                near.put(key, entry);
                settle(key, entry);
            }
            return bus.tell(Kind.PUT, key);
        }
        short epoch = engine.epoch();
        byte[] body =
                bytes != null ? bytes : store.form.body(key, value); // as it is now, and before anything is touched
        drop(key);
        return told(
                engine.order.change(
                        key,
                        () -> store.recovered(key, known(key, store::sequence).thenCompose(bound(sequence -> {
                            Entry<T> entry = Entries.put(settings, value, now, options, sequence, epoch);
                            StoredValue stored = store.form.encode(key, entry, body, sequence);
                            if (stored == null) {
                                return store.remove(key, Kind.PUT)
                                        .thenRun(() -> drop(key)); // too large: nothing old may stay either
                            }
                            Flight<T> token = watch(key);
                            return store.write(key, stored, Kind.PUT)
                                    .whenComplete((done, failure) -> keep(
                                            token,
                                            failure == null
                                                    ? entry.withVersion(stored.version(), sequence)
                                                            .sized(body.length)
                                                    : null));
                        })))),
                done -> bus.tell(Kind.PUT, key));
    }

    /**
     * A flight that brings nothing, to learn of what other nodes do to the key while its value is on the way to the store:
     * (1) our value reaches the store, (2) another node's comes after it, and its message drops our near copy, (3) we hear
     * that ours was written. Keeping it then would keep the older value.
     */
    private Flight<T> watch(String key) {
        Flight<T> token = new Flight<>(key, engine.looking, 0, null);
        engine.looking.startAlone(token);
        return token;
    }

    private void keep(Flight<T> token, @Nullable Entry<T> entry) {
        engine.loading.poison(token.key);
        engine.looking.poisonOthers(token);
        near.remove(token.key);
        if (entry != null && near.land(token, entry)) {
            settle(token.key, entry);
        }
        token.claim();
        engine.looking.end(token);
    }

    /**
     * After a new value is in the near tier. A load that started between the first poisoning and the value saw none, and
     * would land once the value is evicted. And a clear, or the cache's close, may have swept before the value came.
     */
    private void settle(String key, Entry<T> entry) {
        if (store == null) {
            poison(key);
        }
        if (engine.isClosed() || (entry.extras != null && !tags.isValid(entry.extras))) {
            near.remove(key, entry);
        }
    }

    CompletableFuture<@Nullable Void> invalidate(String key) {
        engine.misses.add(key); // the origin has changed: it may have the key now
        drop(key);
        if (store == null) {
            if (counters != null) {
                counters.remove(Set.of(counterKey.apply(key)));
            }
            return bus.tell(Kind.REMOVE, key);
        }
        return told(
                engine.order
                        .change(key, () -> removal(key, store))
                        .whenComplete(
                                (done, failure) -> drop(key)), // a removal that failed may have happened all the same
                done -> bus.tell(Kind.REMOVE, key));
    }

    /** A step that goes on elsewhere, as a part of what the change's caller does. */
    private <A extends @Nullable Object, R> Function<A, R> bound(Function<A, R> step) {
        return GuardedTracer.bound(settings.tracer, step);
    }

    /** What is removed is removed also where the guards cannot be told. */
    private CompletionStage<Void> removal(String key, StoreTier<T> tier) {
        return engine.misses.isOn()
                ? engine.misses
                        .share(key)
                        .exceptionally(failure -> null)
                        .thenCompose(bound(done -> tier.remove(key, Kind.REMOVE)))
                : tier.remove(key, Kind.REMOVE);
    }

    /** A step of a change, after the guards of nodes that may miss its message can know of the key. */
    private <R> CompletionStage<R> known(String key, Supplier<CompletionStage<R>> step) {
        return engine.misses.isOn() ? engine.misses.share(key).thenCompose(bound(done -> step.get())) : step.get();
    }

    /**
     * The origin has what the cache has had for a while. A guard that was made anew in between, here or elsewhere, from the keys
     * that the origin had then, knows nothing of it.
     */
    CompletableFuture<@Nullable Void> arrived(String key) {
        if (!engine.misses.isOn()) {
            return CompletableFuture.completedFuture(null);
        }
        engine.misses.add(key);
        return engine.misses
                .share(key)
                .thenCompose(done -> bus.publish(Kind.PUT, Set.of(key)))
                .toCompletableFuture();
    }

    CompletableFuture<Boolean> putIfAbsent(String key, T value) {
        if (store != null) {
            return compareAndPut(key, value, entry -> !isFreshValue(entry));
        }
        return inNear(key, Kind.PUT, there -> isFreshValue(there) ? null : fresh(value));
    }

    CompletableFuture<Boolean> replace(String key, long expected, T value) {
        if (store != null) {
            return compareAndPut(
                    key, value, entry -> entry != null && !entry.isAbsence() && entry.version() == expected);
        }
        return inNear(key, Kind.PUT, there -> {
            boolean same = there != null
                    && !there.isAbsence()
                    && there.isUsable(engine.time.nanos())
                    && engine.stamps.version(there.startedAt) == expected;
            return same ? fresh(value) : null;
        });
    }

    CompletableFuture<Boolean> expire(String key) {
        if (store == null) {
            return inNear(
                    key,
                    Kind.EXPIRE,
                    there -> isFreshValue(there) && there != null ? there.expired(engine.time.nanos()) : null);
        }
        drop(key);
        return change(
                key,
                entry -> isFreshValue(entry),
                entry -> {
                    if (entry == null) {
                        throw new IllegalStateException("nothing to expire");
                    }
                    return entry.expired(engine.time.nanos());
                },
                Kind.EXPIRE);
    }

    CompletableFuture<@Nullable Void> invalidateTag(String tag) {
        return told(
                advance(tag).whenComplete((generation, failure) -> {
                    if (failure != null) {
                        dropAll(); // which of it has the tag is not known by key
                    }
                }),
                generation -> bus.tellName(tag, generation));
    }

    CompletableFuture<@Nullable Void> clear() {
        if (store == null) {
            return bus.tellName(Tags.EVERYTHING, clearNear());
        }
        dropAll(); // here at once, also if the store cannot be told
        return told(advance(Tags.EVERYTHING), generation -> {
            dropAll();
            return bus.tellName(Tags.EVERYTHING, generation);
        });
    }

    /**
     * Step 4, unless the store has refused the change: then the caller hears of it, or is content with its being made up
     * for.
     */
    private <R> CompletableFuture<@Nullable Void> told(
            CompletableFuture<R> change, Function<R, CompletableFuture<@Nullable Void>> tell) {
        return change.handle((made, failure) -> {
                    if (failure == null) {
                        return tell.apply(made);
                    }
                    return settings.queuesRefusedChanges
                            ? CompletableFuture.<@Nullable Void>completedFuture(null)
                            : CompletableFuture.<@Nullable Void>failedFuture(Failures.unwrap(failure));
                })
                .thenCompose(Function.identity());
    }

    /** Has the other nodes drop what they have of a key. */
    void tell(String key) {
        bus.tell(Kind.PUT, key).exceptionally(failure -> null); // a bus that fails is doubted by itself
    }

    /** Poisons every flight and empties the near tier. */
    void dropAll() {
        poisonAll();
        near.clear();
    }

    private void poisonAll() {
        engine.loading.poisonAll();
        engine.looking.poisonAll();
    }

    /**
     * A clear of what is nowhere else, which must strike each key once and no more:
     *
     * <ol>
     *   <li>the clear strikes the entry, of a tagged one by the new generation, of others by the sweep;
     *   <li>{@code putIfAbsent} finds nothing, writes and answers true;
     *   <li>a second sweep, or one that does not know the tagged entry of (2) from that of (1), takes the value away that
     *       the answer has promised.
     * </ol>
     */
    private long clearNear() {
        poisonAll();
        long generation = tags.advance(Tags.EVERYTHING);
        near.removeIf(entry -> !entry.isTagged() || !tags.isValid(entry));
        return generation;
    }

    /** Step 1: nothing that began before may land, and nothing old is served. */
    void drop(String key) {
        poison(key);
        near.remove(key);
    }

    private void poison(String key) {
        engine.loading.poison(key);
        engine.looking.poison(key);
    }

    private CompletableFuture<Long> advance(String name) {
        if (store == null) {
            return CompletableFuture.completedFuture(tags.advance(name));
        }
        return store.advance(name)
                .thenApply(generation -> {
                    tags.learn(name, generation);
                    return generation;
                })
                .toCompletableFuture();
    }

    // Without a store.

    /** What a change makes of the entry that is there; null to leave it. */
    @FunctionalInterface
    private interface Change<T> {
        @Nullable
        Entry<T> of(@Nullable Entry<T> there);
    }

    private CompletableFuture<Boolean> inNear(String key, Kind kind, Change<T> change) {
        engine.misses.add(key);
        boolean[] changed = new boolean[1];
        long proven = engine.proven();
        poison(key);
        near.compute(key, there -> {
            boolean known =
                    there != null && tags.isValid(there) && engine.isTrusted(there, engine.time.nanos(), proven);
            Entry<T> now = change.of(known ? there : null);
            changed[0] = now != null;
            return now == null ? there : now;
        });
        if (changed[0]) {
            countPut(kind);
            poison(key); // see settle
        }
        return changed[0] ? bus.tell(kind, key).thenApply(done -> true) : CompletableFuture.completedFuture(false);
    }

    private Entry<T> fresh(T value) {
        if (Oversized.isTooLarge(value, settings.maximumValueBytes)) {
            engine.counters.oversized.increment();
            throw tooLarge();
        }
        long now = engine.stamps.next();
        return Entries.put(settings, value, now, PutOptions.defaults(), tags.sequence(), engine.epoch());
    }

    /** The answer of a conditional write cannot say so otherwise. */
    private static CacheException tooLarge() {
        return new CacheException("the value is too large to be kept");
    }

    private boolean isFreshValue(@Nullable Entry<T> entry) {
        return entry != null && !entry.isAbsence() && entry.isFresh(engine.time.nanos());
    }

    // With a store: read, decide, and write if nobody wrote in between.

    @FunctionalInterface
    private interface Condition<T> {
        boolean holds(@Nullable Entry<T> entry);
    }

    private CompletableFuture<Boolean> compareAndPut(String key, T value, Condition<T> condition) {
        drop(key);
        return change(
                key,
                condition,
                entry -> Entries.put(
                        settings, value, engine.stamps.next(), PutOptions.defaults(), tags.sequence(), engine.epoch()),
                Kind.PUT);
    }

    private CompletableFuture<Boolean> change(String key, Condition<T> condition, Change<T> change, Kind kind) {
        StoreTier<T> tier = requireStore();
        engine.misses.add(key);
        Supplier<CompletionStage<Boolean>> write = () -> known(key, () -> tier.reads.readOrFail(key, engine.executor))
                .thenCompose(bound(read -> {
                    Entry<T> there = read.entry();
                    if (read.newer()) {
                        return CompletableFuture.completedFuture(false); // a later release's: not ours to overwrite
                    }
                    Entry<T> entry = condition.holds(there) ? change.of(there) : null;
                    if (entry == null) {
                        return CompletableFuture.completedFuture(false);
                    }
                    long seen = read.version();
                    return writeIf(tier, key, seen, entry, read.sequence(), kind);
                }));
        return engine.order
                .change(key, write)
                .whenComplete((written, failure) -> drop(key))
                .thenCompose(written -> {
                    if (!written) {
                        return CompletableFuture.completedFuture(false);
                    }
                    countPut(kind);
                    return bus.tell(kind, key).thenApply(done -> true);
                });
    }

    private void countPut(Kind kind) {
        if (kind == Kind.PUT) {
            engine.counters.puts.increment();
        }
    }

    private CompletionStage<Boolean> writeIf(
            StoreTier<T> tier, String key, long seen, Entry<T> entry, long sequence, Kind kind) {
        StoredValue stored = tier.form.encode(key, entry, tier.form.body(key, entry.value), sequence);
        if (stored == null) {
            return CompletableFuture.failedFuture(tooLarge());
        }
        long version = Math.max(stored.version(), seen + 1);
        return tier.writeIfVersion(key, seen, stored.withVersion(version), kind);
    }

    private StoreTier<T> requireStore() {
        if (store == null) {
            throw new IllegalStateException("there is no store");
        }
        return store;
    }

    /** How long the value stays fresh; null if there is none. */
    CompletableFuture<@Nullable Duration> remaining(String key) {
        long proven = engine.proven();
        long now = engine.time.nanos();
        Entry<T> here = near.peek(key);
        if (here != null && engine.isFresh(here, now, proven) && tags.isValid(here)) {
            return CompletableFuture.completedFuture(left(here));
        }
        if (store == null) {
            return CompletableFuture.completedFuture(null);
        }
        return store.reads.read(key, engine.executor).thenApply(read -> left(read.entry()));
    }

    private @Nullable Duration left(@Nullable Entry<T> entry) {
        if (entry == null || entry.isAbsence()) {
            return null;
        }
        long left = entry.freshUntil() - engine.time.nanos(); // read once: never zero
        return left > 0 ? Duration.ofNanos(left) : null;
    }
}
