package io.cachex;

/** Who decides which entries leave the near tier when there is no room for all. */
public enum NearPolicy {
    /**
     * The order of our own: an adaptive S3-FIFO, whose hit marks the entry and does nothing else. It knows every bound,
     * priorities and holds.
     */
    MARKED,
    /** Caffeine's W-TinyLFU. Bounded by entries only; it knows no priorities and holds nothing. */
    CAFFEINE
}
