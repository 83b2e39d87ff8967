package io.cachex.benchmarks.turns;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Contenders beside the first of them, in one JVM, in rounds: in a round each has a turn, and begins another one the round.
 * A ratio is the median of the rounds' ratios, so that what slows the machine for a while slows both sides of it.
 */
public final class Comparison {

    private final String title;
    private final Map<String, List<Turn>> turns = new LinkedHashMap<>();
    private final String base;

    private Comparison(String title, List<Contender> contenders) {
        this.title = title;
        this.base = contenders.get(0).name();
        contenders.forEach(contender -> turns.put(contender.name(), new ArrayList<>()));
    }

    public static Comparison of(String title, List<Contender> contenders, int threads, Plan plan) throws Exception {
        Comparison comparison =
                new Comparison(title + (threads == 1 ? ", 1 thread" : ", " + threads + " threads"), contenders);
        try (Crew crew = new Crew(threads)) {
            for (int i = 0; i < plan.warmUpTurns(); i++) {
                for (Contender contender : contenders) {
                    crew.work(contender.operation(), plan.turn());
                }
            }
            for (int round = 0; round < plan.rounds(); round++) {
                for (int i = 0; i < contenders.size(); i++) {
                    Contender contender = contenders.get((round + i) % contenders.size());
                    comparison.turns.get(contender.name()).add(crew.work(contender.operation(), plan.turn()));
                }
            }
        }
        return comparison;
    }

    public double p50Ratio(String contender) {
        return ratio(contender, Turn::p50);
    }

    public double p99Ratio(String contender) {
        return ratio(contender, Turn::p99);
    }

    /** Of the threads that fared worst. */
    public double worstP99Ratio(String contender) {
        return ratio(contender, Turn::worstP99);
    }

    public double throughputRatio(String contender) {
        return ratio(contender, Turn::perSecond);
    }

    /** Operations of all threads in a second. */
    public double perSecond(String contender) {
        return median(contender, Turn::perSecond);
    }

    /** Bytes that an operation allocates. */
    public double bytes(String contender) {
        return median(contender, Turn::bytes);
    }

    public double bytesRatio(String contender) {
        return bytes(contender) / bytes(base);
    }

    public double bytesMore(String contender) {
        return bytes(contender) - bytes(base);
    }

    /** Operations without an answer. */
    public int failures(String contender) {
        return turns.get(contender).stream().mapToInt(Turn::failures).sum();
    }

    private double ratio(String contender, ToDoubleFunction<Turn> value) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < turns.get(base).size(); round++) {
            ratios.add(value.applyAsDouble(turns.get(contender).get(round))
                    / value.applyAsDouble(turns.get(base).get(round)));
        }
        return Samples.median(ratios);
    }

    private double median(String contender, ToDoubleFunction<Turn> value) {
        return Samples.median(
                turns.get(contender).stream().map(value::applyAsDouble).toList());
    }

    /** A table in Markdown. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("\n### ")
                .append(title)
                .append(
                        "\n\n| | p50 × | p99 × | throughput × | p50 µs | p99 µs | worst thread's p99 µs | per s | B/op |\n")
                .append("|---|---|---|---|---|---|---|---|---|\n");
        for (String contender : turns.keySet()) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s%s | %.2f | %.2f | %.2f | %.1f | %.1f | %.1f | %,.0f | %,.0f |%n",
                    contender,
                    failures(contender) == 0 ? "" : " (" + failures(contender) + " without an answer)",
                    p50Ratio(contender),
                    p99Ratio(contender),
                    throughputRatio(contender),
                    median(contender, Turn::p50) / 1e3,
                    median(contender, Turn::p99) / 1e3,
                    median(contender, Turn::worstP99) / 1e3,
                    median(contender, Turn::perSecond),
                    bytes(contender)));
        }
        return text.toString();
    }
}
