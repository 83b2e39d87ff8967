package io.cachex.examples.drill.view;

import io.cachex.examples.drill.replay.Phase;
import io.cachex.examples.drill.replay.Reading;
import io.cachex.examples.drill.replay.Timetable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The texts around the figures, and the tables at the end. */
final class Summary {

    private static final long WORTH_TELLING_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Style style;
    private final Table table;

    Summary(Style style) {
        this.style = style;
        this.table = new Table(style);
    }

    /** What is about to be seen. */
    static List<String> introduction(Timetable timetable) {
        return List.of(
                "CacheX drill: the page requests of a real shop, sent to each cache at once,",
                String.format(
                        Locale.ROOT,
                        "%,d a second for %d s. Entries are fresh for %s s; then the origin fails.",
                        timetable.rate(),
                        timetable.seconds(),
                        timetable.ttl().toMillis() / 1_000.0));
    }

    /** What the columns mean. */
    static List<String> legend() {
        return List.of(
                "warm: errors on keys that this cache had served before, so it had an answer;",
                "hits: answered with what the cache had; stale: those of them past their TTL;",
                "p50, p99: time since the request was due, failed ones too; loads: origin calls");
    }

    /** The result, phase by phase. */
    List<String> lines(Reading last, Verdict verdict) {
        List<String> lines = new ArrayList<>();
        for (Reading.OfLane lane : last.lanes()) {
            lines.add(table.heading(lane.name()));
            for (Phase phase : Phase.values()) {
                lines.add(table.row(
                        "  " + phase, Objects.requireNonNull(lane.phases().get(phase))));
            }
            lines.add(table.row("  all", lane.total()));
            lines.add("");
        }
        if (last.worstDelayNanos() > WORTH_TELLING_NANOS) {
            lines.add(style.warning("This machine was busy: requests were sent up to "
                    + Cells.latency(last.worstDelayNanos())
                    + " late, which counts as latency."));
        }
        verdict.sentences().forEach(line -> lines.add(verdict.passed() ? line : style.bad(line)));
        lines.add(style.strong(verdict.passed() ? style.good("PASSED") : style.bad("FAILED")));
        return lines;
    }
}
