package io.cachex.config;

import io.cachex.CacheBuilder;
import io.cachex.ConfigurationException;
import io.cachex.profile.CachePlan;
import io.cachex.profile.Kind;
import io.cachex.profile.Option;
import io.cachex.profile.Plan;
import io.cachex.profile.PolicyPlace;
import io.cachex.profile.Section;
import io.cachex.profile.SectionBuilder;
import io.cachex.profile.SectionProvider;
import io.cachex.resilience.Retry;
import io.cachex.resilience.RetryBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** Sections for tests, and what was made of them. */
final class TestSections implements SectionProvider {

    /** What the sections did, in order. */
    final List<String> log = Collections.synchronizedList(new ArrayList<>());

    /** The drafts that were applied, by cache or {@code process}; the latest of each. */
    final Map<String, Wheel> wheels = Collections.synchronizedMap(new LinkedHashMap<>());

    /** The cache whose wheel does not want to be changed. */
    volatile String refusing = "";

    @Override
    public List<Section<?, ?>> sections() {
        return List.of(cache(), retry(), wheel(), late(), hub(), spoke(), redis());
    }

    private static Section<?, ?> cache() {
        return Section.ofCache("", CachePlan::builder)
                .meaning("What a cache keeps.")
                .option(TestSections.<CacheBuilder<?>, java.time.Duration>option(
                                "ttl", Kind.DURATION, (builder, ttl) -> builder.ttl(ttl))
                        .byDefault("5m"))
                .option(TestSections.<CacheBuilder<?>, java.time.Duration>option(
                                "timeout", Kind.DURATION, (builder, timeout) -> builder.timeout(timeout))
                        .byDefault("5s"))
                .option(TestSections.<CacheBuilder<?>, java.time.Duration>option(
                                "soft_timeout", Kind.DURATION, (builder, timeout) -> builder.softTimeout(timeout))
                        .otherwise("off"))
                .then((builder, plan) -> {});
    }

    private static Section<?, ?> retry() {
        return Section.ofCache("retry", plan -> Retry.builder().timeSource(plan.time()))
                .meaning("Repeats calls that failed.")
                .option(option("max_retries", Kind.INT, RetryBuilder::maxRetries)
                        .byDefault("3")
                        .atLeast(0))
                .option(option("initial_delay", Kind.DURATION, RetryBuilder::initialDelay)
                        .byDefault("100ms"))
                .option(option("max_delay", Kind.DURATION, RetryBuilder::maxDelay)
                        .byDefault("1s"))
                .check(RetryBuilder::build)
                .then((draft, plan) -> plan.storePolicy(PolicyPlace.RETRY, draft.build()));
    }

    /** An option of each kind; half of them can be changed. */
    private Section<?, ?> wheel() {
        return Section.ofCache("wheel", plan -> new Wheel())
                .meaning("An option of each kind.")
                .option(option("size", Kind.INT, Wheel::size)
                        .byDefault("10")
                        .atLeast(1)
                        .atMost(100)
                        .changeable())
                .option(option("limit", Kind.LONG, Wheel::limit).byDefault("0").atLeast(0))
                .option(option("share", Kind.DOUBLE, Wheel::share)
                        .byDefault("0.5")
                        .above(0)
                        .atMost(1)
                        .changeable())
                .option(option("on", Kind.BOOLEAN, set("on")).byDefault("true"))
                .option(option("every", Kind.DURATION, Wheel::every)
                        .byDefault("30s")
                        .changeable())
                .option(option("bytes", Kind.SIZE, set("bytes")).byDefault("64MB"))
                .option(option("text", Kind.TEXT, Wheel::text).otherwise("none"))
                .option(option("unit", Kind.of(TimeUnit.class), set("unit")).byDefault("seconds"))
                .option(option("names", Kind.TEXTS, set("names")).otherwise("none"))
                .option(option("flags", Kind.FLAGS, set("flags")).otherwise("none"))
                .option(option("low", Kind.DOUBLE, Wheel::low).byDefault("0").changeable())
                .option(option("high", Kind.DOUBLE, Wheel::high).byDefault("1"))
                .check(Wheel::check)
                .thenChanging((draft, plan) -> {
                    wheels.put(plan.cache(), draft);
                    log.add("wheel of " + plan.cache() + " " + draft);
                    return later -> {
                        if (plan.cache().equals(refusing)) {
                            throw new ConfigurationException("not now");
                        }
                        wheels.put(plan.cache(), later);
                        log.add("changed wheel of " + plan.cache() + " " + later);
                    };
                });
    }

    private Section<?, ?> late() {
        return Section.ofCache("a_late_one", plan -> new Wheel())
                .option(option("size", Kind.INT, Wheel::size))
                .after("cache.wheel")
                .always()
                .then((draft, plan) -> log.add("late " + plan.cache() + " " + draft));
    }

    /** Of the process: shares something that is closed. */
    private Section<?, ?> hub() {
        return Section.ofProcess("hub", plan -> new Wheel())
                .meaning("Shared by all caches.")
                .option(option("size", Kind.INT, Wheel::size).byDefault("10").changeable())
                .after("spoke")
                .thenChanging((draft, plan) -> {
                    log.add("hub " + draft + " " + plan.find(String.class).orElse("alone"));
                    plan.share(Hub.class, () -> log.add("hub closed"));
                    wheels.put("process", draft);
                    return later -> wheels.put("process", later);
                });
    }

    private Section<?, ?> spoke() {
        return with(Section.ofProcess("spoke", plan -> new Wheel()))
                .forEachCache(plan -> log.add("spoke of " + plan.cache()))
                .then((draft, plan) -> plan.share(String.class, "with spoke"));
    }

    private static SectionBuilder<Wheel, Plan> with(SectionBuilder<Wheel, Plan> builder) {
        return builder.option(option("size", Kind.INT, Wheel::size));
    }

    private Section<?, ?> redis() {
        return Section.ofProcess("redis", plan -> new Wheel())
                .option(option("uri", Kind.ADDRESS, Wheel::text).byDefault("redis://localhost:6379"))
                .option(option("password", Kind.SECRET, Wheel::text).otherwise("none"))
                .then((draft, plan) -> wheels.put("redis", draft));
    }

    private static <D, V> Option<D, V> option(String name, Kind<V> kind, BiConsumer<D, V> setter) {
        return Option.of(name, kind, setter).meaning("the " + name);
    }

    private static <V> BiConsumer<Wheel, V> set(String name) {
        return (wheel, value) -> wheel.other(name, value);
    }

    /** Something that is closed with the document. */
    interface Hub extends AutoCloseable {}
}
