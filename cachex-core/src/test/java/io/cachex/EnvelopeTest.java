package io.cachex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {

    private static final EnvelopeHeader HEADER = new EnvelopeHeader(
            Envelope.Kind.VALUE, 42, 7, 1_700_000_000_000_000L, 300_000_000L, 3_600_000_000L, "json", 1);
    private static final byte[] BODY = "{\"name\":\"Ada\"}".getBytes(StandardCharsets.UTF_8);

    private static final String PLAIN_HEX = "ca435801000000000000002a00f24655"
            + "0000003d000000060a24181e40000780c6868f0180c8ceb40d01046a736f6e7b226e616d65223a22416461227d";
    private static final String FULL_HEX = "ca435801000000000000002a5cc9eae3"
            + "00000047000f00060a24181e40000780c6868f0180c8ceb40d01046a736f6e0101740165016b02c3bc7b226e616d65223a22416461227d";

    static Stream<Envelope> everyCombination() {
        List<Envelope> all = new ArrayList<>();
        for (Envelope.Kind kind : Envelope.Kind.values()) {
            for (int parts = 0; parts < 32; parts++) {
                for (byte[] body : List.of(new byte[0], BODY)) {
                    all.add(new Envelope(
                            new EnvelopeHeader(kind, 42, 7, 1_700_000_000_000_000L, 300_000_000L, 0, "json", 1),
                            (parts & 1) == 0 ? Set.of() : Set.of("red", "größe", "😀"),
                            (parts & 2) == 0 ? null : "W/\"1\"",
                            (parts & 4) == 0 ? null : "2026-01",
                            (parts & 8) == 0 ? null : "user:\uFFFD" + "x".repeat(2_000),
                            (parts & 16) == 0 ? Compressor.NONE : 255,
                            body,
                            0));
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("everyCombination")
    void readsBackWhatItWrote(Envelope envelope) throws UnreadableException {
        assertSame(Envelope.decode(envelope.encode()), envelope);
    }

    @Test
    void keepsTheLimitsOfEveryNumber() throws UnreadableException {
        for (long number : new long[] {0, 1, 127, 128, 16_383, 16_384, 1L << 53, Long.MAX_VALUE - 1, Long.MAX_VALUE}) {
            for (long loadStart : new long[] {Long.MIN_VALUE, -1, 0, number}) {
                EnvelopeHeader header = new EnvelopeHeader(
                        Envelope.Kind.VALUE,
                        Math.min(Math.max(number, 1), EnvelopeHeader.MAX_VERSION),
                        number,
                        loadStart,
                        number,
                        number,
                        "a-z.0+9",
                        (int) Math.min(number, 65_535));

                assertThat(Envelope.decode(Envelope.of(header, BODY).encode()).header())
                        .isEqualTo(header);
            }
        }
    }

    @Test
    void hasAFormatThatDoesNotChangeByAccident() throws UnreadableException {
        Envelope plain = Envelope.of(HEADER, BODY);
        Envelope full = plain.withTags(Set.of("t"))
                .withEtag("e")
                .withEncryption("k", BODY)
                .withOriginalKey("ü");

        assertThat(HexFormat.of().formatHex(plain.encode())).isEqualTo(PLAIN_HEX);
        assertThat(HexFormat.of().formatHex(full.encode())).isEqualTo(FULL_HEX);
        assertSame(Envelope.decode(HexFormat.of().parseHex(PLAIN_HEX)), plain);
        assertSame(Envelope.decode(HexFormat.of().parseHex(FULL_HEX)), full);
    }

    @Test
    void takesFiftyBytesBesideTheBodyWhereNothingOptionalIsUsed() {
        assertThat(Envelope.of(HEADER, BODY).encode()).hasSizeLessThanOrEqualTo(50 + BODY.length);
    }

    @Test
    void readsTheVersionThatAStoreStampedAtTheFixedOffset() throws UnreadableException {
        byte[] bytes = Envelope.of(HEADER, BODY).encode();
        byte[] stamp = HexFormat.of().parseHex("0020000000000000"); // 2^53

        System.arraycopy(stamp, 0, bytes, Envelope.VERSION_OFFSET, stamp.length);

        assertThat(Envelope.decode(bytes).header().version()).isEqualTo(1L << 53);
    }

    @Test
    void bodyThatWasTakenOutIsAnArrayOfItsOwn() throws UnreadableException {
        byte[] bytes = Envelope.of(HEADER, BODY).encode();
        byte[] body = Envelope.decode(bytes).body();

        Arrays.fill(bytes, (byte) 0);

        assertThat(body).isEqualTo(BODY);
    }

    @Test
    void readsTheHeaderWithoutTheBody() throws UnreadableException {
        Envelope envelope = Envelope.of(HEADER, BODY).withTags(Set.of("red"));
        byte[] bytes = envelope.encode();
        bytes[bytes.length - 1] ^= 1; // the body is not looked at

        assertThat(Envelope.decodeHeader(bytes)).isEqualTo(HEADER);
    }

    @Test
    void writesTagsInTheirOrder() {
        Envelope envelope = Envelope.of(HEADER, BODY);
        Set<String> tags = new LinkedHashSet<>(List.of("b", "a"));

        byte[] bytes = new Envelope(envelope.header(), tags, null, null, null, BODY).encode();

        assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).contains("\2\1b\1a{");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud800", "\udfff", "a\ud800b", "\udc00\ud800"})
    void refusesTextsWithLoneSurrogates(String text) {
        Envelope envelope = Envelope.of(HEADER, BODY);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> envelope.withTags(Set.of(text)).encode())
                .withMessage("tag must not contain a lone surrogate");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> envelope.withEtag(text).encode());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> envelope.withOriginalKey(text).encode());
    }

    @Test
    void refusesAnEmptyTag() {
        Envelope envelope = Envelope.of(HEADER, BODY).withTags(Set.of(""));

        assertThatIllegalArgumentException().isThrownBy(envelope::encode).withMessage("a tag must not be empty");
    }

    @Test
    void refusesHeadersOutOfRange() {
        assertRefused(0, 0, 0, 0, "json", 1, "version must be from 1 to 2^53: 0");
        assertRefused((1L << 53) + 1, 0, 0, 0, "json", 1, "version must be from 1 to 2^53: 9007199254740993");
        assertRefused(1, -1, 0, 0, "json", 1, "generation must not be negative: -1");
        assertRefused(1, 0, -1, 0, "json", 1, "freshForMicros must not be negative: -1");
        assertRefused(1, 0, 0, -1, "json", 1, "staleForMicros must not be negative: -1");
        assertRefused(1, 0, 0, 0, "json", -1, "schemaVersion must be from 0 to 65535: -1");
        assertRefused(1, 0, 0, 0, "json", 65_536, "schemaVersion must be from 0 to 65535: 65536");
        assertRefused(1, 0, 0, 0, "JSON", 1, "codecId must be at most 32 characters of a-z 0-9 - . +: JSON");
        assertRefused(1, 0, 0, 0, "x".repeat(33), 1, "codecId must be at most 32 characters of a-z 0-9 - . +: xxx");
    }

    @Test
    void printsNeitherKeyNorBody() {
        Envelope envelope = Envelope.of(HEADER, "canary".getBytes(StandardCharsets.UTF_8))
                .withTags(Set.of("canary"))
                .withOriginalKey("canary");

        assertThat(envelope.toString()).contains("json").endsWith(" + 6 B").doesNotContain("canary");
    }

    private static void assertRefused(
            long version, long generation, long fresh, long stale, String codec, int schema, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new EnvelopeHeader(Envelope.Kind.VALUE, version, generation, 0, fresh, stale, codec, schema))
                .withMessageStartingWith(message);
    }

    private static void assertSame(Envelope actual, Envelope expected) {
        assertThat(actual.header()).isEqualTo(expected.header());
        assertThat(actual.tags()).isEqualTo(expected.tags());
        assertThat(actual.etag()).isEqualTo(expected.etag());
        assertThat(actual.encryptionKeyId()).isEqualTo(expected.encryptionKeyId());
        assertThat(actual.originalKey()).isEqualTo(expected.originalKey());
        assertThat(actual.compressor()).isEqualTo(expected.compressor());
        assertThat(actual.body()).isEqualTo(expected.body());
    }
}
