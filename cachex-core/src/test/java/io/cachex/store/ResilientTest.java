package io.cachex.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.Policy;
import io.cachex.spi.Store;
import io.cachex.spi.StoreOperation;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class ResilientTest extends StoreDecoratorFixture {

    private static final Set<StoreOperation> READS = EnumSet.of(
            StoreOperation.READ,
            StoreOperation.GENERATIONS,
            StoreOperation.READ_OR_LEASE,
            StoreOperation.LEASE,
            StoreOperation.FILL);

    private final CountingPolicy reads = new CountingPolicy("reads");
    private final CountingPolicy others = new CountingPolicy("others");

    @Test
    void everyCallGoesThroughItsPolicyAlsoThoseOfCapabilities() {
        calls(Stores.resilient(MemoryStore.create(), reads, others)).forEach((operation, call) -> {
            call.get().toCompletableFuture().join();

            assertThat(reads.calls).as("%s", operation).hasSize(READS.contains(operation) ? 1 : 0);
            assertThat(others.calls).as("%s", operation).hasSize(READS.contains(operation) ? 0 : 1);
            reads.calls.clear();
            others.calls.clear();
        });
    }

    @Test
    void withOnePolicyTheOtherCallsGoThroughNone() {
        calls(Stores.resilient(MemoryStore.create(), null, others)).forEach((operation, call) -> {
            call.get().toCompletableFuture().join();
        });
        calls(Stores.resilient(MemoryStore.create(), reads, null)).forEach((operation, call) -> {
            call.get().toCompletableFuture().join();
        });

        assertThat(reads.calls).hasSize(5);
        assertThat(others.calls).hasSize(5);
    }

    @Test
    void aPolicyThatRefusesKeepsTheStoreFromBeingCalled() {
        IllegalStateException refusal = new IllegalStateException("open");
        Policy open = new Policy() {
            @Override
            public <R> CompletionStage<R> execute(Call<R> call) {
                return CompletableFuture.failedFuture(refusal);
            }
        };
        Store store = Stores.resilient(
                new OneAnswerStore(operation -> {
                    throw new AssertionError("called");
                }),
                open,
                open);

        calls(store)
                .forEach((operation, call) -> assertThat(failure(call.get())).isSameAs(refusal));
    }

    @Test
    void aPolicyMayStartACallAgain() {
        Policy twice = new Policy() {
            @Override
            public <R> CompletionStage<R> execute(Call<R> call) {
                return call.start().thenCompose(first -> call.start());
            }
        };
        MemoryStore memory = MemoryStore.create();
        Store store = Stores.resilient(memory, null, twice);

        assertThat(calls(store).get(StoreOperation.INCREMENT).get().toCompletableFuture())
                .isCompletedWithValueMatching(count -> count.equals(2L));
    }

    @Test
    void aPolicyThatThrowsOrAnswersNullIsAFailedStage() {
        Policy throwing = new Policy() {
            @Override
            public <R> CompletionStage<R> execute(Call<R> call) {
                throw new IllegalStateException("broken");
            }
        };
        Policy answeringNull = new Policy() {
            @Override
            public <R> CompletionStage<R> execute(Call<R> call) {
                return null;
            }
        };
        MemoryStore memory = MemoryStore.create();

        assertThat(failure(Stores.resilient(memory, throwing, null).read(Set.of())))
                .hasMessage("broken");
        assertThat(failure(Stores.resilient(memory, answeringNull, null).read(Set.of())))
                .isInstanceOf(NullPointerException.class);
    }
}
