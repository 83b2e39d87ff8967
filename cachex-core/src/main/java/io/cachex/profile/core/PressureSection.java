package io.cachex.profile.core;

import io.cachex.Pressure;
import io.cachex.Rules;
import io.cachex.profile.Kind;
import io.cachex.profile.Option;
import io.cachex.profile.Section;
import io.cachex.spi.HeapGauge;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** {@code cache.near.pressure}: what happens when the near tier, or the heap, gets full. */
final class PressureSection {

    private PressureSection() {}

    static Section<?, ?> section() {
        return Section.ofCache("near.pressure", plan -> new Draft())
                .meaning("What happens when the near tier, or the heap, gets full. On where bytes are bounded.")
                .option(Option.<Draft, Boolean>of("enabled", Kind.BOOLEAN, (draft, isOn) -> draft.isOn = isOn)
                        .byDefault("true")
                        .meaning("`false`: nothing happens until there is no room left"))
                .option(Option.<Draft, Double>of("high", Kind.DOUBLE, (draft, level) -> draft.high = level)
                        .byDefault("0.8")
                        .above(0)
                        .range("above 0, at most `critical`")
                        .meaning("the level at which each check lets the `oldest` entries go"))
                .option(Option.<Draft, Double>of("critical", Kind.DOUBLE, (draft, level) -> draft.critical = level)
                        .byDefault("0.95")
                        .above(0)
                        .atMost(1)
                        .meaning("the level at which entries go at once until the `target` is reached"))
                .option(Option.<Draft, Double>of("target", Kind.DOUBLE, (draft, level) -> draft.target = level)
                        .otherwise("15/16 of `high`: 0.75")
                        .above(0)
                        .range("above 0, below `high`")
                        .meaning("the level after a critical one"))
                .option(Option.<Draft, Integer>of("oldest", Kind.INT, (draft, entries) -> draft.oldest = entries)
                        .byDefault("10")
                        .atLeast(1)
                        .atMost(1_000_000)
                        .meaning("how many entries go at each check while the level is high"))
                .option(Option.<Draft, Duration>of(
                                "checked_every", Kind.DURATION, (draft, every) -> draft.checkedEvery = every)
                        .byDefault("1s")
                        .range("above 0, at most 1 day")
                        .meaning("how often the levels are looked at"))
                .option(Option.<Draft, Boolean>of("heap", Kind.BOOLEAN, (draft, isOn) -> draft.heap = isOn)
                        .byDefault("true")
                        .meaning("looks at this process's heap as well"))
                .check(Draft::pressure)
                .then((draft, plan) -> plan.share(Pressure.class, draft.pressure()));
    }

    private static final class Draft {
        private boolean isOn = true;
        private @Nullable Double high;
        private @Nullable Double critical;
        private @Nullable Double target;
        private @Nullable Integer oldest;
        private @Nullable Duration checkedEvery;
        private @Nullable Boolean heap;

        Pressure pressure() {
            if (!isOn) {
                boolean isAlone = high == null
                        && critical == null
                        && target == null
                        && oldest == null
                        && checkedEvery == null
                        && heap == null;
                Rules.require(isAlone, "pressure.enabled", false, "true where something else is said of it");
                return Pressure.off();
            }
            Pressure pressure = levels(high, critical, target);
            pressure = oldest == null ? pressure : pressure.oldest(oldest);
            pressure = checkedEvery == null ? pressure : pressure.checkedEvery(checkedEvery);
            return heap == null || heap ? pressure : pressure.heap(HeapGauge.none());
        }
    }

    static Pressure levels(@Nullable Double high, @Nullable Double critical, @Nullable Double target) {
        double highOrUsual = high == null ? 0.80 : high;
        return Pressure.levels(
                highOrUsual, critical == null ? 0.95 : critical, target == null ? highOrUsual * 15 / 16 : target);
    }
}
