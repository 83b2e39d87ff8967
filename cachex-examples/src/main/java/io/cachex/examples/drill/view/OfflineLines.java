package io.cachex.examples.drill.view;

import io.cachex.examples.drill.offline.OfflineOutcome;
import io.cachex.examples.drill.offline.OfflineSchedule;
import io.cachex.examples.drill.offline.Stage;
import io.cachex.examples.drill.offline.StageFigures;
import java.io.PrintWriter;
import java.util.Locale;

/** For people: a line for each phase. */
final class OfflineLines implements OfflineView {

    private final PrintWriter out;
    private final Style style;
    private final OfflineSchedule schedule;

    OfflineLines(Terminal terminal, OfflineSchedule schedule) {
        this.out = terminal.out();
        this.style = terminal.style();
        this.schedule = schedule;
    }

    @Override
    public void begin() {
        out.println();
        out.println("Fourth act: a service reads from two upstreams, with Redis and a snapshot on disk,");
        out.println(
                "at " + schedule.rate() + " requests a second. It ends, everything goes down, and it starts again.");
        out.println();
        out.println(style.faint("never had: requests that failed, of keys that were not in the snapshot."));
        out.println(style.faint("failed: the others that failed. CacheX promises: none."));
        out.flush();
    }

    @Override
    public void begins(Stage stage) {
        out.println();
        out.println("For " + NodesSummary.seconds(schedule.lengthOf(stage).toMillis()) + ", "
                + style.strong(stage.toString()) + ": " + stage.meaning());
        out.println(style.faint(line("fresh", "stale", "never had", "failed", "primary", "replica")));
        out.flush();
    }

    @Override
    public void ended(StageFigures figures) {
        out.println(line(
                Cells.count(figures.fresh()),
                Cells.count(figures.stale()),
                Cells.count(figures.unknown()),
                Cells.count(figures.failed()),
                Cells.count(figures.fromPrimary()),
                Cells.count(figures.fromReplica())));
        out.flush();
    }

    @Override
    public void end(OfflineOutcome outcome, Verdict verdict) {
        out.println();
        verdict.sentences().forEach(sentence -> out.println(verdict.passed() ? sentence : style.bad(sentence)));
        out.println(style.strong(verdict.passed() ? style.good("PASSED") : style.bad("FAILED")));
        out.flush();
    }

    private static String line(
            String fresh, String stale, String unknown, String failed, String primary, String replica) {
        return String.format(
                Locale.ROOT, "  %10s%10s%10s%10s%10s%10s", fresh, stale, unknown, failed, primary, replica);
    }
}
