package io.cachex.examples.drill.view;

import io.cachex.examples.drill.nodes.Outcome;
import io.cachex.examples.drill.nodes.Schedule;
import io.cachex.examples.drill.nodes.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The texts around the figures of the second act, and the tables at its end. */
final class NodesSummary {

    private static final long WORTH_TELLING_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Style style;
    private final NodesTable table;

    NodesSummary(Style style) {
        this.style = style;
        this.table = new NodesTable(style);
    }

    /** What is about to be seen. */
    static List<String> introduction(Schedule schedule) {
        return List.of(
                "Second act: " + Schedule.NODES + " service nodes share one Redis, a real one, which then fails.",
                "One set of nodes has CacheX; the other has Caffeine + Lettuce + pub/sub, as it",
                "is written by hand. All nodes are caches in this one JVM; they share no object",
                "and no static, only the server.",
                String.format(
                        Locale.ROOT,
                        "For %d s each set gets %,d reads a second, while %d values a second change",
                        schedule.seconds(),
                        schedule.rate(),
                        Schedule.CHANGES),
                "in a database that never fails: database first, then a node tells the others.");
    }

    /** What the columns mean. */
    static List<String> legend(Schedule schedule) {
        return List.of(
                "a read takes: 99 of 100, and the slowest. Who waits reads nothing meanwhile.",
                "stale after ack: reads of an old value that began when telling the others of a",
                "newer one had been acknowledged; by how much, 99 of 100 reads and the worst.",
                "  CacheX promises at most " + bound(schedule) + " and 1 %, whatever happens.",
                "since commit: the same for every change, from when the database had it. If",
                "telling the others failed, nothing was acknowledged, and only this shows it.",
                "  CacheX promises: a node without Redis serves nothing loaded " + bound(schedule) + " before;",
                "  after the outage it reconnects (in about 1 s) and tells the others.",
                "loads: queries of the database.");
    }

    /** The result, phase by phase. */
    List<String> lines(Outcome outcome, Verdict verdict) {
        List<String> lines = new ArrayList<>();
        for (Outcome.OfFleet fleet : outcome.fleets()) {
            lines.addAll(table.heading(fleet.name()));
            for (Trouble trouble : Trouble.values()) {
                lines.add(table.row(
                        "  " + trouble, Objects.requireNonNull(fleet.phases().get(trouble))));
            }
            lines.add(table.row("  all", fleet.total()));
            lines.add("");
        }
        if (outcome.worstDelayNanos() > WORTH_TELLING_NANOS) {
            lines.add(style.warning("This machine was busy: changes were made up to "
                    + Cells.latency(outcome.worstDelayNanos()) + " late."));
        }
        verdict.sentences().forEach(line -> lines.add(verdict.passed() ? line : style.bad(line)));
        lines.add(style.strong(verdict.passed() ? style.good("PASSED") : style.bad("FAILED")));
        return lines;
    }

    /** The bound: {@code 2 s}, {@code 0.375 s}. */
    static String bound(Schedule schedule) {
        return seconds(schedule.bound().toMillis());
    }

    /** A moment of the act, or a length: {@code 4 s}, {@code 0.75 s}. */
    static String seconds(long millis) {
        String text = String.format(Locale.ROOT, "%.3f", millis / 1_000.0);
        return text.replaceFirst("\\.?0+$", "") + " s";
    }
}
