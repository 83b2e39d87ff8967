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
import org.jspecify.annotations.Nullable;

/**
 * The store as the engine sees it: entries by the user's keys. Here keys get their namespace, reads their leases, and
 * changes are told to other nodes and made up for where the store can or must.
 */
final class StoreTier<T> {

    private final Store store;
    private final Namespace namespace;
    private final Settings<T> settings;
    final StoredForm<T> form;
    private final Messages messages;
    private @Nullable Recovery<T> recovery; // written once, before the cache is handed out

    final @Nullable Generations generations;

    /** Null unless the store tells the other nodes of a change by itself. */
    final @Nullable SelfPublishing publishing;

    /** Null if the store gives no leases: then whoever loads may fill it. */
    final @Nullable Leasing leasing;

    final String scope;

    final StoreReads<T> reads;

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
        this.form = new StoredForm<>(settings, namespace, counters, store::clockMicros);
        this.messages = messages;
        this.generations = store.capability(Generations.class).orElse(null);
        this.publishing = bus == null
                ? null
                : store.capability(SelfPublishing.class)
                        .filter(publishes -> publishes.publishesTo(bus))
                        .orElse(null);
        this.leasing = store.capability(Leasing.class).orElse(null);
        this.reads = new StoreReads<>(store, namespace, settings, tags, form, coherence);
        this.scope = namespace.toString();
    }

    /** From now on changes that fail are made up for by this. */
    void recoverBy(Recovery<T> failedChanges) {
        recovery = failedChanges;
        reads.recoverBy(failedChanges);
    }

    /** Makes up for changes that failed; null if nobody does. */
    @Nullable
    Recovery<T> recovery() {
        return recovery;
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

    /** Which of several leases were given, and which are another's; by the user's keys. */
    record Leases(Map<String, String> tokens, Set<String> busy) {

        static Leases of(Map<String, String> userKeys, Map<String, Leasing.Claim> claims) {
            Leases given = new Leases(new HashMap<>(), new HashSet<>());
            claims.forEach((storeKey, claim) -> {
                String key = userKeys.get(storeKey);
                if (key == null) {
                    return; // a store that answers more than it was asked
                }
                if (claim instanceof Leasing.Claim.Granted lease) {
                    given.tokens.put(key, lease.token());
                } else if (claim instanceof Leasing.Claim.Busy) {
                    given.busy.add(key);
                }
            });
            return given;
        }
    }

    /**
     * Asks for the leases of keys whatever is there. Never fails: without an answer there are none.
     *
     * @param takesOver whether also those that others hold
     */
    CompletionStage<Leases> lease(Set<String> keys, boolean takesOver) {
        Leasing leases = leasing;
        if (leases == null) {
            throw new IllegalStateException("the store gives no leases");
        }
        Map<String, String> userKeys = userKeys(keys);
        Set<String> storeKeys = userKeys.keySet();
        return (takesOver ? leases.takeOver(storeKeys, settings.lease) : leases.lease(storeKeys, settings.lease))
                .handle((claims, failure) -> Leases.of(userKeys, failure == null ? claims : Map.of()));
    }

    private Map<String, String> userKeys(Set<String> keys) {
        Map<String, String> userKeys = new HashMap<>();
        for (String key : keys) {
            userKeys.put(namespace.storeKey(key), key);
        }
        return userKeys;
    }

    /** The sequence to note on an entry whose life begins now. */
    CompletionStage<Long> sequence() {
        return reads.sequence();
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
        String sealing = settings.encryption == null ? "" : settings.encryption + " > ";
        return (settings.compression == null ? "" : settings.compression + " > ") + sealing + store;
    }
}
