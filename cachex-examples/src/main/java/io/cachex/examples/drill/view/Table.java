package io.cachex.examples.drill.view;

import io.cachex.examples.drill.replay.Figures;

/** One line of figures under one heading, 79 characters wide. */
final class Table {

    static final int WIDTH = 79;

    private static final int LABEL = 12;

    private final Style style;

    Table(Style style) {
        this.style = style;
    }

    /** The heading; {@code label} stands over the names. */
    String heading(String label) {
        return style.faint(
                line(label, "requests", "errors", "warm", "hits", "stale", "p50", "p99", "loads", "breaker"));
    }

    /** The figures of one cache. A failed warm key is what the drill is about, and stands out. */
    String row(String label, Figures figures) {
        String row = line(
                label,
                Cells.count(figures.requests()),
                Cells.count(figures.errors()),
                Cells.count(figures.warmErrors()),
                Cells.percent(figures.stats().hitRatio()),
                Cells.count(figures.stats().staleServes()),
                figures.requests() == 0
                        ? "-"
                        : Cells.latency(figures.latencies().percentile(50)),
                figures.requests() == 0
                        ? "-"
                        : Cells.latency(figures.latencies().percentile(99)),
                Cells.count(figures.stats().loads()),
                figures.stats().breaker());
        return figures.warmErrors() > 0 ? style.bad(row) : row;
    }

    private static String line(String label, String... cells) {
        int[] widths = {9, 7, 7, 6, 7, 7, 7, 7, 10};
        StringBuilder line = new StringBuilder(WIDTH).append(label);
        int end = LABEL;
        for (int i = 0; i < cells.length; i++) {
            end += widths[i];
            // A label that is too long takes from the room of the next cell.
            line.append(" ".repeat(Math.max(1, end - line.length() - cells[i].length())));
            line.append(cells[i]);
        }
        return line.toString();
    }
}
