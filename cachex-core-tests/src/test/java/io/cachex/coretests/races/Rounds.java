package io.cachex.coretests.races;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs the same few steps against each other, round after round, each in a thread of its own that stays for all of them. */
public final class Rounds {

    private static final int SOAK = 20;
    private static final int SPINS = 200;

    private Rounds() {}

    /** So many rounds in verify, twenty times as many in soak; {@code -Dcachex.rounds} divides them for a first look. */
    public static int of(int rounds) {
        int all = Boolean.getBoolean("cachex.soak") ? rounds * SOAK : rounds;
        return Math.max(all / Integer.getInteger("cachex.rounds", 1), 1);
    }

    /** One thread's part of a round. */
    @FunctionalInterface
    public interface Step {
        void run() throws Exception;
    }

    /**
     * Runs rounds: the first step alone on this thread, then the others all at once. Ends with the first round in which
     * a step throws, and throws that.
     */
    public static void run(int rounds, Step before, Step... steps) {
        Gate gate = new Gate(steps.length + 1);
        ExecutorService threads = Executors.newFixedThreadPool(steps.length);
        try {
            Future<?>[] all = new Future<?>[steps.length];
            for (int i = 0; i < steps.length; i++) {
                Step step = steps[i];
                all[i] = threads.submit(() -> {
                    for (int round = 0; round < rounds; round++) {
                        gate.pass();
                        guarded(gate, step);
                        gate.pass();
                    }
                });
            }
            for (int round = 0; round < rounds; round++) {
                guarded(gate, before);
                gate.pass();
                gate.pass();
            }
            for (Future<?> one : all) {
                one.get(60, TimeUnit.SECONDS);
            }
        } catch (Exception e) {
            throw new AssertionError(gate.failure == null ? e : gate.failure);
        } finally {
            threads.shutdownNow();
        }
    }

    private static void guarded(Gate gate, Step step) {
        try {
            step.run();
        } catch (Throwable e) {
            gate.fail(e);
        }
    }

    /** A barrier that spins for a moment, so that the threads start together, and then yields: cores are few. */
    private static final class Gate {

        private final int parties;
        private final AtomicInteger arrived = new AtomicInteger();
        private volatile int generation;
        private volatile Throwable failure;

        Gate(int parties) {
            this.parties = parties;
        }

        void fail(Throwable why) {
            failure = why;
        }

        void pass() {
            int mine = generation;
            if (arrived.incrementAndGet() == parties) {
                arrived.set(0);
                generation = mine + 1;
            } else {
                for (int i = 0; generation == mine && failure == null; i++) { // who failed may never arrive
                    if (i < SPINS) {
                        Thread.onSpinWait();
                    } else {
                        Thread.yield();
                    }
                }
            }
            if (failure != null) {
                throw new IllegalStateException(failure);
            }
        }
    }
}
