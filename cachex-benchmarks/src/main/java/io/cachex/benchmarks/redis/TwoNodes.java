package io.cachex.benchmarks.redis;

/** Two nodes with near copies over one server. Safe for many threads. */
interface TwoNodes {

    /** Makes the second node have a near copy. */
    void copy(String key);

    /** Whether the second node would use its near copy; asks nobody else. */
    boolean hasCopy(String key);

    /** Changes a key on the first node, and waits until the server has it. */
    void change(String key);
}
