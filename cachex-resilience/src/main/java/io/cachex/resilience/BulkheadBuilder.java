package io.cachex.resilience;

import io.cachex.Rules;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

/**
 * The options of a {@link Bulkhead}. For one thread; a value outside its range is a
 * {@link io.cachex.ConfigurationException} that names it and the rule.
 */
public final class BulkheadBuilder {

    private int maxConcurrent = 25;
    private int room;
    private Duration maxWait = Duration.ofSeconds(1);
    private TimeSource time = TimeSource.system();
    private Executor executor = ForkJoinPool.commonPool();

    BulkheadBuilder() {}

    /** How many calls are under way at a time, at least 1; 25 by default. */
    public BulkheadBuilder maxConcurrent(int calls) {
        maxConcurrent = Rules.atLeast("maxConcurrent", calls, 1);
        return this;
    }

    /** How many more may wait, at least 0; 0 by default, which rejects at once. */
    public BulkheadBuilder queue(int calls) {
        room = Rules.atLeast("queue", calls, 0);
        return this;
    }

    /**
     * How long a call may wait, above zero and at most 365 days; 1 s by default. A call does not wait beyond its own
     * deadline either.
     */
    public BulkheadBuilder maxWait(Duration duration) {
        maxWait = Rules.positive("maxWait", duration);
        return this;
    }

    /** The clock, which also ends the waiting; the system's by default. */
    public BulkheadBuilder timeSource(TimeSource source) {
        time = Rules.notNull("timeSource", source);
        return this;
    }

    /** Where asynchronous calls start that had to wait; the common pool by default. */
    public BulkheadBuilder executor(Executor value) {
        executor = Rules.notNull("executor", value);
        return this;
    }

    /** The bulkhead, empty. */
    public Bulkhead build() {
        return new Bulkhead(maxConcurrent, room, maxWait.toNanos(), time, executor);
    }
}
