package io.cachex.examples.drill.view;

import io.cachex.examples.drill.data.JsonObject;
import io.cachex.examples.drill.offline.OfflineOutcome;
import io.cachex.examples.drill.offline.OfflineSchedule;
import io.cachex.examples.drill.offline.Stage;
import io.cachex.examples.drill.offline.StageFigures;
import java.io.PrintWriter;

/** For programs: one JSON object for each phase, then one for the act. */
final class OfflineJson implements OfflineView {

    private final PrintWriter out;
    private final OfflineSchedule schedule;

    OfflineJson(PrintWriter out, OfflineSchedule schedule) {
        this.out = out;
        this.schedule = schedule;
    }

    @Override
    public void begin() {
        // the first object comes after the first phase
    }

    @Override
    public void begins(Stage stage) {
        // it comes with its figures
    }

    @Override
    public void ended(StageFigures figures) {
        print(counts(figures).put("type", "offlinePhase"));
    }

    @Override
    public void end(OfflineOutcome outcome, Verdict verdict) {
        print(new JsonObject()
                .put("type", "offlineSummary")
                .put("seconds", schedule.seconds())
                .put("rate", schedule.rate())
                .put("passed", verdict.passed())
                .put("verdict", String.join(" ", verdict.sentences()))
                .put("restored", outcome.restored())
                .put("startMillis", outcome.start().toMillis())
                .put(
                        "phases",
                        outcome.stages().stream().map(OfflineJson::counts).toList()));
    }

    private static JsonObject counts(StageFigures figures) {
        return new JsonObject()
                .put("phase", figures.stage().toString())
                .put("requests", figures.requests())
                .put("fresh", figures.fresh())
                .put("stale", figures.stale())
                .put("neverHad", figures.unknown())
                .put("failed", figures.failed())
                .put("fromPrimary", figures.fromPrimary())
                .put("fromReplica", figures.fromReplica());
    }

    private void print(JsonObject object) {
        out.println(object);
        out.flush();
    }
}
