package io.cachex.observability;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.cumulative.CumulativeCounter;
import io.micrometer.core.instrument.cumulative.CumulativeTimer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** A registry that counts the calls into it: of its counters and timers, and for a meter. */
final class CountingRegistry extends SimpleMeterRegistry {

    private final LongAdder calls = new LongAdder();

    CountingRegistry() {
        super(SimpleConfig.DEFAULT, Clock.SYSTEM);
        config().meterFilter(new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                calls.increment();
                return id;
            }
        });
    }

    long calls() {
        return calls.sum();
    }

    @Override
    protected Counter newCounter(Meter.Id id) {
        return new CumulativeCounter(id) {
            @Override
            public void increment(double amount) {
                calls.increment();
                super.increment(amount);
            }
        };
    }

    @Override
    protected Timer newTimer(
            Meter.Id id, DistributionStatisticConfig distributionStatisticConfig, PauseDetector pauseDetector) {
        return new CumulativeTimer(id, clock, distributionStatisticConfig, pauseDetector, TimeUnit.SECONDS, false) {
            @Override
            protected void recordNonNegative(long amount, TimeUnit unit) {
                calls.increment();
                super.recordNonNegative(amount, unit);
            }
        };
    }
}
