package io.cachex.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.cachex.ConfigurationException;
import io.cachex.spi.SnapshotPlace.Draft;
import io.cachex.spi.SnapshotPlace.Saved;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** I4: a snapshot's file is whole, or it is refused. */
class SnapshotFileTest {

    private static final boolean SOAK = Boolean.getBoolean("cachex.soak");
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00.123456Z");

    @TempDir
    private Path folder;

    private final FaultyFiles files = new FaultyFiles();
    private Path file;
    private Snapshot snapshot;

    @BeforeEach
    void place() {
        file = folder.resolve("made/for/it/users.snapshot");
        snapshot = Snapshot.at(file).files(files);
    }

    private void write(String... records) throws IOException {
        try (Draft draft = snapshot.begin("users")) {
            for (String record : records) {
                assertThat(draft.add(record.getBytes(StandardCharsets.UTF_8))).isTrue();
            }
            draft.commit(NOON);
        }
    }

    private List<String> read() throws IOException {
        List<String> records = new ArrayList<>();
        try (Saved saved = snapshot.open("users")) {
            if (saved == null) {
                return List.of("none");
            }
            assertThat(saved.written()).isEqualTo(NOON);
            for (byte[] record = saved.next(); record != null; record = saved.next()) {
                records.add(new String(record, StandardCharsets.UTF_8));
            }
            assertThat(saved.records()).isEqualTo(records.size());
        }
        return records;
    }

    @Test
    void givesWhatWasWrittenInItsOrder() throws IOException {
        assertThat(read()).containsExactly("none");

        String large = "x".repeat(200_000);
        write("one", "", large, "two");

        assertThat(read()).containsExactly("one", "", large, "two");
        assertThat(files.open).hasValue(0);
        assertThat(namesBeside()).containsExactly("users.snapshot");
    }

    @Test
    void mayBeEmpty() throws IOException {
        write();

        assertThat(read()).isEmpty();
    }

    /** What was begun and not committed leaves no trace. */
    @Test
    void theOldOneStaysUntilTheNewOneIsCommitted() throws IOException {
        write("old");
        try (Draft draft = snapshot.begin("users")) {
            draft.add("new".getBytes(StandardCharsets.UTF_8));
            assertThat(read()).containsExactly("old");
        }
        assertThat(read()).containsExactly("old");
        assertThat(namesBeside()).containsExactly("users.snapshot");
    }

    /** Issue 5: a snapshot cut at every tenth of its length; at every byte with cachex.soak. */
    @Test
    void whatWasCutIsRefused() throws IOException {
        write("one", "two", "three".repeat(100), "four");
        byte[] whole = Files.readAllBytes(file);
        int step = SOAK ? 1 : whole.length / 10;
        for (int length = 0; length < whole.length; length += step) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(this::read)
                    .as("cut at %d of %d", length, whole.length)
                    .isInstanceOf(IOException.class);
        }
        write("again"); // and it can be written over
        assertThat(read()).containsExactly("again");
    }

    /** BI: one bit is another, anywhere. */
    @Test
    void whatWasAlteredIsRefused() throws IOException {
        write("one", "two", "three".repeat(100), "four");
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(7);
        int flips = SOAK ? whole.length * 8 : 200;
        for (int i = 0; i < flips; i++) {
            int bit = SOAK ? i : random.nextInt(whole.length * 8);
            byte[] altered = whole.clone();
            altered[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, altered);
            assertThatThrownBy(this::read).as("bit %d", bit).isInstanceOf(IOException.class);
        }
    }

    /** BI22: impossible lengths are refused before anything is allocated for them, also under a right checksum. */
    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, Integer.MIN_VALUE, -2, 100})
    void impossibleLengthsAreRefused(int length) throws IOException {
        write("one");
        byte[] whole = Files.readAllBytes(file);
        ByteBuffer bytes = ByteBuffer.wrap(whole);
        int first = SnapshotLayout.header("users").length;
        bytes.putInt(first, length);
        int end = whole.length - Integer.BYTES;
        bytes.putInt(end, SnapshotLayout.checksum(whole, 0, end));
        Files.write(file, whole);

        assertThatThrownBy(this::read).isInstanceOf(IOException.class).hasMessageContaining("impossible length");
    }

    @Test
    void aLaterReleasesIsLeftOut() throws IOException {
        write("one");
        byte[] whole = Files.readAllBytes(file);
        whole[3] = 2;
        Files.write(file, whole);

        assertThatThrownBy(this::read).hasMessageContaining("of a later release, in format 2");
    }

    /** Two caches were given one file: neither loses its own. */
    @Test
    void anotherCachesIsNeitherReadNorWrittenOver() throws IOException {
        write("one");

        assertThatThrownBy(() -> snapshot.open("orders")).hasMessageContaining("another cache: users");
        assertThatThrownBy(() -> snapshot.begin("orders")).hasMessageContaining("another cache: users");
        assertThat(read()).containsExactly("one");
    }

    @Test
    void whatIsNoSnapshotIsSetAside() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "somebody's notes");
        assertThatThrownBy(this::read).hasMessageContaining("is no snapshot");

        try (LogCapture log = new LogCapture()) {
            write("one");
            assertThat(log.of(Level.WARN)).singleElement().asString().contains("users.snapshot.corrupt");
        }
        assertThat(read()).containsExactly("one");
        assertThat(Files.readString(file.resolveSibling("users.snapshot.corrupt")))
                .isEqualTo("somebody's notes");
    }

    /** TH25: for the owner alone, and never through a symbolic link. */
    @Test
    void filesAreTheOwnersAlone() throws IOException {
        write("one");

        assertThat(permissions(file)).isEqualTo("rw-------");
        assertThat(permissions(file.getParent())).isEqualTo("rwx------");
        assertThat(permissions(folder.resolve("made"))).isEqualTo("rwx------");
    }

    @Test
    void aSymbolicLinkIsRefused() throws IOException {
        Path target = Files.writeString(folder.resolve("precious"), "not to be touched");
        Files.createDirectories(file.getParent());
        Files.createSymbolicLink(file, target);

        assertThatThrownBy(this::read).hasMessageContaining("symbolic link");
        assertThatThrownBy(() -> write("one")).hasMessageContaining("symbolic link");
        assertThat(target).hasContent("not to be touched");
    }

    @Test
    void aDirectoryIsRefused() throws IOException {
        Files.createDirectories(file);

        assertThatThrownBy(this::read).hasMessageContaining("is not a file");
        assertThatThrownBy(() -> write("one")).hasMessageContaining("is not a file");
    }

    /** FT35: whatever fails, and whenever, there is the old one or the new one, and nothing beside it. */
    @ParameterizedTest
    @EnumSource(
            value = FaultyFiles.Step.class,
            names = {"CREATE", "WRITE", "FORCE", "RENAME"})
    void aDiskThatFailsLeavesOneOrTheOther(FaultyFiles.Step step) throws IOException {
        for (int number = 1; number <= 4; number++) {
            files.fault = FaultyFiles.NONE;
            write("old");
            files.failOnce(step, number, "Input/output error");
            boolean failed = false;
            try {
                write("new".repeat(50_000), "new");
            } catch (IOException e) {
                assertThat(e).hasMessage("Input/output error");
                failed = true;
            }
            files.fault = FaultyFiles.NONE;

            List<String> there = read();
            assertThat(there.get(there.size() - 1)).isIn(failed ? List.of("old", "new") : List.of("new"));
            assertThat(failed).as("%s %d", step, number).isEqualTo(number <= most(step));
            assertThat(namesBeside()).containsExactly("users.snapshot");
        }
        assertThat(files.open).hasValue(0);
    }

    /** How often a snapshot takes this step. */
    private static int most(FaultyFiles.Step step) {
        return switch (step) {
            case WRITE -> 4;
            case FORCE -> 2;
            default -> 1;
        };
    }

    /** FT36: there is no room for a second one beside the first. */
    @Test
    void aFullDiskKeepsTheOldOne() throws IOException {
        write("old");
        files.capacity.set(50_000);

        assertThatThrownBy(() -> write("x".repeat(100_000))).hasMessageContaining("No space left");

        files.capacity.set(Long.MAX_VALUE);
        assertThat(read()).containsExactly("old");
        assertThat(namesBeside()).containsExactly("users.snapshot");
    }

    /** What a killed process has left is deleted; what a living one writes is not. */
    @Test
    void leftoversAreDeleted() throws IOException {
        write("old");
        Path left = Files.writeString(file.resolveSibling(".users.snapshot.0123456789abcdef.tmp"), "half");
        Path foreign = Files.writeString(file.resolveSibling(".users.snapshot.notes.tmp"), "mine");
        try (Draft other = snapshot.begin("users")) {
            write("new");
            other.add(new byte[10]);
            other.commit(NOON); // the last one wins
        }

        assertThat(left).doesNotExist();
        assertThat(foreign).exists();
        assertThat(read()).singleElement().asString().hasSize(10);
    }

    /** K1: the file is never larger than it may be. */
    @Test
    void refusesWhatHasNoRoom() throws IOException {
        snapshot = snapshot.maximumBytes(4096);
        try (Draft draft = snapshot.begin("users")) {
            assertThat(draft.add(new byte[4000])).isTrue();
            assertThat(draft.add(new byte[100])).isFalse();
            assertThat(draft.add(new byte[10])).isTrue();
            draft.commit(NOON);
        }

        assertThat(Files.size(file)).isLessThanOrEqualTo(4096);
        assertThat(read()).hasSize(2);
    }

    @Test
    void impossibleOptionsAreRefused() {
        assertThatThrownBy(() -> snapshot.every(Duration.ZERO))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("every must be from 1 s to 1 day: PT0S");
        assertThatThrownBy(() -> snapshot.maximumBytes(4095)).hasMessageContaining("maximumBytes", "4095");
        assertThatThrownBy(() -> snapshot.bytesPerSecond(1)).hasMessageContaining("bytesPerSecond");
        assertThatThrownBy(() -> Snapshot.at(Path.of("/"))).hasMessageContaining("file must be a file");
        assertThat(Snapshot.at(file).every(Duration.ofMinutes(1))).hasToString("snapshot(" + file + ", every PT1M)");
    }

    private List<String> namesBeside() throws IOException {
        try (Stream<Path> entries = Files.list(file.getParent())) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
