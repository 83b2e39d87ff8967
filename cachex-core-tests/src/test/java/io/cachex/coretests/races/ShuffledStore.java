package io.cachex.coretests.races;

import io.cachex.spi.Generations;
import io.cachex.spi.Store;
import io.cachex.spi.StoredValue;
import io.cachex.spi.Versioned;
import io.cachex.store.MemoryStore;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * A memory store whose calls take effect on threads of its own, each after a pause of its own and answered after another:
 * two calls under way at once may happen in either order, and be answered in either order.
 */
final class ShuffledStore implements Store, Versioned, Generations {

    private static final int LONGEST_PAUSE = 40;

    private final MemoryStore store = MemoryStore.create();
    private final ExecutorService threads = Executors.newFixedThreadPool(2, task -> new Thread(task, "shuffled-store"));

    private <R> CompletionStage<R> later(Supplier<CompletionStage<R>> call) {
        CompletableFuture<R> answer = new CompletableFuture<>();
        try {
            threads.execute(() -> {
                pause();
                call.get().whenComplete((value, failure) -> {
                    pause();
                    if (failure == null) {
                        answer.complete(value);
                    } else {
                        answer.completeExceptionally(failure);
                    }
                });
            });
        } catch (RuntimeException e) { // closed
            answer.completeExceptionally(e);
        }
        return answer;
    }

    private static void pause() {
        for (int i = ThreadLocalRandom.current().nextInt(LONGEST_PAUSE); i > 0; i--) {
            Thread.onSpinWait();
        }
        if (ThreadLocalRandom.current().nextInt(8) == 0) {
            Thread.yield();
        }
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
    public void close() {
        threads.shutdownNow();
        store.close();
    }

    @Override
    public String toString() {
        return "shuffled(" + store + ")";
    }
}
