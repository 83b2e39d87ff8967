package io.cachex.resilience;

import io.cachex.Rules;
import io.cachex.spi.TimeSource;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The options of a breaker that looks at rates, and how they are said to Resilience4j. */
final class WindowRules {

    private static final int DEFAULT_MINIMUM = 20;
    private static final int UNSET = 0;

    private double failureRate = UNSET;
    private double slowCallRate = UNSET;
    private Duration slowerThan = Rules.LONGEST;
    private int calls = 100;
    private int seconds = UNSET;
    private int minimumCalls = UNSET;

    void failureRate(double share) {
        failureRate = Rules.share("failureRate", share);
    }

    void slowCallRate(double share, Duration limit) {
        slowCallRate = Rules.share("slowCallRate", share);
        slowerThan = Rules.positive("slowCallRate.slowerThan", limit);
    }

    void calls(int size) {
        Rules.between("window", size, 1, 1_000_000);
        calls = size;
        seconds = UNSET;
    }

    void duration(Duration size) {
        Rules.notNull("window", size);
        boolean whole = size.toNanosPart() == 0 && size.toSeconds() >= 1 && size.toSeconds() <= 3_600;
        Rules.require(whole, "window", size, "whole seconds, from 1 s to 1 h");
        seconds = (int) size.toSeconds();
    }

    void minimumCalls(int size) {
        minimumCalls = Rules.atLeast("minimumCalls", size, 1);
    }

    boolean isOn() {
        return failureRate != UNSET || slowCallRate != UNSET;
    }

    Supplier<Tally> tallies(TimeSource time) {
        CircuitBreakerConfig config = config(time);
        return () -> new FailureWindow(config);
    }

    @Override
    public String toString() {
        String size = seconds == UNSET ? Integer.toString(calls) : Spans.text(Duration.ofSeconds(seconds));
        String failures = failureRate == UNSET ? "" : percent(failureRate) + " of " + size;
        String slow =
                slowCallRate == UNSET ? "" : percent(slowCallRate) + " of " + size + " over " + Spans.text(slowerThan);
        return failures + (failures.isEmpty() || slow.isEmpty() ? "" : ", ") + slow;
    }

    /** Refuses what contradicts itself. */
    void check() {
        boolean fits = seconds != UNSET || minimumCalls <= calls;
        Rules.require(!isOn() || fits, "minimumCalls", minimumCalls, "at most the window's " + calls + " calls");
    }

    private CircuitBreakerConfig config(TimeSource time) {
        int wanted = minimumCalls == UNSET ? DEFAULT_MINIMUM : minimumCalls;
        return CircuitBreakerConfig.custom()
                .failureRateThreshold(failureRate == UNSET ? 100 : (float) (failureRate * 100))
                .slowCallRateThreshold(slowCallRate == UNSET ? 100 : (float) (slowCallRate * 100))
                .slowCallDurationThreshold(slowerThan)
                .slidingWindowType(seconds == UNSET ? SlidingWindowType.COUNT_BASED : SlidingWindowType.TIME_BASED)
                .slidingWindowSize(seconds == UNSET ? calls : seconds)
                .minimumNumberOfCalls(seconds == UNSET ? Math.min(wanted, calls) : wanted)
                .clock(new MonotonicClock(time))
                .currentTimestampFunction(clock -> time.nanos(), TimeUnit.NANOSECONDS)
                .build();
    }

    private static String percent(double share) {
        double percent = share * 100;
        return (percent == Math.rint(percent) ? Long.toString(Math.round(percent)) : Double.toString(percent)) + "%";
    }
}
