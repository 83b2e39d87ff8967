package io.cachex;

/** Which of the two is written first by a write-through. */
public enum WriteOrder {
    /**
     * The origin, then the cache (default). If the origin refuses, nothing is kept; if the store refuses, the origin has
     * the value, the cache drops what it had, and the call reports the store's failure.
     */
    ORIGIN_FIRST,
    /**
     * The store, then the origin, then the near tier. If the origin refuses, the key is removed from the store again.
     */
    STORE_FIRST
}
