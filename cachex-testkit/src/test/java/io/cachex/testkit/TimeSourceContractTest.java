package io.cachex.testkit;

import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TimeSourceContractTest {

    private static volatile Supplier<SimpleTime> subject = SimpleTime::new;

    static final class Contract extends TimeSourceContract {

        private final SimpleTime time = subject.get();

        @Override
        protected TimeSource time() {
            return time;
        }

        @Override
        protected void advance(Duration duration) {
            time.advance(duration);
        }

        @Override
        protected Duration patience() {
            return Duration.ofMillis(200);
        }
    }

    static final class OfFakeTime extends TimeSourceContract {

        private final TimeSource time = new FakeTime();

        @Override
        protected TimeSource time() {
            return time;
        }
    }

    static final class OfFakeTimeThatWraps extends TimeSourceContract {

        private final TimeSource time = FakeTime.at(Long.MAX_VALUE - 20_000_000);

        @Override
        protected TimeSource time() {
            return time;
        }
    }

    static final class OfTheSystem extends TimeSourceContract {
        @Override
        protected TimeSource time() {
            return TimeSource.system();
        }
    }

    @AfterEach
    void forgetTheBug() {
        subject = SimpleTime::new;
    }

    @Test
    void holdsForFakeTime() {
        Proof.of(OfFakeTime.class).holds();
        Proof.of(OfFakeTimeThatWraps.class).holds();
    }

    @Test
    void holdsForTheSystem() {
        Proof.of(OfTheSystem.class).holds();
    }

    @Test
    void holdsForACoarseClock() {
        Proof.of(Contract.class).holds();
    }

    @ParameterizedTest
    @EnumSource
    void findsTheBug(Bug bug) {
        subject = bug.subject;

        Proof.fails(Contract.class, bug.test);
    }

    private enum Bug {
        STANDS_STILL("nanosMoveOnAsTimePasses", () -> new SimpleTime() {
            @Override
            public long nanos() {
                return 1;
            }
        }),
        TELLS_MICROSECONDS("nanosMoveOnAsTimePasses", () -> new SimpleTime() {
            @Override
            public long nanos() {
                return super.nanos() / 1_000;
            }
        }),
        STEPS_BACK("nanosNeverGoBack", () -> new SimpleTime() {
            private final AtomicInteger calls = new AtomicInteger();

            @Override
            public long nanos() {
                return super.nanos() - calls.incrementAndGet() / 1_000;
            }
        }),
        COARSE_IS_AHEAD("coarseNanosAreNeverAhead", () -> new SimpleTime() {
            @Override
            public long coarseNanos() {
                return super.coarseNanos() + 1;
            }
        }),
        COARSE_STANDS_STILL("coarseNanosKeepUpWhileAHandleIsOpen", () -> new SimpleTime() {
            {
                coarse = time.nanos();
            }

            @Override
            public long coarseNanos() {
                return 0;
            }
        }),
        COARSE_IS_TOO_COARSE("coarseNanosKeepUpWhileAHandleIsOpen", () -> new SimpleTime() {
            @Override
            public long coarseNanos() {
                return super.coarseNanos() - 30_000_000;
            }
        }),
        CLOSES_TWICE("closingAHandleTwiceDoesNotCloseAnother", () -> new SimpleTime() {
            @Override
            public Handle open() {
                super.open();
                return handles::decrementAndGet;
            }
        }),
        WALL_CLOCK_STANDS_STILL("theWallClockMovesOnToo", () -> new SimpleTime() {
            @Override
            public Instant instant() {
                return Instant.EPOCH;
            }
        }),
        RUNS_EARLY("runsATaskOnceAndNotBeforeItsTime", () -> new SimpleTime() {
            @Override
            public Scheduled schedule(Duration delay, Runnable task) {
                return super.schedule(delay.minusMillis(20), task);
            }
        }),
        ROUNDS_TO_MILLISECONDS("noTaskIsEarlyWhateverItsDelay", () -> new SimpleTime() {
            @Override
            public Scheduled schedule(Duration delay, Runnable task) {
                return super.schedule(Duration.ofMillis(delay.toMillis()), task);
            }
        }),
        RUNS_TWICE("runsATaskOnceAndNotBeforeItsTime", () -> new SimpleTime() {
            @Override
            public Scheduled schedule(Duration delay, Runnable task) {
                super.schedule(delay.plusMillis(1), task);
                return super.schedule(delay, task);
            }
        }),
        RUNS_WHILE_SCHEDULING("runsATaskWithoutDelaySoonButNotInsideSchedule", () -> new SimpleTime() {
            @Override
            public Scheduled schedule(Duration delay, Runnable task) {
                if (delay.isZero()) {
                    task.run();
                    return () -> false;
                }
                return super.schedule(delay, task);
            }
        }),
        REFUSES_NEGATIVE_DELAYS("runsATaskWithoutDelaySoonButNotInsideSchedule", () -> new SimpleTime() {
            @Override
            public Scheduled schedule(Duration delay, Runnable task) {
                if (delay.isNegative()) {
                    throw new IllegalArgumentException();
                }
                return super.schedule(delay, task);
            }
        }),
        OVERFLOWS_WITH_LONG_DELAYS("keepsATaskOfTheLongestDelay", () -> new SimpleTime() {
            @Override
            public Scheduled schedule(Duration delay, Runnable task) {
                return super.schedule(Duration.ofNanos(delay.getSeconds() * 1_000_000_000 + delay.getNano()), task);
            }
        }),
        CANCELS_NOTHING("aCancelledTaskDoesNotRun", () -> new SimpleTime() {
            @Override
            public Scheduled schedule(Duration delay, Runnable task) {
                Scheduled scheduled = super.schedule(delay, task);
                boolean[] cancelled = new boolean[1];
                return () -> {
                    boolean first = !cancelled[0];
                    cancelled[0] = true;
                    return first;
                };
            }
        }),
        ALWAYS_SAYS_IT_CANCELLED("cancellingWhatHasRunIsTooLate", () -> new SimpleTime() {
            @Override
            public Scheduled schedule(Duration delay, Runnable task) {
                Scheduled scheduled = super.schedule(delay, task);
                return () -> {
                    scheduled.cancel();
                    return true;
                };
            }
        }),
        STOPS_AT_A_FAILURE("whatATaskThrowsHarmsNobody", () -> new SimpleTime() {
            private volatile boolean broken;

            @Override
            public Scheduled schedule(Duration delay, Runnable task) {
                return super.schedule(delay, () -> {
                    if (!broken) {
                        broken = true;
                        task.run();
                        broken = false;
                    }
                });
            }
        }),
        HAS_ROOM_FOR_A_THOUSAND("noTaskOfManyThreadsIsLostOrRunTwice", () -> new SimpleTime() {
            @Override
            public Scheduled schedule(Duration delay, Runnable task) {
                return time.pending() < 1_000 ? super.schedule(delay, task) : () -> false;
            }
        });

        private final String test;
        private final Supplier<SimpleTime> subject;

        Bug(String test, Supplier<SimpleTime> subject) {
            this.test = test;
            this.subject = subject;
        }
    }

    /** A fake clock with steps to be got wrong by subclasses. */
    private static class SimpleTime implements TimeSource {

        final FakeTime time = new FakeTime();
        final AtomicInteger handles = new AtomicInteger();
        volatile long coarse = time.nanos();

        void advance(Duration duration) {
            time.advance(duration);
            if (handles.get() > 0) {
                coarse = time.nanos();
            }
        }

        @Override
        public long nanos() {
            return time.nanos();
        }

        @Override
        public long coarseNanos() {
            return coarse;
        }

        @Override
        public Instant instant() {
            return time.instant();
        }

        @Override
        public Scheduled schedule(Duration delay, Runnable task) {
            return time.schedule(delay, task);
        }

        @Override
        public Handle open() {
            handles.incrementAndGet();
            coarse = time.nanos();
            boolean[] open = {true};
            return () -> {
                if (open[0]) {
                    open[0] = false;
                    handles.decrementAndGet();
                }
            };
        }
    }
}
