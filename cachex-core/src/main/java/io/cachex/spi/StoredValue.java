package io.cachex.spi;

import java.time.Duration;
import java.util.Arrays;

/**
 * What a store keeps for a key: bytes it does not look into, how long to keep them, and their version.
 *
 * <p>Immutable by agreement: neither side changes the bytes after handing them over.
 */
public final class StoredValue {

    private final byte[] bytes;
    private final Duration keepFor;
    private final long version;

    private StoredValue(byte[] bytes, Duration keepFor, long version) {
        this.bytes = bytes;
        this.keepFor = keepFor;
        this.version = version;
    }

    /**
     * A value for a store.
     *
     * @param bytes the bytes; not copied
     * @param keepFor how long the store keeps them from now on; above zero
     * @param version above zero and at most 2<sup>53</sup>
     * @throws IllegalArgumentException if a duration or version is out of range
     */
    public static StoredValue of(byte[] bytes, Duration keepFor, long version) {
        if (keepFor.isZero() || keepFor.isNegative()) {
            throw new IllegalArgumentException("keepFor must be above zero: " + keepFor);
        }
        if (version < 1 || version > 1L << 53) {
            throw new IllegalArgumentException("version must be from 1 to 2^53: " + version);
        }
        return new StoredValue(bytes, keepFor, version);
    }

    /** The bytes themselves, not a copy. */
    public byte[] bytes() {
        return bytes;
    }

    /** On the way in: how long to keep the value. On the way out: how much of that remained when it was read. */
    public Duration keepFor() {
        return keepFor;
    }

    /** A number that grows with every write of the key. */
    public long version() {
        return version;
    }

    /** The same bytes under another version. */
    public StoredValue withVersion(long newVersion) {
        return of(bytes, keepFor, newVersion);
    }

    /** The same bytes to be kept for another time. */
    public StoredValue withKeepFor(Duration newKeepFor) {
        return of(bytes, newKeepFor, version);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StoredValue that
                && version == that.version
                && keepFor.equals(that.keepFor)
                && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(bytes) + Long.hashCode(version);
    }

    /** Length, time and version; never the bytes. */
    @Override
    public String toString() {
        return bytes.length + " B, version " + version + ", for " + keepFor;
    }
}
