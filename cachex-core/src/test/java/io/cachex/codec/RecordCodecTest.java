package io.cachex.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings({"ArrayRecordComponent", "NullOptional", "UnusedMethod"})
class RecordCodecTest {

    enum Colour {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "not its name";
            }
        }
    }

    record Primitives(boolean z, byte b, short s, char c, int i, long l, float f, double d) {}

    record Boxes(Boolean z, Byte b, Short s, Character c, Integer i, Long l, Float f, Double d) {}

    record Scalars(
            String text,
            Colour colour,
            BigInteger integer,
            BigDecimal decimal,
            UUID uuid,
            Instant instant,
            LocalDate date,
            LocalDateTime dateTime,
            Duration duration) {}

    record Containers(
            Optional<String> optional,
            List<? extends Number0> list,
            Set<Colour> set,
            Map<String, List<Integer>> map,
            List<Optional<Set<Long>>> deep) {}

    record Number0(int value) {}

    record Blob(byte[] bytes) {}

    record Tree(String name, List<Tree> children) {}

    record Chain(Chain next) {}

    record Nothing() {}

    record User(long id, String name, Instant since, List<String> roles) {}

    private record Hidden(int value) {}

    @Test
    void keepsPrimitivesAtTheirLimits() {
        assertKept(
                Primitives.class,
                new Primitives(
                        true,
                        Byte.MIN_VALUE,
                        Short.MIN_VALUE,
                        Character.MAX_VALUE,
                        Integer.MIN_VALUE,
                        Long.MIN_VALUE,
                        Float.MIN_VALUE,
                        Double.NEGATIVE_INFINITY),
                new Primitives(
                        false,
                        Byte.MAX_VALUE,
                        Short.MAX_VALUE,
                        '\0',
                        Integer.MAX_VALUE,
                        Long.MAX_VALUE,
                        -0.0f,
                        Double.NaN),
                new Primitives(false, (byte) 0, (short) 0, '\ud800', 0, 0, 0, 0));
    }

    @Test
    void keepsBoxesAndNulls() {
        assertKept(
                Boxes.class,
                new Boxes(true, (byte) 1, (short) -1, 'x', 64, -65L, 1.5f, -2.5),
                new Boxes(null, null, null, null, null, null, null, null));
    }

    @Test
    void keepsScalars() {
        assertKept(
                Scalars.class,
                new Scalars(
                        "größe 😀\uFFFD",
                        Colour.GREEN,
                        BigInteger.ONE.shiftLeft(200).negate(),
                        new BigDecimal("-1.500"),
                        new UUID(-1, 1),
                        Instant.parse("1969-12-31T23:59:59.999999999Z"),
                        LocalDate.of(-1, 2, 3),
                        LocalDateTime.of(2024, 2, 29, 23, 59, 59, 999_999_999),
                        Duration.ofSeconds(-1, 1)),
                new Scalars(
                        "",
                        Colour.RED,
                        BigInteger.ZERO,
                        BigDecimal.ZERO,
                        new UUID(0, 0),
                        Instant.MIN,
                        LocalDate.MIN,
                        LocalDateTime.MAX,
                        Duration.ofSeconds(Long.MAX_VALUE, 999_999_999)),
                new Scalars(null, null, null, null, null, Instant.MAX, LocalDate.MAX, LocalDateTime.MIN, null));
    }

    @Test
    void keepsContainersWithTheirOrderAndNulls() {
        Map<String, List<Integer>> map = new LinkedHashMap<>();
        map.put("b", Arrays.asList(1, null, -1));
        map.put(null, List.of());
        map.put("a", null);
        Containers full = new Containers(
                Optional.of("x"),
                Arrays.asList(new Number0(1), null),
                new LinkedHashSet<>(Arrays.asList(Colour.GREEN, null, Colour.RED)),
                map,
                List.of(Optional.empty(), Optional.of(Set.of(7L))));

        Containers read = assertKept(
                Containers.class,
                full,
                new Containers(null, null, null, null, null),
                new Containers(Optional.empty(), List.of(), Set.of(), Map.of(), List.of()));

        assertThat(read.map().keySet()).containsExactly("b", null, "a");
        assertThat(read.set()).containsExactly(Colour.GREEN, null, Colour.RED);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> read.list().clear());
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> read.set().clear());
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> read.map().clear());
    }

    @Test
    void keepsEmptyAndSingleElementCollections() {
        assertKept(Tree.class, new Tree("", Collections.emptyList()), new Tree("", Collections.singletonList(null)));
    }

    @Test
    void keepsRecordsInRecords() {
        assertKept(Tree.class, new Tree("a", List.of(new Tree("b", null), new Tree("c", List.of()))));
        assertKept(Nothing.class, new Nothing());
        assertKept(Hidden.class, new Hidden(1));
    }

    @Test
    void copiesByteArrays() {
        RecordCodec<Blob> codec = RecordCodec.of(Blob.class);
        byte[] encoded = codec.encode(new Blob(new byte[] {1, 2}));

        Blob one = codec.decode(encoded);
        one.bytes()[0] = 9;

        assertThat(codec.decode(encoded).bytes()).containsExactly(1, 2);
    }

    @Test
    void hasAFormatThatDoesNotChangeByAccident() {
        RecordCodec<User> codec = RecordCodec.of(User.class);
        User user = new User(300, "Ada", Instant.ofEpochSecond(-1, 5), Arrays.asList("x", null));
        String golden = "7dd039f0" // {id:long,name:String?,since:Instant?,roles:List<String?>?,}
                + "d804" + "0103416461" + "010105" + "0102010178" + "00";

        assertThat(codec.encode(user)).asHexString().isEqualToIgnoringCase(golden);
        assertThat(codec.decode(HexFormat.of().parseHex(golden))).isEqualTo(user);
    }

    @Test
    void namesItself() {
        assertThat(RecordCodec.of(Nothing.class).id()).isEqualTo("record");
        assertThat(RecordCodec.of(Nothing.class)).hasToString("record(io.cachex.codec.RecordCodecTest$Nothing)");
    }

    @Test
    void refusesTheBytesOfAnotherShape() {
        record V1(String name, int age) {}
        record Same(String name, int age) {}
        record Renamed(String called, int age) {}
        record Swapped(int age, String name) {}
        record Retyped(String name, long age) {}
        record Boxed(String name, Integer age) {}
        record Longer(String name, int age, boolean admin) {}

        byte[] bytes = RecordCodec.of(V1.class).encode(new V1("Ada", 36));

        assertThat(RecordCodec.of(Same.class).decode(bytes)).isEqualTo(new Same("Ada", 36));
        assertRefused(Renamed.class, bytes, "written by another shape of ");
        assertRefused(Swapped.class, bytes, "written by another shape of ");
        assertRefused(Retyped.class, bytes, "written by another shape of ");
        assertRefused(Boxed.class, bytes, "written by another shape of ");
        assertRefused(Longer.class, bytes, "written by another shape of ");
    }

    @Test
    void refusesTheBytesOfAnotherShapeBelow() {
        record Inner1(int a) {}
        record Inner2(long a) {}
        record Outer1(List<Inner1> inner) {}
        record Outer2(List<Inner2> inner) {}

        byte[] bytes = RecordCodec.of(Outer1.class).encode(new Outer1(List.of(new Inner1(1))));

        assertRefused(Outer2.class, bytes, "written by another shape of ");
    }

    @Test
    void refusesConstantsThatAreGone() {
        enum Old {
            A,
            B
        }
        enum New {
            C,
            B
        }
        record OldHolder(Old value) {}
        record NewHolder(New value) {}
        RecordCodec<OldHolder> old = RecordCodec.of(OldHolder.class);

        assertThat(RecordCodec.of(NewHolder.class).decode(old.encode(new OldHolder(Old.B))))
                .isEqualTo(new NewHolder(New.B));
        assertRefused(NewHolder.class, old.encode(new OldHolder(Old.A)), "an enum has no such constant");
    }

    @Test
    void refusesWhatTheConstructorRefuses() {
        record Loose(int value) {}
        record Strict(int value) {
            Strict {
                if (value < 0) {
                    throw new IllegalArgumentException("negative");
                }
            }
        }
        byte[] bytes = RecordCodec.of(Loose.class).encode(new Loose(-1));

        assertRefused(Strict.class, bytes, "the constructor of io.cachex.codec.RecordCodecTest$");
    }

    @Test
    void refusesWhatAnAccessorRefuses() {
        record Broken(int value) {
            @Override
            public int value() {
                throw new IllegalStateException("broken");
            }
        }
        record Erring(int value) {
            @Override
            public int value() {
                throw new AssertionError("broken");
            }
        }

        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> RecordCodec.of(Broken.class).encode(new Broken(1)))
                .withMessageStartingWith("an accessor of ")
                .withCauseInstanceOf(IllegalStateException.class);
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> RecordCodec.of(Erring.class).encode(new Erring(1)));
    }

    @Test
    void refusesCyclesAndGreatDepth() { // BI15
        List<Tree> children = new ArrayList<>();
        Tree tree = new Tree("a", children);
        children.add(tree);
        Chain deepest = null;
        for (int i = 0; i < Nesting.DEEPEST; i++) {
            deepest = new Chain(deepest);
        }
        Chain tooDeep = new Chain(deepest);

        assertKept(Chain.class, deepest);
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> RecordCodec.of(Tree.class).encode(tree))
                .withMessage("a value must be at most 256 records deep");
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> RecordCodec.of(Chain.class).encode(tooDeep));
    }

    @Test
    void refusesBytesThatPretendToGreatDepth() {
        byte[] bytes = Arrays.copyOf(RecordCodec.of(Chain.class).encode(new Chain(null)), 1_000_000);
        Arrays.fill(bytes, Integer.BYTES, bytes.length, (byte) 1);

        assertRefused(Chain.class, bytes, "a value must be at most 256 records deep");
    }

    @Test
    void refusesWhatItCannotWrite() { // BI16
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> RecordCodec.of(Tree.class).encode(new Tree("\ud800", null)))
                .withMessage("a string must not contain a lone surrogate (index 0)");
    }

    @Test
    void keepsToTheLimitInBothDirections() { // BI14
        RecordCodec<Blob> codec = RecordCodec.of(Blob.class).maximumBytes(1_000);
        int most = 1_000 - Integer.BYTES - 1 - 2;

        assertThat(codec.encode(new Blob(new byte[most]))).hasSize(1_000);
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> codec.encode(new Blob(new byte[most + 1])))
                .withMessage("a value must be at most 1000 bytes");
        assertRefused(Blob.class, new byte[RecordCodec.DEFAULT_MAXIMUM_BYTES + 1], "a value must be at most ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec.maximumBytes(0))
                .withMessage("maximumBytes must be at least 1: 0");
    }

    @Test
    void namesTheComponentThatIsNotSupported() {
        record OfObject(Object any) {}
        record OfInterface(int good, Serializable any) {}
        record OfArray(int[] numbers) {}
        record OfRaw(@SuppressWarnings("rawtypes") List raw) {}
        record OfCollection(ArrayList<String> list) {}
        record OfGeneric<A>(A value) {}
        record UsesGeneric(OfGeneric<String> value) {}
        record OfLower(List<? super Integer> list) {}
        record Below(Optional<Map<String, OfObject>> below, int good) {}
        record After(Number0 fine, Thread thread) {}

        assertUnsupported(OfObject.class, "OfObject, component any: type java.lang.Object");
        assertUnsupported(OfInterface.class, "OfInterface, component any: type java.io.Serializable");
        assertUnsupported(OfArray.class, "OfArray, component numbers: type int[]");
        assertUnsupported(OfRaw.class, "OfRaw, component raw: type java.util.List");
        assertUnsupported(OfCollection.class, "OfCollection, component list: type java.util.ArrayList<");
        assertUnsupported(OfGeneric.class, "OfGeneric, component value: type A");
        assertUnsupported(UsesGeneric.class, "UsesGeneric, component value: type ");
        assertUnsupported(OfLower.class, "OfLower, component list: type ? super java.lang.Integer");
        assertUnsupported(Below.class, "OfObject, component any: type java.lang.Object");
        assertUnsupported(After.class, "After, component thread: type java.lang.Thread");
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void refusesWhatIsNoRecord() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecordCodec.of((Class) Record.class))
                .withMessage("java.lang.Record must be a record");
    }

    @ParameterizedTest
    @ValueSource(strings = {"02", "0101", "0102010161010161", "01ffffffff0f", "01ffffffffffffffffff01", "0180"})
    void refusesSetsThatAreNone(String hex) {
        record Holder(Set<String> set) {}

        assertForgeryRefused(Holder.class, new Holder(null), hex);
    }

    @ParameterizedTest
    @ValueSource(strings = {"010201016100010161" + "00", "0101", "01ffffffff07"})
    void refusesMapsThatAreNone(String hex) {
        record Holder(Map<String, String> map) {}

        assertForgeryRefused(Holder.class, new Holder(null), hex);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ffffffffffffffffffff01", "8080808010", "0000"})
    void refusesNumbersThatAreNone(String hex) {
        assertForgeryRefused(Number0.class, new Number0(0), hex);
    }

    private static <R extends Record> void assertForgeryRefused(Class<R> type, R sample, String hex) {
        byte[] tail = HexFormat.of().parseHex(hex);
        byte[] bytes = Arrays.copyOf(RecordCodec.of(type).encode(sample), Integer.BYTES + tail.length);
        System.arraycopy(tail, 0, bytes, Integer.BYTES, tail.length);
        assertRefused(type, bytes, "");
    }

    private static void assertRefused(Class<? extends Record> type, byte[] bytes, String message) {
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> RecordCodec.of(type).decode(bytes))
                .withMessageStartingWith(message);
    }

    private static void assertUnsupported(Class<? extends Record> type, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecordCodec.of(type))
                .withMessageStartingWith("record io.cachex.codec.RecordCodecTest$")
                .withMessageContaining(message)
                .withMessageEndingWith(" is not supported");
    }

    @SafeVarargs
    private static <R extends Record> R assertKept(Class<R> type, R... values) {
        RecordCodec<R> codec = RecordCodec.of(type);
        for (R value : values) {
            assertThat(codec.decode(codec.encode(value))).isEqualTo(value);
        }
        return codec.decode(codec.encode(values[0]));
    }
}
