package io.cachex.resilience.upstream;

import io.cachex.CircuitOpenException;
import io.cachex.Failures;
import io.cachex.LoadContext;
import io.cachex.resilience.BreakerSnapshot;
import io.cachex.resilience.CircuitBreaker;
import io.cachex.spi.FailureClass;
import io.cachex.spi.Policy;
import io.cachex.spi.Subscription;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** An upstream that was added, and all that is known of it. */
final class Member<T> {

    final Upstream<T> upstream;
    final CircuitBreaker breaker;
    final Probe probe;
    final Standing standing; // guarded by the Members, as all that follows
    final Rhythm rhythm;
    final Merit merit = new Merit();
    int openings; // how often the breaker opened

    @Nullable
    Instant checkedAt;

    Duration checkTook = Duration.ZERO;

    @Nullable
    String problem;

    private final Policy guard;
    private final UpstreamRules rules;
    private final TimeSource time;

    @Nullable
    Subscription breakerChanges; // guarded by this, as all that follows

    @Nullable
    CheckRun run; // under way

    TimeSource.@Nullable Scheduled nextRun;
    boolean isGone;

    /** The code that was asked last; written by one run after the other. */
    volatile @Nullable Interruptible<?> asking;

    Member(Upstream<T> upstream, CircuitBreaker breaker, Standing standing, Rhythm rhythm, UpstreamRules rules) {
        this.upstream = upstream;
        this.probe = upstream.probe();
        this.breaker = breaker;
        this.standing = standing;
        this.rhythm = rhythm;
        this.rules = rules;
        this.time = rules.time();
        List<Policy> policies = new ArrayList<>(upstream.policies());
        policies.add(0, breaker);
        this.guard = Policy.all(policies);
    }

    String id() {
        return upstream.id();
    }

    /** One attempt on this thread. */
    @Nullable
    T load(String key, LoadContext<T> context) throws Exception {
        Source<T> source = upstream.source();
        if (!rules.isRanked()) {
            return guard.call(() -> source.load(key, context));
        }
        long started = time.nanos();
        T value;
        try {
            value = guard.call(() -> source.load(key, context));
        } catch (Throwable e) {
            answered(started, e);
            throw e;
        }
        answered(started, null);
        return value;
    }

    /** One attempt that holds no thread, but for a loader that blocks: that runs on the executor. Never throws. */
    CompletableFuture<@Nullable T> start(String key, LoadContext<T> context, Executor executor) {
        long started = rules.isRanked() ? time.nanos() : 0;
        CompletableFuture<@Nullable T> stage;
        try {
            stage = guard.execute(new Attempt(key, context, executor)).toCompletableFuture();
        } catch (Throwable e) { // a user's policy that breaks its promise
            stage = CompletableFuture.failedFuture(e);
        }
        if (rules.isRanked()) {
            stage.whenComplete((value, failure) -> answered(started, failure));
        }
        return stage;
    }

    /** Whether an operator has opened the breaker: then no check closes it. */
    boolean isForcedOpen() {
        BreakerSnapshot now = breaker.snapshot();
        return now.state() == CircuitBreaker.State.OPEN && now.nextAttempt() == null;
    }

    /** Not found is an answer; a refusal by the breaker, and a caller who gave up, say nothing of the upstream. */
    private void answered(long started, @Nullable Throwable thrown) {
        Throwable failure = thrown == null ? null : Failures.unwrap(thrown);
        if (failure instanceof CircuitOpenException || (failure != null && isCancellation(failure))) {
            return;
        }
        long now = time.nanos();
        merit.answered(now - started, failure != null && rules.isNoAnswer(failure), now);
    }

    private boolean isCancellation(Throwable failure) {
        return rules.classifier().classify(failure) == FailureClass.CANCELLED;
    }

    @Override
    public String toString() {
        return upstream + " " + standing.state();
    }

    /** An attempt that policies may start more than once. */
    private final class Attempt implements Policy.Call<@Nullable T> {

        private final String key;
        private final LoadContext<T> context;
        private final Executor executor;

        Attempt(String key, LoadContext<T> context, Executor executor) {
            this.key = key;
            this.context = context;
            this.executor = executor;
        }

        @Override
        @SuppressWarnings("unchecked") // a stage only gives values
        public CompletionStage<@Nullable T> start() {
            Source<T> source = upstream.source();
            if (!source.isAsync()) {
                return Interruptible.on(executor, () -> source.load(key, context));
            }
            try {
                return (CompletionStage<@Nullable T>) source.start(key, context);
            } catch (Throwable e) { // user code
                return CompletableFuture.failedFuture(e);
            }
        }

        @Override
        public long remainingNanos() {
            Duration remaining = context.remaining();
            return remaining.compareTo(Duration.ofDays(365)) >= 0 ? Long.MAX_VALUE : remaining.toNanos();
        }
    }
}
