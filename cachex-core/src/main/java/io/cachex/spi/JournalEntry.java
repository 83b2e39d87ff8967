package io.cachex.spi;

import java.time.Instant;
import java.util.Arrays;

/**
 * One write that has been accepted and not yet made, as a {@link Journal} keeps it.
 *
 * <p>Immutable by agreement: nobody changes the bytes after handing them over.
 */
public final class JournalEntry {

    /** What is to be made. The codes are what journals store, and never change. */
    public enum Operation {
        /** A value is to be written to the origin. */
        PUT(1),
        /** A value is to be deleted at the origin. */
        DELETE(2),
        /** A key is to be removed from the store, which refused it or did not answer. */
        REMOVE(3),
        /** A name's generation is to be advanced in the store, which refused it or did not answer. */
        ADVANCE(4);

        private final int code;

        Operation(int code) {
            this.code = code;
        }

        /** Its number in a journal; from 1 to 127. */
        public int code() {
            return code;
        }

        /**
         * The operation of this number.
         *
         * @throws IllegalArgumentException if there is none
         */
        public static Operation of(int code) {
            for (Operation operation : values()) {
                if (operation.code == code) {
                    return operation;
                }
            }
            throw new IllegalArgumentException("no operation has the number " + code);
        }
    }

    private static final byte[] NOTHING = new byte[0];

    private final String id;
    private final Operation operation;
    private final String key;
    private final byte[] value;
    private final long version;
    private final Instant accepted;
    private final int redrives;

    private JournalEntry(
            String id, Operation operation, String key, byte[] value, long version, Instant accepted, int redrives) {
        this.id = id;
        this.operation = operation;
        this.key = key;
        this.value = value;
        this.version = version;
        this.accepted = accepted;
        this.redrives = redrives;
    }

    /**
     * A write.
     *
     * @param id unique for ever: the write's idempotency key, which stays the same through retries, restarts and replays
     * @param operation what is to be made
     * @param key the user's key, or the name whose generation is to be advanced; may be empty
     * @param value the encoded value of a {@link Operation#PUT}, else empty; not copied
     * @param version above zero; of two writes of a key the later has the greater one
     * @param accepted when the caller was told that the write will be made; for people, never for an order
     * @throws IllegalArgumentException if the id is empty or the version is not above zero
     */
    public static JournalEntry of(
            String id, Operation operation, String key, byte[] value, long version, Instant accepted) {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("a write needs an id");
        }
        if (version <= 0) {
            throw new IllegalArgumentException("version must be above zero: " + version);
        }
        return new JournalEntry(id, operation, key, value, version, accepted, 0);
    }

    /** The same write, once more out of the dead letters. */
    public JournalEntry redriven() {
        return withRedrives(redrives + 1);
    }

    /**
     * The same write after so many replays, for a journal that reads it back.
     *
     * @throws IllegalArgumentException if it is below zero
     */
    public JournalEntry withRedrives(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("redrives must not be negative: " + count);
        }
        return new JournalEntry(id, operation, key, value, version, accepted, count);
    }

    /** The idempotency key. */
    public String id() {
        return id;
    }

    /** What is to be made. */
    public Operation operation() {
        return operation;
    }

    /** The user's key, or a name. */
    public String key() {
        return key;
    }

    /** The encoded value itself, not a copy; empty unless it is a {@link Operation#PUT}. */
    public byte[] value() {
        return value;
    }

    /** Grows with each write of the key. */
    public long version() {
        return version;
    }

    /** When it was accepted, by this machine's wall clock, to the millisecond. */
    public Instant accepted() {
        return accepted;
    }

    /** How often it came back from the dead letters. */
    public int redrives() {
        return redrives;
    }

    /** No value: the same as {@link #value()} of what has none. */
    public static byte[] nothing() {
        return NOTHING;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JournalEntry that
                && id.equals(that.id)
                && operation == that.operation
                && key.equals(that.key)
                && Arrays.equals(value, that.value)
                && version == that.version
                && accepted.equals(that.accepted)
                && redrives == that.redrives;
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** Id, operation, size and version; never the key or the value. */
    @Override
    public String toString() {
        return operation + " " + id + ", " + value.length + " B, version " + version;
    }
}
