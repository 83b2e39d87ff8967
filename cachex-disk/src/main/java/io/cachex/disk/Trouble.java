package io.cachex.disk;

import io.cachex.JournalException;
import io.cachex.JournalException.Reason;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** What a failure of the disk means. */
final class Trouble {

    /** As Linux, macOS and Windows say it. */
    private static final List<String> NO_SPACE = List.of("no space left", "quota exceeded", "not enough space");

    private Trouble() {}

    /** Whether there is no room; Java tells it by the system's words only, so a look at the room counts as well. */
    static boolean isNoSpace(IOException failure, Directory directory, long needed) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return NO_SPACE.stream().anyMatch(message::contains) || directory.usableBytes() < needed;
    }

    static JournalException full(Directory directory, IOException cause) {
        return new JournalException(Reason.FULL, "there is no room for the journal in " + directory, cause);
    }

    static JournalException unavailable(Directory directory, IOException cause) {
        return new JournalException(
                Reason.UNAVAILABLE, "the journal in " + directory + " could not begin a new file", cause);
    }

    static JournalException failed(Directory directory, Throwable cause) {
        return new JournalException(
                Reason.FAILED,
                "the disk failed under the journal in " + directory + "; it takes nothing until it is opened anew",
                cause);
    }

    static JournalException closed(Object where) {
        return new JournalException(Reason.CLOSED, "the journal in " + where + " was closed", null);
    }

    static JournalException unusable(Object where, String why, Exception cause) {
        return new JournalException(Reason.UNUSABLE, "the journal in " + where + " cannot be used: " + why, cause);
    }

    static JournalException unusable(Object where, String why) {
        return new JournalException(Reason.UNUSABLE, "the journal in " + where + " cannot be used: " + why, null);
    }
}
