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
        /** Of a schema that is not this cache's and is not upgraded. */
        SCHEMA("schema"),
        /** Of a later schema, and still fresh for those who know it; must be left where it is, too. */
        NEWER_SCHEMA("schema"),
        /** Written by another codec. */
        CODEC("codec"),
        /** Ends before the envelope does. */
        TRUNCATED("truncated"),
        /** An envelope whose content is not what was written. */
        CORRUPT("corrupt"),
        /** A length inside it is impossible. */
        LENGTH("length"),
        /** Compressed by what is not known here, or whose library is not here. */
        COMPRESSOR("compressor"),
        /** Inflates to more than a value may have, or to far more than honest values do. */
        INFLATES("inflates");

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

    /** The reason in small letters, such as {@code newer-format}: what the observer is told. */
    String reason() {
        return reason.text;
    }

    /** Whether the bytes belong to a later release, of CacheX or of its user's code, and must not be overwritten. */
    boolean isOfALaterRelease() {
        return reason == Reason.NEWER_FORMAT || reason == Reason.NEWER_SCHEMA;
    }
}
