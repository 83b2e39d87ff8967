package io.cachex.examples.drill.view;

import io.cachex.examples.drill.nodes.Counts;
import io.cachex.examples.drill.nodes.Outcome;
import io.cachex.examples.drill.nodes.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Judges the second act. */
public final class NodesVerdict {

    private NodesVerdict() {}

    /**
     * Passed if CacheX failed no read; served nothing for longer than the bound after an acknowledged invalidation; without
     * Redis served nothing that was loaded longer ago than the bound; and held nothing old when all was over.
     */
    public static Verdict of(Outcome outcome) {
        List<String> sentences = new ArrayList<>();
        outcome.fleets().forEach(fleet -> sentences.addAll(sentences(fleet, outcome.schedule())));
        Outcome.OfFleet cachex = outcome.fleets().get(0);
        boolean passed = isKept(cachex);
        if (!passed && cachex.firstBreach() != null) {
            sentences.add("The first: " + cachex.firstBreach());
        }
        return new Verdict(passed, List.copyOf(sentences));
    }

    private static boolean isKept(Outcome.OfFleet cachex) {
        Counts total = cachex.total();
        // Without a read nothing was tried.
        return total.reads() > 0 && !NodesTable.isBroken(total) && cachex.leftOld() == 0;
    }

    private static List<String> sentences(Outcome.OfFleet fleet, Schedule schedule) {
        Counts total = fleet.total();
        List<String> sentences = new ArrayList<>();
        sentences.add(
                total.errors() == 0
                        ? text(
                                "%s answered all %,d reads; the slowest took %s.",
                                fleet.name(), total.reads(), Cells.latency(total.slowest()))
                        : text("%s failed %,d of %,d reads.", fleet.name(), total.errors(), total.reads()));
        sentences.add(text(
                "  After an acknowledged change it served the old value for %s at most,",
                Cells.latency(total.acknowledged().worst())));
        sentences.add(text(
                "  and %,d times for longer than %s.",
                total.acknowledged().beyond(),
                NodesSummary.seconds(schedule.limit().toMillis())));
        sentences.add(text(
                "  Where a node was without Redis for longer, its copies were up to %s old.",
                Cells.latency(total.apart().worst())));
        sentences.add(text("  %,d of %,d changes could not be told to the others.", fleet.untold(), fleet.changes()));
        sentences.add(text(
                "  Counted from the commit, told or not, reads were up to %s behind.",
                Cells.latency(total.committed().worst())));
        sentences.add(text(
                "  In the end, when all was well again, %,d of %,d copies were old.",
                fleet.leftOld(), Schedule.KEYS * Schedule.NODES));
        return sentences;
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
