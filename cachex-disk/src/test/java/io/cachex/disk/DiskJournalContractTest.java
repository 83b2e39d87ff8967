package io.cachex.disk;

import io.cachex.Encryption;
import io.cachex.spi.Journal;
import io.cachex.spi.Journal.Durability;
import io.cachex.testkit.JournalContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** E5: the journal on local disk, in each of its modes, is a journal. */
class DiskJournalContractTest {

    abstract static class Contract extends JournalContract {

        @TempDir
        private Path folder;

        private int lives;

        @Override
        protected Journal createJournal() {
            return configured(DiskJournal.builder(place())).build();
        }

        private Path place() {
            return folder.resolve("journal-" + lives);
        }

        /** What the system has of its files when its process is gone. */
        @Override
        protected void kill(Journal victim) {
            Path killed = place();
            lives++;
            try {
                Entries.copy(killed, place());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        DiskJournalBuilder configured(DiskJournalBuilder options) {
            return options;
        }
    }

    @Nested
    class WithItsDefaults extends Contract {}

    @Nested
    class WithoutForcing extends Contract {
        @Override
        DiskJournalBuilder configured(DiskJournalBuilder options) {
            return options.mode(Durability.OS);
        }
    }

    @Nested
    class ForcingNowAndThen extends Contract {
        @Override
        DiskJournalBuilder configured(DiskJournalBuilder options) {
            return options.interval(Duration.ofMillis(5));
        }
    }

    @Nested
    class InSmallSegments extends Contract {
        @Override
        DiskJournalBuilder configured(DiskJournalBuilder options) {
            return options.mode(Durability.OS).segmentBytes(64 * 1024);
        }
    }

    @Nested
    class Sealed extends Contract {
        @Override
        DiskJournalBuilder configured(DiskJournalBuilder options) {
            return options.mode(Durability.OS)
                    .encryption(Encryption.aes("2026", Entries.key(1)))
                    .segmentBytes(64 * 1024);
        }
    }
}
