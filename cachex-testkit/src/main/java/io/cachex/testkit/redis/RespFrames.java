package io.cachex.testkit.redis;

/**
 * Finds where the values of a RESP stream end (RESP2 and RESP3), however the stream is cut into chunks.
 *
 * <p>A command, an answer and a pushed message are each one value. What is not RESP is taken for lines.
 */
final class RespFrames {

    private static final int MAXIMUM = Integer.MAX_VALUE / 4; // so that no sum of lengths overflows

    /** Values that are missing until the outermost one is whole; 0 between two of them. */
    private long missing;

    /** Bytes of a string, its line end included, that are yet to come. */
    private long toSkip;

    private boolean inLine;
    private byte type;
    private long number;
    private boolean isNegative;

    /** Whether the next byte begins a value. */
    boolean isBetween() {
        return missing == 0;
    }

    /** Reads on, at most to the end of the value; returns the index after the last byte read. */
    int advance(byte[] bytes, int from, int to) {
        int at = from;
        if (missing == 0 && at < to) {
            missing = 1;
        }
        while (at < to && missing > 0) {
            if (toSkip > 0) {
                int skipped = (int) Math.min(toSkip, to - at);
                toSkip -= skipped;
                at += skipped;
                missing -= toSkip == 0 ? 1 : 0;
            } else {
                readLine(bytes[at++]);
            }
        }
        return at;
    }

    private void readLine(byte next) {
        if (!inLine) {
            inLine = true;
            type = next;
            number = 0;
            isNegative = false;
        } else if (next == '-') {
            isNegative = true;
        } else if (next >= '0' && next <= '9') {
            number = Math.min(number * 10 + next - '0', MAXIMUM);
        }
        if (next == '\n') {
            inLine = false;
            endLine();
        }
    }

    private void endLine() {
        long count = isNegative ? 0 : number;
        switch (type) {
            case '$', '!', '=' -> {
                toSkip = isNegative ? 0 : count + 2;
                missing -= isNegative ? 1 : 0;
            }
            case '*', '~', '>' -> missing += count - 1;
            case '%' -> missing += 2 * count - 1;
            case '|' -> missing += 2 * count; // the value it belongs to is yet to come
            default -> missing--;
        }
    }
}
