package io.cachex.examples.docs;

import io.cachex.Encryption;
import io.cachex.disk.DiskJournal;
import java.nio.file.Path;
import java.time.Duration;

/** Writes that outlive the process. */
final class Journals {

    private Journals() {}

    static DiskJournal forced(Path directory) {
        DiskJournal journal = DiskJournal.at(directory); // forces each append to the disk
        return journal;
    }

    static DiskJournal configured(Path directory, byte[] key) {
        DiskJournal journal = DiskJournal.builder(directory)
                .interval(Duration.ofMillis(200)) // or .mode(Durability.OS)
                .segmentBytes(16 << 20)
                .encryption(Encryption.aes("2026-11", key))
                .build();
        return journal;
    }
}
