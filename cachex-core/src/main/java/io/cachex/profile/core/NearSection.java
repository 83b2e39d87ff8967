package io.cachex.profile.core;

import io.cachex.ConfigurationException;
import io.cachex.Near;
import io.cachex.NearPolicy;
import io.cachex.Pressure;
import io.cachex.Rules;
import io.cachex.profile.CachePlan;
import io.cachex.profile.Kind;
import io.cachex.profile.Option;
import io.cachex.profile.Section;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code cache.near}: the tier inside this process. Another section may have shared one, whose bound then is the default. */
final class NearSection {

    private NearSection() {}

    static Section<?, ?> section() {
        return Section.ofCache("near", plan -> new Draft())
                .always()
                .after("cache.near.pressure")
                .meaning(
                        "The tier inside this process: one bound, by entries unless `offloading.memory` says otherwise.")
                .option(Option.<Draft, Boolean>of("enabled", Kind.BOOLEAN, (draft, isOn) -> draft.isOn = isOn)
                        .byDefault("true")
                        .meaning("`false` keeps nothing in this process: every read asks the store"))
                .option(Option.<Draft, Long>of(
                                "maximum_size", Kind.LONG, (draft, most) -> draft.bySize = Near.maximumSize(most))
                        .byDefault("10000")
                        .atLeast(1)
                        .meaning("bound in entries"))
                .option(Option.<Draft, Long>of(
                                "maximum_bytes", Kind.SIZE, (draft, most) -> draft.byBytes = Near.maximumBytes(most))
                        .otherwise("no bound in bytes")
                        .range("at least 1 B")
                        .meaning("bound in bytes of keys, encoded values, and 136 for each entry"))
                .option(Option.<Draft, Double>of(
                                "percent_of_heap",
                                Kind.DOUBLE,
                                (draft, percent) -> draft.byPercent = Near.percentOfHeap(percent))
                        .otherwise("no bound in bytes")
                        .above(0)
                        .atMost(90)
                        .meaning("the same in percent of the largest heap that this process may have"))
                .option(Option.<Draft, NearPolicy>of(
                                "policy", Kind.of(NearPolicy.class), (draft, policy) -> draft.policy = policy)
                        .byDefault("marked")
                        .meaning("who decides what goes; `caffeine` takes no bound but `maximum_size`"))
                .check(draft -> draft.near(Optional.empty(), Optional.empty()))
                .then(NearSection::apply);
    }

    private static void apply(Draft draft, CachePlan plan) {
        Near near = draft.near(plan.find(Near.class), plan.find(Pressure.class));
        if (near != null) {
            plan.builder().near(near);
        }
    }

    private static final class Draft {
        private boolean isOn = true;
        private @Nullable Near bySize;
        private @Nullable Near byBytes;
        private @Nullable Near byPercent;
        private @Nullable NearPolicy policy;

        /** Null if nothing is said. */
        @Nullable
        Near near(Optional<Near> shared, Optional<Pressure> pressure) {
            long bounds = Stream.of(
                            Optional.ofNullable(bySize), Optional.ofNullable(byBytes), Optional.ofNullable(byPercent))
                    .filter(Optional::isPresent)
                    .count();
            if (bounds > 1) {
                throw new ConfigurationException(
                        "near must have one bound: maximumSize, maximumBytes or percentOfHeap, not " + bounds);
            }
            if (!isOn) {
                Rules.require(
                        bounds == 0 && policy == null,
                        "near.enabled",
                        false,
                        "true where near has a bound or a policy");
                return Near.off();
            }
            if (bounds == 0 && policy == null && pressure.isEmpty() && shared.isEmpty()) {
                return null;
            }
            Near near = bound(shared);
            near = pressure.isPresent() ? near.pressure(pressure.get()) : near;
            return policy == null ? near : near.policy(policy);
        }

        private Near bound(Optional<Near> shared) {
            if (bySize != null) {
                return bySize;
            }
            if (byBytes != null) {
                return byBytes;
            }
            return byPercent != null ? byPercent : shared.orElseGet(() -> Near.maximumSize(10_000));
        }
    }
}
