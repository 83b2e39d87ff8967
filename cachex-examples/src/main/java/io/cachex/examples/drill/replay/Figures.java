package io.cachex.examples.drill.replay;

import io.cachex.examples.drill.contender.ContenderStats;

/**
 * What happened to the requests of one cache over some time.
 *
 * @param requests that were answered or failed
 * @param errors requests that failed: an exception, a wrong answer, or no worker within {@link Lane#PATIENCE}
 * @param warmRequests requests for keys that this cache had served before
 * @param warmErrors those of them that failed
 * @param latencies of all requests, failed ones too, from the moment when they were due
 * @param stats the cache's own counts over the same time
 */
public record Figures(
        long requests, long errors, long warmRequests, long warmErrors, Latencies latencies, ContenderStats stats) {

    /** Nothing happened yet. */
    public static final Figures NONE = new Figures(0, 0, 0, 0, Latencies.NONE, ContenderStats.NONE);

    /** What happened since {@code earlier}. */
    public Figures since(Figures earlier) {
        return new Figures(
                requests - earlier.requests,
                errors - earlier.errors,
                warmRequests - earlier.warmRequests,
                warmErrors - earlier.warmErrors,
                latencies.since(earlier.latencies),
                stats.since(earlier.stats));
    }

    /** These and those of {@code later}, whose breaker state is kept. */
    Figures plus(Figures later) {
        return new Figures(
                requests + later.requests,
                errors + later.errors,
                warmRequests + later.warmRequests,
                warmErrors + later.warmErrors,
                latencies.plus(later.latencies),
                stats.plus(later.stats));
    }

    /** Failed requests for keys that this cache had never served: no cache can answer those while the origin is away. */
    public long coldErrors() {
        return errors - warmErrors;
    }
}
