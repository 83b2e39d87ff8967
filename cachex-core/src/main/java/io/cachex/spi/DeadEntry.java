package io.cachex.spi;

import java.time.Instant;

/**
 * A write that was given up, as a {@link Journal} keeps it.
 *
 * @param entry the write
 * @param errorType the class name of the last failure; not empty
 * @param errorMessage its message, cut, and without the value; may be empty
 * @param attempts how often it was tried; from 1
 * @param firstFailure when it failed first, by this machine's wall clock, to the millisecond
 * @param lastFailure when it failed last, likewise
 * @param node who gave it up, for people
 */
public record DeadEntry(
        JournalEntry entry,
        String errorType,
        String errorMessage,
        int attempts,
        Instant firstFailure,
        Instant lastFailure,
        String node) {

    /** Checks its numbers. */
    public DeadEntry {
        if (attempts < 1) {
            throw new IllegalArgumentException("a dead letter was tried at least once: " + attempts);
        }
    }

    /** Without the message, which may quote what must not be logged. */
    @Override
    public String toString() {
        return entry + ", dead after " + attempts + " attempts: " + errorType;
    }
}
