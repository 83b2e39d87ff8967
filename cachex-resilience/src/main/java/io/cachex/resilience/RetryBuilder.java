package io.cachex.resilience;

import io.cachex.ConfigurationException;
import io.cachex.Failures;
import io.cachex.Rules;
import io.cachex.spi.FailureClassifier;
import io.cachex.spi.TimeSource;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The options of a {@link Retry}. For one thread; a value outside its range is a {@link ConfigurationException} that
 * names it and the rule. Durations are whole milliseconds, up to 365 days.
 */
public final class RetryBuilder {

    private int maxRetries = 3;
    private Duration initialDelay = Duration.ofMillis(100);
    private Duration maxDelay = Duration.ofSeconds(1);
    private double multiplier = 2;
    private boolean jitter = true;
    private DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();
    private boolean reads;
    private FailureClassifier classifier = Failures.standard();
    private @Nullable RetryBudget budget;
    private TimeSource time = TimeSource.system();
    private Executor executor = ForkJoinPool.commonPool();

    RetryBuilder() {}

    /** How often a call is repeated after its first attempt, at least 0; 3 by default, which is up to 4 attempts. */
    public RetryBuilder maxRetries(int retries) {
        maxRetries = Rules.atLeast("maxRetries", retries, 0);
        return this;
    }

    /** The delay before the first retry; 100 ms by default. */
    public RetryBuilder initialDelay(Duration delay) {
        initialDelay = Rules.wholeMillis("initialDelay", delay);
        return this;
    }

    /** The longest delay, at least {@code initialDelay}; 1 s by default. */
    public RetryBuilder maxDelay(Duration delay) {
        maxDelay = Rules.wholeMillis("maxDelay", delay);
        return this;
    }

    /** By how much each delay is longer than the one before, from 1 to 100; 2 by default. */
    public RetryBuilder multiplier(double factor) {
        multiplier = Rules.between("multiplier", factor, 1, 100);
        return this;
    }

    /** Whether a delay is a random part of what was computed; true by default. */
    public RetryBuilder jitter(boolean full) {
        jitter = full;
        return this;
    }

    /** Where the jitter comes from: numbers from 0 to below 1, asked for by many threads. */
    public RetryBuilder random(DoubleSupplier source) {
        random = Rules.notNull("random", source);
        return this;
    }

    /** Whether a store's reads are repeated too; false by default, for a failed read is a miss. */
    public RetryBuilder reads(boolean repeated) {
        reads = repeated;
        return this;
    }

    /** Tells failures apart: {@code PERMANENT} and {@code CANCELLED} are not repeated; {@link Failures#standard()}. */
    public RetryBuilder classifier(FailureClassifier value) {
        classifier = Rules.notNull("classifier", value);
        return this;
    }

    /** How many retries there may be in all, perhaps shared with others; one of its own with 20 % by default. */
    public RetryBuilder budget(RetryBudget value) {
        budget = Rules.notNull("budget", value);
        return this;
    }

    /** The clock, which also wakes the retries; the system's by default. */
    public RetryBuilder timeSource(TimeSource source) {
        time = Rules.notNull("timeSource", source);
        return this;
    }

    /** Where asynchronous calls are started again; the common pool by default. */
    public RetryBuilder executor(Executor value) {
        executor = Rules.notNull("executor", value);
        return this;
    }

    /**
     * The policy.
     *
     * @throws ConfigurationException if options contradict each other
     */
    public Retry build() {
        Rules.require(maxDelay.compareTo(initialDelay) >= 0, "maxDelay", maxDelay, "at least initialDelay");
        IntervalFunction intervals =
                IntervalFunction.ofExponentialBackoff(initialDelay.toMillis(), multiplier, maxDelay.toMillis());
        RetryBudget own =
                budget == null ? RetryBudget.builder().timeSource(time).build() : budget;
        return new Retry(new RetryRules(maxRetries, intervals, jitter, random, reads, classifier, own, time, executor));
    }
}
