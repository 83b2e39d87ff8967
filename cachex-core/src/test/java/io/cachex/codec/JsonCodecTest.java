package io.cachex.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

class JsonCodecTest {

    record User(String name, int age, Instant since, Optional<String> email, List<String> roles) {}

    record Point(int x, int y) {}

    record Chain(Chain next) {}

    static class Node {
        public Object next;
    }

    /** Nothing of it is visible, so it would be written as an empty object. */
    static class Closed {
        private final String secret;

        Closed(String secret) {
            this.secret = secret;
        }

        @Override
        public String toString() {
            return secret;
        }
    }

    public static class Broken {
        public String getName() {
            throw new IllegalStateException("no name");
        }
    }

    static final AtomicInteger GADGETS = new AtomicInteger();

    public static class Gadget {
        public Gadget() {
            GADGETS.incrementAndGet();
        }

        public void setCommand(String command) {
            GADGETS.incrementAndGet();
        }
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
    interface ByClassName {}

    record Named(String name) implements ByClassName {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    @JsonSubTypes(@JsonSubTypes.Type(value = Circle.class, name = "circle"))
    interface Shape {}

    record Circle(int radius) implements Shape {}

    private final JsonCodec<Point> points = JsonCodec.of(Point.class);

    @Test
    void readsBackWhatItWrote() {
        JsonCodec<User> codec = JsonCodec.of(User.class);
        User user = new User("Ada 😀", 36, Instant.parse("2024-01-02T03:04:05.6Z"), Optional.of("a@b"), List.of("x"));

        assertThat(codec.decode(codec.encode(user))).isEqualTo(user);
    }

    @Test
    void writesPlainJson() {
        assertThat(text(points.encode(new Point(1, -2)))).isEqualTo("{\"x\":1,\"y\":-2}");
        assertThat(text(JsonCodec.of(Duration.class).encode(Duration.ofMinutes(5))))
                .isEqualTo("\"PT5M\"");
        assertThat(points.id()).isEqualTo("json");
        assertThat(points).hasToString("json(io.cachex.codec.JsonCodecTest$Point)");
    }

    @Test
    void readsGenericTypes() {
        Type type = new TypeReference<Map<String, List<Point>>>() {}.getType();
        JsonCodec<Map<String, List<Point>>> codec = JsonCodec.of(type);
        Map<String, List<Point>> value = Map.of("a", List.of(new Point(1, 2)));

        assertThat(codec.decode(codec.encode(value))).isEqualTo(value);
    }

    @Test
    void usesTheGivenMapper() {
        JsonMapper mapper = JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
                .build();
        JsonCodec<Point> codec = JsonCodec.using(mapper, Point.class);

        assertThat(text(codec.encode(new Point(1, 2)))).isEqualTo("{\"X\":1,\"Y\":2}");
        assertRefused(codec, "{\"X\":1,\"Y\":2} x");
        assertRefused(codec, "{\"X\":1,\"X\":1,\"Y\":2}");
    }

    @Test
    void survivesARollingUpgrade() {
        assertThat(points.decode(bytes("{\"x\":1,\"y\":2,\"z\":3}"))).isEqualTo(new Point(1, 2));
        assertThat(JsonCodec.of(User.class)
                        .decode(bytes("{\"name\":\"Ada\",\"age\":1}"))
                        .roles())
                .isNull();
    }

    @Test
    void tellsListedSubtypesApartByName() {
        JsonCodec<Shape> codec = JsonCodec.of(Shape.class);

        assertThat(codec.decode(codec.encode(new Circle(3)))).isEqualTo(new Circle(3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"x\":1,\"x\":2,\"y\":2}",
                "{\"x\":1,\"y\":2}x",
                "{\"x\":1,\"y\":2}{}",
                "{\"x\":1,\"y\":2} null",
                "",
                " ",
                "null",
                "{",
                "{\"x\":1,",
                "[]",
                "1",
                "{\"x\":\"canary\",\"y\":2}",
                "{\"x\":99999999999,\"y\":2}",
            })
    void refusesAnythingElse(String json) { // BI45
        assertRefused(points, json);
    }

    @Test
    void refusesWhatIsTooDeepOrTooLong() { // BI43, TH20
        JsonCodec<Object> codec = JsonCodec.of(Object.class).maximumBytes(64 << 20);

        assertConstrained(codec, "[".repeat(501) + "]".repeat(501));
        assertConstrained(codec, "[".repeat(1_001) + "]".repeat(1_001));
        assertConstrained(codec, "[".repeat(1_000_000));
        assertConstrained(codec, "\"" + "x".repeat(20_000_001) + "\"");
        assertConstrained(codec, "9".repeat(1_001));
        assertConstrained(codec, "{\"" + "n".repeat(50_001) + "\":1}");
        assertThat(codec.decode(bytes("[".repeat(500) + "]".repeat(500)))).isNotNull();
    }

    @Test
    void refusesBytesOverTheLimitBeforeParsing() { // BI44
        JsonCodec<Object> codec = JsonCodec.of(Object.class);
        byte[] tooMany = new byte[JsonCodec.DEFAULT_MAXIMUM_BYTES + 1]; // not even JSON

        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> codec.decode(tooMany))
                .withNoCause()
                .withMessage("a value must be at most 16777216 bytes: 16777217");
        assertThat(codec.maximumBytes(5).decode(bytes("12345"))).isEqualTo(12345);
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> codec.maximumBytes(4).decode(bytes("12345")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec.maximumBytes(0))
                .withMessage("maximumBytes must be at least 1: 0");
    }

    @Test
    void refusesToWriteOverTheLimit() { // BI14
        JsonCodec<String> codec = JsonCodec.<String>of((Type) String.class).maximumBytes(10_000);

        assertThat(codec.encode("x".repeat(9_998))).hasSize(10_000);
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> codec.encode("x".repeat(9_999)));
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> codec.encode("x".repeat(100_000)));
    }

    @Test
    void refusesACycle() { // BI15
        Node node = new Node();
        node.next = node;
        Node one = new Node();
        Node other = new Node();
        one.next = other;
        other.next = one;
        List<Object> list = new ArrayList<>();
        list.add(list);

        assertUnwritable(node);
        assertUnwritable(one);
        assertUnwritable(list);
    }

    @Test
    void letsNoStackOverflowEscapeFromAMapperWithoutLimits() { // BI15
        JsonFactory factory = JsonFactory.builder()
                .streamWriteConstraints(StreamWriteConstraints.builder()
                        .maxNestingDepth(Integer.MAX_VALUE)
                        .build())
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(Integer.MAX_VALUE)
                        .build())
                .build();
        JsonCodec<Node> codec = JsonCodec.using(JsonMapper.builder(factory).build(), Node.class);
        Node one = new Node();
        Node other = new Node();
        one.next = other;
        other.next = one;

        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> codec.encode(one));
        assertRefused(JsonCodec.using(JsonMapper.builder(factory).build(), Chain.class), "{\"next\":".repeat(500_000));
    }

    @Test
    void refusesWhatIsNotSerializable() { // BI16
        assertUnwritable(new Object());
        assertUnwritable(new Closed("secret"));
        assertUnwritable(new Broken());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[\"io.cachex.codec.JsonCodecTest$Gadget\",{\"command\":\"x\"}]",
                "{\"@class\":\"io.cachex.codec.JsonCodecTest$Gadget\",\"command\":\"x\"}",
                "{\"@c\":\".JsonCodecTest$Gadget\",\"command\":\"x\"}",
                "{\"@type\":\"io.cachex.codec.JsonCodecTest$Gadget\",\"command\":\"x\"}",
                "{\"next\":{\"@class\":\"io.cachex.codec.JsonCodecTest$Gadget\",\"command\":\"x\"}}",
                "{\"next\":[\"io.cachex.codec.JsonCodecTest$Gadget\",{\"command\":\"x\"}]}",
            })
    void neverConstructsAClassThatTheJsonNames(String json) { // TH1
        for (Type type :
                new Type[] {Object.class, Node.class, Map.class, Point.class, ByClassName.class, Shape.class}) {
            try {
                JsonCodec.of(type).decode(bytes(json));
            } catch (CodecException refused) {
                assertThat(refused).hasNoSuppressedExceptions();
            }
        }

        assertThat(GADGETS).hasValue(0);
    }

    @Test
    void refusesTypesToldApartByClassName() { // TH1
        JsonCodec<ByClassName> codec = JsonCodec.of(ByClassName.class);

        assertRefused(codec, "{\"@class\":\"io.cachex.codec.JsonCodecTest$Named\",\"name\":\"x\"}");
        assertRefused(codec, "{\"@class\":\"io.cachex.codec.JsonCodecTest$Gadget\"}");
    }

    @Test
    void refusesFuzzedBytesWithItsOwnExceptionOnly() {
        JsonCodec<User> codec = JsonCodec.of(User.class);
        byte[] sample = codec.encode(new User("Ada 😀", 36, Instant.EPOCH, Optional.of("a@b"), List.of("x", "y")));
        Random random = new Random(5);
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = sample.clone();
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                assertThat(codec.decode(bytes)).isNotNull();
            } catch (CodecException refused) {
                assertThat(refused).hasMessage("not JSON of io.cachex.codec.JsonCodecTest$User");
            }
        }
    }

    private static void assertUnwritable(Object value) {
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> JsonCodec.of(Object.class).encode(value))
                .withMessage("cannot be written as JSON: java.lang.Object");
    }

    private static void assertConstrained(JsonCodec<?> codec, String json) {
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> codec.decode(bytes(json)))
                .withCauseInstanceOf(StreamConstraintsException.class);
    }

    private static void assertRefused(JsonCodec<?> codec, String json) {
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> codec.decode(bytes(json)))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("canary"));
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }
}
