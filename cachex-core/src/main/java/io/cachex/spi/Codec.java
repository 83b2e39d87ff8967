package io.cachex.spi;

import java.util.Arrays;

/**
 * Turns values into bytes and back.
 *
 * <p>Called by many threads at once, also for hostile bytes: {@link #decode} either returns a value or throws, and
 * never runs code that the bytes name.
 *
 * @param <T> the type of the values, never null here
 */
public interface Codec<T> {

    /**
     * The value's bytes; the caller may keep the array and change it, which changes neither the value nor what is encoded
     * later.
     *
     * @throws RuntimeException if the value cannot be written; the cache reports it as a serialization failure
     */
    byte[] encode(T value);

    /**
     * The value of these bytes.
     *
     * @param bytes what {@link #encode} made, or anything else that was found in the store; neither changed nor kept
     * @throws RuntimeException if the bytes are not such a value; the cache counts it as a miss
     */
    T decode(byte[] bytes);

    /**
     * The value of a part of an array, as {@link #decode(byte[])}; this copies the part. A codec that can read where the bytes
     * are saves a copy of each value that comes from a store.
     *
     * @param offset where the part begins; it is within the array
     * @param length how long it is
     */
    default T decode(byte[] bytes, int offset, int length) {
        return decode(Arrays.copyOfRange(bytes, offset, offset + length));
    }

    /**
     * Names the format, so that bytes of another one are recognised: 1 to 32 characters of {@code a-z 0-9 - . +}.
     */
    String id();

    /** The version of the values' schema, from 0 to 65,535 (1). Bytes of another version are a miss. */
    default int schemaVersion() {
        return 1;
    }
}
