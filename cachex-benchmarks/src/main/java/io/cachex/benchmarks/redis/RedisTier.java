package io.cachex.benchmarks.redis;

import io.cachex.benchmarks.turns.Plan;
import io.cachex.benchmarks.turns.Report;
import io.cachex.testkit.redis.RedisServer;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs the benchmarks of the Redis tier, each on a server of its own, and prints their tables and the goals.
 *
 * <p>{@code RedisTier} runs all, {@code RedisTier hit locks} some, {@code RedisTier smoke} all for a moment.
 */
public final class RedisTier {

    /** One benchmark. */
    private interface Benchmark {
        void run(Clients clients, Plan plan, Report report) throws Exception;
    }

    private static final Map<String, Benchmark> ALL = new LinkedHashMap<>();

    static {
        ALL.put("hit", StoreHit::run);
        ALL.put("bulk", BulkRead::run);
        ALL.put("locks", LockAndUnlock::run);
        ALL.put("gone", CopyGone::run);
        ALL.put("stampede", ClusterStampede::run);
    }

    private RedisTier() {}

    /** See above. */
    public static void main(String[] args) throws Exception {
        List<String> names = new ArrayList<>(List.of(args));
        Plan plan = names.remove("smoke") ? Plan.SMOKE : Plan.FULL;
        run(names.isEmpty() ? ALL.keySet() : names, plan, System.out);
        System.exit(0); // threads of the libraries are not waited for
    }

    static void run(Collection<String> names, Plan plan, PrintStream out) throws Exception {
        Report report = new Report(out);
        for (String name : names) {
            Benchmark benchmark = ALL.get(name);
            if (benchmark == null) {
                throw new IllegalArgumentException("no benchmark " + name + ": one of " + ALL.keySet());
            }
            try (RedisServer server = RedisServer.create().start();
                    Clients clients = new Clients(server.host(), server.port())) {
                benchmark.run(clients, plan, report);
            }
        }
        report.printGoals();
    }
}
