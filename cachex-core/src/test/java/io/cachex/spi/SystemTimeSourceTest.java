package io.cachex.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class SystemTimeSourceTest {

    private final TimeSource time = TimeSource.system();

    @BeforeEach
    void beginIdle() {
        soon().until(() -> tickers() == 0);
    }

    @Test
    void ticksWhileAHandleIsOpenAndEndsWithinASecond() {
        TimeSource.Handle first = time.open();
        TimeSource.Handle second = time.open();
        assertThat(tickers()).isEqualTo(1);

        first.close();
        first.close();
        awaitTicks(3);
        assertThat(tickers()).isEqualTo(1);

        second.close();
        await().atMost(Duration.ofSeconds(1)).until(() -> tickers() == 0);
    }

    @Test
    void startsAgain() {
        for (int i = 0; i < 3; i++) {
            try (TimeSource.Handle handle = time.open()) {
                assertThat(handle).isNotNull();
                awaitTicks(2);
            }
            await().atMost(Duration.ofSeconds(1)).until(() -> tickers() == 0);
        }
    }

    @Test
    void ticksWhileATaskWaitsAndEndsAfterIt() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        time.schedule(Duration.ofMillis(100), ran::countDown);
        assertThat(tickers()).isEqualTo(1);

        assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();

        await().atMost(Duration.ofSeconds(1)).until(() -> tickers() == 0);
    }

    @Test
    void endsAfterTheLastTaskIsCancelled() {
        TimeSource.Scheduled task = time.schedule(Duration.ofHours(1), () -> {});

        assertThat(task.cancel()).isTrue();

        await().atMost(Duration.ofSeconds(1)).until(() -> tickers() == 0);
    }

    @Test
    void itsThreadKeepsNothingOfTheThreadThatStartedIt() throws Exception {
        InheritableThreadLocal<String> inherited = new InheritableThreadLocal<>();
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        CompletableFuture<String> seen = new CompletableFuture<>();
        CompletableFuture<ClassLoader> loaderSeen = new CompletableFuture<>();
        try {
            inherited.set("of the caller");
            Thread.currentThread().setContextClassLoader(new ClassLoader(loader) {});
            time.schedule(Duration.ZERO, () -> {
                loaderSeen.complete(Thread.currentThread().getContextClassLoader());
                seen.complete(String.valueOf(inherited.get()));
            });
        } finally {
            Thread.currentThread().setContextClassLoader(loader);
        }

        assertThat(seen.get(10, TimeUnit.SECONDS)).isEqualTo("null");
        assertThat(loaderSeen.get(10, TimeUnit.SECONDS)).isSameAs(TimeSource.class.getClassLoader());
    }

    @Test
    void theCoarseClockIsPreciseWhileNothingTicks() {
        assertThat(tickers()).isZero();

        long before = time.nanos();
        long coarse = time.coarseNanos();
        long after = time.nanos();

        assertThat(coarse - before).isBetween(0L, after - before);
    }

    @Test
    void neitherLosesNorRepeatsATaskOfManyThreads() throws Exception {
        int threads = 4;
        int each = 25_000;
        AtomicIntegerArray runs = new AtomicIntegerArray(threads * each);
        AtomicIntegerArray cancelled = new AtomicIntegerArray(threads * each);
        AtomicInteger ended = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int first = thread * each;
                all.add(CompletableFuture.runAsync(
                        () -> {
                            for (int i = first; i < first + each; i++) {
                                int number = i;
                                TimeSource.Scheduled task = time.schedule(Duration.ofMillis(i % 37), () -> {
                                    runs.incrementAndGet(number);
                                    ended.incrementAndGet();
                                });
                                if (i % 3 == 0 && task.cancel()) {
                                    cancelled.incrementAndGet(number);
                                    ended.incrementAndGet();
                                }
                            }
                        },
                        pool));
            }
            all.forEach(CompletableFuture::join);
        } finally {
            pool.shutdown();
        }

        soon().until(() -> ended.get() >= threads * each);
        await().atMost(Duration.ofSeconds(1)).until(() -> tickers() == 0);
        for (int i = 0; i < threads * each; i++) {
            assertThat(runs.get(i) + cancelled.get(i)).as("task " + i).isEqualTo(1);
        }
    }

    @Test
    void noTaskIsLostWhenTheTickerEndsAsItIsScheduled() throws InterruptedException {
        for (int i = 0; i < 300; i++) {
            CountDownLatch ran = new CountDownLatch(1);
            AtomicReference<TimeSource.Scheduled> task = new AtomicReference<>();
            task.set(time.schedule(Duration.ZERO, ran::countDown));
            if (i % 2 == 0) {
                time.open().close();
            }

            assertThat(ran.await(10, TimeUnit.SECONDS)).as("task " + i).isTrue();
            assertThat(task.get().cancel()).isFalse();
        }
    }

    private void awaitTicks(int count) {
        for (int i = 0; i < count; i++) {
            long now = time.coarseNanos();
            soon().until(() -> time.coarseNanos() != now);
        }
    }

    private static long tickers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("cachex-clock"))
                .count();
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(2));
    }
}
