package io.cachex.resilience;

import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A bound on how many retries there may be for so many calls, so that retries do not multiply an outage.
 *
 * <p>Within a sliding time ({@code window}, 10 s, in steps of a tenth) retries are at most a share ({@code ratio}, 20 %) of
 * the calls, or a few ({@code minimum}, 10) where calls are rare. The same budget may be given to several retries, say
 * all those that go to one callee. The idea is Finagle's (RetryBudget).
 *
 * <p>Safe for use by many threads. Counting a call takes one coarse look at the clock and one adder; it allocates once in
 * a tenth of the window. Prints as {@code budget(20% in 10s)}.
 */
public final class RetryBudget {

    private static final int STEPS = 10;
    private static final int SLOTS = STEPS + 1; // the step that has begun, and those before it

    private final double ratio;
    private final Duration window;
    private final int minimum;
    private final TimeSource time;
    private final long origin;
    private final long stepNanos;
    private final AtomicReferenceArray<@Nullable Step> steps = new AtomicReferenceArray<>(SLOTS);
    private final LongAdder refused = new LongAdder();

    RetryBudget(RetryBudgetBuilder options) {
        this.ratio = options.ratio;
        this.window = options.window;
        this.minimum = options.minimum;
        this.time = options.time;
        this.origin = time.nanos();
        this.stepNanos = Math.max(window.toNanos() / STEPS, 1);
    }

    /** 20 % in 10 s, and 10 retries at least. */
    public static RetryBudget defaults() {
        return builder().build();
    }

    /** The options, each with its default. */
    public static RetryBudgetBuilder builder() {
        return new RetryBudgetBuilder();
    }

    /** How many retries were refused since the budget was made. */
    public long refused() {
        return refused.sum();
    }

    @Override
    public String toString() {
        return "budget(" + Math.round(ratio * 100) + "% in " + Spans.text(window) + ")";
    }

    void countCall() {
        step(now()).calls.increment();
    }

    /** Takes a retry from the budget, if it has one left. */
    boolean tryRetry() {
        if (take()) {
            return true;
        }
        refused.increment();
        return false;
    }

    private synchronized boolean take() {
        long now = now();
        long calls = 0;
        long retries = 0;
        for (int i = 0; i < SLOTS; i++) {
            Step step = steps.get(i);
            if (step != null && now - step.number < SLOTS) {
                calls += step.calls.sum();
                retries += step.retries;
            }
        }
        if (retries >= Math.max(minimum, (long) (ratio * calls))) {
            return false;
        }
        step(now).retries++;
        return true;
    }

    private long now() {
        return (time.coarseNanos() - origin) / stepNanos;
    }

    private Step step(long number) {
        int slot = (int) Math.floorMod(number, (long) SLOTS);
        while (true) {
            Step step = steps.get(slot);
            if (step != null && step.number >= number) {
                return step;
            }
            Step next = new Step(number);
            if (steps.compareAndSet(slot, step, next)) {
                return next;
            }
        }
    }

    /** What happened in one step of the window. */
    private static final class Step {

        private final long number;
        private final LongAdder calls = new LongAdder();
        private long retries; // guarded by the budget

        Step(long number) {
            this.number = number;
        }
    }
}
