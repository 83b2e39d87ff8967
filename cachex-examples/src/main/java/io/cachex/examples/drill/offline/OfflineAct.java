package io.cachex.examples.drill.offline;

import io.cachex.examples.drill.data.Cities;
import io.cachex.examples.drill.data.Trace;
import io.cachex.examples.drill.origin.CityOrigin;
import io.cachex.examples.drill.origin.Condition;
import io.cachex.spi.TimeSource;
import io.cachex.testkit.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The fourth act: a service runs, ends, and starts again while all that it needs is down; then one thing after the other
 * comes back.
 */
public final class OfflineAct {

    private static final String NOBODY = "redis://127.0.0.1:1";

    private final OfflineSchedule schedule;
    private final Supplier<RedisServer> servers;
    private final TimeSource time = TimeSource.system();
    private final Requests requests;

    /** An act with origins of its own, and a server that is not yet started and is closed by the act. */
    public OfflineAct(OfflineSchedule schedule, Supplier<RedisServer> servers) {
        this.schedule = schedule;
        this.servers = servers;
        this.requests = new Requests(Trace.web12(), schedule.rate());
    }

    /** Runs it. Blocks for its whole length; leaves no process, no thread and no file behind. */
    public OfflineOutcome run(OfflineAudience audience) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("cachex-offline");
        Cities cities = Cities.load();
        try (RedisServer redis = server();
                CityOrigin primary = CityOrigin.start(cities, 1);
                CityOrigin replica = CityOrigin.start(cities, 2)) {
            return play(new Surroundings(primary, replica, redis, directory.resolve("cities.snapshot")), audience);
        } finally {
            delete(directory);
        }
    }

    /** What the service needs; no Redis where none comes along for this system. */
    private record Surroundings(
            CityOrigin primary,
            CityOrigin replica,
            @Nullable RedisServer redis,
            Path snapshot) {

        CityService service() {
            return new CityService(primary.uri(), replica.uri(), redis == null ? NOBODY : redis.uri(), snapshot);
        }

        void goAway() {
            primary.become(Condition.DOWN);
            replica.become(Condition.DOWN);
            if (redis != null) {
                redis.stop();
            }
        }
    }

    private OfflineOutcome play(Surroundings around, OfflineAudience audience) throws InterruptedException {
        List<StageFigures> figures = new ArrayList<>();
        if (around.redis() != null) {
            around.redis().start();
        }
        try (CityService lastRun = around.service()) {
            figures.add(play(Stage.LAST_RUN, lastRun, audience));
        }
        around.goAway();
        long began = time.nanos();
        try (CityService service = around.service()) {
            Duration start = Duration.ofNanos(time.nanos() - began);
            int restored = service.cities().restored().join();
            figures.add(play(Stage.ALL_DOWN, service, audience));
            around.replica().become(Condition.NORMAL);
            figures.add(play(Stage.REPLICA, service, audience));
            around.primary().become(Condition.NORMAL);
            figures.add(play(Stage.PRIMARY, service, audience));
            if (around.redis() != null) {
                around.redis().start();
                figures.add(play(Stage.REDIS, service, audience));
            }
            return new OfflineOutcome(figures, restored, start);
        }
    }

    private StageFigures play(Stage stage, CityService service, OfflineAudience audience) throws InterruptedException {
        audience.begins(stage);
        StageFigures figures = requests.run(stage, service, schedule.lengthOf(stage));
        audience.ended(figures);
        return figures;
    }

    private @Nullable RedisServer server() {
        try {
            return servers.get();
        } catch (ExceptionInInitializerError e) { // the kit looks for its program once
            return null;
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
