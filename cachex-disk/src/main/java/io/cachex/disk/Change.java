package io.cachex.disk;

import io.cachex.spi.DeadEntry;
import io.cachex.spi.JournalEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a record says. */
sealed interface Change {

    /**
     * A write was accepted, or a write became a dead letter.
     *
     * @param id the write's
     * @param write it; null if it is a letter, or was not opened
     * @param letter it; null if it is a write, or was not opened
     * @param isLetter which of the two it is
     * @param unopened why it could not be opened, by whoever has this key; null if it was
     */
    record Kept(
            String id,
            boolean isLetter,
            @Nullable JournalEntry write,
            @Nullable DeadEntry letter,
            @Nullable String unopened)
            implements Change {}

    /**
     * Writes, or letters, are needed no more.
     *
     * @param letters which of the two
     * @param ids theirs
     */
    record Forgotten(boolean letters, List<String> ids) implements Change {}

    /** A record that is not what was written, whatever its checksum says. */
    final class BadRecord extends Exception {

        private static final long serialVersionUID = 1;

        BadRecord(String message) {
            super(message, null, false, false);
        }
    }
}
