package io.cachex.profile.core;

import io.cachex.Refresh;
import io.cachex.Rules;
import io.cachex.profile.Kind;
import io.cachex.profile.Option;
import io.cachex.profile.Section;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** {@code cache.refresh}: loading before the end. */
final class RefreshSection {

    private RefreshSection() {}

    static Section<?, ?> section() {
        return Section.ofCache("refresh", plan -> new Draft())
                .meaning("When values are loaded anew before they expire. Wants a loader.")
                .option(Option.<Draft, Mode>of("mode", Kind.of(Mode.class), (draft, mode) -> draft.mode = mode)
                        .byDefault("ahead")
                        .meaning("on access: once a `fraction` of its time is over, by chance, or `off`"))
                .option(Option.<Draft, Double>of("fraction", Kind.DOUBLE, Draft::fraction)
                        .byDefault("0.8")
                        .atLeast(0)
                        .atMost(1)
                        .meaning("of the time to live; with `ahead`"))
                .option(Option.<Draft, Double>of("beta", Kind.DOUBLE, Draft::beta)
                        .byDefault("1.0")
                        .above(0)
                        .atMost(100)
                        .meaning("more than 1 refreshes earlier; with `probabilistic`"))
                .option(Option.<Draft, Boolean>of("scheduled", Kind.BOOLEAN, (draft, isOn) -> draft.scheduled = isOn)
                        .byDefault("false")
                        .meaning("also refreshes hot keys that nobody happens to read before they expire"))
                .option(Option.<Draft, Duration>of("scan_every", Kind.DURATION, Draft::scanEvery)
                        .byDefault("30s")
                        .range("10 ms to 1 day")
                        .meaning("how often the hottest tenth of the near tier is looked through; with `scheduled`"))
                .option(Option.<Draft, Integer>of("concurrency", Kind.INT, Draft::concurrency)
                        .byDefault("10")
                        .atLeast(1)
                        .atMost(1_000)
                        .meaning("how many of these refreshes run at once; with `scheduled`"))
                .check(Draft::refresh)
                .then((draft, plan) -> plan.builder().refresh(draft.refresh()));
    }

    private enum Mode {
        OFF,
        AHEAD,
        PROBABILISTIC
    }

    private static final class Draft {
        private Mode mode = Mode.AHEAD;
        private @Nullable Double fraction;
        private @Nullable Double beta;
        private boolean scheduled;
        private @Nullable Duration scanEvery;
        private @Nullable Integer concurrency;

        void fraction(double value) {
            Refresh unused = Refresh.ahead(value);
            fraction = value;
        }

        void beta(double value) {
            Refresh unused = Refresh.probabilistic(value);
            beta = value;
        }

        void scanEvery(Duration value) {
            Refresh unused = Refresh.off().scheduled(value, 1);
            scanEvery = value;
        }

        void concurrency(int value) {
            Refresh unused = Refresh.off().scheduled(Duration.ofSeconds(30), value);
            concurrency = value;
        }

        Refresh refresh() {
            requireUsed("refresh.fraction", fraction, mode == Mode.AHEAD, "mode is ahead");
            requireUsed("refresh.beta", beta, mode == Mode.PROBABILISTIC, "mode is probabilistic");
            requireUsed("refresh.scanEvery", scanEvery, scheduled, "scheduled is true");
            requireUsed("refresh.concurrency", concurrency, scheduled, "scheduled is true");
            Refresh onAccess = switch (mode) {
                case OFF -> Refresh.off();
                case AHEAD -> fraction == null ? Refresh.ahead() : Refresh.ahead(fraction);
                case PROBABILISTIC -> beta == null ? Refresh.probabilistic() : Refresh.probabilistic(beta);
            };
            Duration every = scanEvery == null ? Duration.ofSeconds(30) : scanEvery;
            return scheduled ? onAccess.scheduled(every, concurrency == null ? 10 : concurrency) : onAccess;
        }

        /** Nothing that is said is ignored. */
        private static void requireUsed(String option, @Nullable Object value, boolean isUsed, String when) {
            Rules.require(value == null || isUsed, option, String.valueOf(value), "left out unless " + when);
        }
    }
}
