package io.cachex.examples.drill.view;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Figures as text of at most six characters. */
final class Cells {

    private Cells() {}

    /** A count: {@code 1,234}, {@code 123k}, {@code 12.3M}. */
    static String count(long count) {
        if (count < 100_000) {
            return String.format(Locale.ROOT, "%,d", count);
        }
        return count < 1_000_000 ? count / 1_000 + "k" : String.format(Locale.ROOT, "%.1fM", count / 1e6);
    }

    /** A share between 0 and 1: {@code 98.1%}; {@code -} for NaN, a share of nothing. */
    static String percent(double share) {
        if (Double.isNaN(share)) {
            return "-";
        }
        // Rounded down: 100% says that not one is missing.
        return share == 1 ? "100%" : String.format(Locale.ROOT, "%.1f%%", Math.floor(share * 1_000) / 10);
    }

    /** A latency: {@code 0.05ms}, {@code 5.2ms}, {@code 305ms}, {@code 2.00s}. */
    static String latency(long nanos) {
        double millis = (double) nanos / TimeUnit.MILLISECONDS.toNanos(1);
        if (millis < 1) {
            return String.format(Locale.ROOT, "%.2fms", millis);
        }
        if (millis < 1_000) {
            return String.format(Locale.ROOT, millis < 10 ? "%.1fms" : "%.0fms", millis);
        }
        return String.format(Locale.ROOT, millis < 100_000 ? "%.2fs" : "%.0fs", millis / 1_000);
    }
}
