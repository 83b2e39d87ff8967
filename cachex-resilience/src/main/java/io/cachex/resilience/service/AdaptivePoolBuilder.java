package io.cachex.resilience.service;

import io.cachex.Rules;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

/**
 * The options of an {@link AdaptivePool}. For one thread; a value outside its range is a
 * {@link io.cachex.ConfigurationException} that names it and the rule. Durations are above zero and at most one day.
 *
 * @param <T> the type of the pool's objects
 */
public final class AdaptivePoolBuilder<T> {

    private final String name;
    private final Callable<T> open;
    private int min = 2;
    private int max = 50;
    private Duration idleTimeout = Duration.ofMinutes(5);
    private Duration monitorEvery = Duration.ofSeconds(30);
    private Duration maxWait = Duration.ofSeconds(5);
    private double growAbove = 0.8;
    private double shrinkBelow = 0.2;
    private Executor executor = ForkJoinPool.commonPool();
    private TimeSource time = TimeSource.system();

    AdaptivePoolBuilder(String name, Callable<T> open) {
        this.name = Rules.name("name", name);
        this.open = Rules.notNull("open", open);
    }

    /** How many objects there are at least, and at most: 2 and 50; from 1 to 10,000. */
    public AdaptivePoolBuilder<T> size(int least, int most) {
        min = Rules.between("size.least", least, 1, 10_000);
        max = Rules.between("size.most", most, least, 10_000);
        return this;
    }

    /** After which time without use an object is closed, unless there are too few; 5 min by default. */
    public AdaptivePoolBuilder<T> idleTimeout(Duration timeout) {
        idleTimeout = Rules.timeout("idleTimeout", timeout);
        return this;
    }

    /** How often the pool looks at its use; 30 s by default. */
    public AdaptivePoolBuilder<T> monitorEvery(Duration interval) {
        monitorEvery = Rules.timeout("monitorEvery", interval);
        return this;
    }

    /** Above which share of its room in use it grows, and below which it shrinks: 0.8 and 0.2; from 0 to 1. */
    public AdaptivePoolBuilder<T> thresholds(double grow, double shrink) {
        Rules.require(grow > 0 && grow <= 1, "thresholds.grow", grow, "above 0 and at most 1");
        Rules.require(shrink >= 0 && shrink < grow, "thresholds.shrink", shrink, "at least 0 and below grow");
        growAbove = grow;
        shrinkBelow = shrink;
        return this;
    }

    /** How long a borrower waits when all are borrowed, by the system's clock; 5 s by default. */
    public AdaptivePoolBuilder<T> maxWait(Duration wait) {
        maxWait = Rules.timeout("maxWait", wait);
        return this;
    }

    /** Where the pool makes and closes objects that nobody waits for; the common pool by default. */
    public AdaptivePoolBuilder<T> executor(Executor value) {
        executor = Rules.notNull("executor", value);
        return this;
    }

    /** The clock of idle times and of the monitor; the system's by default. */
    public AdaptivePoolBuilder<T> timeSource(TimeSource source) {
        time = Rules.notNull("timeSource", source);
        return this;
    }

    /** The pool, empty until it is started. */
    public AdaptivePool<T> build() {
        PoolRules rules = new PoolRules(name, min, max, idleTimeout, monitorEvery, maxWait, growAbove, shrinkBelow);
        return new AdaptivePool<>(rules, new PooledFactory<>(open, time), time, executor);
    }
}
