package io.cachex;

import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks of settings, one way for all modules and for what you plug in: a value outside its range is refused with a
 * {@link ConfigurationException} that tells the setting's name, the rule and the value, such as {@code maxRetries must be at
 * least 0: -1}. What is right is given back, so that a check can stand in an assignment.
 *
 * <p>All methods throw a {@link ConfigurationException}, also where a duration is null. Safe for many threads.
 */
public final class Rules {

    /** The longest that anything is kept: 365 days. */
    public static final Duration LONGEST = Duration.ofDays(365);

    static final Duration LONGEST_TIMEOUT = Duration.ofDays(1);
    private static final int LONGEST_NAME = 64;
    private static final int MOST_TAGS = 64;

    private static final KeyRules TAG_RULES = new KeyRules(KeyRules.DEFAULT_MAX_KEY_BYTES, false);

    private Rules() {}

    /** Above zero and at most 365 days. */
    public static Duration positive(String name, Duration value) {
        return between(name, value, Duration.ofNanos(1), LONGEST, "above zero and at most 365 days");
    }

    /** Zero or more and at most 365 days. */
    public static Duration zeroOrMore(String name, Duration value) {
        return between(name, value, Duration.ZERO, LONGEST, "zero or more and at most 365 days");
    }

    /** Whole milliseconds, from 1 ms to 365 days. */
    public static Duration wholeMillis(String name, Duration value) {
        String text = "whole milliseconds, from 1 ms to 365 days";
        require(notNull(name, value).toNanosPart() % 1_000_000 == 0, name, value, text);
        return between(name, value, Duration.ofMillis(1), LONGEST, text);
    }

    /** Above zero and at most 1 day: what somebody may wait for. */
    public static Duration timeout(String name, Duration value) {
        return between(name, value, Duration.ofNanos(1), LONGEST_TIMEOUT, "above zero and at most 1 day");
    }

    /** Zero or more and at most 1 day. */
    public static Duration window(String name, Duration value) {
        return between(name, value, Duration.ZERO, LONGEST_TIMEOUT, "zero or more and at most 1 day");
    }

    /** A part of something: from 0 to 1. */
    public static double fraction(String name, double value) {
        require(value >= 0 && value <= 1, name, value, "from 0 to 1");
        return value;
    }

    /** A part of something that is not nothing: above 0 and at most 1. */
    public static double share(String name, double value) {
        require(value > 0 && value <= 1, name, value, "above 0 and at most 1");
        return value;
    }

    /** A number with a least value. */
    public static int atLeast(String name, int value, int least) {
        return (int) atLeast(name, (long) value, least);
    }

    /** A number with a least value. */
    public static long atLeast(String name, long value, long least) {
        require(value >= least, name, value, "at least " + least);
        return value;
    }

    /** A number from a least to a greatest value. */
    public static int between(String name, int value, int least, int most) {
        return (int) between(name, (long) value, least, most);
    }

    /** A number from a least to a greatest value. */
    public static long between(String name, long value, long least, long most) {
        require(value >= least && value <= most, name, value, "from " + least + " to " + most);
        return value;
    }

    /** A number from a least to a greatest value; never NaN. */
    public static double between(String name, double value, double least, double most) {
        require(value >= least && value <= most, name, value, "from " + least + " to " + most);
        return value;
    }

    /**
     * A duration from a least to a greatest value.
     *
     * @param rule the range in words
     */
    public static Duration between(String name, Duration value, Duration least, Duration most, String rule) {
        notNull(name, value);
        require(value.compareTo(least) >= 0 && value.compareTo(most) <= 0, name, value, rule);
        return value;
    }

    /**
     * Something to call a part by, in logs and metrics: from 1 to 64 characters, not blank, without control characters.
     *
     * @param option the setting's name
     */
    public static String name(String option, String value) {
        notNull(option, value);
        require(
                !value.isBlank()
                        && value.length() <= LONGEST_NAME
                        && value.chars().noneMatch(Character::isISOControl),
                option,
                "'" + value + "'",
                "from 1 to 64 characters, not blank, without control characters");
        return value;
    }

    /** Not null. */
    public static <V> V notNull(String name, @Nullable V value) {
        if (value == null) {
            throw new ConfigurationException(name + " must not be null");
        }
        return value;
    }

    /**
     * Whatever else there is to be said of a setting.
     *
     * @param isKept whether the value keeps the rule
     * @param rule what the value must be, in words
     */
    public static void require(boolean isKept, String name, Object value, String rule) {
        if (!isKept) {
            throw new ConfigurationException(name + " must be " + rule + ": " + value);
        }
    }

    static Set<String> tags(Collection<String> tags) {
        require(tags.size() <= MOST_TAGS, "tags", tags.size() + " tags", "at most " + MOST_TAGS);
        for (String tag : tags) {
            TAG_RULES.check(tag);
        }
        return Set.copyOf(tags);
    }
}
