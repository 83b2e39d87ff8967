package io.cachex;

import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The ranges of settings and options. A value outside is refused with its name, itself and the rule. */
final class Rules {

    static final Duration LONGEST_TTL = Duration.ofDays(365);
    static final Duration LONGEST_TIMEOUT = Duration.ofDays(1);
    static final int MOST_TAGS = 64;

    private static final KeyRules TAG_RULES = new KeyRules(KeyRules.DEFAULT_MAX_KEY_BYTES, false);

    private Rules() {}

    static Duration ttl(String name, Duration value) {
        return between(name, value, Duration.ofNanos(1), LONGEST_TTL, "above zero and at most 365 days");
    }

    static Duration zeroOrMore(String name, Duration value) {
        return between(name, value, Duration.ZERO, LONGEST_TTL, "zero or more and at most 365 days");
    }

    static Duration timeout(String name, Duration value) {
        return between(name, value, Duration.ofNanos(1), LONGEST_TIMEOUT, "above zero and at most 1 day");
    }

    static Duration window(String name, Duration value) {
        return between(name, value, Duration.ZERO, LONGEST_TIMEOUT, "zero or more and at most 1 day");
    }

    static double fraction(String name, double value) {
        require(value >= 0 && value <= 1, name, value, "from 0 to 1");
        return value;
    }

    static long atLeast(String name, long value, long least) {
        require(value >= least, name, value, "at least " + least);
        return value;
    }

    static int between(String name, int value, int least, int most) {
        require(value >= least && value <= most, name, value, "from " + least + " to " + most);
        return value;
    }

    static Set<String> tags(Collection<String> tags) {
        require(tags.size() <= MOST_TAGS, "tags", tags.size() + " tags", "at most " + MOST_TAGS);
        for (String tag : tags) {
            TAG_RULES.check(tag);
        }
        return Set.copyOf(tags);
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

    private static Duration between(String name, Duration value, Duration least, Duration most, String text) {
        notNull(name, value);
        require(value.compareTo(least) >= 0 && value.compareTo(most) <= 0, name, value, text);
        return value;
    }
}
