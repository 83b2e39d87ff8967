package io.cachex;

import io.cachex.spi.CacheTracer.Link;
import io.cachex.spi.CacheTracer.Outcome;
import io.cachex.spi.CacheTracer.Scope;
import io.cachex.spi.CacheTracer.Work;
import io.cachex.spi.Tier;
import org.jspecify.annotations.Nullable;

/** One load of several flights: over when the last of them is; failed if one of them has failed. */
final class SharedWork implements Work {

    private final Work work;
    private int left; // guarded by this
    private int found; // guarded by this
    private @Nullable Throwable failure; // guarded by this
    private boolean isStale; // guarded by this

    SharedWork(Work work, int flights) {
        this.work = work;
        this.left = flights;
    }

    @Override
    public Scope enter() {
        return work.enter();
    }

    @Override
    public @Nullable Link link() {
        return work.link();
    }

    @Override
    public void retried(int count) {
        work.retried(count);
    }

    @Override
    public void end(Outcome outcome) {
        Outcome all;
        synchronized (this) {
            left--;
            found += outcome.found();
            isStale |= outcome.isStale();
            failure = failure == null ? outcome.failure() : failure;
            if (left > 0) {
                return;
            }
            all = new Outcome(Tier.ORIGIN, found, isStale, failure, false);
        }
        work.end(all);
    }
}
