package io.cachex.coretests.races;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.ContextLoader;
import io.cachex.StoreException;
import io.cachex.spi.Store;
import io.cachex.spi.StoredValue;
import io.cachex.store.MemoryStore;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who comes after an invalidation was acknowledged must not get what a load from before it brings (R5, FT14). */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LateJoinerTest {

    private final AtomicInteger origin = new AtomicInteger(1);
    private final CountDownLatch loading = new CountDownLatch(1);
    private final CountDownLatch answer = new CountDownLatch(1);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readsAgainWhenTheTagOfTheLoadItJoinedWasInvalidatedBeforeItCame(boolean twoTiers) throws Exception {
        try (Cache<Integer> cache = cache(twoTiers)) {
            CompletableFuture<Integer> before = cache.async().get("k");
            loading.await();
            origin.set(2);
            cache.invalidateTag("tag");

            CompletableFuture<Integer> after = cache.async().get("k");
            CompletableFuture<? extends Map<String, Integer>> bulk =
                    cache.async().getAll(List.of("k"));
            answer.countDown();

            assertThat(before.get(9, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(after.get(9, TimeUnit.SECONDS)).isEqualTo(2);
            assertThat(bulk.get(9, TimeUnit.SECONDS)).isEqualTo(Map.of("k", 2));
            assertThat(cache.get("k")).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void doesNotJoinALoadFromBeforeAnInvalidationOrAClear(boolean clear) throws Exception {
        try (Cache<Integer> cache = cache(true)) {
            CompletableFuture<Integer> before = cache.async().get("k");
            loading.await();
            origin.set(2);
            if (clear) {
                cache.clear();
            } else {
                cache.invalidate("k");
            }

            assertThat(cache.get("k")).isEqualTo(2);
            answer.countDown();
            assertThat(before.get(9, TimeUnit.SECONDS)).isEqualTo(1);

            assertThat(cache.get("k")).isEqualTo(2);
            assertThat(cache.getIfPresent("k")).isEqualTo(2);
        }
    }

    /** (1) the near copy goes, (2) a reader fetches it from the store, (3) the store removes it, and the answer is lost. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void keepsNoCopyOfWhatAChangeOfUnknownOutcomeRemoved(boolean put) {
        MemoryStore memory = MemoryStore.create();
        Cache<?>[] reader = new Cache<?>[1];
        Store store = new Lossy(memory, () -> reader[0].getIfPresent("k"));
        try (Cache<Integer> cache = Cache.builder("late", Integer.class)
                .decorate(inside -> store)
                .store(memory)
                .storePolicies()
                .build()) {
            cache.put("k", 1);
            reader[0] = cache;

            assertThatThrownBy(() -> {
                        if (put) {
                            cache.put("k", 2);
                        } else {
                            cache.invalidate("k");
                        }
                    })
                    .isInstanceOf(StoreException.class);

            assertThat(cache.getIfPresent("k")).isNull(); // what the store has of it is not believed
        }
    }

    private Cache<Integer> cache(boolean twoTiers) {
        AtomicInteger loads = new AtomicInteger();
        ContextLoader<Integer> loader = (key, context) -> {
            context.tags(Set.of("tag"));
            int value = origin.get();
            if (loads.incrementAndGet() == 1) {
                loading.countDown();
                answer.await();
            }
            return value;
        };
        CacheBuilder<Integer> builder = Cache.builder("late", Integer.class).loader(loader);
        return twoTiers ? builder.store(MemoryStore.create()).build() : builder.build();
    }

    /** Does what it is told once there is a reader, and then says that it failed. */
    private record Lossy(Store store, Runnable reader) implements Store {

        @Override
        public CompletionStage<Map<String, StoredValue>> read(Set<String> keys) {
            return store.read(keys);
        }

        @Override
        public CompletionStage<Void> write(Map<String, StoredValue> entries) {
            return lose(() -> store.write(entries));
        }

        @Override
        public CompletionStage<Void> remove(Set<String> keys) {
            return lose(() -> store.remove(keys));
        }

        private CompletionStage<Void> lose(java.util.function.Supplier<CompletionStage<Void>> change) {
            try {
                reader.run();
            } catch (NullPointerException e) {
                return change.get(); // no reader yet
            }
            return change.get()
                    .thenCompose(
                            done -> CompletableFuture.failedFuture(new IllegalStateException("the answer was lost")));
        }

        @Override
        public long clockMicros() {
            return store.clockMicros();
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
