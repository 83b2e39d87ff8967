package io.cachex.spi;

/** What callers ask of a cache, as an observer hears of it: see {@link CacheObserver#onOperation}. */
public enum CacheOperation {
    /** A read of one key that the near tier did not answer at once. */
    GET,
    /** A read of many keys. */
    GET_ALL,
    /** A put; one for each key if it was of many. */
    PUT,
    /** A put where there was nothing, whether it came about or not. */
    PUT_IF_ABSENT,
    /** A put over a version, whether it came about or not. */
    REPLACE,
    /** A count. */
    INCREMENT,
    /** A question for a key's time to live, or whether it is there. */
    TTL,
    /** An end of a key's freshness. */
    EXPIRE,
    /** A removal; one for each key if it was of many. */
    INVALIDATE,
    /** A removal of what has a tag. */
    INVALIDATE_TAG,
    /** A removal of everything. */
    CLEAR,
    /** A write through a writer of the call's own. */
    WRITE_THROUGH,
    /** A write that was accepted, to be made in the background. */
    WRITE_BEHIND,
    /** A message to the nodes, to drop their near copies. */
    PUBLISH_INVALIDATION
}
