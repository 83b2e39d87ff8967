package io.cachex.resilience;

import io.cachex.Rules;
import io.cachex.spi.TimeSource;
import java.time.Duration;

/**
 * The options of a {@link RetryBudget}. For one thread; a value outside its range is a
 * {@link io.cachex.ConfigurationException} that names it and the rule.
 */
public final class RetryBudgetBuilder {

    double ratio = 0.2;
    Duration window = Duration.ofSeconds(10);
    int minimum = 10;
    TimeSource time = TimeSource.system();

    RetryBudgetBuilder() {}

    /** How many retries there may be for each call, from 0 to 10; 0.2 by default. */
    public RetryBudgetBuilder ratio(double retriesPerCall) {
        ratio = Rules.between("ratio", retriesPerCall, 0, 10);
        return this;
    }

    /** The time that is looked at, above zero and at most 365 days; 10 s by default. */
    public RetryBudgetBuilder window(Duration duration) {
        window = Rules.positive("window", duration);
        return this;
    }

    /** How many retries there may be in that time in any case, at least 0; 10 by default. */
    public RetryBudgetBuilder minimum(int retries) {
        minimum = Rules.atLeast("minimum", retries, 0);
        return this;
    }

    /** The clock; the system's by default. */
    public RetryBudgetBuilder timeSource(TimeSource source) {
        time = Rules.notNull("timeSource", source);
        return this;
    }

    /** The budget, with nothing spent. */
    public RetryBudget build() {
        return new RetryBudget(this);
    }
}
