package io.cachex.resilience.upstream;

import io.cachex.CircuitOpenException;
import io.cachex.LoadContext;
import org.jspecify.annotations.Nullable;

/** What came of the attempts of one load. Used by one thread at a time. */
final class Outcomes {

    private @Nullable Throwable last;
    private @Nullable Throwable refusal;

    /** Notes an attempt that failed; one that the breaker refused was none. */
    void add(Throwable failure) {
        if (failure instanceof CircuitOpenException) {
            refusal = failure;
            return;
        }
        Throwable earlier = last;
        last = failure;
        if (earlier != null && earlier != failure) {
            failure.addSuppressed(earlier);
        }
    }

    /** Whether somebody was asked and there is no time for another. */
    boolean isTooLate(LoadContext<?> context) {
        return last != null && context.remaining().isZero();
    }

    /** The last failure, with the earlier ones suppressed in it; null if nobody was asked. */
    @Nullable
    Throwable last() {
        return last;
    }

    /** Why somebody who was in use was not asked; null if nobody was refused. */
    @Nullable
    Throwable refusal() {
        return refusal;
    }
}
