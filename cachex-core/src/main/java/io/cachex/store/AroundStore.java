package io.cachex.store;

import io.cachex.spi.Counting;
import io.cachex.spi.Generations;
import io.cachex.spi.Leasing;
import io.cachex.spi.SelfPublishing;
import io.cachex.spi.Store;
import io.cachex.spi.StoreOperation;
import io.cachex.spi.StoredValue;
import io.cachex.spi.Versioned;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A store with something around each of its calls: the only place that knows which calls there are.
 *
 * <p>It has the capabilities of the store within, no more and no fewer, each as a view whose calls go through the same
 * decorator. A capability of a type that is not listed here is handed out as it is.
 */
final class AroundStore implements Store {

    private final Store store;
    private final Around around;

    AroundStore(Store store, Around around) {
        this.store = store;
        this.around = around;
    }

    @Override
    public CompletionStage<Map<String, StoredValue>> read(Set<String> keys) {
        return around.call(StoreOperation.READ, keys, () -> store.read(keys));
    }

    @Override
    public CompletionStage<@Nullable StoredValue> read(String key) {
        return around.call(StoreOperation.READ, key, () -> store.read(key));
    }

    @Override
    public CompletionStage<Void> write(Map<String, StoredValue> entries) {
        return around.call(StoreOperation.WRITE, entries, () -> store.write(entries));
    }

    @Override
    public CompletionStage<Void> remove(Set<String> keys) {
        return around.call(StoreOperation.REMOVE, keys, () -> store.remove(keys));
    }

    @Override
    public long clockMicros() {
        return around.clockMicros(store);
    }

    @Override
    public <C> Optional<C> capability(Class<C> type) {
        if (type.isInstance(this)) {
            return Optional.of(type.cast(this));
        }
        return around.capability(store, type).map(found -> type.cast(view(found, type)));
    }

    private Object view(Object found, Class<?> type) {
        if (type == Versioned.class) {
            return versioned((Versioned) found);
        }
        if (type == Counting.class) {
            return counting((Counting) found);
        }
        if (type == Leasing.class) {
            return new AroundLeasing((Leasing) found, around);
        }
        if (type == SelfPublishing.class) {
            return new AroundSelfPublishing((SelfPublishing) found, around);
        }
        return type == Generations.class ? new AroundGenerations((Generations) found, around) : found;
    }

    private Versioned versioned(Versioned inner) {
        return (key, expected, value) ->
                around.call(StoreOperation.COMPARE_AND_WRITE, key, () -> inner.writeIfVersion(key, expected, value));
    }

    private Counting counting(Counting inner) {
        return (key, delta, ttlIfCreated) ->
                around.call(StoreOperation.INCREMENT, key, () -> inner.increment(key, delta, ttlIfCreated));
    }

    @Override
    public void close() {
        around.close(store);
    }

    @Override
    public String toString() {
        return around + " > " + store;
    }

    private record AroundGenerations(Generations inner, Around around) implements Generations {

        @Override
        public CompletionStage<Snapshot> generations(String namespace, Set<String> names) {
            return around.call(StoreOperation.GENERATIONS, () -> inner.generations(namespace, names));
        }

        /** {@inheritDoc} Nobody is asked, so nothing is around it. */
        @Override
        public @Nullable Snapshot known(String namespace, Set<String> names) {
            try {
                return inner.known(namespace, names);
            } catch (RuntimeException e) { // user code: then it has to be asked for
                return null;
            }
        }

        @Override
        public CompletionStage<Long> advance(String namespace, String name) {
            return around.call(StoreOperation.ADVANCE, () -> inner.advance(namespace, name));
        }
    }
}
