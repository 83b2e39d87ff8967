package io.cachex.redis;

import io.cachex.spi.Invalidation;

/** The last messages heard, by number and content: enough to tell an echo from a sequence that began anew. */
final class Recent {

    private static final int SIZE = 64;

    private final long[] sequences = new long[SIZE];
    private final int[] contents = new int[SIZE];

    /** Nothing is known of messages up to this one. */
    private long floor;

    /** Forgets everything: the next message expected is the one behind this. */
    void restart(long sequence) {
        floor = sequence;
    }

    void add(Invalidation message) {
        int slot = slot(message.sequence());
        sequences[slot] = message.sequence();
        contents[slot] = message.hashCode();
        floor = Math.max(floor, message.sequence() - SIZE);
    }

    /**
     * Whether a message that is not new is one of this sequence: heard before, or so late that it was taken for lost.
     * Otherwise its number was given out a second time.
     */
    boolean belongs(Invalidation message) {
        int slot = slot(message.sequence());
        if (message.sequence() <= floor) {
            return false;
        }
        return sequences[slot] != message.sequence() || contents[slot] == message.hashCode();
    }

    private static int slot(long sequence) {
        return (int) (sequence % SIZE);
    }
}
