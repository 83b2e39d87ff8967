package io.cachex;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** The offsets and numbers that {@link EnvelopeWriter} and {@link EnvelopeReader} share; {@link Envelope} explains them. */
final class EnvelopeLayout {

    static final byte[] MAGIC = {(byte) 0xCA, 'C', 'X'};
    static final int FORMAT_OFFSET = 3;
    static final int FORMAT = 1;
    static final int CHECKSUM_OFFSET = 12;
    static final int LENGTH_OFFSET = 16;
    static final int KIND_OFFSET = 20;
    static final int FLAGS_OFFSET = 21;
    static final int LOAD_START_OFFSET = 22;
    static final int VARIABLE_OFFSET = 30;

    static final int TAGS = 1;
    static final int ETAG = 2;
    static final int ENCRYPTION_KEY_ID = 4;
    static final int ORIGINAL_KEY = 8;
    static final int COMPRESSOR = 16;
    static final int ALL_FLAGS = TAGS | ETAG | ENCRYPTION_KEY_ID | ORIGINAL_KEY | COMPRESSOR;

    static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private EnvelopeLayout() {}

    /** Covers all but magic and format, which are compared, and the version, which a store may stamp. */
    static int checksum(byte[] envelope) {
        CRC32C sum = new CRC32C();
        sum.update(envelope, LENGTH_OFFSET, envelope.length - LENGTH_OFFSET);
        return (int) sum.getValue();
    }
}
