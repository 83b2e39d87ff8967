package io.cachex.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The types that hold nothing but themselves, each by a pair of functions. */
record ScalarFormat<T>(Class<T> type, BiConsumer<ByteSink, T> writer, Function<ByteSource, T> reader)
        implements Format {

    private static final Map<Class<?>, ScalarFormat<?>> ALL = new HashMap<>(); // filled here only

    static {
        add(Boolean.class, (sink, value) -> sink.write(value ? 1 : 0), ByteSource::flag);
        add(Byte.class, (sink, value) -> sink.write(value), ByteSource::next);
        add(Short.class, (sink, value) -> sink.signed(value), source ->
                (short) source.signed(Short.MIN_VALUE, Short.MAX_VALUE));
        add(Character.class, (sink, value) -> sink.signed(value), source ->
                (char) source.signed(Character.MIN_VALUE, Character.MAX_VALUE));
        add(
                Integer.class,
                (sink, value) -> sink.signed(value),
                source -> source.signed(Integer.MIN_VALUE, Integer.MAX_VALUE));
        add(Long.class, ByteSink::signed, ByteSource::signed);
        add(
                Float.class,
                (sink, value) -> sink.fixed(Float.floatToRawIntBits(value)),
                source -> Float.intBitsToFloat(source.fixedInt()));
        add(
                Double.class,
                (sink, value) -> sink.fixed(Double.doubleToRawLongBits(value)),
                source -> Double.longBitsToDouble(source.fixedLong()));

        add(String.class, ByteSink::text, ByteSource::text);
        add(byte[].class, ByteSink::block, ByteSource::block);
        add(BigInteger.class, ScalarFormat::writeBigInteger, ScalarFormat::readBigInteger);
        add(BigDecimal.class, ScalarFormat::writeBigDecimal, ScalarFormat::readBigDecimal);
        add(UUID.class, ScalarFormat::writeUuid, ScalarFormat::readUuid);

        add(Instant.class, ScalarFormat::writeInstant, ScalarFormat::readInstant);
        add(LocalDate.class, ScalarFormat::writeDate, ScalarFormat::readDate);
        add(LocalDateTime.class, ScalarFormat::writeDateTime, ScalarFormat::readDateTime);
        add(Duration.class, ScalarFormat::writeDuration, ScalarFormat::readDuration);
    }

    /** The format of a type, primitives by their boxes; null if it is not a scalar. */
    static @Nullable ScalarFormat<?> of(Class<?> boxed) {
        return ALL.get(boxed);
    }

    @Override
    public void write(Object value, ByteSink sink) {
        writer.accept(sink, type.cast(value));
    }

    @Override
    public Object read(ByteSource source) {
        try {
            return reader.apply(source);
        } catch (DateTimeException | ArithmeticException | NumberFormatException outOfRange) {
            throw new CodecException("not a " + type.getSimpleName(), outOfRange);
        }
    }

    private static <T> void add(Class<T> type, BiConsumer<ByteSink, T> writer, Function<ByteSource, T> reader) {
        ALL.put(type, new ScalarFormat<>(type, writer, reader));
    }

    private static void writeBigInteger(ByteSink sink, BigInteger value) {
        sink.block(value.toByteArray());
    }

    private static BigInteger readBigInteger(ByteSource source) {
        return new BigInteger(source.block());
    }

    private static void writeBigDecimal(ByteSink sink, BigDecimal value) {
        sink.signed(value.scale());
        sink.block(value.unscaledValue().toByteArray());
    }

    private static BigDecimal readBigDecimal(ByteSource source) {
        int scale = source.signed(Integer.MIN_VALUE, Integer.MAX_VALUE);
        return new BigDecimal(new BigInteger(source.block()), scale);
    }

    private static void writeUuid(ByteSink sink, UUID value) {
        sink.fixed(value.getMostSignificantBits());
        sink.fixed(value.getLeastSignificantBits());
    }

    private static UUID readUuid(ByteSource source) {
        long most = source.fixedLong();
        return new UUID(most, source.fixedLong());
    }

    private static void writeInstant(ByteSink sink, Instant value) {
        sink.signed(value.getEpochSecond());
        sink.unsigned(value.getNano());
    }

    private static Instant readInstant(ByteSource source) {
        long seconds = source.signed();
        return Instant.ofEpochSecond(seconds, source.unsigned());
    }

    private static void writeDate(ByteSink sink, LocalDate value) {
        sink.signed(value.toEpochDay());
    }

    private static LocalDate readDate(ByteSource source) {
        return LocalDate.ofEpochDay(source.signed());
    }

    private static void writeDateTime(ByteSink sink, LocalDateTime value) {
        writeDate(sink, value.toLocalDate());
        sink.unsigned(value.toLocalTime().toNanoOfDay());
    }

    private static LocalDateTime readDateTime(ByteSource source) {
        LocalDate date = readDate(source);
        return LocalDateTime.of(date, LocalTime.ofNanoOfDay(source.unsigned()));
    }

    private static void writeDuration(ByteSink sink, Duration value) {
        sink.signed(value.toSeconds());
        sink.unsigned(value.toNanosPart());
    }

    private static Duration readDuration(ByteSource source) {
        long seconds = source.signed();
        return Duration.ofSeconds(seconds, source.unsigned());
    }
}
