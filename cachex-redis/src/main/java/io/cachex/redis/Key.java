package io.cachex.redis;

/** A key of the store with the bytes that its names in Redis are made of. */
final class Key {

    private final String text;
    private final byte[] escaped;

    private Key(String text, byte[] escaped) {
        this.text = text;
        this.escaped = escaped;
    }

    /**
     * The key.
     *
     * @throws IllegalArgumentException if it has a lone surrogate
     */
    static Key of(String text) {
        return new Key(text, KeyText.escaped(text));
    }

    String text() {
        return text;
    }

    /** Not to be changed. */
    byte[] escaped() {
        return escaped;
    }
}
