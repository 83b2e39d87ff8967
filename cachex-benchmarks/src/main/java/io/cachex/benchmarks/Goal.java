package io.cachex.benchmarks;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** A promise of the requirements' section P, as something that measurements keep or break. */
record Goal(String name, String benchmark, int threads, String contender, Bound bound) {

    private static final String HIT = "NearHit.read";
    private static final String GET = "CACHEX_GET_ALL_CONFIGURED";
    private static final String PRESENT = "CACHEX_GET_IF_PRESENT_ALL_CONFIGURED";

    private static final List<Goal> ALL = List.of(
            time("P1 get beside Caffeine", HIT, GET, 1.25, "CAFFEINE"),
            time("P1 getIfPresent beside Caffeine", HIT, PRESENT, 1.25, "CAFFEINE"),
            time("P1 get with timed hits beside Caffeine", HIT, "CACHEX_GET_TIMED", 1.25, "CAFFEINE"),
            time("P1 get with metrics beside Caffeine", HIT, "CACHEX_GET_METRICS", 1.25, "CAFFEINE"),
            time("P1 get with traces beside Caffeine", HIT, "CACHEX_GET_TRACED", 1.25, "CAFFEINE"),
            time("P1 get beside Caffeine with TTL and stats", HIT, GET, 0.75, "CAFFEINE_TTL_STATS"),
            time("P1 getIfPresent beside Caffeine with TTL and stats", HIT, PRESENT, 0.75, "CAFFEINE_TTL_STATS"),
            time(
                    "P1 get with a bus beside Caffeine with TTL and stats",
                    HIT,
                    "CACHEX_GET_BUS",
                    1.0,
                    "CAFFEINE_TTL_STATS"),
            time(
                    "P1 get with the bus of Redis beside Caffeine with TTL and stats",
                    HIT,
                    "CACHEX_GET_REDIS",
                    1.0,
                    "CAFFEINE_TTL_STATS"),
            time(
                    "P1 getIfPresent with the bus of Redis beside Caffeine with TTL and stats",
                    HIT,
                    "CACHEX_GET_IF_PRESENT_REDIS",
                    1.0,
                    "CAFFEINE_TTL_STATS"),
            bytes("P1 get", HIT, GET, 0),
            bytes("P1 get with the bus of Redis", HIT, "CACHEX_GET_REDIS", 0),
            bytes("P1 getIfPresent", HIT, PRESENT, 0),
            bytes("P1 get with timed hits", HIT, "CACHEX_GET_TIMED", 0),
            bytes("P1 get with metrics", HIT, "CACHEX_GET_METRICS", 0),
            bytes("P1 get with traces", HIT, "CACHEX_GET_TRACED", 0),
            new Goal("P1 get, throughput of 2 threads beside 1", HIT, 1, GET, new Scaling(1.9)),
            new Goal("P1 getIfPresent, throughput of 2 threads beside 1", HIT, 1, PRESENT, new Scaling(1.9)),
            time("P3 100 keys beside 100 gets of Caffeine", "GetAll.read100", "CACHEX_GET_ALL", 1.1, "CAFFEINE_GETS"),
            time(
                    "P4 bulkhead, retry, breaker beside Resilience4j",
                    "Policies.call",
                    "CACHEX_BULKHEAD_RETRY_BREAKER",
                    1.1,
                    "RESILIENCE4J_BULKHEAD_RETRY_BREAKER"),
            bytes("P4 bulkhead, retry, breaker", "Policies.call", "CACHEX_BULKHEAD_RETRY_BREAKER", 0),
            time(
                    "P4 timeout of a stage that is done beside TimeLimiter",
                    "StagePolicies.done",
                    "CACHEX_TIMEOUT",
                    0.1,
                    "RESILIENCE4J_TIME_LIMITER"),
            time(
                    "P4 timeout of a pending stage beside TimeLimiter",
                    "StagePolicies.pending",
                    "CACHEX_TIMEOUT",
                    0.1,
                    "RESILIENCE4J_TIME_LIMITER"),
            new Goal(
                    "P4 whole list around a stage, ns",
                    "StagePolicies.done",
                    1,
                    "CACHEX_ALL",
                    new Most(400, Measurement::nanos)),
            bytes("P4 whole list around a stage", "StagePolicies.done", "CACHEX_ALL", 250),
            time("P11 miss and load beside Caffeine", "MissAndLoad.load", "CACHEX_NO_TIMEOUT", 1.5, "CAFFEINE"),
            new Goal(
                    "P11 miss and load, bytes beyond Caffeine's",
                    "MissAndLoad.load",
                    1,
                    "CACHEX_NO_TIMEOUT",
                    new MoreBytes(200, "CAFFEINE")),
            time("P11 put of a resident key beside Caffeine with TTL", "Put.resident", "CACHEX", 1.25, "CAFFEINE_TTL"),
            time("P11 put of a new key beside Caffeine with TTL", "Put.missing", "CACHEX", 1.25, "CAFFEINE_TTL"));

    /** What is promised of a measurement. */
    sealed interface Bound {
        double limit();

        /** The value to hold against the limit; NaN if something is not measured. */
        double of(Measurement measured, Ratios all);
    }

    /** So many times another contender's time at most. */
    private record Times(double limit, String base) implements Bound {
        @Override
        public double of(Measurement measured, Ratios all) {
            Measurement other = all.of(measured.benchmark(), measured.threads(), base);
            return other == null ? Double.NaN : measured.nanos() / other.nanos();
        }
    }

    /** So much of something at most. */
    private record Most(double limit, ToDoubleFunction<Measurement> value) implements Bound {
        @Override
        public double of(Measurement measured, Ratios all) {
            return value.applyAsDouble(measured);
        }
    }

    /** So many bytes more than another contender at most. */
    private record MoreBytes(double limit, String base) implements Bound {
        @Override
        public double of(Measurement measured, Ratios all) {
            Measurement other = all.of(measured.benchmark(), measured.threads(), base);
            return other == null ? Double.NaN : measured.bytes() - other.bytes();
        }
    }

    /** So many times the throughput with two threads at least. */
    private record Scaling(double limit) implements Bound {
        @Override
        public double of(Measurement measured, Ratios all) {
            Measurement two = all.of(measured.benchmark(), 2, measured.contender());
            return two == null ? Double.NaN : 2 * measured.nanos() / two.nanos();
        }
    }

    /** All goals of which something is measured, as a table in Markdown. */
    static String table(Ratios measured) {
        StringBuilder text = new StringBuilder(Promise.HEAD);
        for (Goal goal : ALL) {
            Measurement one = measured.of(goal.benchmark, goal.threads, goal.contender);
            double value = one == null ? Double.NaN : goal.bound.of(one, measured);
            if (!Double.isNaN(value)) {
                text.append(goal.line(value));
            }
        }
        return text.toString();
    }

    private String line(double value) {
        return new Promise(name, bound instanceof Scaling, bound.limit()).line(value);
    }

    private static Goal time(String name, String benchmark, String contender, double limit, String base) {
        return new Goal(name, benchmark, 1, contender, new Times(limit, base));
    }

    private static Goal bytes(String name, String benchmark, String contender, double limit) {
        return new Goal(
                name + ", bytes", benchmark, 1, contender, new Most(limit, measured -> Math.rint(measured.bytes())));
    }
}
