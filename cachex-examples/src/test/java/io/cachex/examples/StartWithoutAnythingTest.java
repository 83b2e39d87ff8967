package io.cachex.examples;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.CacheException;
import io.cachex.disk.DiskStore;
import io.cachex.disk.Snapshot;
import io.cachex.redis.Redis;
import io.cachex.resilience.upstream.Upstream;
import io.cachex.resilience.upstream.Upstreams;
import io.cachex.spi.TimeSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A2, issue 5: all upstreams, Redis (as store, bus and locks) and the disk unavailable: build and start within 200 ms. */
class StartWithoutAnythingTest {

    private static final Duration LIMIT = ofMillis(200).multipliedBy(5); // on a machine that does other things, too

    private final TimeSource time = TimeSource.system();

    @TempDir
    private Path directory;

    /** Redis refuses connections. */
    @Test
    void startsWhileNobodyListens() throws Exception {
        Path file = Files.writeString(directory.resolve("not a directory"), "");
        starts("redis://127.0.0.1:1", file.resolve("cities.snapshot"), "classes are loaded");
        Duration took = starts("redis://127.0.0.1:1", file.resolve("cities.snapshot"), "nobody listens");

        assertThat(took).isLessThan(LIMIT);
    }

    /** Redis takes connections and never answers. */
    @Test
    void startsWhileRedisIsSilent() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String uri = "redis://127.0.0.1:" + silent.getLocalPort();
            starts(uri, directory.resolve("none"), "classes are loaded");
            Duration took = starts(uri, directory.resolve("none"), "Redis is silent");

            assertThat(took).isLessThan(LIMIT);
        }
    }

    /** The second tier is the disk, and there is no way to its directory. */
    @Test
    void startsWhileTheDirectoryOfItsStoreCannotBeOpened() throws Exception {
        Path file = Files.writeString(directory.resolve("not a directory"), "");
        startsOverDisk(file.resolve("store"), "classes are loaded");
        Duration took = startsOverDisk(file.resolve("store"), "the directory cannot be opened");

        assertThat(took).isLessThan(LIMIT);
    }

    private Duration startsOverDisk(Path store, String when) {
        long began = time.nanos();
        try (Redis redis = Redis.connect("redis://127.0.0.1:1");
                Upstreams<String> upstreams = upstreams();
                Cache<String> cache = Cache.builder("cities", String.class)
                        .loader(upstreams)
                        .store(DiskStore.at(store))
                        .invalidation(redis.bus())
                        .snapshot(Snapshot.at(store.resolve("cities.snapshot")))
                        .build()) {
            return started(cache, began, when);
        }
    }

    private static Upstreams<String> upstreams() {
        return Upstreams.<String>builder("cities")
                .add(Upstream.of("primary", StartWithoutAnythingTest::refuse).check(() -> false))
                .add(Upstream.of("replica", StartWithoutAnythingTest::refuse)
                        .priority(1)
                        .check(() -> false))
                .build();
    }

    private Duration starts(String uri, Path snapshot, String when) {
        long began = time.nanos();
        try (Redis redis = Redis.connect(uri);
                Upstreams<String> upstreams = upstreams();
                Cache<String> cache = Cache.builder("cities", String.class)
                        .loader(upstreams)
                        .store(redis.store())
                        .invalidation(redis.bus())
                        .locks(redis.locks())
                        .snapshot(Snapshot.at(snapshot))
                        .build()) {
            return started(cache, began, when);
        }
    }

    private Duration started(Cache<String> cache, long began, String when) {
        Duration took = Duration.ofNanos(time.nanos() - began);
        System.out.println("built and started in " + took.toMillis() + " ms while " + when);
        assertThatThrownBy(() -> cache.get("a")).isInstanceOf(CacheException.class);
        assertThat(cache.getIfPresent("a")).isNull();
        return took;
    }

    private static String refuse(String key) throws IOException {
        throw new IOException("refused");
    }
}
