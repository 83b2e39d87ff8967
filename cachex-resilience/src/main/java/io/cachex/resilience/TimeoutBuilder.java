package io.cachex.resilience;

import io.cachex.Rules;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

/**
 * The options of a {@link Timeout}. For one thread; a value outside its range is a
 * {@link io.cachex.ConfigurationException} that names it and the rule.
 */
public final class TimeoutBuilder {

    private final Duration limit;
    private TimeSource time = TimeSource.system();
    private Executor executor = ForkJoinPool.commonPool();
    private Executor callExecutor = CallThreads.executor();

    TimeoutBuilder(Duration limit) {
        this.limit = Rules.positive("limit", limit);
    }

    /** The clock, which also ends the time; the system's by default. */
    public TimeoutBuilder timeSource(TimeSource source) {
        time = Rules.notNull("timeSource", source);
        return this;
    }

    /** Where the continuations of a stage run whose time is over; the common pool by default. */
    public TimeoutBuilder executor(Executor value) {
        executor = Rules.notNull("executor", value);
        return this;
    }

    /** Where blocking code runs; by default up to 256 daemon threads, shared by all timeouts, which end when idle. */
    public TimeoutBuilder callExecutor(Executor value) {
        callExecutor = Rules.notNull("callExecutor", value);
        return this;
    }

    /** The timeout. */
    public Timeout build() {
        return new Timeout(limit, time, executor, callExecutor);
    }
}
