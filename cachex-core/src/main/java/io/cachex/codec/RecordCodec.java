package io.cachex.codec;

import io.cachex.spi.Codec;

/**
 * Records in a compact binary form: the components' values one after the other, without their names.
 *
 * <p>Components may be primitives and their boxes, {@code String}, enums (by name), {@code byte[]}, {@code BigInteger},
 * {@code BigDecimal}, {@code UUID}, {@code Instant}, {@code LocalDate}, {@code LocalDateTime}, {@code Duration}, other
 * records, and {@code Optional}, {@code List}, {@code Set} and {@code Map} of these; what is not primitive may be null,
 * also inside collections. Collections are read as unmodifiable ones in the order in which they were written.
 *
 * <p>The bytes begin with a fingerprint of the components' names and types. So values of a record that has changed in
 * any of them, or in a record below, are refused and the cache loads them again. The record itself may be renamed or
 * moved, and enums may gain constants.
 *
 * <p>Values are made by the record's own constructor, so what it refuses is refused here. The record must be accessible
 * to this library: in a named module its package must be exported and the record public, or the package open to it.
 *
 * @param <R> the record
 */
public final class RecordCodec<R extends Record> implements Codec<R> {

    /** The default limit: 16 MiB. */
    public static final int DEFAULT_MAXIMUM_BYTES = 16 * 1024 * 1024;

    private final Class<R> type;
    private final RecordFormat format;
    private final int fingerprint;
    private final int maximumBytes;

    private RecordCodec(Class<R> type, RecordFormat format, int fingerprint, int maximumBytes) {
        this.type = type;
        this.format = format;
        this.fingerprint = fingerprint;
        this.maximumBytes = maximumBytes;
    }

    /**
     * A codec for a record.
     *
     * @throws IllegalArgumentException if a component's type is not supported or the record is not accessible; the
     *     message names record, component and type
     */
    public static <R extends Record> RecordCodec<R> of(Class<R> type) {
        RecordSchema schema = new RecordSchema();
        RecordFormat format = schema.record(type);
        return new RecordCodec<>(type, format, schema.fingerprint(), DEFAULT_MAXIMUM_BYTES);
    }

    /**
     * The same codec with another limit for both directions.
     *
     * @param bytes at least 1; 16 MiB by default
     * @throws IllegalArgumentException if it is less
     */
    public RecordCodec<R> maximumBytes(int bytes) {
        return new RecordCodec<>(type, format, fingerprint, ByteLimit.check(bytes));
    }

    /**
     * The record's bytes.
     *
     * @throws CodecException if it is nested more than 256 records deep, as with a cycle, has a string with a lone
     *     surrogate, or is over the limit
     */
    @Override
    public byte[] encode(R value) {
        ByteSink sink = new ByteSink(maximumBytes);
        sink.fixed(fingerprint);
        format.write(value, sink);
        return sink.toBytes();
    }

    /**
     * The record of these bytes.
     *
     * @throws CodecException if they are not such a record's, or the record's constructor refuses what they hold
     */
    @Override
    public R decode(byte[] bytes) {
        return decode(bytes, 0, bytes.length);
    }

    @Override
    public R decode(byte[] bytes, int offset, int length) {
        ByteLimit.check(length, maximumBytes);
        ByteSource source = new ByteSource(bytes, offset, length);
        if (source.fixedInt() != fingerprint) {
            throw new CodecException("written by another shape of " + type.getName());
        }
        R value = type.cast(format.read(source));
        source.checkEnd();
        return value;
    }

    /** {@code record}. */
    @Override
    public String id() {
        return "record";
    }

    /** The format and the type. */
    @Override
    public String toString() {
        return "record(" + type.getName() + ")";
    }
}
