package io.cachex.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.Counting;
import io.cachex.spi.Generations;
import io.cachex.spi.Leasing;
import io.cachex.spi.Policy;
import io.cachex.spi.Store;
import io.cachex.spi.StoreOperation;
import io.cachex.spi.StoredValue;
import io.cachex.spi.Versioned;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** Every call there is, made on a store and its capabilities, and stores and policies to make them on. */
abstract class StoreDecoratorFixture {

    static final Duration HOUR = Duration.ofHours(1);

    static StoredValue value(long version) {
        return StoredValue.of(new byte[] {1, 2, 3}, HOUR, version);
    }

    /** One call of each operation, the capabilities' through the capability. */
    static Map<StoreOperation, Supplier<CompletionStage<?>>> calls(Store store) {
        Versioned versioned = store.capability(Versioned.class).orElseThrow();
        Counting counting = store.capability(Counting.class).orElseThrow();
        Generations generations = store.capability(Generations.class).orElseThrow();
        Map<StoreOperation, Supplier<CompletionStage<?>>> calls = new EnumMap<>(StoreOperation.class);
        calls.put(StoreOperation.WRITE, () -> store.write(Map.of("key", value(1))));
        calls.put(StoreOperation.READ, () -> store.read(Set.of("key")));
        calls.put(StoreOperation.REMOVE, () -> store.remove(Set.of("key")));
        calls.put(StoreOperation.COMPARE_AND_WRITE, () -> versioned.writeIfVersion("key", 0, value(1)));
        calls.put(StoreOperation.INCREMENT, () -> counting.increment("key", 1, HOUR));
        calls.put(StoreOperation.GENERATIONS, () -> generations.generations("namespace", Set.of("name")));
        calls.put(StoreOperation.ADVANCE, () -> generations.advance("namespace", "name"));
        Leasing leasing = store.capability(Leasing.class).orElseThrow();
        calls.put(StoreOperation.READ_OR_LEASE, () -> leasing.readOrLease(Set.of("key"), HOUR));
        calls.put(StoreOperation.LEASE, () -> leasing.lease(Set.of("key"), HOUR));
        calls.put(StoreOperation.FILL, () -> leasing.fill("key", "token", value(1)));
        assertThat(calls).containsOnlyKeys(StoreOperation.values());
        return calls;
    }

    static Throwable failure(CompletionStage<?> stage) {
        assertThat(stage).isNotNull();
        assertThat(stage.toCompletableFuture()).isCompletedExceptionally();
        return stage.toCompletableFuture().handle((result, failure) -> failure).join();
    }

    /** Notes how often it is asked. */
    static final class CountingPolicy implements Policy {

        final List<Integer> calls = new ArrayList<>();
        private final String name;

        CountingPolicy(String name) {
            this.name = name;
        }

        @Override
        public <R> CompletionStage<R> execute(Call<R> call) {
            calls.add(calls.size());
            return call.start();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** Answers every call, also those of its capabilities, in the same way. */
    static class OneAnswerStore implements Store, Versioned, Counting, Generations, Leasing {

        private final Function<StoreOperation, CompletionStage<?>> answer;

        OneAnswerStore(Function<StoreOperation, CompletionStage<?>> answer) {
            this.answer = answer;
        }

        @SuppressWarnings("unchecked")
        private <R> CompletionStage<R> answer(StoreOperation operation) {
            return (CompletionStage<R>) answer.apply(operation);
        }

        @Override
        public CompletionStage<Map<String, StoredValue>> read(Set<String> keys) {
            return answer(StoreOperation.READ);
        }

        @Override
        public CompletionStage<Void> write(Map<String, StoredValue> entries) {
            return answer(StoreOperation.WRITE);
        }

        @Override
        public CompletionStage<Void> remove(Set<String> keys) {
            return answer(StoreOperation.REMOVE);
        }

        @Override
        public CompletionStage<Boolean> writeIfVersion(String key, long expected, StoredValue value) {
            return answer(StoreOperation.COMPARE_AND_WRITE);
        }

        @Override
        public CompletionStage<Long> increment(String key, long delta, Duration ttlIfCreated) {
            return answer(StoreOperation.INCREMENT);
        }

        @Override
        public CompletionStage<Snapshot> generations(String namespace, Set<String> names) {
            return answer(StoreOperation.GENERATIONS);
        }

        @Override
        public CompletionStage<Long> advance(String namespace, String name) {
            return answer(StoreOperation.ADVANCE);
        }

        @Override
        public CompletionStage<Map<String, Claim>> readOrLease(Set<String> keys, Duration leaseFor) {
            return answer(StoreOperation.READ_OR_LEASE);
        }

        @Override
        public CompletionStage<Map<String, Claim>> lease(Set<String> keys, Duration leaseFor) {
            return answer(StoreOperation.LEASE);
        }

        @Override
        public CompletionStage<Map<String, Claim>> takeOver(Set<String> keys, Duration leaseFor) {
            return answer(StoreOperation.LEASE);
        }

        @Override
        public CompletionStage<Boolean> fill(String key, String token, StoredValue value) {
            return answer(StoreOperation.FILL);
        }

        @Override
        public CompletionStage<Boolean> renew(String key, String token, Duration leaseFor) {
            return answer(StoreOperation.LEASE);
        }

        @Override
        public CompletionStage<Void> release(String key, String token) {
            return answer(StoreOperation.LEASE);
        }

        @Override
        public CompletionStage<Void> settled(String key, Duration atMost) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public long clockMicros() {
            return 0;
        }

        @Override
        public void close() {}

        @Override
        public String toString() {
            return "driver";
        }
    }
}
