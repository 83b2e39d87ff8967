package io.cachex.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs benchmarks in rounds and prints their ratios. In a round each contender has one JVM, one after the other, so that
 * a busy minute of the machine hits all of them; what counts is a contender's best iteration in all rounds.
 *
 * <p>{@code Rounds <rounds> <file> <JMH's arguments>} adds its measurements to the file and prints the ratios of
 * everything in it; {@code Rounds 0 <file>} only prints.
 */
public final class Rounds {

    private Rounds() {}

    /** See above. */
    public static void main(String[] args) throws RunnerException, CommandLineOptionException, IOException {
        int rounds = Integer.parseInt(args[0]);
        Path file = Path.of(args[1]);
        for (int round = 0; round < rounds; round++) {
            run(Arrays.copyOfRange(args, 2, args.length), file);
        }
        System.out.println(new Ratios(read(file)));
    }

    private static void run(String[] jmhArgs, Path file) throws RunnerException, CommandLineOptionException {
        var options = new OptionsBuilder()
                .parent(new CommandLineOptions(jmhArgs))
                .forks(1)
                .shouldFailOnError(true)
                .addProfiler(GCProfiler.class)
                .addProfiler(CpuTime.class)
                .build();
        for (RunResult result : new Runner(options).run()) {
            append(file, measurement(result));
        }
    }

    private static Measurement measurement(RunResult result) {
        BenchmarkParams params = result.getParams();
        String benchmark = params.getBenchmark();
        String[] parts = benchmark.split("\\.", -1);
        String shortName = parts[parts.length - 2] + '.' + parts[parts.length - 1];
        List<Double> nanos = new ArrayList<>();
        List<Double> cpu = new ArrayList<>();
        double bytes = 0;
        for (BenchmarkResult fork : result.getBenchmarkResults()) {
            for (IterationResult iteration : fork.getIterationResults()) {
                nanos.add(iteration.getPrimaryResult().getScore());
                cpu.add(score(iteration, CpuTime.NAME));
            }
            Result<?> allocated = fork.getSecondaryResults().get("gc.alloc.rate.norm");
            bytes = allocated == null ? Double.NaN : allocated.getScore();
        }
        return new Measurement(
                shortName, params.getParam("contender"), params.getThreads(), best(nanos), best(cpu), bytes);
    }

    private static double score(IterationResult iteration, String name) {
        Result<?> result = iteration.getSecondaryResults().get(name);
        return result == null ? Double.NaN : result.getScore();
    }

    private static double best(List<Double> scores) {
        return scores.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
    }

    private static void append(Path file, Measurement measurement) {
        try {
            Files.writeString(file, measurement.line(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Measurement> read(Path file) throws IOException {
        return Files.readAllLines(file).stream().map(Measurement::of).toList();
    }
}
