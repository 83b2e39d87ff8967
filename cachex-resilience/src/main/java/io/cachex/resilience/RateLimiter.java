package io.cachex.resilience;

import io.cachex.CallRejectedException;
import io.cachex.spi.Policy;
import io.cachex.spi.TimeSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Admits so many calls per second, and a burst of some more after a quiet time. A call for which there is no room is
 * rejected ({@link CallRejectedException}) at once or, if the limiter may wait, when its turn would come too late.
 *
 * <p>A call that waits has taken its place: what comes later comes after it, and the place is not given back when its
 * caller leaves. On the asynchronous face no thread waits, and a call that waited starts on an executor. Safe for use by
 * many threads; the tokens are one atomic number. Prints as {@code rate(1000/s)}.
 */
public final class RateLimiter implements Guard {

    private final TokenBucket tokens;
    private final long maxWaitNanos;
    private final TimeSource time;
    private final Executor executor;
    private final String text;

    RateLimiter(TokenBucket tokens, long maxWaitNanos, TimeSource time, Executor executor, String text) {
        this.tokens = tokens;
        this.maxWaitNanos = maxWaitNanos;
        this.time = time;
        this.executor = executor;
        this.text = text;
    }

    /**
     * A limiter with a burst of 100 that does not wait.
     *
     * @throws io.cachex.ConfigurationException unless the calls are from 0.001 to 100,000,000
     */
    public static RateLimiter perSecond(double calls) {
        return builder().perSecond(calls).build();
    }

    /** 1,000 calls per second, a burst of 100, no waiting. */
    public static RateLimiter defaults() {
        return builder().build();
    }

    /** The options, each with its default. */
    public static RateLimiterBuilder builder() {
        return new RateLimiterBuilder();
    }

    @Override
    public <R extends @Nullable Object> CompletionStage<R> execute(Policy inner, Call<R> call) {
        long wait = maxWaitNanos == 0 ? tokens.take(0) : tokens.take(Math.min(maxWaitNanos, call.remainingNanos() - 1));
        if (wait == 0) {
            return Guard.start(inner, call);
        }
        if (wait < 0) {
            return CompletableFuture.failedFuture(refusal());
        }
        Later<R> later = new Later<>(inner, call, executor);
        later.startAfter(wait, time);
        return later;
    }

    @Override
    public <R extends @Nullable Object> R call(Policy inner, Callable<R> callable) throws Exception {
        long wait = tokens.take(maxWaitNanos);
        if (wait < 0) {
            throw refusal();
        }
        if (wait > 0) {
            Pause.of(wait, time);
        }
        return inner.call(callable);
    }

    @Override
    public String toString() {
        return text;
    }

    private CallRejectedException refusal() {
        return new CallRejectedException("more calls than " + text + " admits");
    }
}
