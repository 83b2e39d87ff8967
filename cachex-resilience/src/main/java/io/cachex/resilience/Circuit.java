package io.cachex.resilience;

import io.cachex.CircuitOpenException;
import io.cachex.Failures;
import io.cachex.spi.Subscription;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of a circuit breaker: one reference to an unchanging {@link Phase}.
 *
 * <p>A call is admitted with a permit and comes back with it. On the closed path that is one volatile read on the way in
 * and, for a success, a look at the tally and a counter on the way out. A permit of a phase that is over moves nothing.
 */
final class Circuit {

    private final CircuitRules rules;
    private final TimeSource time;
    private final AtomicReference<Phase> phase;
    private final BreakerChanges changes = new BreakerChanges();

    private final LongAdder successes = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder ignored = new LongAdder();
    private volatile @Nullable Failure lastFailure;

    Circuit(CircuitRules rules) {
        this.rules = rules;
        this.time = rules.time();
        this.phase = new AtomicReference<>(closed());
    }

    /** A permit, or null if the call is rejected, which is counted. */
    @Nullable
    Permit admit() {
        return now() instanceof Phase.Closed closed ? closed : admitOnTrial();
    }

    void succeeded(Permit permit, long tookNanos) {
        successes.increment();
        if (permit instanceof Phase.Closed closed) {
            if (closed.tally.succeeded(tookNanos)) {
                open(closed, 0);
            }
        } else if (permit instanceof Trial trial) {
            trialSucceeded(trial);
        }
    }

    /** Notes a failure of any kind: the rules say whether it counts. */
    void failed(Permit permit, long tookNanos, Throwable thrown) {
        Throwable failure = Failures.unwrap(thrown);
        if (!rules.isFailure(failure)) {
            ignored.increment();
            if (permit instanceof Trial trial) {
                trialSaidNothing(trial);
            }
            return;
        }
        failures.increment();
        lastFailure = new Failure(failure, time.instant());
        if (permit instanceof Phase.Closed closed) {
            if (closed.tally.failed(tookNanos, failure)) {
                open(closed, 0);
            }
        } else if (permit instanceof Trial trial) {
            trialFailed(trial);
        }
    }

    /** The exception of a call that was not admitted. */
    CircuitOpenException refusal() {
        Failure last = lastFailure;
        long wait = now() instanceof Phase.Open open ? Math.max(open.remaining(time.nanos()), 0) : 0;
        return new CircuitOpenException(rules.name(), Duration.ofNanos(wait), last == null ? null : last.thrown);
    }

    CircuitBreaker.State state() {
        return now().state();
    }

    BreakerSnapshot snapshot() {
        Phase now = now();
        long nanos = time.nanos();
        Tally tally = now instanceof Phase.Closed closed ? closed.tally : null;
        long good = successes.sum();
        long bad = failures.sum();
        double lifetimeRate = good + bad == 0 ? 0 : (double) bad / (good + bad);
        Failure last = lastFailure;
        return new BreakerSnapshot(
                rules.name(),
                now.state(),
                good,
                bad,
                rejected.sum(),
                ignored.sum(),
                tally == null ? 0 : tally.consecutiveFailures(),
                !rules.hasWindow() ? lifetimeRate : tally == null ? 0 : tally.failureRate(),
                tally == null ? 0 : tally.slowCallRate(),
                now instanceof Phase.HalfOpen halfOpen ? halfOpen.waiting(nanos).size() : 0,
                last == null ? null : last.thrown,
                last == null ? null : last.at,
                now instanceof Phase.Open open && !open.forced()
                        ? Duration.ofNanos(Math.max(open.remaining(nanos), 0))
                        : null);
    }

    Subscription onChange(Consumer<BreakerChange> listener) {
        return changes.listen(listener);
    }

    /** Rejects everything until {@link #close()} or {@link #reset()}. */
    void forceOpen() {
        replace(new Phase.Open(time.nanos(), 0, 0, true));
    }

    void close() {
        replace(closed());
    }

    void reset() {
        lastFailure = null;
        close();
    }

    private @Nullable Permit admitOnTrial() {
        while (true) {
            Phase now = now();
            if (now instanceof Phase.Closed closed) {
                return closed;
            }
            long nanos = time.nanos();
            Phase.HalfOpen before = halfOpen(now, nanos);
            if (before == null || before.successes() + before.waiting(nanos).size() >= rules.halfOpenMax()) {
                rejected.increment();
                return null;
            }
            Trial trial = new Trial(nanos + rules.leaseNanos());
            if (move(now, before.with(trial, nanos))) {
                return trial;
            }
        }
    }

    /** The half-open phase that admits, or null if it is not yet time. */
    private static Phase.@Nullable HalfOpen halfOpen(Phase now, long nanos) {
        if (now instanceof Phase.Open open) {
            return open.remaining(nanos) > 0 ? null : new Phase.HalfOpen(open.round(), 0, List.of());
        }
        return (Phase.HalfOpen) now;
    }

    private void trialSucceeded(Trial trial) {
        for (Phase.HalfOpen now = phaseOf(trial); now != null; now = phaseOf(trial)) {
            Phase next = now.successes() + 1 >= rules.halfOpenMax() ? closed() : now.without(trial, 1);
            if (move(now, next)) {
                return;
            }
        }
    }

    private void trialSaidNothing(Trial trial) {
        for (Phase.HalfOpen now = phaseOf(trial); now != null; now = phaseOf(trial)) {
            if (move(now, now.without(trial, 0))) {
                return;
            }
        }
    }

    private void trialFailed(Trial trial) {
        for (Phase.HalfOpen now = phaseOf(trial); now != null; now = phaseOf(trial)) {
            if (open(now, now.round() + 1)) {
                return;
            }
        }
    }

    /** The phase that waits for this trial, or null if none does any more: the result is late. */
    private Phase.@Nullable HalfOpen phaseOf(Trial trial) {
        return now() instanceof Phase.HalfOpen now && now.trials().contains(trial) && !trial.isExpired(time.nanos())
                ? now
                : null;
    }

    private boolean open(Phase from, int round) {
        return move(from, new Phase.Open(time.nanos(), rules.openNanos(round), round, false));
    }

    private void replace(Phase next) {
        while (!move(now(), next)) {
            // another thread moved it: ours is the later word
        }
    }

    private boolean move(Phase from, Phase to) {
        if (from.state() == to.state()) {
            return phase.compareAndSet(from, to);
        }
        synchronized (changes) { // so that changes are added in the order in which they are made
            if (!phase.compareAndSet(from, to)) {
                return false;
            }
            Failure last = lastFailure;
            changes.add(new BreakerChange(
                    rules.name(), from.state(), to.state(), time.instant(), last == null ? null : last.thrown));
        }
        changes.deliver();
        return true;
    }

    private Phase now() {
        return Objects.requireNonNull(phase.get());
    }

    private Phase.Closed closed() {
        return new Phase.Closed(rules.newTally());
    }

    /** A failure and its wall-clock time. */
    private record Failure(Throwable thrown, Instant at) {}
}
