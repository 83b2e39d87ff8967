package io.cachex.codec;

import java.io.OutputStream;
import java.lang.reflect.Type;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;

/**
 * Values as documents of a format of Jackson's: what the codecs of JSON, Smile and CBOR have in common. Duplicate properties
 * and anything behind the value make a document invalid.
 */
final class Document<T> {

    private final String format;
    private final boolean binary;
    private final JavaType type;
    private final ObjectReader reader;
    private final ObjectWriter writer;
    private final int maximumBytes;

    private Document(
            String format, boolean binary, JavaType type, ObjectReader reader, ObjectWriter writer, int maximumBytes) {
        this.format = format;
        this.binary = binary;
        this.type = type;
        this.reader = reader;
        this.writer = writer;
        this.maximumBytes = maximumBytes;
    }

    /** Documents in text. */
    static <T> Document<T> ofText(String format, ObjectMapper mapper, Type type, int maximumBytes) {
        JavaType javaType = mapper.constructType(type);
        ObjectReader reader = reader(mapper, javaType).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        return new Document<>(format, false, javaType, reader, mapper.writerFor(javaType), maximumBytes);
    }

    /** Documents in a binary format. */
    static <T> Document<T> ofBinary(String format, ObjectMapper mapper, Type type, int maximumBytes) {
        JavaType javaType = mapper.constructType(type);
        ObjectReader reader = reader(mapper, javaType).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        return new Document<>(format, true, javaType, reader, mapper.writerFor(javaType), maximumBytes);
    }

    private static ObjectReader reader(ObjectMapper mapper, JavaType type) {
        return mapper.readerFor(type).with(StreamReadFeature.STRICT_DUPLICATE_DETECTION);
    }

    Document<T> maximumBytes(int bytes) {
        return new Document<>(format, binary, type, reader, writer, ByteLimit.check(bytes));
    }

    byte[] encode(T value) {
        ByteSink sink = new ByteSink(maximumBytes);
        try {
            writer.writeValue(sink, value);
        } catch (JacksonException | StackOverflowError unwritable) {
            throw new CodecException("cannot be written as " + format + ": " + type.toCanonical(), unwritable);
        }
        return sink.toBytes();
    }

    T decode(byte[] bytes, int offset, int length) {
        ByteLimit.check(length, maximumBytes);
        T value;
        try {
            value = binary ? binary(bytes, offset, length) : reader.readValue(bytes, offset, length);
        } catch (JacksonException | StackOverflowError unreadable) {
            throw new CodecException("not " + format + " of " + type.toCanonical(), unreadable);
        }
        if (value == null) {
            throw new CodecException("null is not a value of " + type.toCanonical());
        }
        return value;
    }

    /**
     * A Smile parser takes a second document, or anything behind an end mark, for the end; and neither format's limits the
     * length of names. Both are looked after here.
     */
    private T binary(byte[] bytes, int offset, int length) {
        try (JsonParser parser = reader.createParser(bytes, offset, length)) {
            T value = reader.readValue(length > DocumentLimits.LONGEST_NAME ? new NameLimit(parser) : parser);
            if (parser.releaseBuffered(OutputStream.nullOutputStream()) != 0) {
                throw new CodecException("the bytes go on behind the value");
            }
            return value;
        }
    }

    /** The type's name. */
    String type() {
        return type.toCanonical();
    }
}
