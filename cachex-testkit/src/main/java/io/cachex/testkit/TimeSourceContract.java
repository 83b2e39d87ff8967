package io.cachex.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cachex.spi.TimeSource;
import io.cachex.spi.TimeSource.Handle;
import io.cachex.spi.TimeSource.Scheduled;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** What every {@link TimeSource} must do. Extend it and say which one is tested. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
public abstract class TimeSourceContract extends TimedContract {

    private static final Duration STEP = Duration.ofMillis(50);

    /** For subclasses. */
    protected TimeSourceContract() {}

    /** How late a task may be on a busy machine: 10 s of real time. */
    protected Duration patience() {
        return Duration.ofSeconds(10);
    }

    @Test
    void nanosMoveOnAsTimePasses() {
        long before = time().nanos();
        advance(STEP);
        long after = time().nanos();

        assertThat(after - before)
                .isBetween(STEP.toNanos(), Duration.ofSeconds(20).toNanos());
    }

    @Test
    void nanosNeverGoBack() {
        Crowd.each(thread -> {
            long last = time().nanos();
            for (int i = 0; i < 20_000; i++) {
                long now = time().nanos();
                assertThat(now - last).isGreaterThanOrEqualTo(0);
                last = now;
            }
        });
    }

    @Test
    void coarseNanosAreNeverAhead() {
        Crowd.each(thread -> {
            for (int i = 0; i < 2_000; i++) {
                if (i % 100 == thread) {
                    time().open().close(); // starts and ends what ticks
                }
                long coarse = time().coarseNanos();
                assertThat(time().nanos() - coarse).isGreaterThanOrEqualTo(0);
            }
        });
    }

    @Test
    void coarseNanosKeepUpWhileAHandleIsOpen() {
        Handle handle = time().open();
        try {
            for (int i = 0; i < 5; i++) {
                long before = time().coarseNanos();
                advance(STEP);
                soon().until(() ->
                        time().coarseNanos() - before >= STEP.minusMillis(20).toNanos());
            }
            soon().until(() -> time().nanos() - time().coarseNanos() <= 20_000_000);
        } finally {
            handle.close();
        }
    }

    @Test
    void aParkedThreadGoesOnWhenItsTimeIsOver() {
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> {
            long until = time().nanos() + STEP.toNanos();
            for (long left = STEP.toNanos(); left > 0; left = until - time().nanos()) {
                time().park(this, left);
            }
        });

        soon().until(() -> {
            advance(STEP);
            return waiting.isDone();
        });
        assertThat(waiting).isCompleted();
    }

    @Test
    void aParkedThreadGoesOnWhenItIsUnparked() {
        AtomicReference<Thread> thread = new AtomicReference<>();
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> {
            thread.set(Thread.currentThread());
            time().park(this, Duration.ofDays(1).toNanos());
            time().park(this, 0); // returns at once
        });
        soon().until(() -> thread.get() != null);

        LockSupport.unpark(thread.get());

        soon().until(waiting::isDone);
    }

    @Test
    void closingAHandleTwiceDoesNotCloseAnother() {
        Handle handle = time().open();
        try {
            Handle closed = time().open();
            closed.close();
            closed.close();

            advance(STEP);
            long before = time().coarseNanos();
            advance(STEP);

            soon().until(() -> time().coarseNanos() - before > 0);
        } finally {
            handle.close();
        }
    }

    @Test
    void theWallClockMovesOnToo() {
        Instant before = time().instant();
        advance(STEP.multipliedBy(2));

        assertThat(Duration.between(before, time().instant()))
                .isBetween(STEP, STEP.multipliedBy(2).plusSeconds(20));
    }

    @Test
    void runsATaskOnceAndNotBeforeItsTime() {
        List<Long> ran = new CopyOnWriteArrayList<>();
        long start = time().nanos();
        time().schedule(STEP, () -> ran.add(time().nanos() - start));

        advance(STEP.minusMillis(30));
        assertThat(ran).allSatisfy(nanos -> assertThat(nanos).isGreaterThanOrEqualTo(STEP.toNanos()));

        advance(Duration.ofMillis(60));
        soon().until(() -> !ran.isEmpty());
        advance(STEP);
        assertThat(ran).singleElement().satisfies(nanos -> assertThat(nanos).isGreaterThanOrEqualTo(STEP.toNanos()));
    }

    @Test
    void noTaskIsEarlyWhateverItsDelay() {
        ConcurrentMap<Integer, Long> lead = new ConcurrentHashMap<>();
        for (int micros = 0; micros < 40_000; micros += 700) {
            int delay = micros;
            long start = time().nanos();
            time().schedule(
                            Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(delay)),
                            () -> lead.put(delay, time().nanos() - start - TimeUnit.MICROSECONDS.toNanos(delay)));
        }

        advance(Duration.ofMillis(60));

        soon().until(() -> lead.size() == (40_000 + 699) / 700);
        assertThat(lead).allSatisfy((delay, nanos) -> assertThat(nanos).isGreaterThanOrEqualTo(0L));
    }

    @Test
    void runsATaskWithoutDelaySoonButNotInsideSchedule() {
        for (Duration delay : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofSeconds(Long.MIN_VALUE))) {
            AtomicReference<@Nullable Thread> scheduling = new AtomicReference<>(Thread.currentThread());
            AtomicBoolean inside = new AtomicBoolean();
            CountDownLatch ran = new CountDownLatch(1);

            time().schedule(delay, () -> {
                inside.set(scheduling.get() == Thread.currentThread());
                ran.countDown();
            });
            scheduling.set(null);
            advance(STEP);

            soon().until(() -> ran.getCount() == 0);
            assertThat(inside).as("run by schedule() itself").isFalse();
        }
    }

    @Test
    void keepsATaskOfTheLongestDelay() {
        AtomicBoolean ran = new AtomicBoolean();
        Scheduled longest = time().schedule(Duration.ofSeconds(Long.MAX_VALUE), () -> ran.set(true));
        Scheduled century = time().schedule(Duration.ofDays(36_500), () -> ran.set(true));

        advance(STEP);

        assertThat(longest.cancel()).isTrue();
        assertThat(century.cancel()).isTrue();
        assertThat(ran).isFalse();
    }

    @Test
    void aCancelledTaskDoesNotRun() {
        AtomicBoolean ran = new AtomicBoolean();
        AtomicBoolean later = new AtomicBoolean();
        Scheduled task = time().schedule(STEP, () -> ran.set(true));
        time().schedule(STEP.plusMillis(30), () -> later.set(true));

        assertThat(task.cancel()).isTrue();
        assertThat(task.cancel()).isFalse();

        advance(STEP.plusMillis(60));
        soon().untilTrue(later);
        assertThat(ran).isFalse();
    }

    @Test
    void cancellingWhatHasRunIsTooLate() {
        AtomicReference<@Nullable Scheduled> self = new AtomicReference<>();
        AtomicReference<@Nullable Boolean> insideItself = new AtomicReference<>();
        Scheduled task = time().schedule(STEP, () -> {
            Scheduled own = self.get();
            insideItself.set(own != null && own.cancel());
        });
        self.set(task);

        advance(STEP.plusMillis(30));

        soon().until(() -> insideItself.get() != null);
        assertThat(insideItself.get()).isFalse();
        assertThat(task.cancel()).isFalse();
    }

    @Test
    void whatATaskThrowsHarmsNobody() {
        AtomicInteger ran = new AtomicInteger();
        time().schedule(STEP, () -> {
            throw new IllegalStateException("a task's own failure");
        });
        time().schedule(STEP, ran::incrementAndGet);
        time().schedule(STEP, () -> {
            throw new AssertionError("a task's own failure");
        });
        time().schedule(STEP.plusMillis(20), ran::incrementAndGet);

        advance(STEP.plusMillis(60));

        soon().until(() -> ran.get() == 2);
    }

    @Test
    void aTaskMaySchedule() {
        AtomicInteger ran = new AtomicInteger();
        AtomicLong last = new AtomicLong(time().nanos());
        AtomicBoolean early = new AtomicBoolean();
        Duration delay = Duration.ofMillis(10);
        time().schedule(delay, new Runnable() {
            @Override
            public void run() {
                long now = time().nanos();
                early.compareAndSet(false, now - last.getAndSet(now) < delay.toNanos());
                if (ran.incrementAndGet() < 5) {
                    time().schedule(delay, this);
                }
            }
        });

        advance(Duration.ofMillis(60));

        soon().until(() -> ran.get() == 5);
        assertThat(early).isFalse();
    }

    @Test
    void noTaskOfManyThreadsIsLostOrRunTwice() {
        int each = 500;
        ConcurrentMap<Integer, Integer> runs = new ConcurrentHashMap<>();
        List<Integer> cancelled = Crowd.all(thread -> {
            int mine = 0;
            for (int i = 0; i < each; i++) {
                int number = thread * each + i;
                Scheduled task =
                        time().schedule(Duration.ofMillis(number % 40), () -> runs.merge(number, 1, Integer::sum));
                if (i % 3 == 0 && task.cancel()) {
                    mine++;
                }
            }
            return mine;
        });
        int kept = Crowd.SIZE * each - cancelled.stream().mapToInt(i -> i).sum();

        advance(Duration.ofMillis(60));

        soon().until(() -> runs.size() == kept);
        advance(STEP);
        assertThat(runs).hasSize(kept);
        assertThat(runs.values()).containsOnly(1);
    }

    private ConditionFactory soon() {
        return await().atMost(patience()).pollInterval(Duration.ofMillis(2));
    }
}
