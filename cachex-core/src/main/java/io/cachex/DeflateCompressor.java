package io.cachex;

import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.InflaterInputStream;

/** The JDK's own: zlib's format. */
final class DeflateCompressor implements Compressor {

    static final int ID = 1;
    static final DeflateCompressor INSTANCE = new DeflateCompressor();

    private DeflateCompressor() {}

    @Override
    public int id() {
        return ID;
    }

    @Override
    public byte[] compress(byte[] plain, int level) {
        Deflater deflater = new Deflater(level);
        try {
            deflater.setInput(plain);
            deflater.finish();
            byte[] compressed = new byte[plain.length / 2 + 64];
            int length = 0;
            while (true) {
                length += deflater.deflate(compressed, length, compressed.length - length);
                if (deflater.finished()) {
                    return Arrays.copyOf(compressed, length);
                }
                compressed = Arrays.copyOf(compressed, compressed.length + plain.length / 2 + 64);
            }
        } finally {
            deflater.end();
        }
    }

    @Override
    public InputStream inflating(InputStream compressed, int size) {
        return new InflaterInputStream(compressed);
    }

    @Override
    public String toString() {
        return "deflate";
    }
}
