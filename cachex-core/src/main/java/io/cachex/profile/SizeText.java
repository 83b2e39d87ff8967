package io.cachex.profile;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads sizes in bytes; refuses with an {@link IllegalArgumentException}. */
final class SizeText {

    private static final Pattern PATTERN = Pattern.compile("([0-9]{1,18})(B|KB|MB|GB)?");

    private SizeText() {}

    static long parse(Object written) {
        Matcher matcher = PATTERN.matcher(ScalarText.text(written));
        if (!matcher.matches()) {
            throw new IllegalArgumentException();
        }
        String unit = matcher.group(2) == null ? "B" : matcher.group(2);
        long factor = switch (unit) {
            case "KB" -> 1L << 10;
            case "MB" -> 1L << 20;
            case "GB" -> 1L << 30;
            default -> 1;
        };
        return Math.multiplyExact(Long.parseLong(matcher.group(1)), factor);
    }

    static Map<String, Object> schema() {
        return Map.of("type", List.of("integer", "string"), "minimum", 0, "pattern", "^" + PATTERN + "$");
    }
}
