package io.cachex.observability;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Prometheus gets: the text of a scrape, read by its grammar. */
final class Scrape {

    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\",?");

    /** A line with a value. */
    record Sample(String name, Map<String, String> labels, double value) {}

    private final Map<String, String> types = new HashMap<>();
    private final Map<String, String> help = new TreeMap<>();
    private final List<Sample> samples = new ArrayList<>();

    private Scrape(String text) {
        text.lines().filter(line -> !line.isBlank()).forEach(this::read);
    }

    static Scrape of(PrometheusMeterRegistry registry) {
        return new Scrape(registry.scrape());
    }

    private void read(String line) {
        if (line.startsWith("# TYPE ")) {
            String[] words = line.split(" ", 4);
            types.put(words[2], words[3]);
        } else if (line.startsWith("# HELP ")) {
            String[] words = line.split(" ", 4);
            help.put(words[2], words[3]);
        } else if (!line.startsWith("#")) {
            sample(line);
        }
    }

    private void sample(String line) {
        Matcher parts = SAMPLE.matcher(line);
        if (!parts.matches()) {
            throw new AssertionError("not a line of a scrape: " + line);
        }
        Map<String, String> labels = new TreeMap<>();
        String all = parts.group(2) == null ? "" : parts.group(2);
        Matcher label = LABEL.matcher(all);
        int end = 0;
        while (label.find() && label.start() == end) {
            labels.put(label.group(1), label.group(2));
            end = label.end();
        }
        if (end != all.length()) {
            throw new AssertionError("not labels: " + all);
        }
        samples.add(new Sample(parts.group(1), labels, Double.parseDouble(parts.group(3))));
    }

    List<Sample> samples() {
        return samples;
    }

    /** The samples of a name. */
    List<Sample> of(String name) {
        return samples.stream().filter(sample -> sample.name().equals(name)).toList();
    }

    Set<String> names() {
        Set<String> names = new TreeSet<>();
        samples.forEach(sample -> names.add(sample.name()));
        return names;
    }

    /** The families there are: what has a type. */
    Map<String, String> families() {
        return new TreeMap<>(types);
    }

    String help(String family) {
        return help.getOrDefault(family, "");
    }

    /** The keys of a name's labels, of all its samples. */
    Set<String> labels(String name) {
        Set<String> keys = new TreeSet<>();
        of(name).forEach(sample -> keys.addAll(sample.labels().keySet()));
        return keys;
    }

    /**
     * The only value with these labels, among others.
     *
     * @param labels key, value, key, value
     */
    double value(String name, String... labels) {
        List<Sample> found =
                of(name).stream().filter(sample -> has(sample, labels)).toList();
        if (found.size() != 1) {
            throw new AssertionError(name + List.of(labels) + " is there " + found.size() + " times: " + of(name));
        }
        return found.get(0).value();
    }

    /** The sum of what has these labels, among others. */
    double sum(String name, String... labels) {
        return of(name).stream()
                .filter(sample -> has(sample, labels))
                .mapToDouble(Sample::value)
                .sum();
    }

    private static boolean has(Sample sample, String... labels) {
        for (int i = 0; i < labels.length; i += 2) {
            if (!labels[i + 1].equals(sample.labels().get(labels[i]))) {
                return false;
            }
        }
        return true;
    }
}
