package io.cachex.resilience;

import io.cachex.Rules;
import io.cachex.spi.TimeSource;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

/**
 * The options of a {@link RateLimiter}. For one thread; a value outside its range is a
 * {@link io.cachex.ConfigurationException} that names it and the rule.
 */
public final class RateLimiterBuilder {

    private double perSecond = 1_000;
    private int burst = 100;
    private Duration maxWait = Duration.ZERO;
    private TimeSource time = TimeSource.system();
    private Executor executor = ForkJoinPool.commonPool();

    RateLimiterBuilder() {}

    /**
     * How many calls are admitted in a second, from 0.001 to 100,000,000; 1,000 by default. The time between two calls is
     * counted in whole nanoseconds.
     */
    public RateLimiterBuilder perSecond(double calls) {
        perSecond = Rules.between("perSecond", calls, 0.001, 100_000_000);
        return this;
    }

    /** How many calls are admitted at once after a quiet time, from 1 to 1,000,000; 100 by default. */
    public RateLimiterBuilder burst(int calls) {
        burst = Rules.between("burst", calls, 1, 1_000_000);
        return this;
    }

    /**
     * How long a call may wait for its turn, zero or more and at most 365 days; zero by default, which rejects at once. A
     * call does not wait beyond its own deadline either.
     */
    public RateLimiterBuilder maxWait(Duration duration) {
        maxWait = Rules.zeroOrMore("maxWait", duration);
        return this;
    }

    /** The clock, which also wakes those who wait; the system's by default. */
    public RateLimiterBuilder timeSource(TimeSource source) {
        time = Rules.notNull("timeSource", source);
        return this;
    }

    /** Where asynchronous calls start that had to wait; the common pool by default. */
    public RateLimiterBuilder executor(Executor value) {
        executor = Rules.notNull("executor", value);
        return this;
    }

    /** The limiter, with a full burst. */
    public RateLimiter build() {
        String rate = BigDecimal.valueOf(perSecond).stripTrailingZeros().toPlainString();
        return new RateLimiter(
                new TokenBucket(perSecond, burst, time), maxWait.toNanos(), time, executor, "rate(" + rate + "/s)");
    }
}
