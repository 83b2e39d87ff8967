package io.cachex;

import org.jspecify.annotations.Nullable;

/** A journal could not be opened, or did not take a write. */
public final class JournalException extends CacheException {

    private static final long serialVersionUID = 1;

    /** What can be done about it. */
    public enum Reason {
        /** It cannot be used as it is set up: not a directory, not writable, of a later release. */
        UNUSABLE,
        /** Another process, or another cache of this one, has it. */
        IN_USE,
        /** There is no room; it takes writes again when there is. */
        FULL,
        /** It did not answer, or refused; it may take the next. */
        UNAVAILABLE,
        /** The medium failed: it takes no more writes until it is opened anew. */
        FAILED,
        /** It was closed. */
        CLOSED
    }

    private final Reason reason;

    /** With a reason, a message and, where there is one, a cause. */
    public JournalException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** What can be done about it. */
    public Reason reason() {
        return reason;
    }
}
