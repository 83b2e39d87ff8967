package io.cachex;

import io.cachex.spi.Codec;
import io.cachex.spi.DeadEntry;
import io.cachex.spi.WriteQueue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A write that was given up. Printing it shows neither key nor value; asking for them is the caller's decision. */
public final class DeadLetter<T> {

    private final WriteQueue.Letter letter;
    private final DeadEntry dead;
    private final Codec<T> codec;

    DeadLetter(WriteQueue.Letter letter, Codec<T> codec) {
        this.letter = letter;
        this.dead = letter.dead();
        this.codec = codec;
    }

    /** The write's id, which is its idempotency key. */
    public String id() {
        return dead.entry().id();
    }

    /** The key. */
    public String key() {
        return dead.entry().key();
    }

    /** Whether the key was to be deleted. */
    public boolean isDelete() {
        return dead.entry().operation() == io.cachex.spi.JournalEntry.Operation.DELETE;
    }

    /**
     * What was to be written; null for a deletion.
     *
     * @throws SerializationException if it cannot be decoded, which may be why the write was given up
     */
    public @Nullable T value() {
        if (isDelete()) {
            return null;
        }
        try {
            return codec.decode(dead.entry().value());
        } catch (RuntimeException | StackOverflowError e) {
            throw new SerializationException("the value of a dead letter could not be decoded", e);
        }
    }

    /** How many bytes the encoded value has. */
    public int valueBytes() {
        return dead.entry().value().length;
    }

    /** Grows with each write of the key. */
    public long version() {
        return dead.entry().version();
    }

    /** The class name of the last failure. */
    public String errorType() {
        return dead.errorType();
    }

    /** The last failure's message, at most 2 kB of it; may be empty. It may quote what the origin refused. */
    public String errorMessage() {
        return dead.errorMessage();
    }

    /** How often it was tried, since it was accepted or replayed last; from 1. */
    public int attempts() {
        return dead.attempts();
    }

    /** How often it was replayed before. */
    public int redrives() {
        return dead.entry().redrives();
    }

    /** When it was accepted. As all times here, by the wall clock of the machine that did it. */
    public Instant accepted() {
        return dead.entry().accepted();
    }

    /** When it failed first. */
    public Instant firstFailure() {
        return dead.firstFailure();
    }

    /** When it failed last, and was given up. */
    public Instant lastFailure() {
        return dead.lastFailure();
    }

    /** Which node gave it up. */
    public String node() {
        return dead.node();
    }

    /** Whether a later write of its key was made: a replay would do nothing but forget it. */
    public boolean isSuperseded() {
        return letter.isSuperseded();
    }

    /** Its id, its error's class and its attempts. */
    @Override
    public String toString() {
        return dead.toString();
    }
}
