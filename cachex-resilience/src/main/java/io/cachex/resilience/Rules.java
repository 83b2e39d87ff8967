package io.cachex.resilience;

import io.cachex.ConfigurationException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The ranges of the policies' options. A value outside is refused with its name, itself and the rule. */
final class Rules {

    static final Duration LONGEST = Duration.ofDays(365);

    private Rules() {}

    static int atLeast(String name, int value, int least) {
        require(value >= least, name, value, "at least " + least);
        return value;
    }

    static double between(String name, double value, double least, double most) {
        require(value >= least && value <= most, name, value, "from " + least + " to " + most);
        return value;
    }

    /** A share of all calls: above 0 and at most 1. */
    static double share(String name, double value) {
        require(value > 0 && value <= 1, name, value, "above 0 and at most 1");
        return value;
    }

    static Duration positive(String name, Duration value) {
        return atLeast(name, value, Duration.ofNanos(1), "above zero and at most 365 days");
    }

    static Duration zeroOrMore(String name, Duration value) {
        return atLeast(name, value, Duration.ZERO, "zero or more and at most 365 days");
    }

    static Duration wholeMillis(String name, Duration value) {
        String text = "whole milliseconds, from 1 ms to 365 days";
        require(notNull(name, value).toNanosPart() % 1_000_000 == 0, name, value, text);
        return atLeast(name, value, Duration.ofMillis(1), text);
    }

    static <V> V notNull(String name, @Nullable V value) {
        if (value == null) {
            throw new ConfigurationException(name + " must not be null");
        }
        return value;
    }

    static void require(boolean rule, String name, Object value, String text) {
        if (!rule) {
            throw new ConfigurationException(name + " must be " + text + ": " + value);
        }
    }

    private static Duration atLeast(String name, Duration value, Duration least, String text) {
        notNull(name, value);
        require(value.compareTo(least) >= 0 && value.compareTo(LONGEST) <= 0, name, value, text);
        return value;
    }
}
