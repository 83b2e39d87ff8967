package io.cachex.spi;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The shared tier behind a cache: a map from keys to bytes that may be slow, partial or away.
 *
 * <p>The interface is made for batches: one key is a batch of one, unless a store has a {@linkplain #read(String) shorter
 * way} to read it. Methods are called by many threads at once, never block
 * and never throw: a failure is a failed stage. A failed or timed-out write is <em>unknown</em>, not undone. Drivers
 * complete their stages on a thread of their own; callers must not block in a dependent action.
 *
 * <p>What only some stores can do is a capability, an interface of its own that {@link #capability} finds: see
 * {@link Versioned}, {@link Counting}, {@link Generations}.
 */
public interface Store extends AutoCloseable {

    /**
     * Reads several keys.
     *
     * @param keys not null, without nulls; may be empty
     * @return the values found; a key that is absent from the result is absent in the store
     */
    CompletionStage<Map<String, StoredValue>> read(Set<String> keys);

    /**
     * Reads one key, as {@link #read(Set)} does. The default asks for a batch of one; a store overrides it where that
     * spares maps and sets for a single key.
     *
     * @return the value, null if the key is not there
     */
    default CompletionStage<@Nullable StoredValue> read(String key) {
        return read(Set.of(key)).thenApply(found -> found.get(key));
    }

    /**
     * Writes several entries, replacing what is there. Idempotent.
     *
     * <p>The store raises a value's {@linkplain StoredValue#version() version} where it is not above that of the value
     * it replaces, so that versions of a key grow while the key exists. Where that cannot be, because the one it replaces
     * is 2<sup>53</sup>, the stage fails with {@link IllegalArgumentException}.
     *
     * @param entries not changed by the caller until the stage is done, nor kept by the store after that
     */
    CompletionStage<Void> write(Map<String, StoredValue> entries);

    /** Removes several keys and their counters. Removing what is not there is not an error. */
    CompletionStage<Void> remove(Set<String> keys);

    /**
     * The store's own clock in microseconds since its epoch, as well as this node knows it.
     *
     * <p>The times inside stored values are in this clock. It may step; it is never compared with a node's wall clock.
     */
    long clockMicros();

    /**
     * Finds a capability of this store.
     *
     * @param type the capability's interface
     * @return the capability, or empty if this store does not have it
     */
    default <C> Optional<C> capability(Class<C> type) {
        return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
    }

    /** Releases what the store holds. Idempotent; returns within seconds. Later calls answer with failed stages. */
    @Override
    void close();
}
