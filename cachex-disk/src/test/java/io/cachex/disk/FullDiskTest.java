package io.cachex.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.cachex.StoreException;
import io.cachex.spi.StoredValue;
import io.cachex.testkit.FakeTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** FT36, for the disk store: no room is a failure, never a wrong value, and over when there is room. */
@Timeout(120)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no colons in names of directories")
class FullDiskTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration TRIED_AGAIN = Duration.ofSeconds(6);
    private static final int VALUE_BYTES = 4_000;

    @TempDir
    private Path folder;

    private final FakeTime time = new FakeTime();

    private DiskStore open() {
        return DiskStore.builder(FullDisk.in(folder)).timeSource(time).build();
    }

    @AfterEach
    void unmount() {
        FullDisk.unmount();
    }

    @Test
    void saysThatThereIsNoRoomAndWorksAgainWhenThereIs() throws Exception {
        try (LogCapture log = new LogCapture();
                DiskStore store = open()) {
            write(store, 0, 500);
            requireCommitted(store);
            FullDisk.capacity(Files.size(folder.resolve("full:disk/store.mv")) + 10_000);

            int failed = write(store, 500, 4_000); // 14 MB, which it commits by 4 MiB
            assertThat(failed).as("writes that were refused").isPositive();
            assertThat(FullDisk.refused()).as("by the disk").isPositive();
            requireNothingWrong(store, 4_000);
            assertThat(log.of(Level.WARN)).isNotEmpty();

            time.advance(TRIED_AGAIN); // while it is still full
            requireNothingWrong(store, 4_000);
            assertThat(read(store, 7))
                    .as("what was written when there was room")
                    .isEqualTo(text(7));

            FullDisk.capacity(Long.MAX_VALUE);
            time.advance(TRIED_AGAIN);
            assertThat(write(store, 4_000, 4_500)).isZero();
            requireCommitted(store);
            assertThat(read(store, 4_321)).isEqualTo(text(4_321));
            requireNothingWrong(store, 4_500);
        }
        try (DiskStore next = open()) {
            assertThat(read(next, 4_321)).isEqualTo(text(4_321));
            requireNothingWrong(next, 4_500);
        }
        assertThat(folder.resolve("full:disk/store.mv.corrupt"))
                .as("a full disk is no damage")
                .doesNotExist();
    }

    /** A removal that was acknowledged is never forgotten. */
    @Test
    void aRemovalThatWasAcknowledgedOnAFullDiskHolds() throws Exception {
        Set<Integer> removed = new HashSet<>();
        try (LogCapture log = new LogCapture()) {
            try (DiskStore store = open()) {
                write(store, 0, 500);
                requireCommitted(store);
                FullDisk.capacity(Files.size(folder.resolve("full:disk/store.mv")) + 30_000);
                for (int i = 0; i < 100; i++) {
                    if (failureOf(store.remove(Set.of("key:" + i))) == null) {
                        removed.add(i);
                    } else {
                        time.advance(TRIED_AGAIN);
                    }
                }
                FullDisk.capacity(0); // so that nothing is made up for at the end
            }
            assertThat(removed).as("acknowledged").isNotEmpty();
            FullDisk.capacity(Long.MAX_VALUE);

            try (DiskStore next = open()) {
                for (int i : removed) {
                    assertThat(read(next, i)).as("removed: %d", i).isNull();
                }
                requireNothingWrong(next, 500);
            }
            assertThat(log.of(Level.ERROR)).isEmpty();
        }
    }

    /** Opening writes, too. */
    @Test
    void aStartOnAFullDiskFailsNothing() {
        FullDisk.in(folder);
        FullDisk.capacity(0);
        try (LogCapture log = new LogCapture();
                DiskStore store = DiskStore.builder(folder.resolve("full:disk"))
                        .timeSource(time)
                        .build()) {
            assertThat(failureOf(store.read(Set.of("key:1")))).isInstanceOf(StoreException.class);

            FullDisk.capacity(Long.MAX_VALUE);
            time.advance(TRIED_AGAIN);

            assertThat(write(store, 0, 10)).isZero();
            assertThat(read(store, 3)).isEqualTo(text(3));
            assertThat(log.of(Level.ERROR)).isEmpty();
        }
    }

    /** Writes these keys, and counts those that failed. */
    private static int write(DiskStore store, int from, int to) {
        int failed = 0;
        for (int i = from; i < to; i++) {
            StoredValue value = StoredValue.of(text(i).getBytes(UTF_8), HOUR, 1);
            failed += failureOf(store.write(Map.of("key:" + i, value))) == null ? 0 : 1;
        }
        return failed;
    }

    /** An invalidation by tag is acknowledged when all that was written before it is on the disk. */
    private static void requireCommitted(DiskStore store) {
        assertThat(failureOf(store.advance("users", "tag"))).isNull();
    }

    private static void requireNothingWrong(DiskStore store, int keys) {
        for (int i = 0; i < keys; i++) {
            String found = read(store, i);
            if (found != null) {
                assertThat(found).isEqualTo(text(i));
            }
        }
    }

    /** What is there; null if nothing is, or it cannot be told. */
    private static @Nullable String read(DiskStore store, int key) {
        CompletionStage<Map<String, StoredValue>> answer = store.read(Set.of("key:" + key));
        if (failureOf(answer) != null) {
            return null;
        }
        StoredValue found = answer.toCompletableFuture().join().get("key:" + key);
        return found == null ? null : new String(found.bytes(), UTF_8);
    }

    private static @Nullable Throwable failureOf(CompletionStage<?> stage) {
        try {
            stage.toCompletableFuture().join();
            return null;
        } catch (CompletionException e) {
            assertThat(e.getCause()).isInstanceOf(StoreException.class);
            return e.getCause();
        }
    }

    private static String text(int key) {
        return (key + ":").repeat(VALUE_BYTES / ((key + ":").length()));
    }
}
