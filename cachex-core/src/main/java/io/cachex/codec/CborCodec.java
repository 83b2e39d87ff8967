package io.cachex.codec;

import io.cachex.spi.Codec;
import java.lang.reflect.Type;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.dataformat.cbor.CBORFactory;
import tools.jackson.dataformat.cbor.CBORMapper;

/**
 * Values as CBOR (RFC 8949), which other languages read as well.
 *
 * <p>As strict as {@link JsonCodec}, with the same limits (of a number, 1,000 bytes in place of digits), and as fit for rolling upgrades: names stand in the bytes.
 *
 * <p>Needs {@code tools.jackson.dataformat:jackson-dataformat-cbor}, which is not brought along: version 3, beside Jackson's
 * databind.
 *
 * @param <T> the type of the values
 */
public final class CborCodec<T> implements Codec<T> {

    /** The default limit: 16 MiB. */
    public static final int DEFAULT_MAXIMUM_BYTES = 16 * 1024 * 1024;

    private final Document<T> document;

    private CborCodec(Document<T> document) {
        this.document = document;
    }

    /**
     * A codec for a class.
     *
     * @throws IllegalStateException if Jackson's library for CBOR is not on the class path
     */
    public static <T> CborCodec<T> of(Class<T> type) {
        return of((Type) type);
    }

    /**
     * A codec for any type, such as {@code List<User>}.
     *
     * @param <T> the same type; the caller's promise
     * @throws IllegalStateException if Jackson's library for CBOR is not on the class path
     */
    public static <T> CborCodec<T> of(Type type) {
        try {
            return new CborCodec<>(Document.ofBinary("CBOR", Library.strictMapper(), type, DEFAULT_MAXIMUM_BYTES));
        } catch (NoClassDefFoundError missing) {
            throw new IllegalStateException(
                    "CborCodec needs tools.jackson.dataformat:jackson-dataformat-cbor on the class path", missing);
        }
    }

    /**
     * The same codec with another limit for both directions.
     *
     * @param bytes at least 1; 16 MiB by default
     * @throws IllegalArgumentException if it is less
     */
    public CborCodec<T> maximumBytes(int bytes) {
        return new CborCodec<>(document.maximumBytes(bytes));
    }

    /**
     * The value's bytes.
     *
     * @throws CodecException if Jackson cannot write it, it has a cycle or over 500 levels, or is over the limit
     */
    @Override
    public byte[] encode(T value) {
        return document.encode(value);
    }

    /**
     * The value of these bytes.
     *
     * @throws CodecException if they are not CBOR of such a value, are {@code null}, or exceed a limit
     */
    @Override
    public T decode(byte[] bytes) {
        return decode(bytes, 0, bytes.length);
    }

    @Override
    public T decode(byte[] bytes, int offset, int length) {
        return document.decode(bytes, offset, length);
    }

    /** {@code cbor}. */
    @Override
    public String id() {
        return "cbor";
    }

    /** The format and the type. */
    @Override
    public String toString() {
        return "cbor(" + document.type() + ")";
    }

    /** All that needs the library: a class that cannot be linked without it, while the one around it can. */
    private static final class Library {

        private Library() {}

        static ObjectMapper strictMapper() {
            CBORFactory factory = CBORFactory.builder()
                    .streamReadConstraints(DocumentLimits.reading())
                    .streamWriteConstraints(DocumentLimits.writing())
                    .build();
            return DocumentLimits.strict(CBORMapper.builder(factory)).build();
        }
    }
}
