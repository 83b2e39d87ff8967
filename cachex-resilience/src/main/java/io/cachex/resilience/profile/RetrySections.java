package io.cachex.resilience.profile;

import static io.cachex.resilience.profile.Said.option;

import io.cachex.profile.CachePlan;
import io.cachex.profile.Kind;
import io.cachex.profile.Option;
import io.cachex.profile.PolicyPlace;
import io.cachex.profile.Section;
import io.cachex.resilience.Retry;
import io.cachex.resilience.RetryBudget;
import io.cachex.resilience.RetryBudgetBuilder;
import io.cachex.resilience.RetryBuilder;
import io.cachex.spi.Policy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@code retry} and {@code retry_budget}: by default there is one around the store's writes, and none around the loader. */
final class RetrySections {

    private static final String BUDGET = "budget.";

    private RetrySections() {}

    static List<Section<?, ?>> all() {
        List<Section<?, ?>> sections = new ArrayList<>(new PolicySections(
                        "retry",
                        "Repeats a call that failed, after a growing delay, a few times. Of the store's calls, reads are not"
                                + " repeated unless asked for.",
                        options(),
                        PolicyPlace.RETRY,
                        RetrySections::recipe,
                        said -> retry(said).build(),
                        "")
                .all());
        sections.addAll(new PolicySections(
                        "retry_budget",
                        "A bound on how many retries there may be for so many calls, so that retries do not multiply an"
                                + " outage. Says something only where there is a `retry`.",
                        budgetOptions(),
                        PolicyPlace.RETRY,
                        RetrySections::recipe,
                        said -> {},
                        BUDGET)
                .all());
        return sections;
    }

    private static List<Option<Said, ?>> options() {
        return List.of(
                Options.enabled(),
                option("max_retries", Kind.INT, (Integer n) -> Retry.builder().maxRetries(n))
                        .byDefault("3")
                        .atLeast(0)
                        .meaning("how often a call is repeated after its first attempt")
                        .changeable(),
                option(
                                "initial_delay",
                                Kind.DURATION,
                                (Duration time) -> Retry.builder().initialDelay(time))
                        .byDefault("100ms")
                        .range("whole milliseconds, from 1 ms to `max_delay`")
                        .meaning("the delay before the first retry")
                        .changeable(),
                option(
                                "max_delay",
                                Kind.DURATION,
                                (Duration time) -> Retry.builder().maxDelay(time))
                        .byDefault("1s")
                        .range("whole milliseconds, from `initial_delay` to 365 days")
                        .meaning("the longest delay")
                        .changeable(),
                option("multiplier", Kind.DOUBLE, (Double by) -> Retry.builder().multiplier(by))
                        .byDefault("2")
                        .atLeast(1)
                        .atMost(100)
                        .meaning("by how much each delay is longer than the one before")
                        .changeable(),
                option("jitter", Kind.BOOLEAN, (Boolean any) -> {})
                        .byDefault("true")
                        .meaning("makes a delay a random part of what was computed")
                        .changeable(),
                option("reads", Kind.BOOLEAN, (Boolean any) -> {})
                        .byDefault("false")
                        .meaning("repeats the store's reads too; a read that failed is a miss")
                        .changeable());
    }

    private static List<Option<Said, ?>> budgetOptions() {
        return List.of(
                option(
                                "ratio",
                                Kind.DOUBLE,
                                (Double share) -> RetryBudget.builder().ratio(share))
                        .byDefault("0.2")
                        .atLeast(0)
                        .atMost(10)
                        .meaning("how many retries there may be for each call")
                        .changeable(),
                option(
                                "window",
                                Kind.DURATION,
                                (Duration time) -> RetryBudget.builder().window(time))
                        .byDefault("10s")
                        .range("above 0, at most 365 days")
                        .meaning("the time that is looked at")
                        .changeable(),
                option("minimum", Kind.INT, (Integer n) -> RetryBudget.builder().minimum(n))
                        .byDefault("10")
                        .atLeast(0)
                        .meaning("how many retries there may be in that time in any case")
                        .changeable());
    }

    private static Sides.Recipe recipe(CachePlan plan) {
        return (side, said) -> {
            if (!Options.isOn(said.without(BUDGET), side == Side.STORE)) { // a budget alone is no reason for a retry
                return Policy.none();
            }
            RetryBudgetBuilder budget = RetryBudget.builder().timeSource(plan.time());
            said.use(BUDGET + "ratio", budget::ratio)
                    .use(BUDGET + "window", budget::window)
                    .use(BUDGET + "minimum", budget::minimum);
            return retry(said).budget(budget.build()).timeSource(plan.time()).build();
        };
    }

    private static RetryBuilder retry(Said said) {
        RetryBuilder builder = Retry.builder();
        said.use("max_retries", builder::maxRetries)
                .use("initial_delay", builder::initialDelay)
                .use("max_delay", builder::maxDelay)
                .use("multiplier", builder::multiplier)
                .use("jitter", builder::jitter)
                .use("reads", builder::reads);
        return builder;
    }
}
