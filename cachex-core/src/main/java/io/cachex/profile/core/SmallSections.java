package io.cachex.profile.core;

import io.cachex.CacheBuilder;
import io.cachex.profile.Kind;
import io.cachex.profile.Option;
import io.cachex.profile.Section;
import java.time.Duration;

/** The sections of two options that one method of the builder takes. */
final class SmallSections {

    private SmallSections() {}

    static Section<?, ?> namespace() {
        return Section.ofCache("namespace", plan -> new Two<>("cachex", "default", plan.builder()::namespace))
                .meaning(
                        "What stands before every key in the store and on the bus: `app:env:cache:`. Caches with another"
                                + " one never see each other's entries.")
                .option(Option.<Two<String>, String>of("app", Kind.TEXT, Two::first)
                        .byDefault("cachex")
                        .range("1 to 64 characters of `A-Z a-z 0-9 . _ -`")
                        .meaning("the application"))
                .option(Option.<Two<String>, String>of("env", Kind.TEXT, Two::second)
                        .byDefault("default")
                        .range("1 to 64 characters of `A-Z a-z 0-9 . _ -`")
                        .meaning("the environment"))
                .check(Two::tell)
                .then((draft, plan) -> draft.tell());
    }

    static Section<?, ?> maximumLoads() {
        return Section.ofCache("maximum_loads", plan -> new Two<>(64, 1_024, plan.builder()::maximumLoads))
                .meaning("How many loads there may be at once; the rest is refused, which old values may cover.")
                .option(Option.<Two<Integer>, Integer>of("running", Kind.INT, Two::first)
                        .byDefault("64")
                        .atLeast(1)
                        .atMost(100_000)
                        .meaning("how many run"))
                .option(Option.<Two<Integer>, Integer>of("waiting", Kind.INT, Two::second)
                        .byDefault("1024")
                        .atLeast(0)
                        .atMost(1_000_000)
                        .meaning("how many more wait"))
                .check(Two::tell)
                .then((draft, plan) -> draft.tell());
    }

    static Section<?, ?> failureBackoff() {
        return Section.ofCache("failure_backoff", plan -> {
                    Duration min = Duration.ofSeconds(1);
                    return new Two<>(min, Duration.ofSeconds(30), plan.builder()::failureBackoff);
                })
                .meaning(
                        "How long a key whose load failed, and that has an old value, is left alone: between half and the"
                                + " whole of `min`, doubled at each failure up to `max`.")
                .option(Option.<Two<Duration>, Duration>of("min", Kind.DURATION, Two::first)
                        .byDefault("1s")
                        .range("above 0, at most `max`")
                        .meaning("after the first failure"))
                .option(Option.<Two<Duration>, Duration>of("max", Kind.DURATION, Two::second)
                        .byDefault("30s")
                        .range("above 0, at most 1 day")
                        .meaning("at most"))
                .check(Two::tell)
                .then((draft, plan) -> draft.tell());
    }

    /** What takes two values. */
    private interface Setter<V> {
        CacheBuilder<?> set(V first, V second);
    }

    /** Two values, which are told together. */
    private static final class Two<V> {
        private V first;
        private V second;
        private final Setter<V> setter;

        Two(V first, V second, Setter<V> setter) {
            this.first = first;
            this.second = second;
            this.setter = setter;
        }

        void first(V value) {
            first = value;
        }

        void second(V value) {
            second = value;
        }

        void tell() {
            setter.set(first, second);
        }
    }
}
