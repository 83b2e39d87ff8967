package io.cachex.resilience;

import io.cachex.CircuitOpenException;
import io.cachex.Rules;
import io.cachex.spi.Policy;
import io.cachex.spi.Subscription;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Spares a callee that does not answer: after some failures, calls are rejected at once for a while.
 *
 * <p><b>Closed</b>: calls go through. So many failures in a row, or a share of failures or slow calls in a window, open
 * it. <b>Open</b>: calls fail with {@link CircuitOpenException} and are not started, until the time is over.
 * <b>Half-open</b>: a few trial calls are admitted and the rest rejected; when that many have succeeded it closes, and the
 * first that fails opens it again. A trial that ends without telling anything, or whose lease runs out, makes room for
 * another. A result that comes back after the state has changed is counted and moves nothing.
 *
 * <p>By default a failure counts if it tells of unavailability: {@code OUTAGE}, {@code TRANSIENT} and {@code UNKNOWN} of
 * the standard classes, except a {@link io.cachex.CallRejectedException}, for then the callee was not asked. A caller's
 * cancel or interrupt and an authoritative answer (not found, invalid) are ignored.
 *
 * <p>The pattern is Nygard's (Release It!, 2007). Counting failures in a row and leasing the trials are ours; the windows
 * are Resilience4j's. Safe for use by many threads; the closed path takes no lock and allocates nothing. Prints as
 * {@code breaker(5)}.
 */
public final class CircuitBreaker implements Guard {

    private final Circuit circuit;
    private final TimeSource time;
    private final boolean timed;
    private final String name;
    private final String text;

    CircuitBreaker(CircuitRules rules, String text) {
        this.circuit = new Circuit(rules);
        this.time = rules.time();
        this.timed = rules.hasWindow();
        this.name = rules.name();
        this.text = text;
    }

    /**
     * A breaker that opens after so many failures in a row, for so long; the rest by default.
     *
     * @throws io.cachex.ConfigurationException as {@link CircuitBreakerBuilder}'s methods
     */
    public static CircuitBreaker of(int failureThreshold, Duration openFor) {
        return builder().failureThreshold(failureThreshold).openFor(openFor).build();
    }

    /** 5 failures in a row, open for 30 s, 3 trials. */
    public static CircuitBreaker defaults() {
        return builder().build();
    }

    /** Opens early and stays open for long: 3 failures in a row, 60 s, 1 trial. */
    public static CircuitBreaker conservative() {
        return builder()
                .failureThreshold(3)
                .openFor(Duration.ofSeconds(60))
                .halfOpenMax(1)
                .build();
    }

    /** The options, each with its default. */
    public static CircuitBreakerBuilder builder() {
        return new CircuitBreakerBuilder();
    }

    @Override
    public <R extends @Nullable Object> CompletionStage<R> execute(Policy inner, Call<R> call) {
        Permit permit = circuit.admit();
        if (permit == null) {
            return CompletableFuture.failedFuture(circuit.refusal());
        }
        long started = now();
        CompletableFuture<R> stage = Guard.start(inner, call);
        if (Guard.isValue(stage)) {
            circuit.succeeded(permit, now() - started);
            return stage;
        }
        return new Counted<>(stage, permit, started).follow();
    }

    /** {@inheritDoc} Nothing is allocated, and on success nothing locked. */
    @Override
    public <R extends @Nullable Object> R call(Policy inner, Callable<R> callable) throws Exception {
        Permit permit = circuit.admit();
        if (permit == null) {
            throw circuit.refusal();
        }
        long started = now();
        R result;
        try {
            result = inner.call(callable);
        } catch (Throwable e) {
            circuit.failed(permit, now() - started, e);
            throw e;
        }
        circuit.succeeded(permit, now() - started);
        return result;
    }

    /** The breaker's name. */
    public String name() {
        return name;
    }

    /** The state now. */
    public State state() {
        return circuit.state();
    }

    /** The counts, the state and what comes next, at one moment. */
    public BreakerSnapshot snapshot() {
        return circuit.snapshot();
    }

    /** Rejects every call, whatever the time, until {@link #forceClose()} or {@link #reset()}. */
    public void forceOpen() {
        circuit.forceOpen();
    }

    /** Closes now and forgets the failures in a row; from then on it works as ever. */
    public void forceClose() {
        circuit.close();
    }

    /** As {@link #forceClose()}, and forgets the last failure too. The counts go on. */
    public void reset() {
        circuit.reset();
    }

    /**
     * Calls the listener at each change of the state, one change after the other.
     *
     * <p>It runs on the thread whose call made the change, and should be quick. What it throws is logged.
     *
     * @return ends the listening
     */
    public Subscription onStateChange(Consumer<BreakerChange> listener) {
        return circuit.onChange(Rules.notNull("listener", listener));
    }

    @Override
    public String toString() {
        return text;
    }

    /** The clock where durations matter; elsewhere it is not worth its time. */
    private long now() {
        return timed ? time.nanos() : 0;
    }

    /** What a breaker does with calls. */
    public enum State {
        /** Calls go through. */
        CLOSED(0),
        /** A few calls go through on trial. */
        HALF_OPEN(1),
        /** Calls are rejected. */
        OPEN(2);

        private final int code;

        State(int code) {
            this.code = code;
        }

        /** The state as a metric's value: 0 closed, 1 half-open, 2 open. */
        public int code() {
            return code;
        }
    }

    /** A call whose result is awaited. */
    private final class Counted<R extends @Nullable Object> extends UnderWay<R> {

        private final Permit permit;
        private final long started;

        Counted(CompletableFuture<R> stage, Permit permit, long started) {
            super(stage);
            this.permit = permit;
            this.started = started;
        }

        @Override
        void ended(@Nullable Throwable failure) {
            if (failure == null) {
                circuit.succeeded(permit, now() - started);
            } else {
                circuit.failed(permit, now() - started, failure);
            }
        }
    }
}
