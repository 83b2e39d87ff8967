package io.cachex.benchmarks;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The benchmarks' operations for those who call them without JMH. */
final class Operations {

    private Operations() {}

    /** The operation of a benchmark for so many threads, one each. */
    static List<Callable<Object>> of(String benchmark, String contender, int threads) {
        switch (benchmark) {
            case "NearHit.read" -> {
                NearHit hit = new NearHit();
                hit.contender = NearHit.Contender.valueOf(contender);
                hit.fill();
                return each(threads, cursor -> () -> hit.read(cursor));
            }
            case "MissAndLoad.load" -> {
                MissAndLoad miss = new MissAndLoad();
                miss.contender = MissAndLoad.Contender.valueOf(contender);
                miss.create();
                return each(threads, cursor -> () -> miss.load(cursor));
            }
            case "Put.resident", "Put.missing" -> {
                Put put = new Put();
                put.contender = Put.Contender.valueOf(contender);
                put.fill();
                boolean resident = benchmark.equals("Put.resident");
                return each(threads, cursor -> () -> {
                    if (resident) {
                        put.resident(cursor);
                    } else {
                        put.missing(cursor);
                    }
                    return put;
                });
            }
            case "GetAll.read100" -> {
                GetAll all = new GetAll();
                all.contender = GetAll.Contender.valueOf(contender);
                all.fill();
                return each(threads, cursor -> () -> all.read100(cursor));
            }
            case "Policies.call" -> {
                Policies policies = new Policies();
                policies.contender = Policies.Contender.valueOf(contender);
                policies.create();
                return each(threads, cursor -> policies::call);
            }
            case "StagePolicies.done", "StagePolicies.pending" -> {
                StagePolicies policies = new StagePolicies();
                policies.contender = StagePolicies.Contender.valueOf(contender);
                policies.create();
                return each(threads, cursor -> benchmark.endsWith("done") ? policies::done : policies::pending);
            }
            default -> throw new IllegalArgumentException("no such benchmark: " + benchmark);
        }
    }

    private static List<Callable<Object>> each(int threads, Function<Cursor, Callable<Object>> operation) {
        return IntStream.range(0, threads)
                .mapToObj(thread -> {
                    Cursor cursor = new Cursor();
                    cursor.begin();
                    return operation.apply(cursor);
                })
                .toList();
    }
}
