package io.cachex;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks for.
 *
 * @param options how it differs from the cache's settings
 * @param origin what to load with; null to answer from what is cached
 * @param timeout how long the caller waits at most, in nanoseconds; 0 for as long as it takes
 * @param lane the thread of a caller that waits, lent to its own read; null for a caller that does not
 */
record Call<T>(
        CallOptions options,
        @Nullable Origin<T> origin,
        long timeout,
        @Nullable CallerThread lane) {

    /** Where to go on when a store has answered: on the caller's own thread if that waits, else on the executor. */
    Executor hop(Executor executor) {
        return lane == null ? executor : lane;
    }

    boolean loads() {
        return origin != null && options.loads();
    }
}
