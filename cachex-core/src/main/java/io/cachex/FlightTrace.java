package io.cachex;

import io.cachex.spi.CacheTracer.Context;
import io.cachex.spi.CacheTracer.Outcome;
import io.cachex.spi.CacheTracer.Work;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * A flight in the trace of whoever asked first, and the piece of work that is followed for it, once it loads. That ends with
 * the flight, whichever comes first: (1) the flight has not ended, so its load begins; (2) its deadline ends it; (3) the load's
 * work is noted here. Then that ends at once.
 */
final class FlightTrace {

    private final Context asker;
    private @Nullable Work work; // guarded by this
    private boolean isOver; // guarded by this

    FlightTrace(Context asker) {
        this.asker = asker;
    }

    /** Takes the work that is done for it. */
    void begun(Work begun) {
        synchronized (this) {
            if (!isOver) {
                work = begun;
                return;
            }
        }
        begun.end(Outcome.failed(new CancellationException("given up before it began")));
    }

    /** What is done for the flight now. */
    synchronized Context context() {
        return work == null ? asker : work;
    }

    /** Its work; null if it has none yet. */
    synchronized @Nullable Work work() {
        return work;
    }

    /** The flight has ended, or is about to. */
    void end(Outcome outcome) {
        Work ended;
        synchronized (this) {
            if (isOver) {
                return;
            }
            isOver = true;
            ended = work;
        }
        if (ended != null) {
            ended.end(outcome);
        }
    }
}
