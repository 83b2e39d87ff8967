package io.cachex.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Contenders beside each other for a machine that has other work too: each in a JVM of its own, all alive at once, asked
 * in turn to run for some milliseconds. What is printed is the median over the turns, and of a turn the median over
 * slices that are shorter than a scheduler's: so neither a busy second nor a lost processor makes one of them look worse.
 *
 * <p>{@code SideBySide <turns> <threads> <benchmark> <contender> <contender>...}; the first contender is the base.
 */
public final class SideBySide {

    private static final int OPERATIONS = 1_000;
    private static final long TURN_NANOS = 20_000_000;
    private static final int WARM_UP_TURNS = 300;

    private SideBySide() {}

    /** See above. */
    public static void main(String[] args) throws Exception {
        if (args[0].equals("--child")) {
            new Child(args[1], args[2], Integer.parseInt(args[3])).serve();
        } else {
            compare(
                    Integer.parseInt(args[0]),
                    Integer.parseInt(args[1]),
                    args[2],
                    Arrays.asList(args).subList(3, args.length));
        }
    }

    private static void compare(int turns, int threads, String benchmark, List<String> contenders) throws IOException {
        List<Proxy> children = new ArrayList<>();
        for (String contender : contenders) {
            children.add(new Proxy(benchmark, contender, threads));
        }
        for (int turn = 0; turn < turns; turn++) {
            for (Proxy child : children) {
                child.turn();
            }
        }
        double base = children.get(0).median();
        for (Proxy child : children) {
            child.stop();
            System.out.printf(
                    Locale.ROOT,
                    "%-40s %-45s %d  x %.2f  median %.1f ns  best %.1f ns%n",
                    benchmark,
                    child.contender,
                    threads,
                    child.median() / base,
                    child.median(),
                    child.best());
        }
    }

    /** A contender in another JVM. */
    private static final class Proxy {

        private final String contender;
        private final Process process;
        private final BufferedReader answers;
        private final PrintStream orders;
        private final List<Double> nanos = new ArrayList<>();

        Proxy(String benchmark, String contender, int threads) throws IOException {
            this.contender = contender;
            this.process = new ProcessBuilder(
                            System.getProperty("java.home") + "/bin/java",
                            "-Xms1g",
                            "-Xmx1g",
                            "-cp",
                            System.getProperty("java.class.path"),
                            SideBySide.class.getName(),
                            "--child",
                            benchmark,
                            contender,
                            Integer.toString(threads))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            this.orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
            answers.readLine();
        }

        void turn() throws IOException {
            orders.println("go");
            nanos.add(Double.parseDouble(answers.readLine()));
        }

        double median() {
            return nanos.stream().sorted().toList().get(nanos.size() / 2);
        }

        double best() {
            return nanos.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        }

        void stop() {
            process.destroy();
        }
    }

    /** The contender itself. */
    private static final class Child {

        private final List<Callable<Object>> operations = new ArrayList<>();

        Child(String benchmark, String contender, int threads) {
            operations.addAll(Operations.of(benchmark, contender, threads));
        }

        void serve() throws Exception {
            for (int turn = 0; turn < WARM_UP_TURNS; turn++) {
                turn();
            }
            System.out.println("ready");
            BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            while (orders.readLine() != null) {
                turn();
                System.out.printf(Locale.ROOT, "%.3f%n", turn());
            }
        }

        /** The time of an operation: the mean over the threads of their median slices. */
        private double turn() throws Exception {
            double[] medians = new double[operations.size()];
            CyclicBarrier start = new CyclicBarrier(operations.size());
            List<Thread> others = new ArrayList<>();
            for (int i = 1; i < operations.size(); i++) {
                int index = i;
                Thread other = new Thread(() -> medians[index] = run(operations.get(index), start));
                other.start();
                others.add(other);
            }
            medians[0] = run(operations.get(0), start);
            for (Thread other : others) {
                other.join();
            }
            return Arrays.stream(medians).average().orElseThrow();
        }

        private static double run(Callable<Object> operation, CyclicBarrier start) {
            try {
                start.await();
                return medianSlice(operation);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        private static double medianSlice(Callable<Object> operation) throws Exception {
            Blackhole hole = new Blackhole(
                    "Today's password is swordfish. I understand instantiating Blackholes directly is dangerous.");
            List<Long> slices = new ArrayList<>();
            long end = System.nanoTime() + TURN_NANOS;
            for (long now = System.nanoTime(); now < end; ) {
                for (int i = 0; i < OPERATIONS; i++) {
                    hole.consume(operation.call());
                }
                long then = System.nanoTime();
                slices.add(then - now);
                now = then;
            }
            return (double) slices.stream().sorted().toList().get(slices.size() / 2) / OPERATIONS;
        }
    }
}
