package io.cachex.examples.drill.view;

import io.cachex.examples.drill.nodes.Ages;
import io.cachex.examples.drill.nodes.Counts;
import io.cachex.examples.drill.nodes.Outcome;
import io.cachex.examples.drill.nodes.Schedule;
import io.cachex.examples.drill.nodes.Trouble;
import io.cachex.examples.drill.replay.LatencyRecorder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Outcomes for the tests of the second act's views. */
final class NodesSample {

    static final Schedule SCHEDULE = new Schedule(28, 1_500, 1);

    private NodesSample() {}

    /** Four seconds of reads, of which some were old by that many milliseconds. */
    static Counts counts(long reads, long errors, long old, long beyond, long worstMillis) {
        LatencyRecorder times = new LatencyRecorder();
        times.record(TimeUnit.MILLISECONDS.toNanos(5));
        LatencyRecorder ages = new LatencyRecorder();
        ages.record(TimeUnit.MILLISECONDS.toNanos(worstMillis));
        Ages acknowledged = new Ages(ages.snapshot(), old, TimeUnit.MILLISECONDS.toNanos(worstMillis), beyond);
        Ages committed = new Ages(ages.snapshot(), 2 * old, TimeUnit.MILLISECONDS.toNanos(2 * worstMillis), beyond);
        return new Counts(
                TimeUnit.SECONDS.toNanos(4),
                reads,
                errors,
                times.snapshot(),
                TimeUnit.MILLISECONDS.toNanos(40),
                acknowledged,
                committed,
                Ages.NONE,
                reads / 10);
    }

    static Outcome.OfFleet fleet(String name, Counts ofFrozen, int leftOld) {
        Map<Trouble, Counts> phases =
                Arrays.stream(Trouble.values()).collect(Collectors.toMap(Function.identity(), trouble -> Counts.NONE));
        phases.put(Trouble.FROZEN, ofFrozen);
        boolean broken = NodesTable.isBroken(ofFrozen);
        return new Outcome.OfFleet(name, phases, 960, 422, leftOld, broken ? "key 7 on node 3, frozen: boom" : null);
    }

    static Outcome outcome(Outcome.OfFleet... fleets) {
        return new Outcome(SCHEDULE, List.of(fleets), 0);
    }

    static Outcome.OfFleet good() {
        return fleet("CacheX", counts(6_000, 0, 30, 0, 1_900), 0);
    }

    static Outcome.OfFleet bad(String name) {
        return fleet(name, counts(12_000_000, 0, 12_000_000, 11_999_999, 61_000), 1_500);
    }
}
