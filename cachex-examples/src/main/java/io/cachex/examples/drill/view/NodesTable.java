package io.cachex.examples.drill.view;

import io.cachex.examples.drill.nodes.Ages;
import io.cachex.examples.drill.nodes.Counts;
import java.util.List;
import java.util.Locale;

/** One line of figures of the second act under a heading of two, 79 characters wide. */
final class NodesTable {

    static final int WIDTH = 79;

    private static final int LABEL = 8;

    private final Style style;

    NodesTable(Style style) {
        this.style = style;
    }

    /** The heading; {@code label} stands over the names. */
    List<String> heading(String label) {
        return List.of(
                style.faint(
                        String.format(Locale.ROOT, "%37s%21s%14s", "a read takes", "stale after ack", "since commit")),
                style.faint(line(
                        label, "reads/s", "errors", "p99", "max", "reads", "p99", "max", "reads", "max", "loads")));
    }

    /** The figures of one fleet. What CacheX promises not to do stands out. */
    String row(String label, Counts counts) {
        String row = line(
                label,
                Cells.count(counts.readsPerSecond()),
                Cells.count(counts.errors()),
                latency(counts, Math.min(counts.times().percentile(99), counts.slowest())),
                latency(counts, counts.slowest()),
                Cells.count(counts.acknowledged().old()),
                age(percentile99(counts.acknowledged())),
                age(counts.acknowledged().worst()),
                Cells.count(counts.committed().old()),
                age(counts.committed().worst()),
                Cells.count(counts.loads()));
        return isBroken(counts) ? style.bad(row) : row;
    }

    /** Whether a read failed, or saw what is older than the bound allows. */
    static boolean isBroken(Counts counts) {
        return counts.errors() > 0
                || counts.acknowledged().beyond() > 0
                || counts.apart().beyond() > 0;
    }

    /** The age that 99 of 100 reads did not exceed, in nanoseconds. */
    private static long percentile99(Ages ages) {
        return Math.min(ages.all().percentile(99), ages.worst()); // buckets round up
    }

    private static String latency(Counts counts, long nanos) {
        return counts.reads() == 0 ? "-" : Cells.latency(nanos);
    }

    /** Nothing was old: a dash, which cannot be taken for a short time. */
    private static String age(long nanos) {
        return nanos == 0 ? "-" : Cells.latency(nanos);
    }

    private static String line(String label, String... cells) {
        int[] widths = {8, 7, 7, 7, 7, 7, 7, 7, 7, 7};
        StringBuilder line = new StringBuilder(WIDTH).append(label);
        int end = LABEL;
        for (int i = 0; i < cells.length; i++) {
            end += widths[i];
            line.append(" ".repeat(Math.max(1, end - line.length() - cells[i].length())));
            line.append(cells[i]);
        }
        return line.toString();
    }
}
