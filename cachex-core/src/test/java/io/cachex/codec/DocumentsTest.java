package io.cachex.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cachex.spi.Codec;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.dataformat.cbor.CBORFactory;
import tools.jackson.dataformat.smile.SmileFactory;
import tools.jackson.dataformat.smile.SmileWriteFeature;

/** A10: Smile and CBOR beside JSON, as strict as it: BI43, BI44, BI45, TH20. */
class DocumentsTest {

    record User(String name, int age, Instant since, Optional<String> email, List<String> roles, byte[] photo) {}

    record Point(int x, int y) {}

    /** A format: its codec, and documents of it that the codec would not write. */
    enum Format {
        JSON(
                JsonCodec::of,
                codec -> ((JsonCodec<?>) codec).maximumBytes(64 << 20),
                JsonFactory.builder().streamWriteConstraints(ANY_DEPTH).build()),
        SMILE(
                SmileCodec::of,
                codec -> ((SmileCodec<?>) codec).maximumBytes(64 << 20),
                SmileFactory.builder().streamWriteConstraints(ANY_DEPTH).build()),
        SMILE_RAW(
                SmileCodec::of,
                codec -> ((SmileCodec<?>) codec).maximumBytes(64 << 20),
                SmileFactory.builder()
                        .streamWriteConstraints(ANY_DEPTH)
                        .disable(SmileWriteFeature.ENCODE_BINARY_AS_7BIT)
                        .build()),
        CBOR(
                CborCodec::of,
                codec -> ((CborCodec<?>) codec).maximumBytes(64 << 20),
                CBORFactory.builder().streamWriteConstraints(ANY_DEPTH).build());

        final Function<Type, Codec<?>> codecs;
        final Function<Codec<?>, Codec<?>> wide;
        final TokenStreamFactory factory;

        Format(Function<Type, Codec<?>> codecs, Function<Codec<?>, Codec<?>> wide, TokenStreamFactory factory) {
            this.codecs = codecs;
            this.wide = wide;
            this.factory = factory;
        }

        @SuppressWarnings("unchecked") // of the type that is asked for
        <T> Codec<T> of(Class<T> type) {
            return (Codec<T>) codecs.apply(type);
        }

        byte[] written(Tokens tokens) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (JsonGenerator generator = factory.createGenerator(ObjectWriteContext.empty(), bytes)) {
                tokens.write(generator);
            }
            return bytes.toByteArray();
        }
    }

    private static final StreamWriteConstraints ANY_DEPTH =
            StreamWriteConstraints.builder().maxNestingDepth(Integer.MAX_VALUE).build();

    /** What a document holds. */
    interface Tokens {
        void write(JsonGenerator generator);
    }

    @ParameterizedTest
    @EnumSource
    void readsBackWhatItWrote(Format format) {
        User user = new User(
                "Ada 😀", 36, Instant.parse("2024-01-02T03:04:05.6Z"), Optional.of("a@b"), List.of("x"), new byte[] {
                    -1, 0, 1
                });
        Codec<User> codec = format.of(User.class);

        assertThat(codec.decode(codec.encode(user))).usingRecursiveComparison().isEqualTo(user);
        byte[] inTheMidst = new byte[codec.encode(user).length + 7];
        System.arraycopy(codec.encode(user), 0, inTheMidst, 3, inTheMidst.length - 7);
        assertThat(codec.decode(inTheMidst, 3, inTheMidst.length - 7).name()).isEqualTo("Ada 😀");
    }

    @ParameterizedTest
    @EnumSource
    void keepsNumbersAsTheyAre(Format format) {
        record Numbers(long a, double b, BigInteger c, BigDecimal d) {}
        Codec<Numbers> codec = format.of(Numbers.class);
        Numbers numbers = new Numbers(
                Long.MIN_VALUE,
                0.1,
                BigInteger.TWO.pow(200).negate(),
                new BigDecimal("12345678901234567890.123456789"));

        assertThat(codec.decode(codec.encode(numbers))).isEqualTo(numbers);
    }

    @ParameterizedTest
    @EnumSource
    void survivesARollingUpgrade(Format format) {
        byte[] more = format.written(out -> out.writeStartObject()
                .writeNumberProperty("x", 1)
                .writeNumberProperty("y", 2)
                .writeStringProperty("z", "new")
                .writeEndObject());

        assertThat(format.of(Point.class).decode(more)).isEqualTo(new Point(1, 2));
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatIsTooDeepOrTooLong(Format format) { // BI43
        assertConstrained(format, nested(501));
        assertConstrained(format, nested(1_001));
        assertConstrained(format, out -> out.writeString("x".repeat(20_000_001)));
        assertConstrained(format, out -> out.writeNumber(new BigInteger("9".repeat(3_000))));
        assertConstrained(
                format,
                out -> out.writeStartObject()
                        .writeNumberProperty("n".repeat(50_001), 1)
                        .writeEndObject());
        byte[] longName = format.written(out -> out.writeStartObject()
                .writeNumberProperty("n".repeat(50_001), 1)
                .writeEndObject());
        assertRefused(format, longName);
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> format.of(Map.class).decode(longName));
        assertThat(format.of(Object.class).decode(format.written(nested(500)))).isNotNull();
    }

    @ParameterizedTest
    @EnumSource
    void refusesBytesOverTheLimitBeforeParsing(Format format) { // BI44
        byte[] tooMany = new byte[(16 << 20) + 1]; // of no format at all

        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> format.of(Object.class).decode(tooMany))
                .withNoCause()
                .withMessage("a value must be at most 16777216 bytes: 16777217");
    }

    @ParameterizedTest
    @EnumSource
    void refusesDuplicatesAndWhatFollows(Format format) { // BI45
        byte[] good = point(format);
        assertThat(format.of(Point.class).decode(good)).isEqualTo(new Point(1, 2));

        assertRefused(
                format,
                format.written(out -> out.writeStartObject()
                        .writeNumberProperty("x", 1)
                        .writeNumberProperty("x", 3)
                        .writeNumberProperty("y", 2)
                        .writeEndObject()));
        for (byte[] garbage : List.of(
                good, new byte[] {0}, new byte[] {'x'}, new byte[] {-1}, new byte[] {-1, 'x'}, new byte[] {1, 2, 3})) {
            byte[] longer = Arrays.copyOf(good, good.length + garbage.length);
            System.arraycopy(garbage, 0, longer, good.length, garbage.length);
            assertRefused(format, longer);
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesEveryTruncation(Format format) { // BI18
        byte[] good = format.of(Point.class).encode(new Point(1, 2));
        for (int length = 0; length < good.length; length++) {
            assertRefused(format, Arrays.copyOf(good, length));
        }
        assertRefused(format, format.written(JsonGenerator::writeNull));
    }

    @ParameterizedTest
    @EnumSource
    void refusesCyclesAndWhatIsNotSerializable(Format format) { // BI15, BI16
        List<Object> cycle = new ArrayList<>();
        cycle.add(cycle);

        for (Object value : List.of(cycle, new Object())) {
            assertThatExceptionOfType(CodecException.class)
                    .isThrownBy(() -> format.of(Object.class).encode(value));
        }
    }

    @ParameterizedTest
    @EnumSource
    void namesItself(Format format) {
        Codec<Point> codec = format.of(Point.class);

        assertThat(codec.id()).isEqualTo(format.name().split("_")[0].toLowerCase(java.util.Locale.ROOT));
        assertThat(codec).hasToString(codec.id() + "(" + Point.class.getName() + ")");
    }

    /** TH1: no class is made because a document names it. */
    @ParameterizedTest
    @EnumSource
    void makesNoClassThatADocumentNames(Format format) {
        byte[] gadget = format.written(out -> out.writeStartArray()
                .writeString("java.util.concurrent.CountDownLatch")
                .writeNumber(1)
                .writeEndArray());

        assertThat(format.of(Object.class).decode(gadget)).isEqualTo(List.of("java.util.concurrent.CountDownLatch", 1));
        assertThat(format.of(Map.class).decode(format.of(Map.class).encode(Map.of("@class", "x"))))
                .isEqualTo(Map.of("@class", "x"));
    }

    private static Tokens nested(int levels) {
        return out -> {
            for (int i = 0; i < levels; i++) {
                out.writeStartArray();
            }
            for (int i = 0; i < levels; i++) {
                out.writeEndArray();
            }
        };
    }

    private static byte[] point(Format format) {
        return format.of(Point.class).encode(new Point(1, 2));
    }

    private static void assertRefused(Format format, byte[] bytes) {
        assertThatExceptionOfType(CodecException.class)
                .as("%s", Arrays.toString(bytes))
                .isThrownBy(() -> format.of(Point.class).decode(bytes));
    }

    /** Within all limits but far beyond that from which names are looked at. */
    @ParameterizedTest
    @EnumSource
    void readsLargeDocuments(Format format) {
        Map<String, Object> value = Map.of("n".repeat(50_000), "x".repeat(100_000), "list", List.of("y".repeat(9_000)));

        assertThat(format.of(Map.class).decode(format.of(Map.class).encode(value)))
                .isEqualTo(value);
        assertThat(format.of(Point.class)
                        .decode(format.written(out -> out.writeStartObject()
                                .writeStringProperty("other", "x".repeat(100_000))
                                .writeNumberProperty("x", 1)
                                .writeNumberProperty("y", 2)
                                .writeEndObject())))
                .isEqualTo(new Point(1, 2));
    }

    private static void assertConstrained(Format format, Tokens tokens) {
        byte[] bytes = format.written(tokens);
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> format.wide.apply(format.of(Object.class)).decode(bytes))
                .withCauseInstanceOf(StreamConstraintsException.class);
    }
}
