package io.cachex.coretests.snapshot;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;

import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.disk.Snapshot;
import io.cachex.testkit.FakeTime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Runs of one service, one after the other, over the same file. Each has a monotonic clock of its own; the wall clock goes on. */
final class Runs {

    private static final Duration BETWEEN_ORIGINS = Duration.ofDays(7);

    final Path file;
    final AtomicInteger loads = new AtomicInteger();
    volatile boolean isOriginDown;
    volatile String origin = "origin";
    FakeTime time = new FakeTime();

    private long nanosOfThisRun = -5_000_000_000L;
    private Duration wall = Duration.ZERO;

    Runs(Path directory) {
        this.file = directory.resolve("snapshots").resolve("users.snapshot");
    }

    /** The machine's clock goes on, and the process is another one. */
    void restartAfter(Duration duration) {
        wall = Duration.between(new FakeTime().instant(), time.instant()).plus(duration);
        nanosOfThisRun += BETWEEN_ORIGINS.toNanos();
        time = FakeTime.at(nanosOfThisRun);
        time.stepWallClock(wall);
    }

    Snapshot place() {
        return Snapshot.at(file);
    }

    Cache<String> cache() {
        return cache(options -> options);
    }

    /** Five minutes fresh, an hour in the origin's place; loaded from an origin that can be down. */
    Cache<String> cache(UnaryOperator<CacheBuilder<String>> options) {
        Cache<String> cache = withoutRestoring(options);
        cache.restored().join();
        return cache;
    }

    Cache<String> withoutRestoring(UnaryOperator<CacheBuilder<String>> options) {
        return options.apply(Cache.builder("users", String.class)
                        .ttl(ofMinutes(5))
                        .staleIfError(ofHours(1))
                        .timeSource(time)
                        .snapshot(place())
                        .loader(this::load))
                .build();
    }

    private String load(String key) throws IOException {
        if (isOriginDown) {
            throw new IOException("down");
        }
        return key + " of " + origin + " " + loads.incrementAndGet();
    }
}
