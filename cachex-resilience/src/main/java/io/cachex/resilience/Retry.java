package io.cachex.resilience;

import io.cachex.spi.Policy;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Repeats a call that failed, after a growing delay with jitter, a few times.
 *
 * <p>Never repeated: what was answered and will be answered the same (not found, invalid, encode and decode errors), the
 * caller's cancel or interrupt, an open circuit, and a refusal of a bulkhead or limiter inside: how long to wait for room
 * is said there. Nor is anything repeated whose delay would outlast the caller's deadline
 * ({@link io.cachex.spi.Policy.Call#remainingNanos()}), or for which the {@link RetryBudget} has nothing left. The last
 * failure is the caller's; earlier ones are suppressed in it, at most 8.
 *
 * <p>Delay n = min(maxDelay, initialDelay · multiplier<sup>n</sup>), from n = 0; full jitter makes it a random one in (0,
 * that], after Brooker (Exponential Backoff and Jitter, 2015). On the asynchronous face no thread waits, and repeated
 * calls start on an executor. On the blocking face the caller's thread waits and can be interrupted: it then gets an
 * {@link InterruptedException} with its flag set.
 *
 * <p>A store's reads are not repeated unless asked for ({@link RetryBuilder#reads}). Safe for use by many threads; a call
 * that succeeds at once allocates nothing. Prints as {@code retry(3)}.
 */
public final class Retry implements Guard {

    /** Instead of a delay: do not repeat. */
    private static final long STOP = -1;

    private final RetryRules rules;
    private final LongAdder retries = new LongAdder();

    Retry(RetryRules rules) {
        this.rules = rules;
    }

    /**
     * A policy that repeats up to so many times; the rest by default.
     *
     * @throws io.cachex.ConfigurationException if it is negative
     */
    public static Retry of(int maxRetries) {
        return builder().maxRetries(maxRetries).build();
    }

    /** 3 retries, 100 ms to 1 s, doubling. */
    public static Retry defaults() {
        return builder().build();
    }

    /** Often and soon: 5 retries, 50 ms to 10 s, growing by half. */
    public static Retry aggressive() {
        return builder()
                .maxRetries(5)
                .initialDelay(Duration.ofMillis(50))
                .maxDelay(Duration.ofSeconds(10))
                .multiplier(1.5)
                .build();
    }

    /** Seldom and late: 2 retries, 500 ms to 2 s, doubling. */
    public static Retry conservative() {
        return builder()
                .maxRetries(2)
                .initialDelay(Duration.ofMillis(500))
                .maxDelay(Duration.ofSeconds(2))
                .build();
    }

    /** The options, each with its default. */
    public static RetryBuilder builder() {
        return new RetryBuilder();
    }

    @Override
    public <R extends @Nullable Object> CompletionStage<R> execute(Policy inner, Call<R> call) {
        rules.budget().countCall();
        CompletableFuture<R> first = Guard.start(inner, call);
        if (Guard.isValue(first)) {
            return first;
        }
        Repeated<R> repeated = new Repeated<>(inner, call);
        repeated.follow(first);
        return repeated;
    }

    @Override
    public <R extends @Nullable Object> R call(Policy inner, Callable<R> callable) throws Exception {
        rules.budget().countCall();
        try {
            return inner.call(callable);
        } catch (Exception e) {
            return repeat(inner, callable, e);
        }
    }

    /** How many calls were repeated, each time counted, since this policy was made. */
    public long retries() {
        return retries.sum();
    }

    /** False unless {@link RetryBuilder#reads} says otherwise. */
    @Override
    public boolean forReads() {
        return rules.reads();
    }

    @Override
    public String toString() {
        return "retry(" + rules.maxRetries() + (rules.reads() ? ", reads)" : ")");
    }

    RetryRules rules() {
        return rules;
    }

    private <R extends @Nullable Object> R repeat(Policy inner, Callable<R> callable, Exception first)
            throws Exception {
        EarlierFailures earlier = new EarlierFailures();
        Exception last = first;
        for (int done = 0; ; done++) {
            long delay = delayNanos(done, last, Long.MAX_VALUE);
            if (delay == STOP) {
                earlier.suppressIn(last);
                throw last;
            }
            earlier.add(last);
            waitFor(delay, earlier);
            retries.increment();
            try {
                return inner.call(callable);
            } catch (Exception e) {
                last = e;
            }
        }
    }

    private void waitFor(long nanos, EarlierFailures earlier) throws InterruptedException {
        try {
            Pause.of(nanos, rules.time());
        } catch (InterruptedException e) {
            earlier.suppressIn(e);
            throw e;
        }
    }

    /** How long to wait before repeating after this failure, or {@link #STOP}. */
    private long delayNanos(int done, Throwable failure, long remainingNanos) {
        if (done >= rules.maxRetries() || !rules.isWorthRepeating(failure)) {
            return STOP;
        }
        long delay = rules.delayNanos(done);
        return delay < remainingNanos && rules.budget().tryRetry() ? delay : STOP;
    }

    /** A call that did not succeed at once, and its repetitions. */
    private final class Repeated<R extends @Nullable Object> extends Later<R> {

        private final EarlierFailures earlier = new EarlierFailures();
        private int done; // handed from attempt to attempt: each begins after the one before has ended

        Repeated(Policy inner, Call<R> call) {
            super(inner, call, rules.executor());
        }

        @Override
        public void accept(R value, @Nullable Throwable failure) {
            if (failure == null) {
                complete(value);
                return;
            }
            long delay = isDone() ? STOP : delayNanos(done, failure, remainingNanos());
            if (delay == STOP) {
                earlier.suppressIn(failure);
                completeExceptionally(failure);
                return;
            }
            earlier.add(failure);
            done++;
            startAfter(delay, rules.time());
        }

        @Override
        void starting() {
            retries.increment();
        }
    }
}
