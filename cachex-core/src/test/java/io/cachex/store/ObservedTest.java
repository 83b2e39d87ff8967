package io.cachex.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.CacheObserver;
import io.cachex.spi.Store;
import io.cachex.spi.StoreOperation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class ObservedTest extends StoreDecoratorFixture {

    private final ManualTime time = new ManualTime(Long.MAX_VALUE - 1);
    private final List<Told> told = new ArrayList<>();
    private final CacheObserver observer = new CacheObserver() {
        @Override
        public void onStoreCall(String cache, StoreOperation operation, long nanos, Throwable failure) {
            told.add(new Told(cache, operation, nanos, failure));
        }
    };

    @Test
    void everyCallIsToldWithItsTimeWhenItEnds() {
        List<CompletableFuture<Object>> stages = new ArrayList<>();
        Store store = observed(new OneAnswerStore(operation -> {
            stages.add(new CompletableFuture<>());
            return stages.get(stages.size() - 1);
        }));

        calls(store).forEach((operation, call) -> {
            CompletableFuture<?> answer = call.get().toCompletableFuture();
            time.advance(Duration.ofMillis(3));
            assertThat(told).isEmpty();

            stages.get(stages.size() - 1).complete(null);

            assertThat(answer).isCompleted();
            assertThat(told).containsExactly(new Told("users", operation, 3_000_000, null));
            told.clear();
        });
    }

    @Test
    void failuresAreToldWithoutTheirWrapper() {
        IllegalStateException failure = new IllegalStateException("no answer");
        Store store = observed(new OneAnswerStore(operation -> operation == StoreOperation.READ
                ? CompletableFuture.failedFuture(new CompletionException(failure))
                : CompletableFuture.failedFuture(failure)));

        calls(store).forEach((operation, call) -> {
            assertThat(call.get().toCompletableFuture()).isCompletedExceptionally();
            assertThat(told).containsExactly(new Told("users", operation, 0, failure));
            told.clear();
        });
    }

    @Test
    void aThrownFailureIsToldToo() {
        Store store = observed(new OneAnswerStore(operation -> {
            throw new IllegalStateException("no driver");
        }));

        assertThat(store.read(Set.of()).toCompletableFuture()).isCompletedExceptionally();

        assertThat(told).hasSize(1);
    }

    @Test
    void theObserverHearsOfACallBeforeItsCallerDoes() {
        CompletableFuture<Object> stage = new CompletableFuture<>();
        Store store = observed(new OneAnswerStore(operation -> stage));
        List<Integer> toldBefore = new ArrayList<>();
        store.read(Set.of()).thenRun(() -> toldBefore.add(told.size()));

        stage.complete(null);

        assertThat(toldBefore).containsExactly(1);
    }

    @Test
    void whatTheObserverThrowsIsDropped() {
        Store store = Stores.observed(
                new OneAnswerStore(operation -> CompletableFuture.completedFuture(null)),
                new CacheObserver() {
                    @Override
                    public void onStoreCall(String cache, StoreOperation operation, long nanos, Throwable failure) {
                        throw new IllegalStateException("full");
                    }
                },
                "users",
                time);

        calls(store)
                .forEach((operation, call) ->
                        assertThat(call.get().toCompletableFuture()).isCompletedWithValue(null));
    }

    private Store observed(Store store) {
        return Stores.observed(store, observer, "users", time);
    }

    private record Told(String cache, StoreOperation operation, long nanos, Throwable failure) {}
}
