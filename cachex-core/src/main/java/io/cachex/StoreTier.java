package io.cachex;

import io.cachex.spi.Generations;
import io.cachex.spi.Invalidation.Kind;
import io.cachex.spi.InvalidationBus;
import io.cachex.spi.Leasing;
import io.cachex.spi.SelfPublishing;
import io.cachex.spi.Store;
import io.cachex.spi.StoredValue;
import io.cachex.spi.Versioned;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The store as the engine sees it: entries by the user's keys. Here keys get their namespace, reads their leases, and
 * changes are told to other nodes and made up for where the store can or must.
 */
final class StoreTier<T> {

    /**
     * What a read found.
     *
     * @param entries by the user's key; what is missing, unreadable or outdated is not there
     * @param versions of everything that was found, readable or not
     * @param newer the keys whose bytes are of a later release's format
     * @param sequence the namespace's sequence when it was read
     * @param tokens the leases that were given instead of what is not there
     * @param busy the keys that another process is about to fill
     * @param failure why the store could not be read; null if it answered
     */
    record Read<T>(
            Map<String, Entry<T>> entries,
            Map<String, Long> versions,
            Set<String> newer,
            long sequence,
            Map<String, String> tokens,
            Set<String> busy,
            @Nullable Throwable failure) {

        static <T> Read<T> failed(long sequence, Throwable failure) {
            return new Read<>(Map.of(), Map.of(), Set.of(), sequence, Map.of(), Set.of(), Failures.unwrap(failure));
        }

        static <T> Read<T> begun(long sequence, Map<String, String> tokens, Set<String> busy) {
            return new Read<>(new HashMap<>(2), new HashMap<>(2), new HashSet<>(2), sequence, tokens, busy, null);
        }

        /** The version to expect when writing over what was read. */
        long version(String key) {
            return versions.getOrDefault(key, Versioned.ABSENT);
        }
    }

    private final Store store;
    private final Namespace namespace;
    private final Settings<T> settings;
    private final Tags tags;
    final StoredForm<T> form;
    private final @Nullable Coherence coherence;
    private final Messages messages;
    private @Nullable Recovery<T> recovery; // written once, before the cache is handed out

    final @Nullable Generations generations;

    /** Null unless the store tells the other nodes of a change by itself. */
    final @Nullable SelfPublishing publishing;

    /** Null if the store gives no leases: then whoever loads may fill it. */
    final @Nullable Leasing leasing;

    final String scope;

    StoreTier(
            Store store,
            Namespace namespace,
            Settings<T> settings,
            Tags tags,
            Counters counters,
            @Nullable Coherence coherence,
            Messages messages,
            @Nullable InvalidationBus bus) {
        this.store = store;
        this.namespace = namespace;
        this.settings = settings;
        this.tags = tags;
        this.form = new StoredForm<>(settings, counters, store::clockMicros);
        this.coherence = coherence;
        this.messages = messages;
        this.generations = store.capability(Generations.class).orElse(null);
        this.publishing = bus == null
                ? null
                : store.capability(SelfPublishing.class)
                        .filter(publishes -> publishes.publishesTo(bus))
                        .orElse(null);
        this.leasing = store.capability(Leasing.class).orElse(null);
        this.scope = namespace.toString();
    }

    /** From now on changes that fail are made up for by this. */
    void recoverBy(Recovery<T> failedChanges) {
        recovery = failedChanges;
    }

    /** From now on changes are remembered for a while, because the store may lose what it has acknowledged. */
    void rememberChanges() {
        if (recovery != null) {
            recovery.remember();
        }
    }

    /** The store may have lost changes that it had acknowledged. */
    void changeAgain() {
        if (recovery != null) {
            recovery.addRecent();
        }
    }

    /**
     * Reads keys. Never fails: a store that cannot be read is a miss, which its observer has heard of.
     *
     * @param hop where to decode if the store does not answer at once: its own thread is no place for user code
     */
    CompletionStage<Read<T>> read(Set<String> keys, Executor hop) {
        return readOrFail(keys, hop).exceptionally(failure -> Read.failed(tags.sequence(), failure));
    }

    /** As {@link #read}, with leases if the call may fill what is not there. */
    CompletionStage<Read<T>> readFor(Call<T> call, Set<String> keys, Executor hop) {
        return call.loads() && call.options().writesStore() ? readOrLease(keys, hop) : read(keys, hop);
    }

    /** As {@link #read}; where the store gives leases, with one for each key that is not there and free. */
    CompletionStage<Read<T>> readOrLease(Set<String> keys, Executor hop) {
        Leasing leases = leasing;
        if (leases == null) {
            return read(keys, hop);
        }
        return this.<Map<String, Leasing.Claim>>reading(
                        keys,
                        hop,
                        storeKeys -> leases.readOrLease(storeKeys, settings.lease),
                        (userKeys, claims, sequence, epoch) -> {
                            Claims split = Claims.of(userKeys, claims);
                            return decoded(
                                    userKeys, split.found(), Read.begun(sequence, split.tokens(), split.busy()), epoch);
                        })
                .exceptionally(failure -> Read.failed(tags.sequence(), failure));
    }

    /** What a claim for several keys gave, in the user's keys but for what was found. */
    record Claims(Map<String, StoredValue> found, Map<String, String> tokens, Set<String> busy) {

        static Claims of(Map<String, String> userKeys, Map<String, Leasing.Claim> claims) {
            Claims split = new Claims(new HashMap<>(2), new HashMap<>(2), new HashSet<>(2));
            claims.forEach((storeKey, claim) -> {
                String key = userKeys.get(storeKey);
                if (key == null) {
                    return; // a store that answers more than it was asked
                }
                if (claim instanceof Leasing.Claim.Found value) {
                    split.found.put(storeKey, value.value());
                } else if (claim instanceof Leasing.Claim.Granted lease) {
                    split.tokens.put(key, lease.token());
                } else {
                    split.busy.add(key);
                }
            });
            return split;
        }
    }

    /**
     * Asks for the leases of keys whatever is there. Never fails: without an answer there are none.
     *
     * @param takesOver whether also those that others hold
     */
    CompletionStage<Claims> lease(Set<String> keys, boolean takesOver) {
        Leasing leases = leasing;
        if (leases == null) {
            throw new IllegalStateException("the store gives no leases");
        }
        Map<String, String> userKeys = userKeys(keys);
        Set<String> storeKeys = userKeys.keySet();
        return (takesOver ? leases.takeOver(storeKeys, settings.lease) : leases.lease(storeKeys, settings.lease))
                .handle((claims, failure) -> Claims.of(userKeys, failure == null ? claims : Map.of()));
    }

    /** Reads keys for a change, which fails if they cannot be read. */
    CompletionStage<Read<T>> readOrFail(Set<String> keys, Executor hop) {
        return this.<Map<String, StoredValue>>reading(
                keys,
                hop,
                store::read,
                (userKeys, found, sequence, epoch) ->
                        decoded(userKeys, found, Read.begun(sequence, Map.of(), Set.of()), epoch));
    }

    @FunctionalInterface
    private interface Reader<A, T> {
        CompletionStage<Read<T>> read(Map<String, String> userKeys, A answer, long sequence, short epoch);
    }

    private <A> CompletionStage<Read<T>> reading(
            Set<String> keys, Executor hop, Function<Set<String>, CompletionStage<A>> question, Reader<A, T> reader) {
        Map<String, String> userKeys = userKeys(keys);
        short epoch = coherence == null ? 0 : coherence.epoch(); // before the store is asked
        return sequence()
                .thenCompose(sequence -> Stages.onward(question.apply(userKeys.keySet()), hop)
                        .thenCompose(answer -> reader.read(userKeys, answer, sequence, epoch)));
    }

    private Map<String, String> userKeys(Set<String> keys) {
        if (keys.size() == 1) {
            String key = keys.iterator().next();
            return Map.of(namespace.storeKey(key), key);
        }
        Map<String, String> userKeys = new HashMap<>();
        for (String key : keys) {
            userKeys.put(namespace.storeKey(key), key);
        }
        return userKeys;
    }

    /** The sequence to note on an entry whose life begins now. */
    CompletionStage<Long> sequence() {
        if (generations == null) {
            return CompletableFuture.completedFuture(tags.sequence());
        }
        return generations.generations(scope, Set.of(Tags.EVERYTHING)).thenApply(snapshot -> {
            tags.learn(snapshot);
            return snapshot.sequence();
        });
    }

    private CompletionStage<Read<T>> decoded(
            Map<String, String> userKeys, Map<String, StoredValue> found, Read<T> read, short epoch) {
        Set<String> names = new HashSet<>();
        long now = settings.time.nanos();
        found.forEach((storeKey, stored) -> {
            String key = userKeys.get(storeKey);
            if (key == null) {
                return; // a store that answers more than it was asked
            }
            read.versions.put(key, stored.version());
            Entry<T> entry = form.decode(key, stored, now, epoch, read);
            if (entry != null) {
                read.entries.put(key, entry);
                if (entry.extras != null) {
                    names.addAll(entry.extras.tags());
                }
            }
        });
        if (names.isEmpty() || generations == null) {
            return CompletableFuture.completedFuture(valid(read));
        }
        return generations.generations(scope, names).thenApply(snapshot -> {
            tags.learn(snapshot);
            return valid(read);
        });
    }

    private Read<T> valid(Read<T> read) {
        read.entries.entrySet().removeIf(found -> !isValid(found.getKey(), found.getValue()));
        return read;
    }

    private boolean isValid(String key, Entry<T> entry) {
        Entry.Extras extras = entry.extras;
        return extras == null || (tags.isValid(extras) && (recovery == null || !recovery.concerns(key, extras)));
    }

    /** Removes what the origin says is not there any more: nobody has to hear of it. */
    CompletionStage<Void> forget(String key) {
        return store.remove(Set.of(namespace.storeKey(key)));
    }

    /**
     * Writes a value; tells of it if the store {@linkplain #publishing does that}. To be {@link #recovered} with all that has
     * to come before it.
     */
    CompletionStage<Void> write(String key, StoredValue value, Kind kind) {
        Map<String, StoredValue> entries = Map.of(namespace.storeKey(key), value);
        return publishing == null ? store.write(entries) : publishing.write(entries, messages.of(kind, key));
    }

    /** A change that failed may have happened or not: it is made up for. */
    <R> CompletionStage<R> recovered(String key, CompletionStage<R> change) {
        return change.whenComplete((done, failure) -> {
            if (recovery == null) {
                return;
            }
            if (failure != null) {
                recovery.add(key);
            } else {
                recovery.made(key);
            }
        });
    }

    /** Removes a value; tells of it if the store {@linkplain #publishing does that}. */
    CompletionStage<Void> remove(String key, Kind kind) {
        Set<String> keys = Set.of(namespace.storeKey(key));
        return recovered(
                key, publishing == null ? store.remove(keys) : publishing.remove(keys, messages.of(kind, key)));
    }

    /** Writes a value over what was seen; tells of it if the store {@linkplain #publishing does that}. */
    CompletionStage<Boolean> writeIfVersion(String key, long expected, StoredValue value, Kind kind) {
        String storeKey = namespace.storeKey(key);
        if (publishing != null) {
            return recovered(key, publishing.writeIfVersion(storeKey, expected, value, messages.of(kind, key)));
        }
        Versioned versioned = store.capability(Versioned.class).orElse(null);
        return versioned != null
                ? recovered(key, versioned.writeIfVersion(storeKey, expected, value))
                : CompletableFuture.failedFuture(new StoreException("the store cannot compare and write: " + store));
    }

    /** Draws a name's next generation; tells of it if the store {@linkplain #publishing does that}. */
    CompletionStage<Long> advance(String name) {
        if (generations == null) {
            return CompletableFuture.failedFuture(new StoreException(
                    "the store keeps no generations, so tags and whole caches cannot be invalidated in it: " + store));
        }
        CompletionStage<Long> advance = publishing == null
                ? generations.advance(scope, name)
                : publishing.advance(scope, name, messages.ofName(name, 0));
        return advance.whenComplete((generation, failure) -> {
            if (recovery == null) {
                return;
            }
            if (failure != null) {
                recovery.addName(name);
            } else {
                recovery.advanced(name);
            }
        });
    }

    /**
     * Writes what a flight loaded: under its lease where there are leases. If it is not known whether that came about, the
     * lease is given back, so that nobody waits for a value that does not come.
     */
    CompletionStage<Boolean> fill(String key, @Nullable String token, StoredValue value) {
        if (leasing == null) {
            return store.write(Map.of(namespace.storeKey(key), value)).thenApply(done -> true);
        }
        return token == null
                ? CompletableFuture.completedFuture(false)
                : leasing.fill(namespace.storeKey(key), token, value).whenComplete((filled, failure) -> {
                    if (failure != null) {
                        release(key, token);
                    }
                });
    }

    CompletionStage<Boolean> renew(String key, String token) {
        return leasing == null
                ? CompletableFuture.completedFuture(false)
                : leasing.renew(namespace.storeKey(key), token, settings.lease);
    }

    /** Gives a flight's lease back, if it still has one. */
    void release(Flight<T> flight) {
        release(flight.key, flight.takeLease());
    }

    private void release(String key, @Nullable String token) {
        if (token != null && leasing != null) {
            leasing.release(namespace.storeKey(key), token);
        }
    }

    /** Waits until another process may have filled the key. */
    CompletionStage<Void> settled(String key, Duration atMost) {
        return leasing == null
                ? CompletableFuture.completedFuture(null)
                : leasing.settled(namespace.storeKey(key), atMost);
    }

    void close() {
        store.close();
    }

    @Override
    public String toString() {
        return store.toString();
    }
}
