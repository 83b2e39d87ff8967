package io.cachex.codec;

/** How many records deep a value is at the moment: a cycle, or bytes that pretend to one, must not end in a crash. */
final class Nesting {

    static final int DEEPEST = 256;

    private int depth;

    void enter() {
        depth++;
        if (depth > DEEPEST) {
            throw new CodecException("a value must be at most " + DEEPEST + " records deep");
        }
    }

    void leave() {
        depth--;
    }
}
