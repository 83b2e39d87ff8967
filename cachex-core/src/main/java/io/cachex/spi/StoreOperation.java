package io.cachex.spi;

/** What a cache asks of a store. */
public enum StoreOperation {
    /** {@link Store#read}. */
    READ,
    /** {@link Store#write}. */
    WRITE,
    /** {@link Store#remove}. */
    REMOVE,
    /** {@link Versioned#writeIfVersion}. */
    COMPARE_AND_WRITE,
    /** {@link Counting#increment}. */
    INCREMENT,
    /** {@link Generations#generations}. */
    GENERATIONS,
    /** {@link Generations#advance}. */
    ADVANCE,
    /** {@link Leasing#readOrLease}. */
    READ_OR_LEASE,
    /** {@link Leasing#lease}, {@link Leasing#takeOver}, {@link Leasing#renew} and {@link Leasing#release}. */
    LEASE,
    /** {@link Leasing#fill}. */
    FILL
}
