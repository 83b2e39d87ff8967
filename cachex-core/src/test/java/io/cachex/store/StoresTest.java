package io.cachex.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.spi.CacheObserver;
import io.cachex.spi.Counting;
import io.cachex.spi.Policy;
import io.cachex.spi.Store;
import io.cachex.spi.StoreOperation;
import io.cachex.spi.StoredValue;
import io.cachex.spi.TimeSource;
import io.cachex.spi.Versioned;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoresTest extends StoreDecoratorFixture {

    private final MemoryStore memory = MemoryStore.create();

    @AfterEach
    void closeStore() {
        memory.close();
    }

    @Test
    void aStackPrintsItselfTheOutermostFirst() {
        Policy retry = new CountingPolicy("retry(3)");
        Policy breaker = new CountingPolicy("breaker(5)");
        Store stack = Stores.neverThrow(Stores.unclosed(memory));
        stack = Stores.observed(stack, new CacheObserver() {}, "users", TimeSource.system());

        assertThat(Stores.resilient(stack, breaker, retry))
                .hasToString("resilient(reads: breaker(5); others: retry(3))"
                        + " > observed > neverThrow > unclosed > memory(64 MiB)");
        assertThat(Stores.resilient(memory, retry, retry)).hasToString("resilient(retry(3)) > memory(64 MiB)");
        assertThat(Stores.resilient(memory, null, retry))
                .hasToString("resilient(reads: none; others: retry(3)) > memory(64 MiB)");
    }

    @Test
    void aLayerThatIsOffIsNotThere() {
        assertThat(Stores.resilient(memory, null, null)).isSameAs(memory);
        assertThat(Stores.decorated(memory, List.of())).isSameAs(memory);
    }

    @Test
    void usersDecoratorsStandTheFirstOutermost() {
        List<String> order = new ArrayList<>();

        Store store = Stores.decorated(
                memory,
                List.of(inner -> noting("compressed", order, inner), inner -> noting("encrypted", order, inner)));
        store.write(Map.of());

        assertThat(order).containsExactly("compressed", "encrypted");
        assertThat(store).hasToString("compressed > encrypted > memory(64 MiB)");
    }

    @Test
    void aUsersDecoratorMustAnswerAStore() {
        UnaryOperator<Store> broken = inner -> null;

        assertThatThrownBy(() -> Stores.decorated(memory, List.of(broken)))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("a store decorator answered null");
    }

    @Test
    void hiddenCapabilitiesStayHidden() {
        Store onlyCounting = new Forwarding(memory) {
            @Override
            public <C> Optional<C> capability(Class<C> type) {
                return type == Counting.class ? memory.capability(type) : Optional.empty();
            }
        };
        Policy policy = new CountingPolicy("policy");

        Store stack = Stores.resilient(
                Stores.neverThrow(Stores.decorated(onlyCounting, List.of(inner -> inner))), policy, policy);

        assertThat(stack.capability(Versioned.class)).isEmpty();
        assertThat(stack.capability(Counting.class)).isPresent();
    }

    @Test
    void aStoreWithoutCapabilitiesGetsNone() {
        Store plain = Stores.neverThrow(new Forwarding(memory));

        assertThat(plain.capability(Versioned.class)).isEmpty();
        assertThat(plain.capability(Counting.class)).isEmpty();
        assertThat(plain.capability(Store.class)).containsSame(plain);
    }

    @Test
    void capabilitiesOfUnknownTypesAreHandedOutAsTheyAre() {
        Store stack = Stores.neverThrow(Stores.unclosed(memory));

        assertThat(stack.capability(MemoryStore.class)).containsSame(memory);
        assertThat(stack.capability(Runnable.class)).isEmpty();
    }

    @Test
    void everyCallReachesTheStoreAndItsAnswerComesBack() {
        Store stack = Stores.resilient(
                Stores.observed(
                        Stores.neverThrow(Stores.unclosed(memory)),
                        new CacheObserver() {},
                        "users",
                        TimeSource.system()),
                new CountingPolicy("a"),
                new CountingPolicy("b"));

        calls(stack).get(StoreOperation.WRITE).get().toCompletableFuture().join();
        Map<StoreOperation, Object> answers = new java.util.EnumMap<>(StoreOperation.class);
        calls(stack).forEach((operation, call) -> {
            if (operation != StoreOperation.WRITE && operation != StoreOperation.REMOVE) {
                answers.put(operation, call.get().toCompletableFuture().join());
            }
        });

        assertThat(answers.get(StoreOperation.READ)).asString().startsWith("{key=3 B");
        assertThat(answers)
                .containsEntry(StoreOperation.COMPARE_AND_WRITE, false)
                .containsEntry(StoreOperation.INCREMENT, 1L)
                .containsEntry(StoreOperation.ADVANCE, 1L);
        calls(stack).get(StoreOperation.REMOVE).get().toCompletableFuture().join();
        assertThat(memory.size()).isZero();
        assertThat(stack.clockMicros())
                .isCloseTo(memory.clockMicros(), org.assertj.core.data.Offset.offset(1_000_000L));
    }

    @Test
    void closingADecoratedStoreClosesTheStore() {
        Stores.resilient(Stores.neverThrow(memory), new CountingPolicy("a"), null)
                .close();

        assertThat(failure(memory.read(Set.of()))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closingAShareEndsTheShareAlone() {
        Store mine = Stores.unclosed(memory);
        Store yours = Stores.unclosed(memory);
        Map<StoreOperation, java.util.function.Supplier<CompletionStage<?>>> calls = calls(mine);

        mine.close();
        mine.close();

        calls.forEach((operation, call) -> assertThat(failure(call.get()))
                .as("%s", operation)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("store is closed"));
        calls(yours)
                .forEach((operation, call) -> call.get().toCompletableFuture().join());
    }

    private static Store noting(String name, List<String> order, Store inner) {
        return new Forwarding(inner) {
            @Override
            public CompletionStage<Void> write(Map<String, StoredValue> entries) {
                order.add(name);
                return super.write(entries);
            }

            @Override
            public String toString() {
                return name + " > " + inner;
            }
        };
    }

    /** A store by whoever forgot the capabilities. */
    private static class Forwarding implements Store {

        private final Store inner;

        Forwarding(Store inner) {
            this.inner = inner;
        }

        @Override
        public CompletionStage<Map<String, StoredValue>> read(Set<String> keys) {
            return inner.read(keys);
        }

        @Override
        public CompletionStage<Void> write(Map<String, StoredValue> entries) {
            return inner.write(entries);
        }

        @Override
        public CompletionStage<Void> remove(Set<String> keys) {
            return inner.remove(keys);
        }

        @Override
        public long clockMicros() {
            return inner.clockMicros();
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}
