package io.cachex;

import org.jspecify.annotations.Nullable;

/**
 * How a cache's values are made smaller on their way to the store, by {@link CacheBuilder#compression}.
 *
 * <p>Each method gives a new one; safe for use by many threads. Prints as {@code zstd(3, above 1024 B)}. Reading does not
 * depend on it: every cache reads what is compressed with any format that it has, and what is not compressed. So it can be
 * changed, or left out again, node by node.
 */
public final class Compression {

    /** Values of up to this many bytes are not compressed unless {@link #above} says otherwise: 1,024. */
    public static final int DEFAULT_ABOVE = 1_024;

    private static final int DEFLATE_LEVEL = 6;
    private static final int DEFLATE_HIGHEST = 9;
    private static final int ZSTD_LEVEL = 3;
    private static final int ZSTD_HIGHEST = 19;

    private final Compressor compressor;
    private final int level;
    private final int highest;
    private final int above;

    private Compression(Compressor compressor, int level, int highest, int above) {
        this.compressor = compressor;
        this.level = level;
        this.highest = highest;
        this.above = above;
    }

    /** By the JDK's own Deflater, at level 6: no library is needed. */
    public static Compression deflate() {
        return new Compression(DeflateCompressor.INSTANCE, DEFLATE_LEVEL, DEFLATE_HIGHEST, DEFAULT_ABOVE);
    }

    /**
     * By Zstandard, at level 3: smaller than deflate in a fraction of its time.
     *
     * @throws ConfigurationException if {@code com.github.luben:zstd-jni} is not on the class path, or has no native code
     *     for this machine
     */
    public static Compression zstd() {
        Rules.require(
                isZstdThere(),
                "compression",
                "zstd",
                "one whose library is there: com.github.luben:zstd-jni, with native code for this machine");
        return new Compression(ZstdCompressor.INSTANCE, ZSTD_LEVEL, ZSTD_HIGHEST, DEFAULT_ABOVE);
    }

    private static boolean isZstdThere() {
        return Compressor.of(ZstdCompressor.ID) != null;
    }

    /**
     * Compresses only values that the codec makes more bytes of; shorter ones stay as they are.
     *
     * @param bytes 0 or more; 1,024 by default
     * @throws ConfigurationException if it is negative
     */
    public Compression above(int bytes) {
        return new Compression(compressor, level, highest, Rules.atLeast("compression above", bytes, 0));
    }

    /**
     * Trades time for size.
     *
     * @param level from 1, the fastest, to 9 for deflate (6 by default) and 19 for zstd (3 by default)
     * @throws ConfigurationException if it is out of its range
     */
    public Compression level(int level) {
        return new Compression(compressor, Rules.between("compression level", level, 1, highest), highest, above);
    }

    /** The format's number. */
    int compressor() {
        return compressor.id();
    }

    /**
     * The body, compressed, behind its plain size.
     *
     * @return null if it is better left as it is: too short, not smaller when compressed, or so much smaller that readers
     *     would take it for a {@linkplain Inflation bomb}
     */
    byte @Nullable [] compress(byte[] plain) {
        if (plain.length <= above) {
            return null;
        }
        byte[] compressed = compressor.compress(plain, level);
        int size = Inflation.CLAIM_BYTES + compressed.length;
        if (size + 1 >= plain.length || !Inflation.isPlausible(plain.length, compressed.length)) {
            return null;
        }
        byte[] body = new byte[size];
        EnvelopeLayout.INT.set(body, 0, plain.length);
        System.arraycopy(compressed, 0, body, Inflation.CLAIM_BYTES, compressed.length);
        return body;
    }

    /** Format, level and threshold. */
    @Override
    public String toString() {
        return compressor + "(" + level + ", above " + above + " B)";
    }
}
