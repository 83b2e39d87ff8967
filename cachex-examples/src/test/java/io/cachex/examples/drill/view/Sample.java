package io.cachex.examples.drill.view;

import io.cachex.examples.drill.contender.ContenderStats;
import io.cachex.examples.drill.replay.Figures;
import io.cachex.examples.drill.replay.Latencies;
import io.cachex.examples.drill.replay.Phase;
import io.cachex.examples.drill.replay.Reading;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Readings for the tests of the views. */
final class Sample {

    static final long LARGEST = 12_000_000;

    private Sample() {}

    static Figures figures(long requests, long warmErrors) {
        return new Figures(
                requests,
                2 * warmErrors,
                requests / 2,
                warmErrors,
                Latencies.NONE,
                new ContenderStats(requests, 0, requests, requests, "half-open"));
    }

    static Reading.OfLane lane(String name, long requests, long warmErrors) {
        Map<Phase, Figures> phases =
                Arrays.stream(Phase.values()).collect(Collectors.toMap(Function.identity(), phase -> Figures.NONE));
        phases.put(Phase.NORMAL, figures(requests, 0));
        phases.put(Phase.SLOW, figures(requests, warmErrors));
        return new Reading.OfLane(
                name, figures(requests, warmErrors), phases, warmErrors == 0 ? null : "key 7 while origin slow: boom");
    }

    static Reading reading(Reading.OfLane... lanes) {
        return new Reading(14, Phase.SLOW, List.of(lanes), 0);
    }
}
