package io.cachex.redis;

import io.cachex.JournalException;
import io.cachex.JournalException.Reason;

/** What goes wrong with a journal on Redis, by what can be done about it. */
final class JournalFailures {

    private JournalFailures() {}

    /** The failure of a script. */
    static JournalException of(Throwable failure) {
        Throwable inner = RedisFailures.unwrapped(failure);
        if (inner instanceof JournalException already) {
            return already;
        }
        return new JournalException(reason(inner), "the journal failed: " + inner.getMessage(), inner);
    }

    private static Reason reason(Throwable failure) {
        if (RedisFailures.isFull(failure)) {
            return Reason.FULL;
        }
        Throwable cause = failure.getCause(); // as RedisFailures marks what will not pass
        return cause instanceof SecurityException || cause instanceof UnsupportedOperationException
                ? Reason.UNUSABLE
                : Reason.UNAVAILABLE;
    }

    static JournalException closed() {
        return new JournalException(Reason.CLOSED, "the journal is closed", null);
    }

    static JournalException tooLarge(int bytes, int most) {
        return new JournalException(
                Reason.UNAVAILABLE,
                "a value of " + bytes + " bytes is above maximumValueBytes, which is " + most,
                null);
    }

    /** Another node's: this one was silent for too long. */
    static JournalException taken() {
        return new JournalException(
                Reason.UNAVAILABLE, "another node has taken this over, because this one was not heard", null);
    }

    /** What this release cannot read. */
    static JournalException unreadable(String what) {
        return new JournalException(Reason.UNUSABLE, what, null);
    }
}
