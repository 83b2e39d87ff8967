package io.cachex.benchmarks;

import java.util.Locale;

/**
 * A number of the requirements' section P that a measurement keeps or breaks.
 *
 * @param name what is measured, and beside what
 * @param isLeast whether the limit is the least, else it is the most
 */
public record Promise(String name, boolean isLeast, double limit) {

    /** What comes before the {@linkplain #line lines}. */
    public static final String HEAD = "\n### Goals\n\n| goal | limit | measured | |\n|---|---|---|---|\n";

    /** So much at most. */
    public static Promise atMost(double limit, String name) {
        return new Promise(name, false, limit);
    }

    /** So much at least. */
    public static Promise atLeast(double limit, String name) {
        return new Promise(name, true, limit);
    }

    /** A line of a table in Markdown: the promise, what was measured, and whether it is kept. */
    public String line(double measured) {
        return String.format(
                Locale.ROOT,
                "| %s | %s %s | %.2f | %s |%n",
                name,
                isLeast ? "≥" : "≤",
                number(limit),
                measured,
                isKept(measured) ? "kept" : "**missed**");
    }

    /** Not to be pedantic about what nobody measures that well, it is two decimals that count. */
    private boolean isKept(double measured) {
        double rounded = Math.rint(measured * 100) / 100;
        return isLeast ? rounded >= limit : rounded <= limit;
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
