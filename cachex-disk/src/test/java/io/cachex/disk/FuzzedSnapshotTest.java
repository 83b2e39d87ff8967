package io.cachex.disk;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.cachex.spi.SnapshotPlace.Draft;
import io.cachex.spi.SnapshotPlace.Saved;
import io.cachex.testkit.ByteFuzzer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * BI17 to BI19, BI22, TH19: a snapshot that was changed at random is refused by an IOException, never by anything else, and
 * takes no more memory than the file is large. Half a second each; ten minutes with {@code cachex.soak}.
 */
class FuzzedSnapshotTest {

    private static final Duration DURATION =
            Boolean.getBoolean("cachex.soak") ? ByteFuzzer.duration() : Duration.ofMillis(500);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long MOST_ALLOCATED = 1 << 20; // files here have some kilobytes; a file's checks, some dozen
    private static final List<String> ONE = List.of("one");
    private static final List<String> MANY = List.of("one", "", "three".repeat(50), "4");
    private static final List<String> OTHERS = List.of("5", "six");

    @TempDir
    private Path folder;

    private final FaultyFiles files = new FaultyFiles();
    private Path file;
    private byte[][] samples;

    @BeforeEach
    void writeSamples() throws IOException {
        file = folder.resolve("users.snapshot");
        samples = new byte[][] {
            written("users", List.of()), written("users", ONE), written("users", MANY), written("orders", OTHERS)
        };
        open(new ArrayList<>()); // what is loaded and linked at the first refusal, and the first time that all is well,
        Files.write(file, samples[2]);
        open(new ArrayList<>()); // is not counted
    }

    private byte[] written(String cache, List<String> records) throws IOException {
        Files.deleteIfExists(file);
        try (Draft draft = Snapshot.at(file).begin(cache)) {
            for (String record : records) {
                draft.add(record.getBytes(StandardCharsets.UTF_8));
            }
            draft.commit(Instant.EPOCH);
        }
        return Files.readAllBytes(file);
    }

    /** Checked before the first record is given: all that was written, or nothing. */
    @Test
    void isWhatWasWrittenOrIsRefused() {
        long inputs = ByteFuzzer.of(4, samples)
                .run(
                        bytes -> {
                            List<String> found = read(bytes);
                            if (found != null) {
                                assertThat(found).isIn(List.of(), ONE, MANY);
                            }
                        },
                        DURATION);

        assertThat(inputs).isPositive();
        assertThat(files.open).as("files that were left open").hasValue(0);
    }

    /** The file's own checksum is right, as it is when somebody meant it: records are cut and joined, and none is made up. */
    @Test
    void makesUpNoRecordUnderARightChecksum() {
        long inputs = ByteFuzzer.of(5, samples)
                .run(
                        bytes -> {
                            sum(bytes);
                            assertThat(given(bytes)).allMatch(one -> MANY.contains(one) || OTHERS.contains(one));
                        },
                        DURATION);

        assertThat(inputs).isPositive();
        assertThat(files.open).as("files that were left open").hasValue(0);
    }

    /** All checksums and the number of records are right: what it gives stands in the file. */
    @Test
    void givesNoMoreThanTheFileHasUnderRightChecksums() {
        long inputs = ByteFuzzer.of(6, samples)
                .run(
                        bytes -> {
                            sumAll(bytes);
                            int length = 0;
                            for (String record : given(bytes)) {
                                length += record.length();
                            }
                            assertThat(length).isLessThanOrEqualTo(bytes.length);
                        },
                        DURATION);

        assertThat(inputs).isPositive();
        assertThat(files.open).as("files that were left open").hasValue(0);
    }

    /** Null if it is refused. */
    private @Nullable List<String> read(byte[] bytes) throws IOException {
        List<String> given = new ArrayList<>();
        return readInto(given, bytes) ? given : null;
    }

    /** What comes before the refusal, if there is one. */
    private List<String> given(byte[] bytes) throws IOException {
        List<String> given = new ArrayList<>();
        readInto(given, bytes);
        return given;
    }

    private boolean readInto(List<String> given, byte[] bytes) throws IOException {
        Files.write(file, bytes);
        long before = allocated();
        IOException refusal = open(given);
        long allocated = allocated() - before;
        if (refusal != null) {
            assertThat(refusal).hasMessageStartingWith(file.toString());
        }
        assertThat(allocated).as("bytes allocated").isLessThan(MOST_ALLOCATED);
        return refusal == null;
    }

    /** Why it was refused; null if it was not. */
    private @Nullable IOException open(List<String> given) {
        try (Saved saved = Snapshot.at(file).files(files).open("users")) {
            saved.written();
            for (byte[] record = saved.next(); record != null; record = saved.next()) {
                given.add(new String(record, StandardCharsets.ISO_8859_1));
            }
            return saved.records() == given.size() ? null : new IOException("records that were not counted");
        } catch (IOException refused) {
            return refused;
        }
    }

    private static long allocated() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    private static void sum(byte[] bytes) {
        int end = bytes.length - Integer.BYTES;
        if (end >= 0) {
            ByteBuffer.wrap(bytes).putInt(end, SnapshotLayout.checksum(bytes, 0, end));
        }
    }

    private static void sumAll(byte[] bytes) {
        int first = SnapshotLayout.header("users").length;
        int end = bytes.length - SnapshotLayout.TRAILER;
        if (end < first) {
            return;
        }
        System.arraycopy(SnapshotLayout.header("users"), 0, bytes, 0, first);
        ByteBuffer file = ByteBuffer.wrap(bytes);
        long records = 0;
        int at = first;
        while (end - at >= SnapshotLayout.RECORD_HEAD) {
            int length = file.getInt(at);
            int content = at + SnapshotLayout.RECORD_HEAD;
            if (length < 0 || length > end - content) {
                break;
            }
            byte[] record = new byte[length];
            file.get(content, record);
            file.putInt(at + Integer.BYTES, SnapshotLayout.checksum(record));
            at = content + length;
            records++;
        }
        file.putInt(end, SnapshotLayout.END).putLong(end + Integer.BYTES, records);
        sum(bytes);
    }
}
