package io.cachex.spi;

/** Why an entry left the near tier although nobody removed it. */
public enum EvictionCause {
    /** There was no room for all. */
    SIZE,
    /** Its time was over, and that of standing in for a failed load, too. */
    EXPIRED,
    /** The tier was fuller than it should be. */
    PRESSURE,
    /** The heap was fuller after a collection than it should be. */
    HEAP,
    /** It was not taken in: larger than the bound, or everything that could make room is held or has a higher priority. */
    REFUSED
}
