package io.cachex.codec;

/** How many bytes a codec writes or reads at most. */
final class ByteLimit {

    private ByteLimit() {}

    /** The limit itself, if it is one. */
    static int check(int maximumBytes) {
        if (maximumBytes < 1) {
            throw new IllegalArgumentException("maximumBytes must be at least 1: " + maximumBytes);
        }
        return maximumBytes;
    }

    static void check(int length, int maximumBytes) {
        if (length > maximumBytes) {
            throw new CodecException("a value must be at most " + maximumBytes + " bytes: " + length);
        }
    }
}
