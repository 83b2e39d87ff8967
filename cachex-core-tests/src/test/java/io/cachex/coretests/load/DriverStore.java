package io.cachex.coretests.load;

import io.cachex.spi.Generations;
import io.cachex.spi.Store;
import io.cachex.spi.StoredValue;
import io.cachex.spi.Versioned;
import io.cachex.store.MemoryStore;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** A store that answers on a driver's thread, and after the call has returned. */
public record DriverStore(MemoryStore store, Executor driver) implements Store, Versioned, Generations {

    private <R> CompletionStage<R> later(Supplier<CompletionStage<R>> call) {
        return CompletableFuture.runAsync(DriverStore::pause, driver).thenCompose(now -> call.get());
    }

    /** Long enough for the caller to be waiting when the answer comes, most of the time. */
    private static void pause() {
        java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
    }

    @Override
    public CompletionStage<Map<String, StoredValue>> read(Set<String> keys) {
        return later(() -> store.read(keys));
    }

    @Override
    public CompletionStage<Void> write(Map<String, StoredValue> entries) {
        return later(() -> store.write(entries));
    }

    @Override
    public CompletionStage<Void> remove(Set<String> keys) {
        return later(() -> store.remove(keys));
    }

    @Override
    public CompletionStage<Boolean> writeIfVersion(String key, long expected, StoredValue value) {
        return later(() -> store.writeIfVersion(key, expected, value));
    }

    @Override
    public CompletionStage<Snapshot> generations(String namespace, Set<String> names) {
        return later(() -> store.generations(namespace, names));
    }

    @Override
    public CompletionStage<Long> advance(String namespace, String name) {
        return later(() -> store.advance(namespace, name));
    }

    @Override
    public long clockMicros() {
        return store.clockMicros();
    }

    @Override
    public void close() {}
}
