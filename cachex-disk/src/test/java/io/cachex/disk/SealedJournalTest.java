package io.cachex.disk;

import static io.cachex.disk.Entries.append;
import static io.cachex.disk.Entries.dead;
import static io.cachex.disk.Entries.done;
import static io.cachex.disk.Entries.open;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import io.cachex.Encryption;
import io.cachex.JournalException;
import io.cachex.JournalException.Reason;
import io.cachex.spi.Journal.Contents;
import io.cachex.spi.JournalEntry;
import io.cachex.spi.JournalEntry.Operation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TH6: plaintext never in journal or dead letters. TH7: rotation. TH25: tampering is found. */
class SealedJournalTest {

    private static final byte[] OLD = Entries.key(1);
    private static final byte[] NEW = Entries.key(2);

    private static final JournalEntry ADA = write(1, "key-of-ada", "value-of-ada");
    private static final JournalEntry BOB = write(2, "key-of-bob", "value-of-bob");

    @TempDir
    private Path folder;

    @Test
    void neitherKeyNorValueNorMessageStandsInAFile() throws IOException {
        try (DiskJournal journal = opened(Encryption.aes("old", OLD))) {
            append(journal, ADA, BOB);
            done(journal.park(dead(ADA)));
        }

        for (String text : List.of("ada", "bob", "database is down")) {
            assertThat(Entries.contains(Entries.segments(folder).get(0), text))
                    .as(text)
                    .isFalse();
        }
        assertThat(contents(Encryption.aes("old", OLD))).isEqualTo(new Contents(List.of(BOB), List.of(dead(ADA))));
    }

    @Test
    void whatAnOlderKeySealedIsOpenedAsLongAsThatIsKnown() {
        Encryption rotated = Encryption.aes("old", OLD);
        try (DiskJournal journal = opened(rotated)) {
            append(journal, ADA);
            rotated.rotateTo("new", NEW);
            append(journal, BOB);
        }

        assertThat(contents(Encryption.aes("new", NEW).alsoOpens("old", OLD)).writes())
                .containsExactly(ADA, BOB);
        assertRefused(Encryption.aes("new", NEW), "old");
        assertRefused(Encryption.aes("old", OLD), "new");
        assertThat(contents(rotated).writes()).as("refusals lose nothing").containsExactly(ADA, BOB);
    }

    /** A key that only sealed what is done since is needed no more. */
    @Test
    void aKeyIsNeededOnlyForWhatIsStillThere() {
        try (DiskJournal journal = opened(Encryption.aes("old", OLD))) {
            append(journal, ADA);
        }
        try (DiskJournal journal = opened(Encryption.aes("new", NEW).alsoOpens("old", OLD))) {
            append(journal, BOB);
            done(journal.done(List.of(ADA.id())));
        }

        assertThat(contents(Encryption.aes("new", NEW)).writes()).containsExactly(BOB);
    }

    @Test
    void sealedAndPlainAreNotMistakenForEachOther() {
        try (DiskJournal journal = opened(null)) {
            append(journal, ADA);
        }
        assertRefused(Encryption.aes("old", OLD), "without the encryption");
        assertThat(contents(null).writes()).containsExactly(ADA);

        try (DiskJournal journal = opened(null)) {
            done(journal.done(List.of(ADA.id())));
        }
        try (DiskJournal journal = opened(Encryption.aes("old", OLD))) {
            append(journal, BOB);
        }
        assertRefused(null, "old");
    }

    /** Somebody who knows how checksums work exchanges what two records hold. */
    @Test
    void whatWasMovedIntoAnotherRecordIsDamage() throws IOException {
        try (DiskJournal journal = opened(Encryption.aes("old", OLD))) {
            append(journal, ADA, BOB);
        }
        Path file = Entries.segments(folder).get(0);
        byte[] bytes = Files.readAllBytes(file);
        byte[] first;
        byte[] second;
        int at;
        try (SegmentReader reader = new SegmentReader(FileChannel.open(file))) {
            reader.header();
            at = (int) reader.position();
            first = reader.next(1);
            second = reader.next(2);
        }
        assertThat(first).hasSameSizeAs(second);
        int head = Frame.CONTENT_OFFSET + 1 + 4 + ADA.id().length() + 8 + 8 + 4;
        byte[] forged = second.clone();
        System.arraycopy(first, head, forged, head, first.length - head);
        Frame.stamp(forged, 2, 2);
        System.arraycopy(forged, 0, bytes, at + first.length, forged.length);
        Files.write(file, bytes);

        try (LogCapture log = new LogCapture();
                DiskJournal journal = DiskJournal.builder(folder)
                        .encryption(Encryption.aes("old", OLD))
                        .build()) {
            assertThat(open(journal).writes()).containsExactly(ADA);
            assertThat(journal.stats().corruptSegments()).isOne();
            assertThat(log.of(Level.ERROR)).isNotEmpty();
        }
        assertThat(Entries.corrupt(folder)).hasSize(1);
        assertThat(contents(Encryption.aes("old", OLD)).writes()).containsExactly(ADA);
    }

    @Test
    void whatWasAlteredIsDamage() throws IOException {
        try (DiskJournal journal = opened(Encryption.aes("old", OLD))) {
            append(journal, ADA);
        }
        Path file = Entries.segments(folder).get(0);
        byte[] bytes = Files.readAllBytes(file);
        try (SegmentReader reader = new SegmentReader(FileChannel.open(file))) {
            reader.header();
            int at = (int) reader.position();
            byte[] frame = reader.next(1);
            int version = Frame.CONTENT_OFFSET + 1 + 4 + ADA.id().length();
            ByteBuffer.wrap(frame).putLong(version, 1_000); // it stands there for all to read, and is sealed in
            Frame.stamp(frame, 1, 1);
            System.arraycopy(frame, 0, bytes, at, frame.length);
        }
        Files.write(file, bytes);

        try (LogCapture log = new LogCapture();
                DiskJournal journal = DiskJournal.builder(folder)
                        .encryption(Encryption.aes("old", OLD))
                        .build()) {
            assertThat(open(journal).isEmpty()).isTrue();
            assertThat(journal.stats().corruptSegments()).isOne();
            assertThat(log.of(Level.ERROR)).isNotEmpty();
        }
    }

    private DiskJournal opened(Encryption encryption) {
        DiskJournal journal = of(encryption);
        open(journal);
        return journal;
    }

    private DiskJournal of(Encryption encryption) {
        DiskJournalBuilder options = DiskJournal.builder(folder);
        return encryption == null
                ? options.build()
                : options.encryption(encryption).build();
    }

    private Contents contents(Encryption encryption) {
        try (DiskJournal journal = of(encryption)) {
            return open(journal);
        }
    }

    private void assertRefused(Encryption encryption, String words) {
        JournalException refusal = catchThrowableOfType(JournalException.class, () -> contents(encryption));
        assertThat(refusal.reason()).isEqualTo(Reason.UNUSABLE);
        assertThat(refusal).hasMessageContaining(words);
    }

    private static JournalEntry write(int number, String key, String value) {
        return JournalEntry.of("id-" + number, Operation.PUT, key, value.getBytes(UTF_8), number, Entries.WHEN);
    }
}
