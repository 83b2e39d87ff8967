package io.cachex.resilience.service;

import io.cachex.ConfigurationException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The ranges of options. A value outside is refused with its name, itself and the rule. */
final class Rules {

    private static final Duration LONGEST = Duration.ofDays(1);

    private Rules() {}

    static Duration positive(String name, Duration value) {
        notNull(name, value);
        require(
                value.compareTo(Duration.ZERO) > 0 && value.compareTo(LONGEST) <= 0,
                name,
                value,
                "above zero and at most 1 day");
        return value;
    }

    static int between(String name, int value, int least, int most) {
        require(value >= least && value <= most, name, value, "from " + least + " to " + most);
        return value;
    }

    static String name(String value) {
        require(!notNull("name", value).isBlank(), "name", "'" + value + "'", "not blank");
        return value;
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
}
