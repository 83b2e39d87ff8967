package io.cachex.coretests.races;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cachex.Cache;
import io.cachex.CallOptions;
import io.cachex.Insides;
import io.cachex.spi.Policy;
import io.cachex.spi.StoreOperation;
import io.cachex.store.MemoryStore;
import io.cachex.testkit.FakeTime;
import io.cachex.testkit.FaultyStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers cancel, are interrupted and run out of time; loads fail and hang, the store too: at the end nothing is taken. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SlotsAndPermitsTest {

    private static final int ROUNDS_IN_A_BATCH = 100;

    private final FakeTime time = new FakeTime();
    private final FaultyStore store = FaultyStore.around(MemoryStore.create(), time);
    private final AtomicInteger permits = new AtomicInteger();
    private final Semaphore hanging = new Semaphore(0);
    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final List<Future<?>> blocked = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void givesEverythingBack(long seed) {
        Random random = new Random(seed);
        Cache<Integer> cache = Cache.builder("slots", Integer.class)
                .timeSource(time)
                .store(store)
                .storePolicies()
                .loaderPolicies(counting())
                .maximumLoads(3, 3)
                .ttl(Duration.ofSeconds(2))
                .loadDeadline(Duration.ofSeconds(3))
                .timeout(Duration.ofSeconds(2))
                .softTimeout(Duration.ofSeconds(1))
                .loader(key -> load(random.nextInt()))
                .build();
        try {
            Insides insides = Insides.of(cache);
            int batches = Rounds.of(2_500) / ROUNDS_IN_A_BATCH + 1;
            for (int batch = 0; batch < batches; batch++) {
                for (int round = 0; round < ROUNDS_IN_A_BATCH; round++) {
                    step(cache, random);
                }
                store.heal();
                await().pollDelay(Duration.ZERO).atMost(20, TimeUnit.SECONDS).untilAsserted(() -> {
                    store.release();
                    hanging.release(100);
                    time.advance(Duration.ofSeconds(1));
                    assertThat(blocked).allMatch(Future::isDone);
                    assertThat(insides.flights()).as("flights").isZero();
                    assertThat(insides.slots()).as("slots").isZero();
                    assertThat(insides.writes()).as("writes").isZero();
                    assertThat(permits).as("permits").hasValue(0);
                    assertThat(time.pending()).as("timers").isLessThanOrEqualTo(1); // the near tier has entries
                });
                blocked.clear();
                hanging.drainPermits();
            }
            cache.close(); // not after a failure: it would wait for what hangs
        } finally {
            callers.shutdownNow();
        }
    }

    private void step(Cache<Integer> cache, Random random) {
        String key = "k" + random.nextInt(6);
        switch (random.nextInt(14)) {
            case 0, 1, 2 -> {
                CompletableFuture<Integer> read = cache.async().get(key);
                if (random.nextBoolean()) {
                    read.cancel(true);
                }
            }
            case 3, 4 -> {
                Future<?> caller = callers.submit(() -> cache.get(key));
                blocked.add(caller);
                if (random.nextBoolean()) {
                    caller.cancel(true);
                }
            }
            case 5 -> cache.async().getAll(List.of("k0", "k1", key));
            case 6 -> cache.async().put(key, 1);
            case 7 -> cache.async().invalidate(key);
            case 8 -> cache.async().getIfPresent(key, CallOptions.defaults().timeout(Duration.ofMillis(100)));
            case 9 ->
                store.on(StoreOperation.READ_OR_LEASE, StoreOperation.WRITE, StoreOperation.FILL)
                        .hang();
            case 10 ->
                store.on(StoreOperation.READ_OR_LEASE, StoreOperation.REMOVE).fail(new IOException("down"));
            case 11 -> {
                store.heal();
                store.release();
            }
            case 12 -> time.advance(Duration.ofMillis(random.nextInt(2_000)));
            default -> cache.async().refresh(key);
        }
    }

    private Integer load(int kind) throws IOException, InterruptedException {
        switch (Math.floorMod(kind, 4)) {
            case 0 -> throw new IOException("the origin is down");
            case 1 -> hanging.acquire();
            case 2 -> hanging.acquireUninterruptibly();
            default -> {}
        }
        return kind;
    }

    private Policy counting() {
        return new Policy() {
            @Override
            public <R extends @Nullable Object> CompletionStage<R> execute(Call<R> call) {
                permits.incrementAndGet();
                return call.start().whenComplete((value, failure) -> permits.decrementAndGet());
            }
        };
    }
}
