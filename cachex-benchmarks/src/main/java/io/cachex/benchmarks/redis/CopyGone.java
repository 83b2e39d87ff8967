package io.cachex.benchmarks.redis;

import static io.cachex.benchmarks.Promise.atMost;

import io.cachex.benchmarks.turns.Plan;
import io.cachex.benchmarks.turns.Report;
import io.cachex.benchmarks.turns.Samples;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** P9: from the moment a node begins to change a key until another node's near copy of it is gone. */
final class CopyGone {

    private static final int WRITERS = 4;
    private static final long PACE_NANOS = 1_000_000;
    private static final long LOOK_NANOS = 20_000;
    private static final String BASE = "SET and PUBLISH, hand-written";
    private static final String CACHEX = "CacheX `invalidate`";

    private CopyGone() {}

    static void run(Clients clients, Plan plan, Report report) throws Exception {
        Values values = new Values(plan.keys());
        Map<String, TwoNodes> contenders = new LinkedHashMap<>();
        contenders.put(BASE, Nodes.handWritten(clients));
        contenders.put(CACHEX, Nodes.cacheX(clients, values));
        contenders.put("Redisson `RLocalCachedMap`", Nodes.redisson(clients, values));
        Map<String, Distribution> quiet = measure(contenders, plan, false);
        report.add(table("P9 until the other node's copy is gone", quiet));
        Map<String, Distribution> loaded = measure(contenders, plan, true);
        report.add(table("P9 the same, while 4 threads change other keys, each about one in a millisecond", loaded));
        report.add(
                atMost(1, "P9 p50 beside a hand-written SET and PUBLISH"), quiet.get(CACHEX).p50 / quiet.get(BASE).p50);
        report.add(atMost(10, "P9 p99 under load, ms"), loaded.get(CACHEX).p99 / 1e6);
    }

    private record Distribution(double p50, double p99, double longest, int count) {}

    private static Map<String, Distribution> measure(Map<String, TwoNodes> contenders, Plan plan, boolean underLoad)
            throws Exception {
        Map<String, Samples> samples = new LinkedHashMap<>();
        contenders.keySet().forEach(name -> samples.put(name, new Samples()));
        AtomicInteger next = new AtomicInteger();
        for (int round = -plan.warmUpTurns(); round < plan.rounds(); round++) {
            for (var contender : contenders.entrySet()) {
                Samples taken = round < 0 ? new Samples() : samples.get(contender.getKey());
                turn(contender.getValue(), plan, underLoad, next, taken);
            }
        }
        Map<String, Distribution> result = new LinkedHashMap<>();
        samples.forEach((name, all) -> {
            long[] sorted = Samples.sorted(List.of(all));
            result.put(
                    name,
                    new Distribution(
                            Samples.quantile(sorted, 0.5),
                            Samples.quantile(sorted, 0.99),
                            Samples.quantile(sorted, 1),
                            sorted.length));
        });
        return result;
    }

    private static void turn(TwoNodes nodes, Plan plan, boolean underLoad, AtomicInteger next, Samples samples)
            throws Exception {
        try (Load load = new Load(nodes, underLoad ? WRITERS : 0);
                Watcher watcher = new Watcher(nodes, underLoad ? LOOK_NANOS : 0)) {
            long end = System.nanoTime() + plan.turn().toNanos();
            do {
                String key = "user:" + next.getAndIncrement() % plan.keys();
                nodes.copy(key);
                if (nodes.hasCopy(key)) { // else an earlier message has just taken it away
                    samples.add(watcher.nanosUntilGone(key));
                }
            } while (System.nanoTime() < end);
        }
    }

    /** Threads that change keys of which the other node has no copies, each about one in a millisecond. */
    private static final class Load implements AutoCloseable {

        private final List<Thread> threads = new ArrayList<>();
        private volatile boolean closed;

        Load(TwoNodes nodes, int writers) {
            for (int i = 0; i < writers; i++) {
                String prefix = "busy:" + i + ':';
                threads.add(new Thread(() -> {
                    for (int n = 0; !closed; n++) {
                        nodes.change(prefix + n % 1_000);
                        LockSupport.parkNanos(PACE_NANOS);
                    }
                }));
            }
            threads.forEach(Thread::start);
        }

        @Override
        public void close() throws InterruptedException {
            closed = true;
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    /** Looks at the second node's copy all the time, while the first node changes it. */
    private static final class Watcher implements AutoCloseable {

        private final TwoNodes nodes;
        private final long pause;
        private final Thread thread = new Thread(this::watch, "watcher");
        private volatile String watched = "";
        private volatile boolean isWatching;
        private volatile long goneNanos;
        private volatile boolean closed;

        Watcher(TwoNodes nodes, long pause) {
            this.nodes = nodes;
            this.pause = pause;
            thread.start();
        }

        long nanosUntilGone(String key) {
            watched = key;
            while (!isWatching) {
                Thread.onSpinWait();
            }
            long began = System.nanoTime();
            nodes.change(key);
            while (isWatching) {
                LockSupport.parkNanos(LOOK_NANOS);
            }
            return goneNanos - began;
        }

        private void watch() {
            while (!closed) {
                String key = watched;
                if (key.isEmpty()) {
                    LockSupport.parkNanos(LOOK_NANOS);
                    continue;
                }
                isWatching = true;
                while (nodes.hasCopy(key) && !closed) {
                    pause();
                }
                goneNanos = System.nanoTime();
                watched = "";
                isWatching = false;
            }
        }

        private void pause() {
            if (pause == 0) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(pause);
            }
        }

        @Override
        public void close() throws InterruptedException {
            closed = true;
            thread.join();
        }
    }

    private static String table(String title, Map<String, Distribution> measured) {
        StringBuilder text = new StringBuilder("\n### ")
                .append(title)
                .append("\n\n| | p50 × | p50 µs | p99 µs | longest µs | times |\n|---|---|---|---|---|---|\n");
        double base = measured.get(BASE).p50;
        measured.forEach((name, one) -> text.append(String.format(
                Locale.ROOT,
                "| %s | %.2f | %.0f | %.0f | %.0f | %d |%n",
                name,
                one.p50 / base,
                one.p50 / 1e3,
                one.p99 / 1e3,
                one.longest / 1e3,
                one.count)));
        return text.toString();
    }
}
