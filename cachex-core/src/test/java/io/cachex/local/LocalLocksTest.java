package io.cachex.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.Lease;
import io.cachex.store.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalLocksTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration NANO = Duration.ofNanos(1);

    private final ManualTime time = new ManualTime();
    private final LocalLocks locks = LocalLocks.of(time);

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE - 1, Long.MIN_VALUE, -1, 0})
    void aLeaseEndsAtItsNanosecond(long start) {
        ManualTime wrapping = new ManualTime(start);
        LocalLocks provider = LocalLocks.of(wrapping);
        Lease first = take(provider, "name");
        assertThat(tryTake(provider, "name")).isEmpty();

        wrapping.advance(SECOND.minus(NANO));
        assertThat(first.remaining()).isEqualTo(NANO);
        assertThat(tryTake(provider, "name")).isEmpty();

        wrapping.advance(NANO);
        assertThat(first.remaining()).isZero();
        assertThat(take(provider, "name").fencingToken()).isGreaterThan(first.fencingToken());
    }

    @Test
    void anExtendedLeaseLastsFromNow() {
        Lease lease = take(locks, "name");
        time.advance(Duration.ofMillis(999));

        assertThat(answer(lease.extend(SECOND))).isTrue();
        assertThat(lease.remaining()).isEqualTo(SECOND);
        time.advance(Duration.ofMillis(999));
        assertThat(tryTake(locks, "name")).isEmpty();

        assertThat(answer(lease.extend(Duration.ofMillis(10))))
                .as("also for less")
                .isTrue();
        assertThat(lease.remaining()).isEqualTo(Duration.ofMillis(10));
    }

    @Test
    void aLostLeaseDoesNothingAnyMore() {
        Lease lost = take(locks, "name");
        time.advance(SECOND);
        Lease next = take(locks, "name");

        assertThat(answer(lost.extend(SECOND))).isFalse();
        assertThat(answer(lost.release())).isFalse();
        assertThat(lost.remaining()).isZero();

        assertThat(tryTake(locks, "name")).isEmpty();
        assertThat(next.remaining()).isEqualTo(SECOND);
    }

    @Test
    void anExpiredLeaseStaysLostThoughNobodyTookTheLock() {
        Lease lost = take(locks, "name");
        Lease released = take(locks, "other");
        time.advance(SECOND);

        assertThat(answer(released.release())).isFalse();
        assertThat(answer(lost.extend(SECOND))).isFalse();
        assertThat(answer(lost.release())).isFalse();
        take(locks, "name");
    }

    @Test
    void releasingTwiceIsHarmless() {
        Lease lease = take(locks, "name");

        assertThat(answer(lease.release())).isTrue();
        assertThat(answer(lease.release())).isFalse();
        assertThat(lease.remaining()).isZero();
        assertThat(answer(lease.extend(SECOND))).isFalse();

        Lease next = take(locks, "name");
        assertThat(answer(lease.release())).isFalse();
        assertThat(next.remaining()).isEqualTo(SECOND);
    }

    @Test
    void tokensGrowOverARestart() {
        long before = take(locks, "name").fencingToken();
        time.advance(SECOND);

        assertThat(take(LocalLocks.of(time), "name").fencingToken()).isGreaterThan(before);
    }

    @Test
    void namesOfExpiredLocksAreForgotten() {
        for (int i = 0; i < 10_000; i++) {
            take(locks, "name:" + i);
            time.advance(Duration.ofMillis(10)); // so that 100 are held at any time
        }
        assertThat(locks.size()).isBetween(100, 250);

        for (int i = 0; i < 1_000; i++) {
            answer(take(locks, "other:" + i).release());
        }
        time.advance(SECOND);
        for (int i = 0; i < 300; i++) {
            take(locks, "another:" + i);
        }
        assertThat(locks.size()).isBetween(300, 450);
    }

    @Test
    void refusesNamesAndTimesOutOfRange() {
        for (String name : List.of("", "n".repeat(1_025), "ä".repeat(513), "half \ud83d", "\udd11")) {
            assertThat(failure(locks.tryAcquire(name, SECOND))).isInstanceOf(IllegalArgumentException.class);
        }
        for (Duration ttl :
                List.of(Duration.ofMillis(10).minus(NANO), Duration.ofDays(1).plus(NANO))) {
            assertThat(failure(locks.tryAcquire("name", ttl)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("ttl must be from 10 ms to 1 day: " + ttl);
            assertThat(failure(take(locks, "of " + ttl).extend(ttl))).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(failure(locks.tryAcquire(null, SECOND))).isInstanceOf(NullPointerException.class);

        for (String name :
                List.of("n", "n".repeat(1_024), "ä".repeat(512), "€".repeat(341), "\ud83d\udd11".repeat(256))) {
            take(locks, name);
        }
    }

    @Test
    void afterClosingLeasesOnlyRunOut() {
        Lease lease = take(locks, "name");
        locks.close();
        locks.close();

        assertThat(failure(locks.tryAcquire("other", SECOND)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("local locks are closed");
        assertThat(lease.remaining()).isEqualTo(SECOND);
        assertThat(failure(lease.extend(SECOND))).isInstanceOf(IllegalStateException.class);
        assertThat(answer(lease.release())).isTrue();
    }

    @Test
    void printsNoNames() {
        assertThat(locks).hasToString("localLocks");
        assertThat(take(locks, "secret").toString()).contains("PT1S").doesNotContain("secret");
    }

    @Test
    @Timeout(60)
    void oneOfManyThreadsHoldsTheLockAndTokensGrow() throws Exception {
        int threads = 8;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        AtomicInteger holders = new AtomicInteger();
        AtomicLong lastToken = new AtomicLong();
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            tasks.add(() -> {
                int taken = 0;
                for (int tries = 0; tries < 20_000; tries++) {
                    Optional<Lease> lease = tryTake(locks, "name");
                    if (lease.isPresent()) {
                        taken++;
                        assertThat(holders.incrementAndGet()).isEqualTo(1);
                        assertThat(lastToken.getAndSet(lease.get().fencingToken()))
                                .isLessThan(lease.get().fencingToken());
                        holders.decrementAndGet();
                        assertThat(answer(lease.get().release())).isTrue();
                    }
                }
                return taken;
            });
        }

        try {
            int taken = 0;
            for (Future<Integer> future : executor.invokeAll(tasks)) {
                taken += future.get();
            }
            assertThat(taken).isPositive();
            assertThat(locks.size()).isZero();
        } finally {
            executor.shutdownNow();
        }
    }

    private static Lease take(LocalLocks provider, String name) {
        return tryTake(provider, name).orElseThrow();
    }

    private static Optional<Lease> tryTake(LocalLocks provider, String name) {
        return answer(provider.tryAcquire(name, SECOND));
    }

    private static <R> R answer(CompletionStage<R> stage) {
        assertThat(stage.toCompletableFuture()).isDone();
        return stage.toCompletableFuture().join();
    }

    private static Throwable failure(CompletionStage<?> stage) {
        assertThat(stage.toCompletableFuture()).isCompletedExceptionally();
        return stage.handle((result, failure) -> failure).toCompletableFuture().join();
    }
}
