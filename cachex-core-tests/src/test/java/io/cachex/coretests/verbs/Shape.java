package io.cachex.coretests.verbs;

/** Which tiers a cache has. */
enum Shape {
    /** The near tier alone. */
    NEAR,
    /** The near tier before a store. */
    BOTH,
    /** A store alone. */
    STORE;

    boolean hasStore() {
        return this != NEAR;
    }
}
