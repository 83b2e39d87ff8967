package io.cachex.examples.drill.nodes;

import io.cachex.spi.TimeSource;
import io.cachex.testkit.redis.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** The second act: starts a Redis and the nodes around it, lets them work, makes trouble, and tells what came of it. */
public final class NodesAct {

    /** How long CacheX may take to hold nothing old, once all is well and nothing changes: it reconnects within 2 s. */
    private static final Duration SETTLING = Duration.ofSeconds(5);

    private static final int SWEEPERS = 30;

    private final Schedule schedule;
    private final Supplier<RedisServer> servers;
    private final Pace pace = new Pace(TimeSource.system());

    /** An act with a server of its own, which comes with the test kit. */
    public NodesAct(Schedule schedule) {
        this(schedule, RedisServer::create);
    }

    /** An act with a server that is not yet started, and is closed by the act. */
    public NodesAct(Schedule schedule, Supplier<RedisServer> servers) {
        this.schedule = schedule;
        this.servers = servers;
    }

    /**
     * Runs it. Blocks for its whole length; leaves no process and no thread behind. May be called once.
     *
     * @throws NoRedisException if there is no server for this system
     */
    public Outcome run(Audience audience) throws NoRedisException, InterruptedException {
        try (RedisServer server = started();
                Links links = new Links(server, pace::now)) {
            Database database = new Database(Schedule.KEYS, TimeSource.system());
            try (CacheXFleet cachex = new CacheXFleet(links.urisForCacheX(), database.new Client(), schedule.bound());
                    HandmadeFleet handmade = new HandmadeFleet(links.urisForHandmade(), database.new Client())) {
                cachex.awaitConnected(pace);
                return play(
                        links,
                        database,
                        List.of(lane(cachex, links, database), lane(handmade, links, database)),
                        audience);
            }
        }
    }

    private RedisServer started() throws NoRedisException {
        try {
            return startedOrClosed(servers.get());
        } catch (ExceptionInInitializerError e) { // the kit looks for its program once
            if (e.getCause() instanceof IllegalStateException none) {
                throw new NoRedisException(none);
            }
            throw e;
        }
    }

    private static RedisServer startedOrClosed(RedisServer server) {
        try {
            return server.start();
        } catch (Throwable e) {
            server.close();
            throw e;
        }
    }

    private Lane lane(Fleet fleet, Links links, Database database) {
        return new Lane(fleet, new Oracle(database.keys(), database.committed()), links::apart, schedule, pace);
    }

    private Outcome play(Links links, Database database, List<Lane> lanes, Audience audience)
            throws InterruptedException {
        try (Load load = new Load(schedule, lanes, database, pace)) {
            load.start();
            pace.pause(schedule.warmUp());
            long start = pace.now();
            for (Trouble trouble : Trouble.values()) {
                audience.begins(trouble);
                lanes.forEach(lane -> lane.enter(trouble));
                links.become(trouble);
                pace.until(start + schedule.endOf(trouble).toNanos());
                audience.ended(trouble, lanes.stream().map(Lane::outcome).toList());
            }
            lanes.forEach(Lane::leave);
            pace.end();
            load.finish();
            settle(lanes, database);
            return new Outcome(schedule, lanes.stream().map(Lane::outcome).toList(), load.worstDelayNanos());
        }
    }

    /** Lets what may be old for the bound become old, and counts what is so for longer. */
    private void settle(List<Lane> lanes, Database database) throws InterruptedException {
        ExecutorService sweepers = Executors.newFixedThreadPool(SWEEPERS, task -> new Thread(task, "reader"));
        Pace quiet = new Pace(TimeSource.system());
        try {
            quiet.pause(schedule.limit());
            long latest = quiet.now() + SETTLING.toNanos();
            for (Lane lane : lanes) {
                lane.countOld(database, sweepers);
            }
            Lane cachex = lanes.get(0);
            while (cachex.leftOld() > 0 && latest - quiet.now() > 0) {
                quiet.pause(Duration.ofMillis(100));
                cachex.countOld(database, sweepers);
            }
        } finally {
            sweepers.shutdownNow();
        }
    }
}
