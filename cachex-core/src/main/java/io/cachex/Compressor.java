package io.cachex;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A compression format: its number in envelopes, which stays for ever, and both directions. For many threads. */
interface Compressor {

    /** Stands for a body that is not compressed. */
    int NONE = 0;

    /** From 1 to 15: it shares a byte with the envelope's kind where bodies are sealed. */
    int id();

    /** The bytes in this format. */
    byte[] compress(byte[] plain, int level);

    /**
     * Reads what {@link #compress} wrote, as it is asked for, from bytes that may be anybody's. Closing frees what is not on
     * the heap.
     *
     * @param size of the plain bytes, if they are honest; nothing is allocated beyond it
     */
    InputStream inflating(InputStream compressed, int size) throws IOException;

    /** The format of this number; null if it is not known, or its library is not on the class path. */
    static @Nullable Compressor of(int id) {
        return switch (id) {
            case DeflateCompressor.ID -> DeflateCompressor.INSTANCE;
            case ZstdCompressor.ID -> ZstdCompressor.isAvailable() ? ZstdCompressor.INSTANCE : null;
            default -> null;
        };
    }
}
