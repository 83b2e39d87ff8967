package io.cachex.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cachex.spi.Invalidation;
import io.cachex.spi.Invalidation.Kind;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** G2: messages are JSON of one schema. TH3, BI27: they are read strictly. */
class MessagesTest {

    private static final String WHOLE =
            "{\"v\":1,\"src\":\"a\",\"ns\":\"n\",\"kind\":\"put\",\"keys\":[\"k\"],\"tags\":[],"
                    + "\"seq\":7,\"ver\":8,\"gen\":9}";

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatIsWrittenIsRead(Kind kind) throws MalformedMessage {
        Invalidation message = new Invalidation(
                "node \u00e4 \"1\"",
                "app:users",
                0,
                1L << 53,
                kind,
                Set.of("\ud83d\udd11 {x}:*\"\\\n\u0000", "", "b"),
                Set.of("tag,1"),
                Long.MAX_VALUE);

        List<byte[]> heads = Messages.heads(message);

        assertThat(heads).hasSize(1);
        byte[] whole = Messages.whole(heads.get(0), 17, message.version(), message.generation());
        assertThat(Messages.read(whole, Pin.NO_SLOT)).isEqualTo(message.numbered(17));
    }

    /** O4: a number from another slot is none: its sender sees other slots of the cluster. */
    @Test
    void aNumberFromElsewhereIsNoNumber() throws MalformedMessage {
        byte[] head = Messages.heads(Invalidation.ofKeys("me", "ns", Kind.PUT, Set.of("k"), 0))
                .get(0);
        byte[] numbered = Messages.whole(Messages.numberedAt(head, 5461), 17, 0, 0);

        assertThat(Messages.read(numbered, 5461).sequence()).isEqualTo(17);
        assertThat(Messages.read(numbered, 5462).sequence()).isZero();
        assertThat(Messages.read(numbered, Pin.NO_SLOT).sequence()).isZero();
        assertThat(Messages.read(Messages.whole(head, 17, 0, 0), 5461).sequence())
                .isZero();
    }

    @Test
    void aMessageThatWouldBeTooLargeIsSeveral() throws MalformedMessage {
        Set<String> keys = IntStream.range(0, 3_000)
                .mapToObj(i -> i + "\u00e9".repeat(500))
                .collect(Collectors.toSet());

        List<byte[]> heads = Messages.heads(Invalidation.ofKeys("node", "users", Kind.REMOVE, keys, 0));

        assertThat(heads).hasSizeBetween(3, 8);
        Set<String> told = new HashSet<>();
        for (byte[] head : heads) {
            byte[] whole = Messages.whole(head, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
            assertThat(whole).hasSizeLessThanOrEqualTo(Messages.MAXIMUM_BYTES);
            told.addAll(Messages.read(whole, Pin.NO_SLOT).keys());
        }
        assertThat(told).isEqualTo(keys);
    }

    @Test
    void refusesToSayWhatNobodyWouldRead() {
        String longKey = "k".repeat(Messages.MAXIMUM_BYTES);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Messages.heads(Invalidation.ofKeys("node", "users", Kind.PUT, Set.of(longKey), 0)))
                .withMessageContaining("1048576");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Messages.heads(Invalidation.ofKeys("node", "users", Kind.PUT, Set.of("\ud800"), 0)))
                .withMessageContaining("surrogate");
    }

    @Test
    void readsFieldsInAnyOrderAndIgnoresThoseOfALaterVersion() throws MalformedMessage {
        Invalidation message = read("{\"later\":{\"a\":[1]},\"gen\":9,\"ver\":8,\"seq\":7,\"tags\":[],\"keys\":[\"k\"],"
                + "\"kind\":\"put\",\"ns\":\"n\",\"src\":\"a\",\"v\":1}");

        assertThat(message).isEqualTo(read(WHOLE));
    }

    @Test
    void zeroIsTheNumberOfAMessageThatCouldNotBeNumbered() throws MalformedMessage {
        assertThat(read(WHOLE.replace("\"seq\":7", "\"seq\":0")).sequence()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"v", "src", "ns", "kind", "keys", "tags", "seq", "ver", "gen"})
    void refusesAMessageThatLacksAField(String field) {
        assertRefused(WHOLE.replace("\"" + field + "\":", "\"other\":"), field);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"v\":1>\"v\":2",
                "\"v\":1>\"v\":\"1\"",
                "\"v\":1>\"v\":1.0",
                "\"src\":\"a\">\"src\":1",
                "\"ns\":\"n\">\"ns\":null",
                "\"kind\":\"put\">\"kind\":\"PUT\"",
                "\"kind\":\"put\">\"kind\":\"fetch\"",
                "\"kind\":\"put\">\"kind\":3",
                "[\"k\"]>\"k\"",
                "[\"k\"]>[1]",
                "[\"k\"]>[null]",
                "[\"k\"]>{\"k\":\"k\"}",
                "\"tags\":[]>\"tags\":null",
                "\"seq\":7>\"seq\":-1",
                "\"seq\":7>\"seq\":7.5",
                "\"seq\":7>\"seq\":\"7\"",
                "\"seq\":7>\"seq\":9223372036854775808",
                "\"seq\":7>\"seq\":7,\"seq\":8",
                "\"ver\":8>\"ver\":1e3",
                "\"gen\":9>\"gen\":true",
                "\"gen\":9}>\"gen\":9",
                "\"gen\":9}>\"gen\":9}}",
                "\"gen\":9}>\"gen\":9} x",
                "\"gen\":9}>\"gen\":9,\"deep\":[[[[}"
            })
    void refusesAMessageWithAWrongField(String change) {
        String[] fromTo = change.split(">", 2);
        assertThat(WHOLE).contains(fromTo[0]);

        assertRefused(WHOLE.replace(fromTo[0], fromTo[1]), "message");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "1", "\"text\"", "[]", "{}", "{", "PING", "\u0000", "{v:1}", "// no"})
    void refusesWhatIsNoMessage(String text) {
        assertRefused(text, "message");
    }

    @Test
    void refusesWhatIsNotUtf8() {
        byte[] cut = WHOLE.replace("\"k\"", "\"\u00e9\"").getBytes(StandardCharsets.ISO_8859_1);
        byte[] surrogate = WHOLE.getBytes(StandardCharsets.ISO_8859_1);
        String text = new String(surrogate, StandardCharsets.ISO_8859_1).replace("\"k\"", "\"\u00ed\u00a0\u0080\"");

        assertRefused(cut, "not UTF-8");
        assertRefused(text.getBytes(StandardCharsets.ISO_8859_1), "not UTF-8");
    }

    /** G4: the age of a message is known from its end, whatever else it holds. */
    @Test
    void tellsWhenAMessageWasPublished() {
        assertThat(published("{\"keys\":[\"\\\"t\\\":5}\"],\"gen\":7,\"t\":1795293218727883}"))
                .isEqualTo(1795293218727883L);
        assertThat(published("{\"gen\":7}")).isZero();
        assertThat(published("{\"t\":7,\"gen\":8}")).isZero();
        assertThat(published("{\"t\":}")).isZero();
        assertThat(published("{\"t\":" + "9".repeat(40) + "}")).isZero();
        assertThat(published("7}")).isZero();
        assertThat(published("}")).isZero();
        assertThat(published("{}")).isZero();
    }

    private static long published(String message) {
        return Messages.publishedMicros(message.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void refusesWhatIsTooLargeOrTooDeep() {
        assertRefused(WHOLE.replace("\"k\"", "\"" + "k".repeat(Messages.MAXIMUM_BYTES) + "\""), "bytes");
        assertRefused(" ".repeat(10_000_000).getBytes(StandardCharsets.US_ASCII), "10000000 bytes");
        assertRefused(WHOLE.replace("[\"k\"]", "[".repeat(100_000)), "not JSON");
    }

    @Test
    void theReasonShowsNothingOfTheContent() {
        assertThatExceptionOfType(MalformedMessage.class)
                .isThrownBy(() -> read("{\"secret\":\"sesame\"}"))
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("s\u0065same", "secret"));
    }

    private static Invalidation read(String text) throws MalformedMessage {
        return Messages.read(text.getBytes(StandardCharsets.UTF_8), Pin.NO_SLOT);
    }

    private static void assertRefused(String text, String reason) {
        assertRefused(text.getBytes(StandardCharsets.UTF_8), reason);
    }

    private static void assertRefused(byte[] bytes, String reason) {
        assertThatExceptionOfType(MalformedMessage.class)
                .isThrownBy(() -> Messages.read(bytes, Pin.NO_SLOT))
                .withMessageContaining(reason);
    }
}
