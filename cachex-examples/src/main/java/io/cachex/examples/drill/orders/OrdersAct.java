package io.cachex.examples.drill.orders;

import io.cachex.spi.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The third act: starts a database and two services, makes trouble, and counts what became of the orders. */
public final class OrdersAct {

    /** Numbers left out when a service is started again: the last one it took before it was killed may be one of them. */
    private static final long GAP = 1_000;

    private final OrdersSchedule schedule;
    private final TimeSource time = TimeSource.system();
    private final CountDownLatch never = new CountDownLatch(1);

    /** An act with a database and processes of its own. */
    public OrdersAct(OrdersSchedule schedule) {
        this.schedule = schedule;
    }

    /** Runs it. Blocks for its whole length; leaves no process, no thread and no file behind. */
    public List<OrdersOutcome> run(OrdersAudience audience) throws IOException, SQLException, InterruptedException {
        Path directory = Files.createTempDirectory("cachex-orders");
        List<Lane> lanes = new ArrayList<>();
        try (OrderDatabase database = new OrderDatabase(List.of(Contender.values()))) {
            for (Contender contender : Contender.values()) {
                lanes.add(new Lane(contender, database, directory.resolve(contender.table())));
            }
            return play(database, lanes, audience);
        } finally {
            lanes.forEach(Lane::close);
            delete(directory);
        }
    }

    private List<OrdersOutcome> play(OrderDatabase database, List<Lane> lanes, OrdersAudience audience)
            throws IOException, SQLException, InterruptedException {
        for (Lane lane : lanes) {
            lane.start();
        }
        long start = time.nanos();
        for (Trouble trouble : Trouble.values()) {
            audience.begins(trouble);
            if (trouble.databaseIsDown()) {
                database.goAway();
            } else {
                database.comeBack();
            }
            if (trouble == Trouble.KILLED) {
                for (Lane lane : lanes) {
                    lane.kill();
                }
                for (Lane lane : lanes) {
                    lane.start();
                }
            }
            never.await(start + schedule.endOf(trouble).toNanos() - time.nanos(), TimeUnit.NANOSECONDS);
            audience.ended(trouble, outcomes(lanes));
        }
        for (Lane lane : lanes) {
            lane.finish();
        }
        return outcomes(lanes);
    }

    private static List<OrdersOutcome> outcomes(List<Lane> lanes) throws SQLException {
        List<OrdersOutcome> outcomes = new ArrayList<>();
        for (Lane lane : lanes) {
            outcomes.add(lane.outcome());
        }
        return outcomes;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** One contender, through both lives of its service. */
    private final class Lane implements AutoCloseable {

        private final Contender contender;
        private final OrderDatabase database;
        private final Path journal;
        private final List<ServiceProcess> lives = new ArrayList<>();
        private boolean ended;

        Lane(Contender contender, OrderDatabase database, Path journal) {
            this.contender = contender;
            this.database = database;
            this.journal = journal;
        }

        void start() throws IOException {
            long first =
                    accepted().stream().mapToLong(number -> number + GAP).max().orElse(0);
            lives.add(new ServiceProcess(contender, database.url(), journal, first, schedule.rate()));
        }

        void kill() throws InterruptedException {
            lives.get(lives.size() - 1).kill();
        }

        void finish() throws InterruptedException, IOException {
            ended = lives.get(lives.size() - 1).finish(OrdersSchedule.DRAINING);
        }

        private List<Long> accepted() {
            return lives.stream().flatMap(life -> life.accepted().stream()).toList();
        }

        OrdersOutcome outcome() throws SQLException {
            List<Long> parked =
                    lives.stream().flatMap(life -> life.parked().stream()).toList();
            return OrdersOutcome.of(contender, accepted(), parked, database.log(contender), ended);
        }

        @Override
        public void close() {
            lives.forEach(ServiceProcess::close);
        }
    }
}
