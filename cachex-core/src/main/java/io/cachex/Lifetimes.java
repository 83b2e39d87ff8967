package io.cachex;

import java.time.Duration;

/**
 * How long values are kept, as one thing that can be changed while a cache runs: {@link Cache#lifetimes(Lifetimes)}. Each
 * method gives another one with that option, and refuses a value outside its range. Immutable.
 *
 * <pre>{@code
 * users.lifetimes(users.lifetimes().ttl(ofMinutes(1)).jitter(0.1));
 * }</pre>
 */
public final class Lifetimes {

    private static final Lifetimes STANDARD =
            new Lifetimes(Duration.ofMinutes(5).toNanos(), Duration.ofHours(1).toNanos(), 0, 0, 0);

    /** In nanoseconds, as the next three. */
    final long ttl;

    final long staleIfError;
    final long staleWhileRevalidate;
    final long negativeTtl;
    final double jitter;

    private Lifetimes(long ttl, long staleIfError, long staleWhileRevalidate, long negativeTtl, double jitter) {
        this.ttl = ttl;
        this.staleIfError = staleIfError;
        this.staleWhileRevalidate = staleWhileRevalidate;
        this.negativeTtl = negativeTtl;
        this.jitter = jitter;
    }

    /** What a cache has that was told nothing else: 5 minutes, 1 hour for outages, and the rest off. */
    public static Lifetimes standard() {
        return STANDARD;
    }

    /** How long a value is fresh (5 minutes): above zero, at most 365 days. See {@link CacheBuilder#ttl}. */
    public Lifetimes ttl(Duration duration) {
        long nanos = Rules.positive("ttl", duration).toNanos();
        return new Lifetimes(nanos, staleIfError, staleWhileRevalidate, negativeTtl, jitter);
    }

    /**
     * How long past its freshness a value may be served if the origin fails (1 hour): zero for never, at most 365 days. See
     * {@link CacheBuilder#staleIfError}.
     */
    public Lifetimes staleIfError(Duration duration) {
        long nanos = Rules.zeroOrMore("staleIfError", duration).toNanos();
        return new Lifetimes(ttl, nanos, staleWhileRevalidate, negativeTtl, jitter);
    }

    /**
     * How long past its freshness a value is served at once while it is loaded anew (zero: not). Not longer than staleIfError
     * where it is used. See {@link CacheBuilder#staleWhileRevalidate}.
     */
    public Lifetimes staleWhileRevalidate(Duration duration) {
        long nanos = Rules.zeroOrMore("staleWhileRevalidate", duration).toNanos();
        return new Lifetimes(ttl, staleIfError, nanos, negativeTtl, jitter);
    }

    /** How long the origin's answer that there is no value is remembered (zero: not), at most 365 days. */
    public Lifetimes negativeTtl(Duration duration) {
        long nanos = Rules.zeroOrMore("negativeTtl", duration).toNanos();
        return new Lifetimes(ttl, staleIfError, staleWhileRevalidate, nanos, jitter);
    }

    /** By which fraction of it, from 0 (default) to 1, each time to live is shortened at random. */
    public Lifetimes jitter(double fraction) {
        return new Lifetimes(ttl, staleIfError, staleWhileRevalidate, negativeTtl, Rules.fraction("jitter", fraction));
    }

    /** How long a value is fresh. */
    public Duration ttl() {
        return Duration.ofNanos(ttl);
    }

    /** How long past its freshness a value may be served if the origin fails. */
    public Duration staleIfError() {
        return Duration.ofNanos(staleIfError);
    }

    /** How long past its freshness a value is served at once while it is loaded anew. */
    public Duration staleWhileRevalidate() {
        return Duration.ofNanos(staleWhileRevalidate);
    }

    /** How long the origin's answer that there is no value is remembered. */
    public Duration negativeTtl() {
        return Duration.ofNanos(negativeTtl);
    }

    /** By which fraction each time to live is shortened at random. */
    public double jitter() {
        return jitter;
    }

    /** Refuses what contradicts itself, or cannot be in a cache that loads nothing. */
    Lifetimes checked(boolean loads) {
        Rules.require(
                staleWhileRevalidate <= staleIfError,
                "staleWhileRevalidate",
                staleWhileRevalidate(),
                "at most staleIfError (" + staleIfError() + ")");
        Rules.require(
                loads || staleWhileRevalidate == 0,
                "staleWhileRevalidate",
                staleWhileRevalidate(),
                "zero where there is no loader");
        return this;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Lifetimes that
                && ttl == that.ttl
                && staleIfError == that.staleIfError
                && staleWhileRevalidate == that.staleWhileRevalidate
                && negativeTtl == that.negativeTtl
                && Double.compare(jitter, that.jitter) == 0;
    }

    @Override
    public int hashCode() {
        long all = (ttl * 31 + staleIfError) * 31 + staleWhileRevalidate;
        return Long.hashCode((all * 31 + negativeTtl) * 31 + Double.hashCode(jitter));
    }

    /** All of them: {@code lifetimes(ttl PT5M, staleIfError PT1H, staleWhileRevalidate PT0S, negativeTtl PT0S, jitter 0.0)}. */
    @Override
    public String toString() {
        return "lifetimes(ttl " + ttl() + ", staleIfError " + staleIfError() + ", staleWhileRevalidate "
                + staleWhileRevalidate() + ", negativeTtl " + negativeTtl() + ", jitter " + jitter + ")";
    }
}
