package io.cachex.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.StoredValue;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;

/** What the tests of the memory store say over and over. */
abstract class MemoryStoreFixture {

    static final Duration HOUR = Duration.ofHours(1);

    final ManualTime time = new ManualTime();
    MemoryStore store = MemoryStore.of(10_000, time);

    @AfterEach
    void closeStore() {
        store.close();
    }

    static <R> R answer(CompletionStage<R> stage) {
        return stage.toCompletableFuture().join();
    }

    static Throwable failure(CompletionStage<?> stage) {
        assertThat(stage.toCompletableFuture()).isCompletedExceptionally();
        return stage.handle((result, failure) -> failure).toCompletableFuture().join();
    }

    static StoredValue value(int length, Duration keepFor) {
        return StoredValue.of(new byte[length], keepFor, 1);
    }

    void write(String key, int length) {
        write(key, length, HOUR);
    }

    void write(String key, int length, Duration keepFor) {
        answer(store.write(Map.of(key, value(length, keepFor))));
    }

    boolean isThere(String key) {
        return answer(store.read(Set.of(key))).containsKey(key);
    }

    long increment(String key, long delta, Duration ttl) {
        return answer(store.increment(key, delta, ttl));
    }
}
