package io.cachex.coretests.races;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cachex.BulkLoader;
import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.CallOptions;
import io.cachex.spi.CacheObserver;
import io.cachex.spi.Policy;
import io.cachex.spi.StoreOperation;
import io.cachex.store.MemoryStore;
import io.cachex.testkit.FakeTime;
import io.cachex.testkit.FaultyStore;
import java.io.IOException;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever user code or the store does, a flight ends: the key can be loaded again, and nothing of it is left. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FlightsEndTest {

    private final FakeTime time = new FakeTime();
    private final FaultyStore store = FaultyStore.around(MemoryStore.of(1 << 20, time), time);
    private final CacheBuilder<String> builder =
            Cache.builder("flights", String.class).timeSource(time);

    @Test
    void fliesForTheOthersWhenABulkReadHasANullAmongItsKeys() throws Exception {
        try (Cache<String> cache = builder.loader(key -> "loaded").build()) {
            assertThatThrownBy(() -> cache.getAll(Arrays.asList("a", null, "b")))
                    .isInstanceOf(IllegalArgumentException.class);

            assertThat(cache.async().get("a").get(9, TimeUnit.SECONDS)).isEqualTo("loaded");
        }
    }

    @Test
    void endsWhenTheStaleIfPredicateThrows() {
        AtomicBoolean up = new AtomicBoolean(true);
        builder.loader(key -> up.get() ? "loaded" : failing()).ttl(Duration.ofSeconds(1));
        builder.staleIf(failure -> {
            throw new IllegalStateException("a predicate with a bug");
        });
        try (Cache<String> cache = builder.build()) {
            cache.get("k");
            time.advance(Duration.ofSeconds(2));
            up.set(false);

            assertThatThrownBy(() -> cache.async().get("k").get(9, TimeUnit.SECONDS))
                    .hasRootCauseInstanceOf(IOException.class);

            up.set(true);
            assertThat(cache.get("k")).isEqualTo("loaded");
        }
    }

    @Test
    void endsWhenAnObserverThrowsAnError() throws Exception {
        builder.loader(key -> "loaded").observer(new CacheObserver() {
            @Override
            public void onLoad(String cache, long nanos, @Nullable Throwable failure) {
                throw new AssertionError("an observer with a bug");
            }
        });
        try (Cache<String> cache = builder.build()) {
            assertThat(cache.async().get("k").get(9, TimeUnit.SECONDS)).isEqualTo("loaded");
        }
    }

    @Test
    void endsEachOfABulkLoadWhoseMapThrows() throws Exception {
        BulkLoader<String> loader = keys -> new AbstractMap<>() {
            @Override
            public Set<Entry<String, String>> entrySet() {
                throw new IllegalStateException("a map with a bug");
            }
        };
        try (Cache<String> cache = builder.build()) {
            var result = cache.async().getAll(List.of("a", "b"), loader).get(9, TimeUnit.SECONDS);

            assertThat(result.failures()).containsOnlyKeys("a", "b");
        }
    }

    @Test
    void givesPermitsBackWhenALoadIsGivenUpBeforeItGetsASlot() {
        CountDownLatch held = new CountDownLatch(1);
        Permits permits = new Permits();
        builder.maximumLoads(1, 10).loadDeadline(Duration.ofSeconds(1)).loaderPolicies(permits);
        builder.loader(key -> {
            awaitIgnoringInterrupts(held);
            return "late";
        });
        try (Cache<String> cache = builder.build()) {
            CompletableFuture<?> hanging = cache.async().get("hangs");
            CompletableFuture<?> waiting = cache.async().get("waits");
            time.advance(Duration.ofSeconds(2));
            await().until(() -> hanging.isDone() && waiting.isDone());

            held.countDown();

            await().untilAtomic(permits.taken, org.hamcrest.Matchers.is(0));
        }
    }

    @Test
    void endsWhenTheStoreNeverAnswers() {
        builder.store(store).storePolicies().loader(key -> "loaded").loadDeadline(Duration.ofSeconds(10));
        try (Cache<String> cache = builder.build()) {
            store.on(StoreOperation.READ, StoreOperation.READ_OR_LEASE).hang();
            CompletableFuture<?> one =
                    cache.async().get("k", CallOptions.defaults().timeout(Duration.ofHours(1)));
            CompletableFuture<?> many = cache.async().getAll(List.of("a", "b"));
            time.advance(Duration.ofSeconds(11));
            await().until(() -> one.isDone() && many.isDone());

            store.heal();

            assertThat(cache.get("k")).isEqualTo("loaded");
            assertThat(cache.getAll(List.of("a", "b"))).containsOnlyKeys("a", "b");
            assertThat(cache.stats().runningLoads()).isZero();
            assertThat(time.pending())
                    .as("timers")
                    .isLessThanOrEqualTo(3); // of store, near tier, and all flights together
        }
    }

    @Test
    void neitherLoadsNorKeepsATimerForAReadThatTheCloseEnded() {
        AtomicInteger loads = new AtomicInteger();
        builder.store(store).storePolicies().closeTimeout(Duration.ofMillis(1)).loader(key -> {
            loads.incrementAndGet();
            return "loaded";
        });
        builder.executor(Runnable::run);
        Cache<String> cache = builder.build();
        store.on(StoreOperation.READ, StoreOperation.READ_OR_LEASE).hang();
        CompletableFuture<?> read = cache.async().get("k");
        CompletableFuture<Void> close = CompletableFuture.runAsync(cache::close);
        await().until(() -> {
            time.advance(Duration.ofMillis(1));
            return close.isDone();
        });

        store.release();

        assertThatThrownBy(() -> read.get(9, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        assertThat(loads).hasValue(0);
        assertThat(time.pending()).as("timers").isZero();
    }

    @Test
    void asksNoUserCodeOnTheTimersThread() throws Exception {
        Set<Thread> asked = ConcurrentHashMap.newKeySet();
        AtomicBoolean up = new AtomicBoolean(true);
        CountDownLatch held = new CountDownLatch(1);
        builder.ttl(Duration.ofSeconds(1)).timeout(Duration.ofSeconds(1));
        builder.staleIf(failure -> asked.add(Thread.currentThread())).loader(key -> {
            if (!up.get()) {
                held.await();
            }
            return "loaded";
        });
        try (Cache<String> cache = builder.build()) {
            cache.get("k");
            time.advance(Duration.ofSeconds(2));
            up.set(false);
            CompletableFuture<String> stale = cache.async().get("k");

            time.advance(Duration.ofSeconds(2));

            assertThat(stale.get(9, TimeUnit.SECONDS)).isEqualTo("loaded");
            assertThat(asked).isNotEmpty().doesNotContain(Thread.currentThread());
            held.countDown();
        }
    }

    @Test
    void fliesOnWhenItsCallerHasGoneAndTheExecutorIsFull() throws Exception {
        builder.store(store).storePolicies().noTimeout().loader(key -> "loaded").executor(task -> {
            throw new RejectedExecutionException("full");
        });
        try (Cache<String> cache = builder.build()) {
            store.on(StoreOperation.READ, StoreOperation.READ_OR_LEASE).hang();
            Thread caller = new Thread(() -> assertThatThrownBy(() -> cache.get("k")));
            caller.start();
            await().until(() -> store.heldCalls() == 1);
            CompletableFuture<String> joined = cache.async().get("k");
            caller.interrupt();
            caller.join();
            store.heal();

            store.release();

            assertThat(joined.get(9, TimeUnit.SECONDS)).isEqualTo("loaded");
        }
    }

    @Test
    void doesNotFailThoseWhoJoinedABulkLoadWhoseCallerWasInterrupted() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        BulkLoader<String> loader = keys -> {
            if (calls.incrementAndGet() == 1) {
                running.countDown();
                new CountDownLatch(1).await();
            }
            Map<String, String> found = new HashMap<>();
            keys.forEach(key -> found.put(key, "loaded"));
            return found;
        };
        try (Cache<String> cache = builder.noTimeout().build()) {
            Thread caller = new Thread(() -> cache.getAll(List.of("a", "b"), loader));
            caller.start();
            running.await();
            CompletableFuture<String> joined = cache.async().get("b", key -> "own");

            caller.interrupt();

            assertThat(joined.get(9, TimeUnit.SECONDS)).isEqualTo("loaded");
            caller.join();
        }
    }

    /** A policy that counts who is inside. */
    private static final class Permits implements Policy {
        final AtomicInteger taken = new AtomicInteger();

        @Override
        public <R extends @Nullable Object> CompletionStage<R> execute(Call<R> call) {
            taken.incrementAndGet();
            return call.start().whenComplete((value, failure) -> taken.decrementAndGet());
        }
    }

    private static String failing() throws IOException {
        throw new IOException("the origin is down");
    }

    private static void awaitIgnoringInterrupts(CountDownLatch latch) {
        boolean open = false;
        while (!open) {
            try {
                latch.await();
                open = true;
            } catch (InterruptedException e) {
                open = latch.getCount() == 0;
            }
        }
    }
}
