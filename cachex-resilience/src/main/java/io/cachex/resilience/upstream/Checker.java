package io.cachex.resilience.upstream;

import io.cachex.Failures;
import io.cachex.resilience.CircuitBreaker;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Checks each member at its own times, all of them in parallel, one check of a member at a time.
 *
 * <p>A check speaks for the time after it began. So if the breaker opens during a check, the check's good word is not
 * taken, and another follows soon:
 *
 * <pre>
 * 1. a check of eu begins: eu is well
 * 2. eu dies; five loads fail; the breaker opens, eu leaves
 * 3. the check's answer arrives. It would put eu back into use, and close the breaker
 * </pre>
 */
final class Checker<T> {

    private final Members<T> members;
    private final TimeSource time;
    private final Executor executor;
    private final Duration timeout;
    private final long shortestNanos;
    private final AtomicLong wantedAt;

    Checker(Members<T> members, UpstreamRules rules, Executor executor) {
        this.members = members;
        this.time = rules.time();
        this.executor = executor;
        this.timeout = rules.checkTimeout();
        this.shortestNanos = rules.intervals().shortest().toNanos();
        this.wantedAt = new AtomicLong(time.nanos());
    }

    /** Begins to watch a member: its breaker, and its health from now on. */
    void watch(Member<T> member) {
        synchronized (member) {
            if (member.isGone) {
                return; // closed meanwhile
            }
            member.breakerChanges = member.breaker.onStateChange(change -> {
                if (change.to() == CircuitBreaker.State.OPEN) {
                    broke(member, change.lastFailure());
                }
            });
        }
        check(member);
    }

    /** Checks a member now, or joins the check under way. The stage ends when the verdict has been taken. */
    CompletionStage<@Nullable Void> check(Member<T> member) {
        CheckRun run;
        synchronized (member) {
            if (member.isGone) {
                return CompletableFuture.completedFuture(null);
            }
            if (member.run != null) {
                return member.run.judged;
            }
            cancelNext(member);
            run = new CheckRun(
                    members.openings(member),
                    time.nanos(),
                    (self, answer, failure) -> ended(member, self, answer, failure));
            member.run = run;
        }
        TimeSource.Scheduled timer = time.schedule(timeout, run::expire);
        run.judged.whenComplete((done, failure) -> timer.cancel());
        Interruptible<?> earlier = member.asking;
        if (earlier != null && earlier.isRunning()) {
            run.expire(); // an earlier one does not mind that it was interrupted: no second thread is lost to it
        } else {
            member.asking = run.start(member.probe, executor);
        }
        return run.judged;
    }

    /** Somebody found nobody to ask: looks whether one has come back, if the last look is the shortest interval ago. */
    void wanted() {
        long now = time.nanos();
        long last = wantedAt.get();
        if (now - last >= shortestNanos && wantedAt.compareAndSet(last, now)) {
            members.all().forEach(this::check);
        }
    }

    /** Stops watching. */
    void forget(Member<T> member) {
        CheckRun run;
        synchronized (member) {
            member.isGone = true;
            cancelNext(member);
            if (member.breakerChanges != null) {
                member.breakerChanges.close();
            }
            run = member.run;
        }
        if (run != null) {
            run.cancel();
        }
    }

    private void broke(Member<T> member, @Nullable Throwable failure) {
        Duration next = members.broke(
                member,
                "circuit open"
                        + (failure == null ? "" : ", " + failure.getClass().getName()));
        synchronized (member) {
            if (member.run == null) {
                scheduleNext(member, next);
            }
        }
    }

    /** On the thread on which the check ended, which may be the timer's or an event loop. */
    private void ended(Member<T> member, CheckRun run, CheckRun.Answer answer, @Nullable Throwable failure) {
        Duration took = Duration.ofNanos(time.nanos() - run.startedAt);
        switch (answer) {
            case HEALTHY -> hand(() -> passed(member, run, took)); // closing a breaker calls its listeners
            case UNHEALTHY -> over(member, run, members.judged(member, run.openings, problem(failure), took));
            case NONE -> over(member, run, members.soon(member));
        }
    }

    private void passed(Member<T> member, CheckRun run, Duration took) {
        String problem = member.isForcedOpen() ? "circuit forced open" : null;
        if (problem == null
                && members.wouldJoin(member, run.openings)
                && member.breaker.state() != CircuitBreaker.State.CLOSED) {
            member.breaker.forceClose(); // before loads are sent there
        }
        over(member, run, members.judged(member, run.openings, problem, took));
    }

    private void over(Member<T> member, CheckRun run, Duration next) {
        synchronized (member) {
            member.run = null;
            scheduleNext(member, next);
        }
        hand(() -> run.judged.complete(null)); // whoever waits for it goes on there
    }

    private void scheduleNext(Member<T> member, Duration delay) {
        cancelNext(member);
        if (!member.isGone) {
            member.nextRun = time.schedule(delay, () -> check(member));
        }
    }

    private static void cancelNext(Member<?> member) {
        if (member.nextRun != null) {
            member.nextRun.cancel();
            member.nextRun = null;
        }
    }

    private void hand(Runnable step) {
        try {
            executor.execute(step);
        } catch (Throwable e) { // shut down, full, or out of threads: it has to be done all the same
            step.run();
        }
    }

    private static String problem(@Nullable Throwable failure) {
        return failure == null
                ? "it says so"
                : Failures.unwrap(failure).getClass().getName(); // its message may hold a secret
    }
}
