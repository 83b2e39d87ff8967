package io.cachex.resilience.service;

/** An object of a pool, and since when nobody has it. */
final class Pooled<T> {

    private final T value;
    private volatile long idleSince;

    Pooled(T value, long now) {
        this.value = value;
        this.idleSince = now;
    }

    T value() {
        return value;
    }

    long idleSince() {
        return idleSince;
    }

    void cameBack(long now) {
        idleSince = now;
    }
}
