package io.cachex.spi;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A hashed timing wheel (Varghese and Lauck, 1987, scheme 6): adding and cancelling a timer is O(1) and takes no lock.
 *
 * <p>Any thread adds and cancels; one thread at a time turns. A slot is a stack; the turning thread takes the whole
 * stack, runs what is due and pushes back what waits for a later round.
 */
final class TimerWheel {

    private static final Logger LOG = System.getLogger(TimerWheel.class.getName());
    private static final int SLOTS = 512;

    private final AtomicReferenceArray<@Nullable Timer> slots = new AtomicReferenceArray<>(SLOTS);
    private final AtomicInteger size = new AtomicInteger();
    private final long origin;
    private final long tickNanos;

    /** The next tick to serve; only the turning thread writes it. */
    private volatile long tick;

    TimerWheel(long origin, long tickNanos) {
        this.origin = origin;
        this.tickNanos = tickNanos;
    }

    /** Adds a task that is due at this time of the clock the wheel is turned by. */
    Timer add(long due, Runnable task) {
        Timer timer = new Timer(due, task);
        size.incrementAndGet();
        // A timer that is due before the hand passes its slot would wait a whole round: put it under the hand.
        long served = Math.max(tickOf(due) + 1, tick);
        push(timer, served);
        // The hand may have passed the slot while we pushed, and again while we push a second way to the same timer.
        while (tick > served && !timer.isDone()) {
            served = tick;
            push(new Timer(timer), served);
        }
        return timer;
    }

    /** How many timers wait. */
    int size() {
        return size.get();
    }

    /** Runs every task that is due. */
    void turn(long now) {
        long target = tickOf(now);
        long from = Math.max(tick, target - SLOTS + 1); // after a long pause each slot is served once
        for (long t = from; t <= target; t++) {
            tick = t + 1;
            serve(t, now);
        }
    }

    private void serve(long t, long now) {
        Timer timer = slots.getAndSet(slot(t), null);
        while (timer != null) {
            Timer next = timer.next;
            if (timer.isDone()) {
                timer.next = null;
            } else if (timer.due - now <= 0) {
                timer.run();
            } else {
                push(timer, Math.max(tickOf(timer.due) + 1, t + 1));
            }
            timer = next;
        }
    }

    private void push(Timer timer, long t) {
        int slot = slot(t);
        Timer head;
        do {
            head = slots.get(slot);
            timer.next = head;
        } while (!slots.compareAndSet(slot, head, timer));
    }

    private long tickOf(long nanos) {
        return Math.floorDiv(nanos - origin, tickNanos);
    }

    private static void report(Throwable failure) {
        try {
            LOG.log(Level.WARNING, "A timer's task failed", failure);
        } catch (Throwable e) { // so is a log's handler: were this thrown, the tasks behind this one would be lost
            failure.addSuppressed(e);
        }
    }

    private static int slot(long t) {
        return (int) Math.floorMod(t, (long) SLOTS);
    }

    /** A task in the wheel. It lets go of the task when it is cancelled or has run. */
    final class Timer implements TimeSource.Scheduled {

        private final long due;
        private final AtomicReference<@Nullable Runnable> task;
        private @Nullable Timer next; // written before the timer is published in a slot, then by the turning thread

        Timer(long due, Runnable task) {
            this.due = due;
            this.task = new AtomicReference<>(task);
        }

        /** A second entry for the same task: whichever is served first runs it. */
        Timer(Timer same) {
            this.due = same.due;
            this.task = same.task;
        }

        @Override
        public boolean cancel() {
            return take() != null;
        }

        private boolean isDone() {
            return task.get() == null;
        }

        private @Nullable Runnable take() {
            Runnable taken = task.getAndSet(null);
            if (taken != null) {
                size.decrementAndGet();
            }
            return taken;
        }

        private void run() {
            Runnable taken = take();
            if (taken != null) {
                try {
                    taken.run();
                } catch (
                        Throwable e) { // a task is user code as far as the clock is concerned, and the clock must go on
                    report(e);
                }
            }
        }
    }
}
