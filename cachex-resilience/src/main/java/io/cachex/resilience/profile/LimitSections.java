package io.cachex.resilience.profile;

import static io.cachex.resilience.profile.Said.option;

import io.cachex.profile.CachePlan;
import io.cachex.profile.Kind;
import io.cachex.profile.Option;
import io.cachex.profile.PolicyPlace;
import io.cachex.profile.Section;
import io.cachex.resilience.Bulkhead;
import io.cachex.resilience.BulkheadBuilder;
import io.cachex.resilience.RateLimiter;
import io.cachex.resilience.RateLimiterBuilder;
import io.cachex.spi.Policy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@code bulkhead} and {@code rate_limiter}: there is none where nothing is said. */
final class LimitSections {

    private LimitSections() {}

    static List<Section<?, ?>> all() {
        List<Section<?, ?>> sections = new ArrayList<>(new PolicySections(
                        "bulkhead",
                        "Bounds the calls that are under way at a time.",
                        bulkheadOptions(),
                        PolicyPlace.BULKHEAD,
                        LimitSections::bulkhead,
                        said -> {},
                        "")
                .all());
        sections.addAll(new PolicySections(
                        "rate_limiter",
                        "Bounds the calls per second.",
                        rateOptions(),
                        PolicyPlace.RATE_LIMITER,
                        LimitSections::rateLimiter,
                        said -> {},
                        "")
                .all());
        return sections;
    }

    private static List<Option<Said, ?>> bulkheadOptions() {
        return List.of(
                Options.enabled(),
                option(
                                "max_concurrent",
                                Kind.INT,
                                (Integer n) -> Bulkhead.builder().maxConcurrent(n))
                        .byDefault("25")
                        .atLeast(1)
                        .meaning("how many calls are under way at a time")
                        .changeable(),
                option("queue", Kind.INT, (Integer n) -> Bulkhead.builder().queue(n))
                        .byDefault("0")
                        .atLeast(0)
                        .meaning("how many more may wait; 0 rejects at once")
                        .changeable(),
                option(
                                "max_wait",
                                Kind.DURATION,
                                (Duration time) -> Bulkhead.builder().maxWait(time))
                        .byDefault("1s")
                        .range("above 0, at most 365 days")
                        .meaning("how long a call may wait")
                        .changeable());
    }

    private static List<Option<Said, ?>> rateOptions() {
        return List.of(
                Options.enabled(),
                option(
                                "per_second",
                                Kind.DOUBLE,
                                (Double calls) -> RateLimiter.builder().perSecond(calls))
                        .byDefault("1000")
                        .atLeast(0.001)
                        .atMost(100_000_000)
                        .meaning("how many calls are admitted in a second")
                        .changeable(),
                option("burst", Kind.INT, (Integer n) -> RateLimiter.builder().burst(n))
                        .byDefault("100")
                        .atLeast(1)
                        .atMost(1_000_000)
                        .meaning("how many calls are admitted at once after a quiet time")
                        .changeable(),
                option(
                                "max_wait",
                                Kind.DURATION,
                                (Duration time) -> RateLimiter.builder().maxWait(time))
                        .byDefault("0s")
                        .range("0 to 365 days")
                        .meaning("how long a call may wait for its turn; 0s rejects at once")
                        .changeable());
    }

    private static Sides.Recipe bulkhead(CachePlan plan) {
        return (side, said) -> {
            BulkheadBuilder builder = Bulkhead.builder().timeSource(plan.time());
            said.use("max_concurrent", builder::maxConcurrent)
                    .use("queue", builder::queue)
                    .use("max_wait", builder::maxWait);
            return Options.isOn(said, false) ? builder.build() : Policy.none();
        };
    }

    private static Sides.Recipe rateLimiter(CachePlan plan) {
        return (side, said) -> {
            RateLimiterBuilder builder = RateLimiter.builder().timeSource(plan.time());
            said.use("per_second", builder::perSecond)
                    .use("burst", builder::burst)
                    .use("max_wait", builder::maxWait);
            return Options.isOn(said, false) ? builder.build() : Policy.none();
        };
    }
}
