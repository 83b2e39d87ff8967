package io.cachex.codec;

import io.cachex.spi.Codec;
import java.lang.reflect.Type;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Values as JSON, by Jackson.
 *
 * <p>Made for rolling upgrades: properties that this version of the class does not know are ignored, missing ones are
 * null or empty. So a field can be added or dropped while both versions run. For changes that go deeper give the cache
 * another schema version.
 *
 * <p>Strict with everything else. Duplicate properties and anything behind the value are refused, as are over 500
 * levels, strings over 20,000,000 characters, numbers over 1,000 digits and names over 50,000 characters. Bytes over the
 * limit, 16 MiB unless set, are refused before they are parsed.
 *
 * <p>A class of which nothing can be written is refused, rather than stored as an empty object.
 *
 * <p>JSON never chooses a class: there is no default typing, and types that are annotated to be told apart by class
 * name cannot be read. Tell subtypes apart by {@code JsonTypeInfo.Id.NAME} and listed subtypes.
 *
 * @param <T> the type of the values
 */
public final class JsonCodec<T> implements Codec<T> {

    /** The default limit: 16 MiB. */
    public static final int DEFAULT_MAXIMUM_BYTES = 16 * 1024 * 1024;

    private final Document<T> document;

    private JsonCodec(Document<T> document) {
        this.document = document;
    }

    /** A codec for a class. */
    public static <T> JsonCodec<T> of(Class<T> type) {
        return of((Type) type);
    }

    /**
     * A codec for any type, such as {@code List<User>}.
     *
     * @param <T> the same type; the caller's promise
     */
    public static <T> JsonCodec<T> of(Type type) {
        return using(strictMapper(), type);
    }

    /**
     * A codec with a mapper of the user's own, which decides what is known, how it is written, and how large or deep it
     * may be. Duplicate properties and trailing content are refused all the same. Default typing in it is the user's
     * own risk.
     */
    public static <T> JsonCodec<T> using(JsonMapper mapper, Class<T> type) {
        return using(mapper, (Type) type);
    }

    /**
     * As {@link #using(JsonMapper, Class)} for any type.
     *
     * @param <T> the same type; the caller's promise
     */
    public static <T> JsonCodec<T> using(JsonMapper mapper, Type type) {
        return new JsonCodec<>(Document.ofText("JSON", mapper, type, DEFAULT_MAXIMUM_BYTES));
    }

    /**
     * The same codec with another limit for both directions.
     *
     * @param bytes at least 1; 16 MiB by default
     * @throws IllegalArgumentException if it is less
     */
    public JsonCodec<T> maximumBytes(int bytes) {
        return new JsonCodec<>(document.maximumBytes(bytes));
    }

    /**
     * The value's JSON, in UTF-8.
     *
     * @throws CodecException if Jackson cannot write it, it has a cycle or over 500 levels, or is over the limit
     */
    @Override
    public byte[] encode(T value) {
        return document.encode(value);
    }

    /**
     * The value of this JSON.
     *
     * @throws CodecException if it is not JSON of such a value, is {@code null}, or exceeds a limit
     */
    @Override
    public T decode(byte[] bytes) {
        return decode(bytes, 0, bytes.length);
    }

    @Override
    public T decode(byte[] bytes, int offset, int length) {
        return document.decode(bytes, offset, length);
    }

    /** {@code json}. */
    @Override
    public String id() {
        return "json";
    }

    /** The format and the type. */
    @Override
    public String toString() {
        return "json(" + document.type() + ")";
    }

    private static JsonMapper strictMapper() {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(DocumentLimits.reading())
                .streamWriteConstraints(DocumentLimits.writing())
                .build();
        return DocumentLimits.strict(JsonMapper.builder(factory)).build();
    }
}
