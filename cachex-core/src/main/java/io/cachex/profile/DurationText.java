package io.cachex.profile;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads durations: a number with a unit, or ISO-8601; refuses with an {@link IllegalArgumentException}. */
final class DurationText {

    private static final String SHORT = "([0-9]{1,15})(ms|s|m|h|d)";
    private static final String ISO =
            "P(?=.)([0-9]{1,15}D)?(T(?=.)([0-9]{1,15}H)?([0-9]{1,15}M)?([0-9]{1,15}(\\.[0-9]{1,9})?S)?)?";

    /** For the schema. */
    static final String PATTERN = "^(" + SHORT + "|" + ISO + ")$";

    private static final Pattern SHORT_PATTERN = Pattern.compile(SHORT);
    private static final Pattern ISO_PATTERN = Pattern.compile(ISO);

    private DurationText() {}

    static Duration parse(Object written) {
        String text = ScalarText.text(written);
        Matcher matcher = SHORT_PATTERN.matcher(text);
        if (matcher.matches()) {
            return of(Long.parseLong(matcher.group(1)), matcher.group(2));
        }
        if (!ISO_PATTERN.matcher(text).matches()) {
            throw new IllegalArgumentException();
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) { // "P", "PT"
            throw new IllegalArgumentException(e);
        }
    }

    private static Duration of(long number, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
