package io.cachex.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.cachex.ConfigurationException;
import io.cachex.StoreException;
import io.cachex.spi.StoredValue;
import io.cachex.testkit.FakeTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** I4: what a disk store does beyond the contracts: it is there again, within its bound, and never fails a start. */
@Timeout(120)
class DiskStoreTest {

    private static final boolean SOAK = Boolean.getBoolean("cachex.soak");
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    private Path folder;

    private FakeTime time = new FakeTime();

    private DiskStore open() {
        return DiskStore.builder(folder.resolve("store")).timeSource(time).build();
    }

    private static void write(DiskStore store, String key, String text) {
        done(store.write(Map.of(key, StoredValue.of(text.getBytes(UTF_8), HOUR, 1)))
                .toCompletableFuture());
    }

    private static @Nullable String read(DiskStore store, String key) {
        StoredValue found = done(store.read(Set.of(key)).toCompletableFuture()).get(key);
        return found == null ? null : new String(found.bytes(), UTF_8);
    }

    private static <R> R done(CompletableFuture<R> answer) {
        return answer.join();
    }

    /** I4: with the age it has by the wall clock, its version, its counters and its generations. */
    @Test
    void allOfItIsThereAgainAfterARestart() {
        long version;
        try (DiskStore store = open()) {
            write(store, "a", "1");
            write(store, "b", "2");
            done(store.increment("count", 41, HOUR).toCompletableFuture());
            done(store.advance("users", "tenant:7").toCompletableFuture());
            done(store.remove(Set.of("b")).toCompletableFuture());
            version =
                    done(store.read(Set.of("a")).toCompletableFuture()).get("a").version();
        }
        restartAfter(Duration.ofMinutes(20));

        try (DiskStore store = open()) {
            StoredValue found =
                    done(store.read(Set.of("a")).toCompletableFuture()).get("a");
            assertThat(found.version()).isEqualTo(version);
            assertThat(found.keepFor()).isBetween(Duration.ofMinutes(39), Duration.ofMinutes(40));
            assertThat(read(store, "b")).isNull();
            assertThat(done(store.increment("count", 1, HOUR).toCompletableFuture()))
                    .isEqualTo(42);
            var names = done(store.generations("users", Set.of("tenant:7")).toCompletableFuture());
            assertThat(names.sequence()).isEqualTo(1);
            assertThat(names.generations()).containsEntry("tenant:7", 1L);
        }
    }

    private void restartAfter(Duration wall) {
        Duration passed =
                Duration.between(new FakeTime().instant(), time.instant()).plus(wall);
        time = FakeTime.at(time.nanos() + Duration.ofDays(3).toNanos());
        time.stepWallClock(passed);
    }

    /** A wall clock that was set back makes nothing younger than it was. */
    @Test
    void itsClockNeverGoesBack() {
        long before;
        try (DiskStore store = open()) {
            write(store, "a", "1");
            time.advance(Duration.ofMinutes(30));
            write(store, "b", "2");
            before = store.clockMicros();
        }
        restartAfter(Duration.ofDays(-1));

        try (DiskStore store = open()) {
            assertThat(done(store.read(Set.of("a")).toCompletableFuture())
                            .get("a")
                            .keepFor())
                    .isLessThanOrEqualTo(Duration.ofMinutes(30));
            assertThat(store.clockMicros()).isGreaterThanOrEqualTo(before);
        }
    }

    /** K1: what was not used for longest leaves first, about. */
    @Test
    void keepsToItsBoundAndToWhatIsUsed() {
        try (DiskStore store = DiskStore.builder(folder.resolve("store"))
                .maximumBytes(1 << 20)
                .timeSource(time)
                .build()) {
            String kilobyte = "x".repeat(1_000);
            for (int i = 0; i < 5_000; i++) {
                write(store, "key:" + i, kilobyte);
                assertThat(read(store, "key:0")).as("used all the time").isNotNull();
            }
            long kept = IntStream.range(0, 5_000)
                    .filter(i -> read(store, "key:" + i) != null)
                    .count();

            assertThat(kept).isBetween(900L, 985L); // 1,048,576 B by 1,000 + 64 and a key each
            assertThat(read(store, "key:4999")).isNotNull();
            assertThat(read(store, "key:1")).isNull();

            assertThatThrownBy(() -> write(store, "huge", "x".repeat(1 << 20)))
                    .hasCauseInstanceOf(IllegalArgumentException.class);
            assertThat(read(store, "key:4999")).as("nobody had to leave for it").isNotNull();
        }
    }

    @Test
    void keepsToItsNumberOfEntries() {
        try (DiskStore store = DiskStore.builder(folder.resolve("store"))
                .maximumEntries(10)
                .timeSource(time)
                .build()) {
            for (int i = 0; i < 100; i++) {
                write(store, "key:" + i, "value");
            }
            assertThat(IntStream.range(0, 100).filter(i -> read(store, "key:" + i) != null))
                    .hasSize(10);
        }
    }

    /** K1: the file does not grow with what was written, but with what is there. */
    @Test
    void theFileDoesNotGrowForEver() throws IOException {
        try (DiskStore store = DiskStore.builder(folder.resolve("store"))
                .maximumBytes(1 << 20)
                .timeSource(time)
                .build()) {
            String value = "x".repeat(10_000);
            for (int i = 0; i < 6_000; i++) {
                write(store, "key:" + i % 300, value);
                if (i % 100 == 0) {
                    time.advance(Duration.ofSeconds(1));
                }
            }
            read(store, "key:1");
            assertThat(Files.size(folder.resolve("store/store.mv")))
                    .as("60 MB were written")
                    .isLessThan(30 << 20);
        }
    }

    /** What nobody asks for any more makes room when its time is over. */
    @Test
    void whatIsOverIsDeleted() {
        try (DiskStore store = DiskStore.builder(folder.resolve("store"))
                .maximumEntries(100)
                .timeSource(time)
                .build()) {
            for (int i = 0; i < 50; i++) {
                write(store, "old:" + i, "value");
            }
            time.advance(HOUR.plusSeconds(1));
            for (int i = 0; i < 100; i++) {
                write(store, "new:" + i, "value");
            }
            time.advance(Duration.ofSeconds(2));
            assertThat(IntStream.range(0, 100).filter(i -> read(store, "new:" + i) != null))
                    .hasSize(100);
        }
    }

    /** I4: a file that is cut or altered anywhere: the start succeeds, and what is read is what was written, or nothing. */
    @Test
    void damageFailsNoStartAndIsNeverServed() throws IOException {
        Path file = folder.resolve("store/store.mv");
        try (DiskStore store = open()) {
            for (int i = 0; i < 200; i++) {
                write(store, "key:" + i, "value of " + i + " " + "y".repeat(300));
            }
        }
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(11);
        List<byte[]> damaged = new ArrayList<>();
        for (int tenth = 0; tenth < 10; tenth++) {
            damaged.add(Arrays.copyOf(whole, whole.length * tenth / 10));
        }
        for (int i = 0; i < (SOAK ? 2_000 : 30); i++) {
            byte[] altered = whole.clone();
            int at = random.nextInt(altered.length - 16);
            for (int j = 0; j < 16; j++) {
                altered[at + j] = (byte) random.nextInt();
            }
            damaged.add(altered);
        }
        try (LogCapture log = new LogCapture()) {
            for (byte[] bytes : damaged) {
                Files.write(file, bytes);
                try (DiskStore store = open()) {
                    for (int i = 0; i < 200; i++) {
                        assertThat(readOrNothing(store, "key:" + i))
                                .isIn(null, "value of " + i + " " + "y".repeat(300));
                    }
                    await().pollInterval(Duration.ofMillis(2)).until(() -> {
                        time.advance(Duration.ofSeconds(6));
                        return isWritable(store);
                    });
                    assertThat(read(store, "again")).isEqualTo("works");
                }
            }
            assertThat(log.of(Level.WARN)).anyMatch(line -> line.contains("renamed to store.mv.corrupt"));
        }
    }

    private static @Nullable String readOrNothing(DiskStore store, String key) {
        try {
            return read(store, key);
        } catch (CompletionException e) {
            assertThat(e).hasCauseInstanceOf(StoreException.class);
            return null;
        }
    }

    private static boolean isWritable(DiskStore store) {
        try {
            write(store, "again", "works");
            return true;
        } catch (CompletionException e) {
            return false;
        }
    }

    /** Another has the directory: the start succeeds, calls fail, and it is used when the other is gone. */
    @Test
    void aDirectoryThatAnotherHasIsUsedWhenItIsFree() {
        try (LogCapture log = new LogCapture();
                DiskStore first = open();
                DiskStore second = open()) {
            write(first, "a", "1");
            assertThatThrownBy(() -> read(second, "a"))
                    .hasCauseInstanceOf(StoreException.class)
                    .hasMessageContaining("used by another store");
            assertThat(log.of(Level.WARN)).hasSize(1);

            first.close();
            time.advance(Duration.ofSeconds(5));

            assertThat(read(second, "a")).isEqualTo("1");
        }
    }

    /** TH25. */
    @Test
    void isTheOwnersAloneAndNeverBehindALink() throws IOException {
        try (DiskStore store = open()) {
            write(store, "a", "1");
        }
        assertThat(permissions(folder.resolve("store"))).isEqualTo("rwx------");
        assertThat(permissions(folder.resolve("store/store.mv"))).isEqualTo("rw-------");

        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("store"));
        try (DiskStore store =
                DiskStore.builder(folder.resolve("link")).timeSource(time).build()) {
            assertThatThrownBy(() -> read(store, "a")).hasMessageContaining("symbolic link");
        }
    }

    /** Trap 12: no unbounded queue, and nobody waits. */
    @Test
    void refusesWhenTooMuchWaits() throws InterruptedException {
        try (DiskStore store = DiskStore.builder(folder.resolve("store"))
                .maximumWaiting(10)
                .timeSource(time)
                .build()) {
            write(store, "a", "1");
            CountDownLatch entered = new CountDownLatch(1);
            CountDownLatch letGo = new CountDownLatch(1);
            Thread test = Thread.currentThread();
            store.read(Set.of("a")).thenRun(() -> {
                if (Thread.currentThread() == test) {
                    return; // the stage was done before it was depended on, and nobody would let go
                }
                entered.countDown();
                try {
                    letGo.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            boolean isHeld = entered.await(1, TimeUnit.SECONDS);
            List<CompletableFuture<?>> answers = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                answers.add(store.read(Set.of("a")).toCompletableFuture());
            }
            if (isHeld) {
                assertThat(answers.get(29))
                        .failsWithin(Duration.ZERO)
                        .withThrowableThat()
                        .withMessageContaining("too many operations wait");
            }
            letGo.countDown();
            answers.get(0).join();
        }
    }

    @Test
    void impossibleOptionsAreRefused() {
        assertThatThrownBy(() -> DiskStore.builder(folder).maximumBytes(1))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("maximumBytes");
        assertThatThrownBy(() -> DiskStore.builder(folder).maximumEntries(0)).hasMessageContaining("maximumEntries");
        assertThatThrownBy(() -> DiskStore.builder(folder).maximumWaiting(0)).hasMessageContaining("maximumWaiting");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
