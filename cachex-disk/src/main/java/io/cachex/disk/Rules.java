package io.cachex.disk;

import io.cachex.ConfigurationException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The ranges of a journal's options. A value outside is refused with its name, itself and the rule. */
final class Rules {

    private Rules() {}

    static long between(String name, long value, long least, long most) {
        require(value >= least && value <= most, name, value, "from " + least + " to " + most);
        return value;
    }

    static Duration between(String name, Duration value, Duration least, Duration most, String text) {
        notNull(name, value);
        require(value.compareTo(least) >= 0 && value.compareTo(most) <= 0, name, value, text);
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
