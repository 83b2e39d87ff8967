package io.cachex;

/**
 * Bytes that are no envelope, or none that this version can read: to the caller a miss, to the observer a reason.
 *
 * <p>Stackless, so that a store full of foreign bytes costs little more than misses do.
 */
final class UnreadableException extends Exception {

    private static final long serialVersionUID = 1;

    /** Why bytes are not readable. */
    enum Reason {
        /** No bytes at all. */
        EMPTY("empty"),
        /** Something else's bytes. */
        FOREIGN("foreign"),
        /** Written by a newer release; must be left where it is, for that release to read. */
        NEWER_FORMAT("newer-format"),
        /** Ends before the envelope does. */
        TRUNCATED("truncated"),
        /** An envelope whose content is not what was written. */
        CORRUPT("corrupt"),
        /** A length inside it is impossible. */
        LENGTH("length");

        private final String text;

        Reason(String text) {
            this.text = text;
        }
    }

    private final Reason reason;

    UnreadableException(Reason reason) {
        super("unreadable envelope: " + reason.text, null, false, false);
        this.reason = reason;
    }

    /** {@code empty}, {@code foreign}, {@code newer-format}, {@code truncated}, {@code corrupt} or {@code length}. */
    String reason() {
        return reason.text;
    }

    /** Whether the bytes belong to a newer release and must not be overwritten. */
    boolean isNewerFormat() {
        return reason == Reason.NEWER_FORMAT;
    }
}
