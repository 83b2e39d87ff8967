package io.cachex;

import com.github.luben.zstd.RecyclingBufferPool;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;

/** Zstandard, by zstd-jni, which need not be there: nothing else names a class of it. */
final class ZstdCompressor implements Compressor {

    static final int ID = 2;
    static final ZstdCompressor INSTANCE = new ZstdCompressor();

    private static final int SMALLEST_WINDOW = 10;

    private static final boolean AVAILABLE = isLoadable();

    private ZstdCompressor() {}

    static boolean isAvailable() {
        return AVAILABLE;
    }

    /** Whether the library is there, and has native code for this machine. */
    private static boolean isLoadable() {
        try {
            return Library.isThere();
        } catch (LinkageError | RuntimeException missing) {
            return false;
        }
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public byte[] compress(byte[] plain, int level) {
        return Library.compress(plain, level);
    }

    @Override
    public InputStream inflating(InputStream compressed, int size) throws IOException {
        return Library.inflating(compressed, size);
    }

    @Override
    public String toString() {
        return "zstd";
    }

    /** All that needs the library: a class that cannot be linked without it, while the one around it can. */
    private static final class Library {

        private Library() {}

        static boolean isThere() {
            return Zstd.maxCompressionLevel() > 0;
        }

        static byte[] compress(byte[] plain, int level) {
            return Zstd.compress(plain, level);
        }

        /** The library allocates a window outside of the heap on the frame's word; none of ours is larger than the value. */
        static InputStream inflating(InputStream compressed, int size) throws IOException {
            int window = Math.max(Integer.SIZE - Integer.numberOfLeadingZeros(size), SMALLEST_WINDOW);
            return new ZstdInputStreamNoFinalizer(compressed, RecyclingBufferPool.INSTANCE).setLongMax(window);
        }
    }
}
