package io.cachex.resilience.profile;

import static io.cachex.resilience.profile.Said.option;

import io.cachex.Near;
import io.cachex.Pressure;
import io.cachex.profile.CachePlan;
import io.cachex.profile.Kind;
import io.cachex.profile.Option;
import io.cachex.profile.Section;
import io.cachex.resilience.profile.Offloading.PoolTerms;
import io.cachex.resilience.service.AdaptivePool;
import io.cachex.resilience.service.AdaptivePoolBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** {@code offloading}: pools, services and memory around the caches. */
final class OffloadingSections {

    private OffloadingSections() {}

    static List<Section<?, ?>> all() {
        return List.of(services(), database(), memory());
    }

    private static Section<?, ?> services() {
        return Section.ofProcess("offloading", plan -> new Flags())
                .always()
                .after("offloading.database")
                .meaning("What stands around the caches. A program gets its pools and services through `Offloading`.")
                .option(Option.<Flags, Map<String, Boolean>>of(
                                "lazy_init", Kind.FLAGS, (draft, flags) -> draft.lazyInit = flags)
                        .otherwise("`true` for each")
                        .meaning("for services by their names: `true` makes one when it is first used, `false` when"
                                + " they are started"))
                .then((draft, plan) -> {
                    PoolTerms pool = plan.find(PoolTerms.class).orElse(null);
                    plan.share(Offloading.class, Offloading.of(pool, draft.lazyInit, plan.time()));
                    plan.share(CacheParts.class, new CacheParts());
                });
    }

    private static Section<?, ?> database() {
        return Section.ofProcess("offloading.database", plan -> new Said())
                .meaning("The pools that `Offloading` makes. They grow and shrink with their use.")
                .option(option("min_conns", Kind.INT, (Integer least) -> pool().size(least, 10_000))
                        .byDefault("2")
                        .atLeast(1)
                        .range("from 1 to `max_conns`")
                        .meaning("how many objects there are at least"))
                .option(option("max_conns", Kind.INT, (Integer most) -> pool().size(1, most))
                        .byDefault("50")
                        .atMost(10_000)
                        .range("from `min_conns` to 10,000")
                        .meaning("how many objects there are at most"))
                .option(option("idle_timeout", Kind.DURATION, (Duration time) -> pool().idleTimeout(time))
                        .byDefault("5m")
                        .range("above 0, at most 1 day")
                        .meaning("after which time without use an object is closed, unless there are too few"))
                .option(option("monitor_every", Kind.DURATION, (Duration time) -> pool().monitorEvery(time))
                        .byDefault("30s")
                        .range("above 0, at most 1 day")
                        .meaning("how often a pool looks at its use"))
                .option(option("grow_above", Kind.DOUBLE, (Double share) -> pool().thresholds(share, 0))
                        .byDefault("0.8")
                        .above(0)
                        .atMost(1)
                        .meaning("above which share of its room in use it grows"))
                .option(option("shrink_below", Kind.DOUBLE, (Double share) -> pool().thresholds(1, share))
                        .byDefault("0.2")
                        .atLeast(0)
                        .range("from 0 to below `grow_above`")
                        .meaning("below which share it shrinks"))
                .option(option("max_wait", Kind.DURATION, (Duration time) -> pool().maxWait(time))
                        .byDefault("5s")
                        .range("above 0, at most 1 day")
                        .meaning("how long a borrower waits when all are borrowed"))
                .check(said -> Offloading.apply(said, pool()))
                .then((said, plan) -> plan.share(PoolTerms.class, new PoolTerms(said)));
    }

    private static Section<?, ?> memory() {
        return Section.ofProcess("offloading.memory", plan -> new Memory())
                .meaning(
                        "The bound of each cache's near tier, where `cache.near` gives it no other, and what happens when it"
                                + " or the heap gets full. A cache of its own bound gives less to one that matters less.")
                .option(Option.<Memory, Double>of(
                                "cache_percent",
                                Kind.DOUBLE,
                                (draft, percent) -> draft.near = Near.percentOfHeap(percent))
                        .byDefault("25")
                        .above(0)
                        .atMost(90)
                        .meaning("of the largest heap that this process may have, for each cache"))
                .option(Option.<Memory, Double>of(
                                "high_pressure_threshold", Kind.DOUBLE, (draft, level) -> draft.high = level)
                        .byDefault("0.8")
                        .above(0)
                        .range("above 0, at most `critical_pressure_threshold`")
                        .meaning("the level at which each check lets the ten oldest entries go"))
                .option(Option.<Memory, Double>of(
                                "critical_pressure_threshold", Kind.DOUBLE, (draft, level) -> draft.critical = level)
                        .byDefault("0.95")
                        .above(0)
                        .atMost(1)
                        .meaning("the level at which entries go at once, down to 15/16 of the high one"))
                .check(Memory::near)
                .forEachCache(OffloadingSections::addTo)
                .then((draft, plan) -> plan.share(Bound.class, new Bound(draft.near())));
    }

    private static void addTo(CachePlan plan) {
        plan.find(Bound.class).ifPresent(bound -> plan.share(Near.class, bound.near));
    }

    private static AdaptivePoolBuilder<Object> pool() {
        return AdaptivePool.builder("check", Object::new);
    }

    private static final class Flags {
        private Map<String, Boolean> lazyInit = Map.of();
    }

    /** For the caches' plans. */
    private record Bound(Near near) {}

    private static final class Memory {
        private Near near = Near.percentOfHeap(25);
        private double high = 0.80;
        private double critical = 0.95;

        Near near() {
            return near.pressure(Pressure.levels(high, critical, high * 15 / 16));
        }
    }
}
