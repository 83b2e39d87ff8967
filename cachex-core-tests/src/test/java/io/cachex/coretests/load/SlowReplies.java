package io.cachex.coretests.load;

import io.cachex.spi.Store;
import io.cachex.spi.StoredValue;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/** A store whose reads are made at once, and whose answers to them come when the scenario wants. */
final class SlowReplies implements Store {

    private final Store store;
    private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();
    private volatile boolean holding;

    SlowReplies(Store store) {
        this.store = store;
    }

    /** Keeps back the answers to reads that begin from now on. */
    void hold() {
        holding = true;
    }

    /** Lets reads that begin from now on have their answers at once. */
    void goOn() {
        holding = false;
    }

    /** Gives the answers that were kept back, and keeps back no more. */
    void release() {
        holding = false;
        for (Runnable answer = held.poll(); answer != null; answer = held.poll()) {
            answer.run();
        }
    }

    @Override
    public CompletionStage<Map<String, StoredValue>> read(Set<String> keys) {
        CompletionStage<Map<String, StoredValue>> read = store.read(keys);
        if (!holding) {
            return read;
        }
        CompletableFuture<Void> released = new CompletableFuture<>();
        held.add(() -> released.complete(null));
        return released.thenCompose(now -> read).thenApply(Function.identity());
    }

    @Override
    public CompletionStage<Void> write(Map<String, StoredValue> entries) {
        return store.write(entries);
    }

    @Override
    public CompletionStage<Void> remove(Set<String> keys) {
        return store.remove(keys);
    }

    @Override
    public long clockMicros() {
        return store.clockMicros();
    }

    @Override
    public <C> Optional<C> capability(Class<C> type) {
        return store.capability(type);
    }

    @Override
    public void close() {
        store.close();
    }
}
