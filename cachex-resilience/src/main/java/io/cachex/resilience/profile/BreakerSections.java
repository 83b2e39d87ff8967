package io.cachex.resilience.profile;

import static io.cachex.resilience.profile.Said.option;

import io.cachex.Rules;
import io.cachex.profile.CachePlan;
import io.cachex.profile.Kind;
import io.cachex.profile.Option;
import io.cachex.profile.PolicyPlace;
import io.cachex.profile.Section;
import io.cachex.resilience.CircuitBreaker;
import io.cachex.resilience.CircuitBreakerBuilder;
import io.cachex.spi.Policy;
import java.time.Duration;
import java.util.List;

/** {@code circuit_breaker}: by default there is one around the store, and none around the loader. */
final class BreakerSections {

    private static final String YEAR = "above 0, at most 365 days";

    private BreakerSections() {}

    static List<Section<?, ?>> all() {
        return new PolicySections(
                        "circuit_breaker",
                        "Lets calls fail at once for a while after some have failed.",
                        options(),
                        PolicyPlace.CIRCUIT_BREAKER,
                        BreakerSections::recipe,
                        said -> builder(said).check(),
                        "")
                .all();
    }

    private static List<Option<Said, ?>> options() {
        return List.of(
                Options.enabled(),
                option("threshold", Kind.INT, (Integer n) -> scratch().failureThreshold(n))
                        .byDefault("5")
                        .atLeast(1)
                        .meaning("how many failures in a row open it; not together with a rate")
                        .changeable(),
                option("timeout", Kind.DURATION, (Duration time) -> scratch().openFor(time))
                        .byDefault("30s")
                        .range(YEAR)
                        .meaning("how long it rejects calls before it admits a trial")
                        .changeable(),
                option("half_open_max", Kind.INT, (Integer n) -> scratch().halfOpenMax(n))
                        .byDefault("3")
                        .atLeast(1)
                        .meaning("how many trials are admitted, and how many must succeed to close it")
                        .changeable(),
                option(
                                "reset_timeout",
                                Kind.DURATION,
                                (Duration time) -> scratch().resetAfter(time))
                        .byDefault("2m")
                        .range(YEAR)
                        .meaning("after this time without a failure, those in a row are forgotten")
                        .changeable(),
                option(
                                "backoff_multiplier",
                                Kind.DOUBLE,
                                (Double by) -> scratch().backoff(by, Duration.ofDays(365)))
                        .byDefault("1")
                        .atLeast(1)
                        .atMost(100)
                        .meaning("by how much the open time grows whenever trials fail")
                        .changeable(),
                option("backoff_cap", Kind.DURATION, (Duration cap) -> scratch().backoff(1, cap))
                        .byDefault("10m")
                        .range("at least `timeout`, at most 365 days")
                        .meaning("the longest open time; with a `backoff_multiplier`")
                        .changeable(),
                option(
                                "trial_lease",
                                Kind.DURATION,
                                (Duration time) -> scratch().trialLease(time))
                        .otherwise("`timeout`")
                        .range(YEAR)
                        .meaning("how long a trial may take until another is admitted in its place")
                        .changeable(),
                option("failure_rate", Kind.DOUBLE, (Double share) -> scratch().failureRate(share))
                        .otherwise("off")
                        .above(0)
                        .atMost(1)
                        .meaning("opens when this share of the window's calls failed")
                        .changeable(),
                option("slow_call_rate", Kind.DOUBLE, (Double share) -> Rules.share("slowCallRate", share))
                        .otherwise("off")
                        .above(0)
                        .atMost(1)
                        .meaning("opens when this share of the window's calls took longer than `slow_call`")
                        .changeable(),
                option("slow_call", Kind.DURATION, (Duration time) -> Rules.positive("slowCall", time))
                        .otherwise("none: has to be given with a `slow_call_rate`")
                        .range(YEAR)
                        .meaning("from what time on a call is slow")
                        .changeable(),
                option("window_calls", Kind.INT, (Integer n) -> scratch().window(n))
                        .byDefault("100")
                        .atLeast(1)
                        .atMost(1_000_000)
                        .meaning("the window of the rates: the last so many calls")
                        .changeable(),
                option(
                                "window_time",
                                Kind.DURATION,
                                (Duration time) -> scratch().window(time))
                        .otherwise("counted in calls")
                        .range("whole seconds, from 1 s to 1 h")
                        .meaning("the window of the rates in time, instead of calls")
                        .changeable(),
                option("minimum_calls", Kind.INT, (Integer n) -> scratch().minimumCalls(n))
                        .byDefault("20")
                        .atLeast(1)
                        .meaning("how many calls a window must hold before it can open the breaker")
                        .changeable());
    }

    private static CircuitBreakerBuilder scratch() {
        return CircuitBreaker.builder();
    }

    private static Sides.Recipe recipe(CachePlan plan) {
        return (side, said) -> Options.isOn(said, side == Side.STORE)
                ? builder(said)
                        .name(plan.cache() + "." + side.word())
                        .timeSource(plan.time())
                        .build()
                : Policy.none();
    }

    private static CircuitBreakerBuilder builder(Said said) {
        CircuitBreakerBuilder builder = CircuitBreaker.builder();
        said.use("threshold", builder::failureThreshold)
                .use("timeout", builder::openFor)
                .use("half_open_max", builder::halfOpenMax)
                .use("reset_timeout", builder::resetAfter)
                .use("trial_lease", builder::trialLease)
                .use("failure_rate", builder::failureRate)
                .use("minimum_calls", builder::minimumCalls)
                .use("window_calls", (Integer calls) -> builder.window(calls))
                .use("window_time", (Duration time) -> builder.window(time));
        double multiplier = said.or("backoff_multiplier", 1.0);
        Rules.require(
                multiplier > 1 || !said.has("backoff_cap"),
                "backoff.cap",
                said.or("backoff_cap", Duration.ZERO),
                "left out where backoff.multiplier is 1");
        if (multiplier > 1) {
            builder.backoff(multiplier, said.or("backoff_cap", Duration.ofMinutes(10)));
        }
        boolean hasRate = said.has("failure_rate") || said.has("slow_call_rate");
        boolean hasWindow = said.has("window_calls") || said.has("window_time") || said.has("minimum_calls");
        Rules.require(hasRate || !hasWindow, "window", said, "left out where there is no rate");
        Rules.require(
                !said.has("window_calls") || !said.has("window_time"),
                "window",
                said,
                "given in calls or in time, not both");
        Rules.require(
                said.has("slow_call_rate") == said.has("slow_call"),
                "slowCallRate",
                said,
                "given together with slowCall");
        said.use("slow_call_rate", (Double share) -> builder.slowCallRate(share, said.or("slow_call", Duration.ZERO)));
        return builder;
    }
}
