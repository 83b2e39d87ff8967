package io.cachex.profile;

import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads numbers, truths and texts; refuses with an {@link IllegalArgumentException}. */
final class ScalarText {

    private ScalarText() {}

    static String text(Object written) {
        if (written instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException();
    }

    static int intOf(Object written) {
        return Math.toIntExact(longOf(written));
    }

    static long longOf(Object written) {
        String text = text(written);
        if (!text.matches("[-+]?[0-9]{1,19}")) {
            throw new IllegalArgumentException();
        }
        return Long.parseLong(text);
    }

    static double doubleOf(Object written) {
        String text = text(written);
        if (!text.matches("[-+]?([0-9]{1,64}(\\.[0-9]{0,64})?|\\.[0-9]{1,64})([eE][-+]?[0-9]{1,3})?")) {
            throw new IllegalArgumentException();
        }
        double value = new BigDecimal(text).doubleValue();
        if (Double.isInfinite(value)) {
            throw new IllegalArgumentException();
        }
        return value;
    }

    static boolean truthOf(Object written) {
        String text = text(written);
        if (text.equals("true") || text.equals("false")) {
            return text.equals("true");
        }
        throw new IllegalArgumentException();
    }

    static String textOf(Object written) {
        String text = text(written);
        if (text.isBlank()) {
            throw new IllegalArgumentException();
        }
        return text;
    }

    static <V> V oneOf(Map<String, V> choices, Object written) {
        @Nullable V choice = choices.get(text(written));
        if (choice == null) {
            throw new IllegalArgumentException();
        }
        return choice;
    }
}
