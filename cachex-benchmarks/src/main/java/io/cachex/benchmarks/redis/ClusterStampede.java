package io.cachex.benchmarks.redis;

import static io.cachex.benchmarks.Promise.atMost;

import io.cachex.benchmarks.turns.Plan;
import io.cachex.benchmarks.turns.Report;
import io.cachex.benchmarks.turns.Samples;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** P5: some JVMs with 64 callers each, one key that is nowhere, a load of 100 ms. */
final class ClusterStampede {

    private static final List<String> CONTENDERS = List.of(
            "CacheX",
            "hand-written-lock-and-poll",
            "JetCache-penetration-protect",
            "Redisson-RMapCache-computeIfAbsent",
            "Redisson-RLock-and-a-second-look");
    private static final int ROUNDS = 7;
    private static final int WARM_UP_ROUNDS = 4;

    /** Time for an order to reach all nodes, and for their callers to get ready. */
    private static final long LEAD_MICROS = 50_000;

    private ClusterStampede() {}

    static void run(Clients clients, Plan plan, Report report) throws Exception {
        List<Node> nodes = new ArrayList<>();
        try {
            for (int i = 0; i < plan.nodes(); i++) {
                nodes.add(new Node(clients));
            }
            for (Node node : nodes) {
                node.awaitReady();
            }
            int rounds = Math.min(ROUNDS, plan.rounds());
            int warmUps = Math.min(WARM_UP_ROUNDS, plan.warmUpTurns());
            for (int count = 2; count <= plan.nodes(); count++) {
                compare(nodes.subList(0, count), rounds, warmUps, report);
            }
        } finally {
            nodes.forEach(Node::close);
        }
    }

    private static void compare(List<Node> nodes, int rounds, int warmUps, Report report) throws IOException {
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT,
                "%n### P5 %d JVMs with %d callers each, one missing key, a load of %d ms%n%n"
                        + "| | loads at most | ms to the last caller | longest |%n|---|---|---|---|%n",
                nodes.size(),
                StampedeNode.CALLERS,
                StampedeNode.LOAD_MILLIS));
        for (String contender : CONTENDERS) {
            List<Double> millis = new ArrayList<>();
            int loads = 0;
            int wrong = 0;
            for (int round = -warmUps; round < rounds; round++) {
                Outcome outcome = stampede(nodes, contender, nodes.size() + ":" + round);
                if (round >= 0) {
                    millis.add(outcome.millis);
                    loads = Math.max(loads, outcome.loads);
                    wrong += outcome.wrong;
                }
            }
            double median = Samples.median(millis);
            table.append(String.format(
                    Locale.ROOT,
                    "| %s%s | %d | %.1f | %.1f |%n",
                    contender.replace('-', ' '),
                    wrong == 0 ? "" : " (" + wrong + " wrong answers)",
                    loads,
                    median,
                    millis.stream().max(Double::compare).orElseThrow()));
            if (contender.equals("CacheX")) {
                String name = "P5 " + nodes.size() + " JVMs, ";
                report.add(atMost(1, name + "loads"), loads);
                report.add(
                        atMost(15, name + "ms from the load's end to the last caller"),
                        median - StampedeNode.LOAD_MILLIS);
            }
        }
        report.add(table);
    }

    private record Outcome(int loads, double millis, int wrong) {}

    private static Outcome stampede(List<Node> nodes, String contender, String key) throws IOException {
        long start = StampedeNode.nowMicros() + LEAD_MICROS;
        for (Node node : nodes) {
            node.order(contender + ' ' + key + ' ' + start);
        }
        int loads = 0;
        double millis = 0;
        int wrong = 0;
        for (Node node : nodes) {
            String[] words = node.answer().split(" ", -1);
            loads += Integer.parseInt(words[0]);
            millis = Math.max(millis, Long.parseLong(words[1]) / 1e3);
            wrong += Integer.parseInt(words[2]);
        }
        return new Outcome(loads, millis, wrong);
    }

    /** A {@link StampedeNode} in a JVM of its own. */
    private static final class Node {

        private final Process process;
        private final BufferedReader answers;
        private final PrintStream orders;

        Node(Clients clients) throws IOException {
            process = new ProcessBuilder(
                            System.getProperty("java.home") + "/bin/java",
                            "-Xmx256m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            StampedeNode.class.getName(),
                            clients.host(),
                            Integer.toString(clients.port()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        }

        void awaitReady() throws IOException {
            answer();
        }

        void order(String line) {
            orders.println(line);
        }

        String answer() throws IOException {
            String line = answers.readLine();
            if (line == null) {
                throw new IllegalStateException("a node has ended");
            }
            return line;
        }

        /** It ends with its input; if it does not, it is killed. */
        void close() {
            orders.close();
            try {
                if (!process.waitFor(5, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
