package io.cachex.resilience.upstream;

import io.cachex.AsyncLoader;
import io.cachex.ContextLoader;
import io.cachex.Loader;
import io.cachex.Rules;
import io.cachex.resilience.CircuitBreaker;
import io.cachex.spi.Policy;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One origin among several: how values are loaded from it, how it is asked for its health, and when it is preferred. Does
 * not change: each option gives a new one. A value outside its range is a {@link io.cachex.ConfigurationException}.
 *
 * <p>Two upstreams are the same to an {@link Upstreams} if they have the same id.
 *
 * @param <T> the type of the values
 */
public final class Upstream<T> {

    private final String id;
    private final Source<T> source;
    private final int priority;
    private final @Nullable Probe probe;
    private final @Nullable CircuitBreaker breaker;
    private final List<Policy> policies;

    private Upstream(
            String id,
            Source<T> source,
            int priority,
            @Nullable Probe probe,
            @Nullable CircuitBreaker breaker,
            List<Policy> policies) {
        this.id = id;
        this.source = source;
        this.priority = priority;
        this.probe = probe;
        this.breaker = breaker;
        this.policies = policies;
    }

    /**
     * An upstream with priority 0 and a breaker of its own.
     *
     * @param id from 1 to 64 characters, not blank; stands in logs and metrics
     */
    public static <T> Upstream<T> of(String id, Loader<T> loader) {
        Rules.notNull("loader", loader);
        return contextual(id, (key, context) -> loader.load(key));
    }

    /** As {@link #of}, for a loader that looks at what is there, or says how to keep what it loads. */
    public static <T> Upstream<T> contextual(String id, ContextLoader<T> loader) {
        return new Upstream<>(
                Rules.name("id", id), new Source<>(Rules.notNull("loader", loader), null), 0, null, null, List.of());
    }

    /** As {@link #of}, for an origin that answers later. */
    public static <T> Upstream<T> async(String id, AsyncLoader<T> loader) {
        return new Upstream<>(
                Rules.name("id", id), new Source<>(null, Rules.notNull("loader", loader)), 0, null, null, List.of());
    }

    /** The lower, the sooner it is asked (0): from -1,000,000 to 1,000,000. Among equals the one added first. */
    public Upstream<T> priority(int value) {
        Rules.between("priority", value, -1_000_000, 1_000_000);
        return new Upstream<>(id, source, value, probe, breaker, policies);
    }

    /**
     * How it is asked whether it is healthy; every upstream needs this or {@link #asyncCheck}. An exception means no.
     *
     * @param isHealthy may block; it is interrupted when its time is over, and never called twice at a time
     */
    public Upstream<T> check(Callable<Boolean> isHealthy) {
        Probe asked = new Probe(Rules.notNull("check", isHealthy), null);
        return new Upstream<>(id, source, priority, asked, breaker, policies);
    }

    /**
     * As {@link #check}, without a thread that waits. A stage that fails means no.
     *
     * @param isHealthy must not block; its stage is cancelled when its time is over
     */
    public Upstream<T> asyncCheck(Supplier<? extends CompletionStage<Boolean>> isHealthy) {
        Probe asked = new Probe(null, Rules.notNull("asyncCheck", isHealthy));
        return new Upstream<>(id, source, priority, asked, breaker, policies);
    }

    /**
     * The breaker around its loads (5 failures in a row, named after the upstreams and the id: {@code users.eu}). It is this
     * upstream's alone: when it opens the upstream leaves, and a check that lets it join again closes it.
     */
    public Upstream<T> breaker(CircuitBreaker own) {
        return new Upstream<>(id, source, priority, probe, Rules.notNull("breaker", own), policies);
    }

    /** What stands inside the breaker around each attempt at it, outermost first (nothing): a timeout, a bulkhead. */
    public Upstream<T> policies(Policy... outermostFirst) {
        for (Policy policy : Rules.notNull("policies", outermostFirst)) {
            Rules.notNull("policies", policy);
        }
        return new Upstream<>(id, source, priority, probe, breaker, List.of(outermostFirst));
    }

    /** What it is known by. */
    public String id() {
        return id;
    }

    /** The lower, the sooner it is asked. */
    public int priority() {
        return priority;
    }

    @Override
    public String toString() {
        return id + "(" + priority + ")";
    }

    Source<T> source() {
        return source;
    }

    Probe probe() {
        return Rules.notNull("check of upstream '" + id + "'", probe);
    }

    @Nullable
    CircuitBreaker breaker() {
        return breaker;
    }

    List<Policy> policies() {
        return policies;
    }
}
