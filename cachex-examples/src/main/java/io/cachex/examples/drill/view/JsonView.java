package io.cachex.examples.drill.view;

import io.cachex.examples.drill.data.JsonObject;
import io.cachex.examples.drill.replay.Figures;
import io.cachex.examples.drill.replay.Phase;
import io.cachex.examples.drill.replay.Reading;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** For programs: one JSON object on a line for each second, then one for the whole. */
final class JsonView implements View {

    private final PrintWriter out;

    JsonView(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void begin() {
        // the first object comes after the first second
    }

    @Override
    public void show(Reading reading) {
        print(new JsonObject()
                .put("type", "second")
                .put("second", reading.second())
                .put("phase", reading.phase().toString())
                .put(
                        "contenders",
                        reading.lanes().stream()
                                .map(lane -> figures("name", lane.name(), lane.lastSecond()))
                                .toList()));
    }

    @Override
    public void end(Reading last, Verdict verdict) {
        print(new JsonObject()
                .put("type", "summary")
                .put("seconds", last.second())
                .put("passed", verdict.passed())
                .put("verdict", String.join(" ", verdict.sentences()))
                .put("worstSendDelayMicros", TimeUnit.NANOSECONDS.toMicros(last.worstDelayNanos()))
                .put(
                        "contenders",
                        last.lanes().stream().map(JsonView::contender).toList()));
    }

    private static JsonObject contender(Reading.OfLane lane) {
        return figures("name", lane.name(), lane.total())
                .put(
                        "phases",
                        Arrays.stream(Phase.values())
                                .map(phase -> figures(
                                        "phase",
                                        phase.toString(),
                                        Objects.requireNonNull(lane.phases().get(phase))))
                                .toList());
    }

    private static JsonObject figures(String what, String name, Figures figures) {
        double hitRatio = figures.stats().hitRatio();
        return new JsonObject()
                .put(what, name)
                .put("requests", figures.requests())
                .put("errors", figures.errors())
                .put("warmRequests", figures.warmRequests())
                .put("warmErrors", figures.warmErrors())
                .put("hitRatio", Double.isNaN(hitRatio) ? hitRatio : Math.round(hitRatio * 1e4) / 1e4)
                .put("staleServes", figures.stats().staleServes())
                .put("p50Micros", micros(figures, 50))
                .put("p99Micros", micros(figures, 99))
                .put("loads", figures.stats().loads())
                .put("breaker", figures.stats().breaker());
    }

    private static long micros(Figures figures, double percent) {
        return TimeUnit.NANOSECONDS.toMicros(figures.latencies().percentile(percent));
    }

    private void print(JsonObject object) {
        out.println(object);
        out.flush();
    }
}
