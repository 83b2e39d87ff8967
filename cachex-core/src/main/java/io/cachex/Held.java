package io.cachex;

/**
 * A value in use: while this is open its entry is not evicted from the near tier for want of room, nor when it has
 * expired, unless the tier is at the critical level of its {@link Pressure} and nothing else is left. It can be invalidated or
 * replaced like any other; the value here stays what it was. Safe for use by many threads.
 *
 * @param <T> the type of the value
 */
public interface Held<T> extends AutoCloseable {

    /** The value, as it was when it was held; never null. */
    T value();

    /** Lets the entry go. Closing it twice is harmless. */
    @Override
    void close();
}
