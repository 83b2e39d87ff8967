package io.cachex.examples.drill.view;

import io.cachex.examples.drill.replay.Figures;
import io.cachex.examples.drill.replay.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the drill has shown.
 *
 * @param passed whether CacheX answered every request for a warm key
 * @param sentences the result in words, CacheX first
 */
public record Verdict(boolean passed, List<String> sentences) {

    private static final String SUBJECT = "CacheX";

    /** Judges a drill by its last reading. */
    public static Verdict of(Reading last) {
        boolean passed = true;
        List<String> sentences = new ArrayList<>();
        for (Reading.OfLane lane : last.lanes()) {
            Figures total = lane.total();
            sentences.add(sentence(lane, total));
            // Without a warm key nothing was tried: the origin was never reached.
            passed &= !lane.name().equals(SUBJECT) || (total.warmRequests() > 0 && total.warmErrors() == 0);
        }
        return new Verdict(passed, List.copyOf(sentences));
    }

    private static String sentence(Reading.OfLane lane, Figures total) {
        if (total.warmRequests() == 0) {
            return lane.name() + " never served a key: the origin could not be reached.";
        }
        if (total.warmErrors() == 0) {
            return String.format(
                    Locale.ROOT,
                    "%s answered all %,d requests for keys it had served before.",
                    lane.name(),
                    total.warmRequests());
        }
        String failed = String.format(
                Locale.ROOT,
                "%s failed %,d of %,d requests for keys it had served before.",
                lane.name(),
                total.warmErrors(),
                total.warmRequests());
        return lane.name().equals(SUBJECT) ? failed + " The first: " + lane.firstWarmError() : failed;
    }
}
