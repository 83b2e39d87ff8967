package io.cachex.examples.drill.view;

import io.cachex.examples.drill.data.JsonObject;
import io.cachex.examples.drill.nodes.Counts;
import io.cachex.examples.drill.nodes.Outcome;
import io.cachex.examples.drill.nodes.Schedule;
import io.cachex.examples.drill.nodes.Trouble;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** For programs: one JSON object on a line for each phase of the second act, then one for the whole. */
final class NodesJson implements NodesView {

    private final PrintWriter out;
    private final Schedule schedule;

    NodesJson(PrintWriter out, Schedule schedule) {
        this.out = out;
        this.schedule = schedule;
    }

    @Override
    public void begin() {
        // the first object comes after the first phase
    }

    @Override
    public void begins(Trouble trouble) {
        // it comes with its figures
    }

    @Override
    public void ended(Trouble trouble, List<Outcome.OfFleet> soFar) {
        print(new JsonObject()
                .put("type", "redisPhase")
                .put("phase", trouble.toString())
                .put(
                        "contenders",
                        soFar.stream()
                                .map(fleet -> counts(
                                        "name",
                                        fleet.name(),
                                        Objects.requireNonNull(fleet.phases().get(trouble))))
                                .toList()));
    }

    @Override
    public void end(Outcome outcome, Verdict verdict) {
        print(new JsonObject()
                .put("type", "redisSummary")
                .put("seconds", schedule.seconds())
                .put("boundMillis", schedule.bound().toMillis())
                .put("passed", verdict.passed())
                .put("verdict", String.join(" ", verdict.sentences()))
                .put("worstChangeDelayMicros", micros(outcome.worstDelayNanos()))
                .put(
                        "contenders",
                        outcome.fleets().stream().map(NodesJson::fleet).toList()));
    }

    @Override
    public void skipped(String reason) {
        print(new JsonObject().put("type", "redisSkipped").put("reason", reason));
    }

    private static JsonObject fleet(Outcome.OfFleet fleet) {
        return counts("name", fleet.name(), fleet.total())
                .put("changes", fleet.changes())
                .put("untoldChanges", fleet.untold())
                .put("copiesLeftOld", fleet.leftOld())
                .put(
                        "phases",
                        Arrays.stream(Trouble.values())
                                .map(trouble -> counts(
                                        "phase",
                                        trouble.toString(),
                                        Objects.requireNonNull(fleet.phases().get(trouble))))
                                .toList());
    }

    private static JsonObject counts(String what, String name, Counts counts) {
        return new JsonObject()
                .put(what, name)
                .put("reads", counts.reads())
                .put("readsPerSecond", counts.readsPerSecond())
                .put("errors", counts.errors())
                .put("p99Micros", micros(counts.times().percentile(99)))
                .put("maxMicros", micros(counts.slowest()))
                .put("staleAfterAck", counts.acknowledged().old())
                .put(
                        "staleAfterAckP99Micros",
                        micros(counts.acknowledged().all().percentile(99)))
                .put("staleAfterAckMaxMicros", micros(counts.acknowledged().worst()))
                .put("beyondBound", counts.acknowledged().beyond())
                .put("staleSinceCommit", counts.committed().old())
                .put("staleSinceCommitMaxMicros", micros(counts.committed().worst()))
                .put("oldestApartMicros", micros(counts.apart().worst()))
                .put("apartBeyondBound", counts.apart().beyond())
                .put("loads", counts.loads());
    }

    private static long micros(long nanos) {
        return TimeUnit.NANOSECONDS.toMicros(nanos);
    }

    private void print(JsonObject object) {
        out.println(object);
        out.flush();
    }
}
