package io.cachex.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Measurements as tables in Markdown: for each benchmark the contenders beside the first one, and the goals. */
final class Ratios {

    private final Map<String, Map<String, Measurement>> best = new LinkedHashMap<>();

    Ratios(List<Measurement> measurements) {
        for (Measurement one : measurements) {
            best.computeIfAbsent(table(one.benchmark(), one.threads()), name -> new LinkedHashMap<>())
                    .merge(one.contender(), one, Measurement::best);
        }
    }

    private static String table(String benchmark, int threads) {
        return benchmark + ", " + threads + (threads == 1 ? " thread" : " threads");
    }

    @Nullable
    Measurement of(String benchmark, int threads, String contender) {
        return best.getOrDefault(table(benchmark, threads), Map.of()).get(contender);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        best.forEach((name, rows) -> append(text, name, new ArrayList<>(rows.values())));
        return text.append(Goal.table(this)).toString();
    }

    private static void append(StringBuilder text, String name, List<Measurement> rows) {
        Measurement base = rows.get(0);
        text.append("\n### ").append(name).append("\n\n| | x | ns | CPU ns | B/op |\n|---|---|---|---|---|\n");
        for (Measurement row : rows) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %.2f | %.1f | %.1f | %.0f |%n",
                    row.contender().toLowerCase(Locale.ROOT).replace('_', ' '),
                    row.nanos() / base.nanos(),
                    row.nanos(),
                    row.cpuNanos(),
                    row.bytes()));
        }
    }
}
