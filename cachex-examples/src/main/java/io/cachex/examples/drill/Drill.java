package io.cachex.examples.drill;

import io.cachex.examples.drill.contender.CacheXContender;
import io.cachex.examples.drill.contender.CaffeineContender;
import io.cachex.examples.drill.contender.MapContender;
import io.cachex.examples.drill.data.Cities;
import io.cachex.examples.drill.data.City;
import io.cachex.examples.drill.data.Trace;
import io.cachex.examples.drill.nodes.NoRedisException;
import io.cachex.examples.drill.nodes.NodesAct;
import io.cachex.examples.drill.nodes.Outcome;
import io.cachex.examples.drill.nodes.Schedule;
import io.cachex.examples.drill.offline.OfflineAct;
import io.cachex.examples.drill.offline.OfflineOutcome;
import io.cachex.examples.drill.offline.OfflineSchedule;
import io.cachex.examples.drill.orders.OrdersAct;
import io.cachex.examples.drill.orders.OrdersOutcome;
import io.cachex.examples.drill.orders.OrdersSchedule;
import io.cachex.examples.drill.origin.CityClient;
import io.cachex.examples.drill.origin.CityOrigin;
import io.cachex.examples.drill.replay.Reading;
import io.cachex.examples.drill.replay.Replay;
import io.cachex.examples.drill.replay.Timetable;
import io.cachex.examples.drill.view.NodesVerdict;
import io.cachex.examples.drill.view.NodesView;
import io.cachex.examples.drill.view.OfflineVerdict;
import io.cachex.examples.drill.view.OfflineView;
import io.cachex.examples.drill.view.OrdersVerdict;
import io.cachex.examples.drill.view.OrdersView;
import io.cachex.examples.drill.view.Terminal;
import io.cachex.examples.drill.view.Verdict;
import io.cachex.examples.drill.view.View;
import io.cachex.examples.drill.view.Views;
import io.cachex.testkit.redis.RedisServer;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The drill's command line. */
@Command(
        name = "drill",
        description = {
            "Sends the recorded requests of a shop to CacheX, to plain Caffeine and to a map with a TTL, while the"
                    + " origin behind them gets slow, hangs, goes down and comes back.",
            "Then three service nodes share a Redis, which comes along, while it is frozen, killed, empty and cut off"
                    + " from one of them: how stale does what they serve become?",
            "Then two services write orders behind a database that goes down, and are killed: are all orders there?",
            "Then a service starts while both of its upstreams and Redis are down, with what its last run left on disk.",
            ""
        },
        footer = {
            "",
            "Exit code: 0; 1 if CacheX failed a key that it had served before, served a value that was older than it"
                    + " promises, lost an order or its place, or failed a key that it had on disk; 2 for wrong options."
        },
        mixinStandardHelpOptions = true,
        versionProvider = DrillVersion.class)
public final class Drill implements Callable<Integer> {

    private static final int LONGEST = 600;
    private static final int FASTEST = 20_000;
    private static final int ORDERS_PER_SECOND = 500;
    private static final int CITIES_PER_SECOND = 1_000;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "40",
            description = "Length of the first act, " + Timetable.SHORTEST + " to " + LONGEST + " (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "1500",
            description = "Requests per second to each cache, 1 to " + FASTEST + " (${DEFAULT-VALUE}).")
    private int rate;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the origin's latencies and of the keys of the second act (${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--redis-seconds",
            paramLabel = "N",
            defaultValue = "28",
            description = "Length of the second act, " + Schedule.SHORTEST + " to " + LONGEST + " (${DEFAULT-VALUE}).")
    private int redisSeconds;

    @Option(
            names = "--orders-seconds",
            paramLabel = "N",
            defaultValue = "16",
            description =
                    "Length of the third act, " + OrdersSchedule.SHORTEST + " to " + LONGEST + " (${DEFAULT-VALUE}).")
    private int ordersSeconds;

    @Option(
            names = "--offline-seconds",
            paramLabel = "N",
            defaultValue = "12",
            description =
                    "Length of the fourth act, " + OfflineSchedule.SHORTEST + " to " + LONGEST + " (${DEFAULT-VALUE}).")
    private int offlineSeconds;

    @ArgGroup
    private One one = new One();

    /** A single act. */
    private static final class One {

        @Option(names = "--no-redis", description = "The first act alone.")
        private boolean first;

        @Option(names = "--write-behind", description = "The third act alone.")
        private boolean third;

        @Option(names = "--offline", description = "The fourth act alone.")
        private boolean fourth;

        boolean isGiven() {
            return first || third || fourth;
        }
    }

    @Option(names = "--json", description = "One JSON object for each second or phase, then one for the act.")
    private boolean json;

    private final PrintWriter out;
    private final Supplier<RedisServer> servers;

    /** A drill that prints to {@code out}, and in whose second act this server fails. */
    Drill(PrintWriter out, Supplier<RedisServer> servers) {
        this.out = out;
        this.servers = servers;
    }

    /** Runs the drill; see {@code --help}. */
    public static void main(String[] args) {
        int exitCode = commandLine(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .execute(args);
        if (exitCode != 0) {
            System.exit(exitCode); // not for success: within Maven that would end the build unfinished
        }
    }

    static CommandLine commandLine(PrintWriter out) {
        return commandLine(out, RedisServer::create);
    }

    static CommandLine commandLine(PrintWriter out, Supplier<RedisServer> servers) {
        return new CommandLine(new Drill(out, servers)).setOut(out);
    }

    @Override
    public Integer call() throws Exception {
        Timetable timetable = new Timetable(
                within("--rate", rate, 1, FASTEST), within("--seconds", seconds, Timetable.SHORTEST, LONGEST));
        Schedule schedule =
                new Schedule(within("--redis-seconds", redisSeconds, Schedule.SHORTEST, LONGEST), rate, seed);
        OrdersSchedule orders = new OrdersSchedule(
                within("--orders-seconds", ordersSeconds, OrdersSchedule.SHORTEST, LONGEST), ORDERS_PER_SECOND);
        OfflineSchedule offline = new OfflineSchedule(
                within("--offline-seconds", offlineSeconds, OfflineSchedule.SHORTEST, LONGEST), CITIES_PER_SECOND);
        boolean all = !one.isGiven();
        boolean passed = !(all || one.first) || firstAct(timetable);
        if (all) {
            passed &= secondAct(schedule);
        }
        if (all || one.third) {
            passed &= thirdAct(orders);
        }
        if (all || one.fourth) {
            passed &= fourthAct(offline);
        }
        return passed ? 0 : 1;
    }

    private boolean firstAct(Timetable timetable) throws Exception {
        View view = json ? Views.forPrograms(out) : Views.forPeople(timetable, Terminal.detect(System.getenv(), out));
        Trace trace = Trace.web12();
        try (CityOrigin origin = CityOrigin.start(Cities.load(), seed);
                CacheXContender cachex = new CacheXContender(new CityClient(origin.uri()), timetable.ttl());
                CaffeineContender caffeine = new CaffeineContender(new CityClient(origin.uri()), timetable.ttl());
                MapContender map = new MapContender(new CityClient(origin.uri()), timetable.ttl());
                Replay replay = new Replay(
                        timetable, trace, List.of(cachex, caffeine, map), phase -> origin.become(phase.origin()))) {
            view.begin();
            warmUp(trace, origin);
            Reading last = replay.run(view::show);
            Verdict verdict = Verdict.of(last);
            view.end(last, verdict);
            return verdict.passed();
        }
    }

    /** Returns whether CacheX kept its promise, or could not be asked to. */
    private boolean secondAct(Schedule schedule) throws InterruptedException {
        NodesView view = json
                ? Views.forPrograms(schedule, out)
                : Views.forPeople(schedule, Terminal.detect(System.getenv(), out));
        view.begin();
        try {
            Outcome outcome = new NodesAct(schedule, servers).run(view);
            Verdict verdict = NodesVerdict.of(outcome);
            view.end(outcome, verdict);
            return verdict.passed();
        } catch (NoRedisException e) {
            view.skipped(e.reason());
            return true;
        }
    }

    private boolean thirdAct(OrdersSchedule schedule) throws Exception {
        OrdersView view = json
                ? Views.forPrograms(schedule, out)
                : Views.forPeople(schedule, Terminal.detect(System.getenv(), out));
        view.begin();
        List<OrdersOutcome> outcomes = new OrdersAct(schedule).run(view);
        Verdict verdict = OrdersVerdict.of(outcomes);
        view.end(outcomes, verdict);
        return verdict.passed();
    }

    private boolean fourthAct(OfflineSchedule schedule) throws Exception {
        OfflineView view = json
                ? Views.forPrograms(schedule, out)
                : Views.forPeople(schedule, Terminal.detect(System.getenv(), out));
        view.begin();
        OfflineOutcome outcome = new OfflineAct(schedule, servers).run(view);
        Verdict verdict = OfflineVerdict.of(outcome);
        view.end(outcome, verdict);
        return verdict.passed();
    }

    /** Has the JVM compile the way to the origin, or the first seconds would show the compiler's work. */
    private static void warmUp(Trace trace, CityOrigin origin) throws InterruptedException {
        ExecutorService callers = Executors.newFixedThreadPool(32, task -> new Thread(task, "warm-up"));
        try (CityClient client = new CityClient(origin.uri())) {
            List<Callable<City>> calls = LongStream.range(0, 4_000)
                    .<Callable<City>>mapToObj(n -> () -> client.fetch(trace.keyAt(n)))
                    .toList();
            callers.invokeAll(calls);
        } finally {
            callers.shutdownNow();
        }
    }

    private int within(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ParameterException(
                    spec.commandLine(), option + " must be between " + least + " and " + most + ": " + value);
        }
        return value;
    }
}
