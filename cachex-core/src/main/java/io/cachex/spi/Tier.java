package io.cachex.spi;

/** Where a value came from. */
public enum Tier {
    /** The tier inside this process. */
    NEAR,
    /** The shared tier. */
    STORE,
    /** Another node that owns the key. */
    PEER,
    /** What a loader reads. */
    ORIGIN
}
