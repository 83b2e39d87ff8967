package io.cachex.observability;

/** What spans tell of keys. A cache with {@code redactKeys(true)} tells nothing of them, whatever stands here. */
public enum TracedKeys {

    /** How many there are. */
    HIDDEN,

    /**
     * Of each of the first 16 the first 64 bits of its SHA-256, in hexadecimal digits, as {@code cachex.key.hashes}: the same on
     * every node. Whoever can guess a key can tell that it is the one.
     */
    HASHED,

    /** Of the first 16, as they are, as {@code cachex.key.names}. */
    AS_THEY_ARE
}
