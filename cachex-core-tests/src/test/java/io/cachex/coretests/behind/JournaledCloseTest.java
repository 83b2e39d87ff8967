package io.cachex.coretests.behind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cachex.Cache;
import io.cachex.CacheClosedException;
import io.cachex.CacheException;
import io.cachex.disk.DiskJournal;
import io.cachex.resilience.WriteBehind;
import io.cachex.spi.TimeSource;
import io.cachex.store.MemoryStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * FT47: a cache with a journal is closed while callers write and its origin is away or slow, 20 times: it ends in time, no
 * thread and no file handle is left, and what was accepted and not made is in the journal.
 */
@Timeout(300)
class JournaledCloseTest {

    private static final int CYCLES = 20;
    private static final int CALLERS = 3;
    private static final Duration LIMIT = Duration.ofSeconds(25); // five times what is promised: machines are busy

    @TempDir
    private Path directory;

    private final TimeSource time = TimeSource.system();
    private final Rows rows = new Rows();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();

    private Cache<String> cache() {
        return Cache.builder("ending", String.class)
                .store(MemoryStore.of(1 << 20, time))
                .loader(rows)
                .closeTimeout(Duration.ofMillis(50))
                .writeBehind(WriteBehind.to(rows)
                        .journal(DiskJournal.at(directory.resolve("journal")))
                        .backoff(Duration.ofMillis(1), Duration.ofMillis(20)))
                .build();
    }

    @Test
    void closingDuringEverythingLeavesNothingBehindAndLosesNothing() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try {
            for (int cycle = 0; cycle < CYCLES; cycle++) {
                rows.failure = cycle % 2 == 0 ? new IOException("away") : null;
                Cache<String> cache = cache();
                CountDownLatch begun = new CountDownLatch(CALLERS);
                CountDownLatch ended = new CountDownLatch(CALLERS);
                for (int caller = 0; caller < CALLERS; caller++) {
                    String prefix = cycle + "." + caller + ".";
                    callers.execute(() -> {
                        write(cache, prefix, begun);
                        ended.countDown();
                    });
                }
                assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();

                long start = time.nanos();
                cache.close();

                assertThat(Duration.ofNanos(time.nanos() - start)).isLessThan(LIMIT);
                assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
                assertThat(handles()).as("handles after cycle " + cycle).isZero();
            }
        } finally {
            callers.shutdownNow();
        }
        Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .noneMatch(name -> name.startsWith("cachex-ending-") || name.startsWith("cachex-journal-")));

        rows.failure = null;
        try (Cache<String> heir = cache()) {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> heir.writeBehindStats().waiting() == 0);
            assertThat(heir.deadLetters().size()).isZero();
        }
        assertThat(accepted).hasSizeGreaterThan(CYCLES);
        assertThat(rows.rows.keySet()).containsAll(accepted);
    }

    /** Until the cache is closed. */
    private void write(Cache<String> cache, String prefix, CountDownLatch begun) {
        for (int i = 0; ; i++) {
            try {
                cache.writeBehind(prefix + i, "v");
                accepted.add(prefix + i);
                begun.countDown();
            } catch (CacheClosedException e) {
                return;
            } catch (CacheException | IllegalStateException e) { // the queue is closed before the cache says so
                begun.countDown();
            }
        }
    }

    private long handles() {
        Path all = Path.of("/proc/self/fd");
        assumeTrue(Files.isDirectory(all), "there is no /proc");
        try (Stream<Path> open = Files.list(all)) {
            return open.filter(handle -> {
                        try {
                            return Files.readSymbolicLink(handle).startsWith(directory);
                        } catch (IOException gone) {
                            return false;
                        }
                    })
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
