package io.cachex.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class TimerWheelTest {

    private static final long TICK = 10;
    private static final long ROUND = TICK * 512;

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -7_123_456_789L, Long.MAX_VALUE - 1, Long.MAX_VALUE - 3 * ROUND, Long.MIN_VALUE, -1})
    void runsWhatASortedListWouldRun(long origin) {
        for (int seed = 0; seed < 12; seed++) {
            Model model = new Model(origin, new Random(seed));
            for (int step = 0; step < 1_000; step++) {
                model.step();
            }
            model.finish();
        }
    }

    @Test
    void isNotEarlyAndAtMostTwoTicksLate() {
        TimerWheel wheel = new TimerWheel(0, TICK);
        long[] now = new long[1];
        List<Long> late = new ArrayList<>();
        Random random = new Random(1);

        for (now[0] = 0; now[0] < 20 * ROUND; now[0] += TICK) {
            long due = now[0] + random.nextInt((int) (2 * ROUND));
            wheel.add(due, () -> late.add(now[0] - due));
            wheel.turn(now[0]);
        }

        assertThat(late)
                .hasSizeGreaterThan(9_000)
                .allSatisfy(nanos -> assertThat(nanos).isBetween(0L, 2 * TICK));
    }

    @Test
    void runsWhatIsOverdueAtTheNextTick() {
        TimerWheel wheel = new TimerWheel(0, TICK);
        wheel.turn(100 * ROUND);
        List<String> ran = new ArrayList<>();

        wheel.add(100 * ROUND - 5, () -> ran.add("just over"));
        wheel.add(-100 * ROUND, () -> ran.add("long over"));
        wheel.add(100 * ROUND, () -> ran.add("due now"));
        wheel.turn(100 * ROUND + TICK);

        assertThat(ran).containsExactlyInAnyOrder("just over", "long over", "due now");
    }

    @Test
    void catchesUpAfterAPauseOfManyRounds() {
        TimerWheel wheel = new TimerWheel(0, TICK);
        AtomicInteger ran = new AtomicInteger();
        for (int i = 0; i < 3_000; i++) {
            wheel.add(i * TICK, ran::incrementAndGet);
        }
        wheel.add(1_000 * ROUND, ran::incrementAndGet);

        wheel.turn(50 * ROUND);

        assertThat(ran).hasValue(3_000);
        assertThat(wheel.size()).isEqualTo(1);
    }

    @Test
    void keepsWhatIsFurthestAway() {
        TimerWheel wheel = new TimerWheel(0, TICK);
        AtomicBoolean ran = new AtomicBoolean();
        TimerWheel.Timer timer = wheel.add(Long.MAX_VALUE / 2, () -> ran.set(true));

        for (long now = 0; now < 4 * ROUND; now += TICK) {
            wheel.turn(now);
        }

        assertThat(ran).isFalse();
        assertThat(wheel.size()).isEqualTo(1);
        assertThat(timer.cancel()).isTrue();
        assertThat(wheel.size()).isZero();
    }

    @Test
    void neverTurnsBack() {
        TimerWheel wheel = new TimerWheel(0, TICK);
        AtomicInteger ran = new AtomicInteger();
        wheel.turn(2 * ROUND);
        wheel.turn(ROUND);

        wheel.add(2 * ROUND + 3 * TICK, ran::incrementAndGet);
        wheel.turn(2 * ROUND + 6 * TICK);

        assertThat(ran).hasValue(1);
    }

    @Test
    void aTaskMayAddAndCancelAndThrow() {
        TimerWheel wheel = new TimerWheel(0, TICK);
        List<String> ran = new ArrayList<>();
        TimerWheel.Timer victim = wheel.add(20 * TICK, () -> ran.add("victim"));
        wheel.add(5 * TICK, () -> {
            ran.add("first");
            victim.cancel();
            wheel.add(0, () -> ran.add("second"));
            throw new AssertionError("a task's own failure");
        });
        wheel.add(5 * TICK, () -> ran.add("beside"));

        for (long now = 0; now <= 40 * TICK; now += TICK) {
            wheel.turn(now);
        }

        assertThat(ran).containsExactlyInAnyOrder("first", "beside", "second");
        assertThat(wheel.size()).isZero();
    }

    @Test
    void losesNoneRunsNoneTwiceAndNoneLateWhileManyThreadsAddAndCancel() {
        int threads = 4;
        int each = 25_000;
        TimerWheel wheel = new TimerWheel(0, TICK);
        AtomicIntegerArray runs = new AtomicIntegerArray(threads * each);
        AtomicIntegerArray cancelled = new AtomicIntegerArray(threads * each);
        long[] expected = new long[threads * each]; // when each was due, or had been added if that was later
        long[] ran = new long[threads * each];
        AtomicLong now = new AtomicLong();
        AtomicBoolean adding = new AtomicBoolean(true);
        ExecutorService workers = Executors.newFixedThreadPool(threads + 1); // the common pool may have one thread only
        CompletableFuture<Void> turning = CompletableFuture.runAsync(
                () -> {
                    while (adding.get()) {
                        wheel.turn(now.addAndGet(TICK));
                    }
                    for (int i = 0; i < 64; i++) {
                        wheel.turn(now.addAndGet(TICK));
                    }
                },
                workers);

        List<CompletableFuture<Void>> adders = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            int first = thread * each;
            adders.add(CompletableFuture.runAsync(
                    () -> {
                        Random random = new Random(first);
                        for (int i = first; i < first + each; i++) {
                            int number = i;
                            long due = now.get() + random.nextInt(30) * TICK;
                            TimerWheel.Timer timer = wheel.add(due, () -> {
                                runs.incrementAndGet(number);
                                ran[number] = now.get();
                            });
                            expected[number] = Math.max(due, now.get());
                            if (random.nextInt(3) == 0 && timer.cancel()) {
                                cancelled.incrementAndGet(number);
                            }
                        }
                    },
                    workers));
        }
        adders.forEach(CompletableFuture::join);
        adding.set(false);
        turning.join();
        workers.shutdown();

        assertThat(wheel.size()).isZero();
        for (int i = 0; i < threads * each; i++) {
            assertThat(runs.get(i) + cancelled.get(i)).as("task " + i).isEqualTo(1);
            if (runs.get(i) == 1) {
                assertThat(ran[i] - expected[i]).as("lateness of task " + i).isLessThanOrEqualTo(4 * TICK);
            }
        }
    }

    /** The wheel beside a list that does the same slowly. */
    private static final class Model {

        private final Random random;
        private final TimerWheel wheel;
        private final List<Waiting> waiting = new ArrayList<>();
        private final Set<Integer> ran = new HashSet<>();
        private long now;
        private int added;

        Model(long origin, Random random) {
            this.random = random;
            this.wheel = new TimerWheel(origin, TICK);
            this.now = origin;
        }

        private record Waiting(int number, long due, long since, TimerWheel.Timer timer) {}

        void step() {
            switch (random.nextInt(5)) {
                case 0, 1 -> add();
                case 2 -> cancel();
                default -> turn(random.nextInt(50) == 0 ? random.nextInt((int) (3 * ROUND)) : random.nextInt(40));
            }
        }

        private void add() {
            long due = now + (random.nextInt(10) == 0 ? -random.nextInt(100) : random.nextInt((int) (3 * ROUND)));
            int number = added++;
            waiting.add(new Waiting(
                    number,
                    due,
                    now,
                    wheel.add(
                            due,
                            () -> assertThat(ran.add(number)).as("run once").isTrue())));
        }

        private void cancel() {
            if (!waiting.isEmpty()) {
                Waiting one = waiting.remove(random.nextInt(waiting.size()));
                assertThat(one.timer.cancel()).isEqualTo(!ran.contains(one.number));
                assertThat(one.timer.cancel()).isFalse();
            }
        }

        private void turn(long nanos) {
            now += nanos;
            wheel.turn(now);

            for (Waiting one : waiting) {
                long late = now - one.due;
                long waited = Math.min(late, now - one.since);
                boolean hasRun = ran.contains(one.number);
                if (hasRun ? late < 0 : waited >= 2 * TICK) {
                    fail("task " + one.number + (hasRun ? " was early: " : " is late: ") + late);
                }
            }
            waiting.removeIf(one -> ran.contains(one.number));
            assertThat(wheel.size()).isEqualTo(waiting.size());
        }

        void finish() {
            turn(4 * ROUND);
            assertThat(waiting).isEmpty();
            assertThat(wheel.size()).isZero();
        }
    }
}
