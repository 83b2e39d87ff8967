package io.cachex.coretests.snapshot;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cachex.Cache;
import io.cachex.CacheClosedException;
import io.cachex.CacheException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** I4: when snapshots are written, and what becomes of those that cannot be. */
@Timeout(60)
class SavingTest {

    @TempDir
    private Path directory;

    private Runs runs;

    @BeforeEach
    void place() {
        runs = new Runs(directory);
    }

    private int restored() {
        try (Cache<String> other = runs.cache()) {
            return other.restored().join();
        }
    }

    /** Who asks while one is written gets the next: the one under way may not have what he has put. */
    @Test
    void whoAsksGetsOneThatBeginsAfterwards() throws InterruptedException {
        HeldPlace place = HeldPlace.ofWriting(runs.place());
        try (Cache<String> cache = runs.cache(options -> options.snapshot(place))) {
            cache.put("a", "1");
            CompletableFuture<Integer> first = cache.snapshot();
            place.writing.await(); // has "1" at hand
            cache.put("a", "2");

            CompletableFuture<Integer> second = cache.snapshot();
            CompletableFuture<Integer> third = cache.snapshot();
            place.letWrite.countDown();

            assertThat(first.join()).isEqualTo(1);
            assertThat(second.join()).isEqualTo(1);
            assertThat(third.join()).isEqualTo(1);
            assertThat(place.drafts).hasValue(2);
            try (Cache<String> other = runs.cache()) {
                assertThat(other.get("a")).isEqualTo("2");
            }
        }
    }

    /** O5: close waits for the last one for closeTimeout, and no longer; the one before stays. */
    @Test
    void closeWaitsForTheLastOneButNotForEver() throws Exception {
        try (Cache<String> before = runs.cache()) {
            before.put("a", "1");
        }
        HeldPlace place = HeldPlace.ofWriting(runs.place());
        Cache<String> cache = runs.cache(options -> options.snapshot(place).closeTimeout(ofSeconds(5)));
        cache.put("b", "2");
        try (LogLines log = new LogLines()) {
            Thread closing = new Thread(cache::close);
            closing.start();
            place.writing.await();
            await().pollInterval(ofMillis(2)).until(() -> {
                runs.time.advance(ofSeconds(5));
                return !closing.isAlive();
            });
            assertThat(log.warnings()).singleElement().asString().contains("closed without a snapshot", "PT5S");
        }
        assertThat(restored()).isEqualTo(1);
    }

    /** A near tier that close has emptied is not what is saved. */
    @Test
    void whatWasGivenUpIsNotCommitted() throws Exception {
        HeldPlace place = HeldPlace.ofWriting(runs.place());
        Cache<String> cache = runs.cache(options -> options.snapshot(place).executor(task -> new Thread(task).start()));
        cache.put("a", "1");
        Thread closing = new Thread(cache::close);
        closing.start();
        place.writing.await();
        closing.interrupt();
        closing.join();
        assertThat(runs.file).doesNotExist();

        place.letWrite.countDown();

        await().pollInterval(ofMillis(2)).until(() -> filesIn(runs.file.getParent()) == 0);
        assertThat(runs.file).doesNotExist();
    }

    private static long filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }

    /** A disk that is full: said once, the cache goes on, and the next snapshot is tried. */
    @Test
    void aPlaceThatRefusesHarmsNobody() {
        HeldPlace place = new HeldPlace(runs.place().every(ofMinutes(1)));
        place.letRead.countDown();
        place.refusal = new IOException("No space left on device");
        try (LogLines log = new LogLines();
                Cache<String> cache = runs.cache(options -> options.snapshot(place))) {
            cache.put("a", "1");

            assertThatThrownBy(() -> cache.snapshot().join())
                    .hasCauseInstanceOf(CacheException.class)
                    .hasRootCauseMessage("No space left on device");
            assertThatThrownBy(() -> cache.snapshot().join()).hasRootCauseMessage("No space left on device");
            assertThat(cache.get("a")).isEqualTo("1");
            assertThat(log.warnings()).singleElement().asString().contains("could not be written", "No space left");

            place.refusal = null;
            runs.time.advance(ofMinutes(1));
            await().pollInterval(ofMillis(2)).until(() -> Files.exists(runs.file));
        }
    }

    /** An executor that takes nothing any more: close writes by itself. */
    @Test
    void anExecutorThatRefusesDoesNotKeepTheLastOneFromBeingWritten() {
        boolean[] isShut = new boolean[1];
        Cache<String> cache = runs.cache(options -> options.executor(task -> {
            if (isShut[0]) {
                throw new RejectedExecutionException("shut down");
            }
            task.run();
        }));
        cache.put("a", "1");
        isShut[0] = true;
        assertThatThrownBy(() -> cache.snapshot().join()).hasRootCauseMessage("shut down");

        cache.close();

        assertThat(restored()).isEqualTo(1);
    }

    /** It goes on at the rate that is allowed, on the cache's clock, and does not keep close waiting. */
    @Test
    void doesNotTakeTheDiskForItself() {
        String large = "x".repeat(10_000);
        Cache<String> cache =
                runs.cache(options -> options.snapshot(runs.place().bytesPerSecond(64 * 1024)));
        for (int i = 0; i < 100; i++) {
            cache.put("key:" + i, large);
        }

        CompletableFuture<Integer> asked = cache.snapshot();
        for (int second = 0; second < 13; second++) {
            runs.time.advance(ofSeconds(1));
            await().pollInterval(ofMillis(2)).until(() -> asked.isDone() || runs.time.pending() > 0);
            assertThat(asked.isDone())
                    .as("1,000,000 B at 65,536 B a second, after as many at once")
                    .isFalse();
        }
        await().pollInterval(ofMillis(2)).until(() -> {
            runs.time.advance(ofMillis(500));
            return asked.isDone();
        });
        assertThat(asked.join()).isEqualTo(100);

        cache.close(); // with the clock standing still
        assertThat(restored()).isEqualTo(100);
    }

    /** K1: an entry above the bound is left out, and nothing else. */
    @Test
    void keepsToItsBound() throws IOException {
        Cache<String> cache =
                runs.cache(options -> options.snapshot(runs.place().maximumBytes(4096)));
        cache.put("huge", "x".repeat(5_000));
        for (int i = 0; i < 200; i++) {
            cache.put("key:" + i, "x".repeat(50));
        }

        int entries = cache.snapshot().join();

        assertThat(entries).isBetween(20, 50);
        assertThat(Files.size(runs.file)).isBetween(3_800L, 4_096L);
        cache.close();
        assertThat(restored()).isEqualTo(entries);
    }

    @Test
    void aClosedCacheRefuses() {
        Cache<String> cache = runs.cache();
        cache.close();

        assertThatThrownBy(cache::snapshot).isInstanceOf(CacheClosedException.class);
    }
}
