package io.cachex.resilience.upstream;

import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands one listener the latest state, one after the other, without making anybody wait for it. What comes while the
 * listener is at work takes the place of what waits; the last state is never lost: if the executor refuses to run the
 * listener, it is asked again.
 */
final class Latest {

    private static final Logger LOG = LoggerFactory.getLogger(Upstreams.class);
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final String name;
    private final Consumer<UpstreamsHealth> listener;
    private final TimeSource time;
    private final Executor executor;

    private Members.@Nullable Numbered waiting; // guarded by this, as all that follows
    private long newest = -1;
    private boolean isRunning; // or is about to
    private boolean isClosed;

    Latest(String name, Consumer<UpstreamsHealth> listener, TimeSource time, Executor executor) {
        this.name = name;
        this.listener = listener;
        this.time = time;
        this.executor = executor;
    }

    /** Takes a state unless a later one was taken: changes are told outside the lock, perhaps not in their order. */
    void offer(Members.Numbered state) {
        synchronized (this) {
            if (isClosed || state.number() <= newest) {
                return;
            }
            newest = state.number();
            waiting = state;
            if (isRunning) {
                return;
            }
            isRunning = true;
        }
        submit();
    }

    synchronized void close() {
        isClosed = true;
        waiting = null;
    }

    private void submit() {
        try {
            executor.execute(this::run);
        } catch (Throwable e) { // shut down, full, or out of threads
            again(e);
        }
    }

    private synchronized void again(Throwable refusal) {
        if (!isClosed) { // then the executor may be gone for ever
            LOG.debug("Upstreams '{}': a listener has to wait, the executor is full", name, refusal);
            time.schedule(AGAIN, this::submit);
        }
    }

    private void run() {
        for (UpstreamsHealth next = next(); next != null; next = next()) {
            try {
                listener.accept(next);
            } catch (Throwable e) { // user code: the next state is due
                LOG.warn("Upstreams '{}': a listener failed", name, e);
            }
        }
    }

    private synchronized @Nullable UpstreamsHealth next() {
        Members.Numbered state = waiting;
        waiting = null;
        isRunning = state != null;
        return state == null ? null : state.health();
    }
}
