package io.cachex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever stands in the store: an envelope or a reason, never another exception. */
class EnvelopeHostileBytesTest {

    private static final EnvelopeHeader HEADER = new EnvelopeHeader(
            Envelope.Kind.VALUE, 42, 7, 1_700_000_000_000_000L, 300_000_000L, 3_600_000_000L, "json", 1);
    private static final byte[] SAMPLE = Envelope.of(HEADER, "{\"name\":\"Ada\"}".getBytes(StandardCharsets.UTF_8))
            .withTags(Set.of("red"))
            .withEtag("e1")
            .withEncryption("k1", "{\"name\":\"Ada\"}".getBytes(StandardCharsets.UTF_8))
            .withOriginalKey("user:1")
            .withCompression(2, "{\"name\":\"Ada\"}".getBytes(StandardCharsets.UTF_8))
            .encode();

    @Test
    void zeroBytesAreEmpty() { // BI17
        assertThat(reasonOf(new byte[0])).isEqualTo("empty");
    }

    @Test
    void everyTruncationIsTruncated() { // BI18
        for (int length = 1; length < SAMPLE.length; length++) {
            assertThat(reasonOf(Arrays.copyOf(SAMPLE, length)))
                    .as("%d bytes", length)
                    .isEqualTo("truncated");
        }
    }

    @Test
    void whatFollowsAnEnvelopeIsRefused() {
        assertThat(reasonOf(Arrays.copyOf(SAMPLE, SAMPLE.length + 1))).isEqualTo("length");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "{\"name\":\"Ada\"}", "OK", "C", "CX", "\u00ac\u00ed\u0000\u0005sr"})
    void foreignBytesAreForeign(String text) { // BI19
        assertThat(reasonOf(text.getBytes(StandardCharsets.ISO_8859_1))).isEqualTo("foreign");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 127, 128, 255})
    void aNewerFormatIsToldApartWhateverItsLength(int format) throws UnreadableException { // BI20
        byte[] bytes = SAMPLE.clone();
        bytes[EnvelopeLayout.FORMAT_OFFSET] = (byte) format;

        assertThat(reasonOf(bytes)).isEqualTo("newer-format");
        assertThat(reasonOf(Arrays.copyOf(bytes, 4))).isEqualTo("newer-format");
        assertThatCode(() -> Envelope.decode(bytes))
                .isInstanceOfSatisfying(
                        UnreadableException.class,
                        e -> assertThat(e.isOfALaterRelease()).isTrue());
    }

    @Test
    void aKindOrFlagOfALaterReleaseIsANewerFormat() {
        assertThat(reasonOf(withByte(EnvelopeLayout.KIND_OFFSET, 3))).isEqualTo("newer-format");
        assertThat(reasonOf(withByte(EnvelopeLayout.FLAGS_OFFSET, 0x2F))).isEqualTo("newer-format");
        assertThat(reasonOf(withByte(EnvelopeLayout.FLAGS_OFFSET, 0x8F))).isEqualTo("newer-format");
    }

    @Test
    void formatZeroIsCorrupt() {
        byte[] bytes = SAMPLE.clone();
        bytes[EnvelopeLayout.FORMAT_OFFSET] = 0;

        assertThat(reasonOf(bytes)).isEqualTo("corrupt");
    }

    @Test
    void anUnknownCodecIdIsReadableAndLeftToTheCaller() throws UnreadableException { // BI21
        EnvelopeHeader header = new EnvelopeHeader(Envelope.Kind.VALUE, 1, 0, 0, 0, 0, "lz9+xml", 1);

        assertThat(Envelope.decode(Envelope.of(header, new byte[3]).encode())
                        .header()
                        .codecId())
                .isEqualTo("lz9+xml");
    }

    @ParameterizedTest
    @ValueSource(longs = {Integer.MAX_VALUE, Integer.MAX_VALUE - 8L, 0xFFFF_FFFFL, Long.MAX_VALUE, 1L << 31, 200})
    void impossibleLengthsAreRefusedBeforeAllocating(long length) { // BI22
        assertThat(reasonOf(forged(0, tail -> number(tail, length)))).isEqualTo("length");
        assertThat(reasonOf(forged(EnvelopeLayout.ETAG, tail -> {
                    text(tail, "json");
                    number(tail, length);
                })))
                .isEqualTo("length");
        assertThat(reasonOf(forged(EnvelopeLayout.TAGS, tail -> {
                    text(tail, "json");
                    number(tail, length);
                    text(tail, "red");
                })))
                .isEqualTo("length");
        assertThat(reasonOf(forged(EnvelopeLayout.TAGS, tail -> {
                    text(tail, "json");
                    number(tail, 1);
                    number(tail, length);
                })))
                .isEqualTo("length");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, Integer.MIN_VALUE, 29})
    void aStatedLengthBelowTheRealOneIsRefused(int stated) {
        byte[] bytes = SAMPLE.clone();
        ByteBuffer.wrap(bytes).putInt(EnvelopeLayout.LENGTH_OFFSET, stated);

        assertThat(reasonOf(bytes)).isEqualTo("length");
    }

    @Test
    void numbersWithoutAnEndAreRefused() {
        assertThat(reasonOf(forged(0, tail -> tail.write(0x80)))).isEqualTo("length");
        assertThat(reasonOf(forged(0, tail -> tail.writeBytes(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1}))))
                .isEqualTo("length");
    }

    @Test
    void forgedPartsOutOfRangeAreCorrupt() {
        assertThat(reasonOf(forged(0, tail -> text(tail, "JSON")))).isEqualTo("corrupt");
        assertThat(reasonOf(forged(EnvelopeLayout.TAGS, tail -> {
                    text(tail, "json");
                    number(tail, 1);
                    text(tail, "");
                    text(tail, "");
                })))
                .isEqualTo("corrupt");
        assertThat(reasonOf(forged(EnvelopeLayout.ETAG, tail -> {
                    text(tail, "json");
                    number(tail, 2);
                    tail.writeBytes(new byte[] {(byte) 0xC0, (byte) 0x80});
                })))
                .isEqualTo("corrupt");
        assertThat(reasonOf(forged(EnvelopeLayout.COMPRESSOR, tail -> {
                    text(tail, "json");
                    tail.write(Compressor.NONE);
                })))
                .isEqualTo("corrupt");
        assertThat(reasonOf(forged(EnvelopeLayout.COMPRESSOR, tail -> text(tail, "json"))))
                .isEqualTo("length");
        byte[] version = SAMPLE.clone();
        ByteBuffer.wrap(version).putLong(Envelope.VERSION_OFFSET, (1L << 53) + 1);
        assertThat(reasonOf(version)).isEqualTo("corrupt");
    }

    @Test
    void everyFlippedBitIsDetectedOrOnlyTheVersion() {
        for (int bit = 0; bit < SAMPLE.length * 8; bit++) {
            byte[] bytes = SAMPLE.clone();
            bytes[bit / 8] ^= (byte) (1 << bit % 8);

            boolean inVersion = bit / 8 >= Envelope.VERSION_OFFSET && bit / 8 < Envelope.VERSION_OFFSET + 8;
            if (!inVersion) {
                assertThat(reasonOf(bytes)).as("bit %d", bit).isNotEqualTo("readable");
            } else {
                assertThat(reasonOf(bytes)).as("bit %d", bit).isIn("readable", "corrupt");
            }
        }
    }

    @Test
    void neverThrowsAnythingElse() {
        Random random = new Random(20_240_601);
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = fuzzed(random, i % 4);
            reasonOf(bytes);
            headerReasonOf(bytes);
        }
    }

    /** Noise, a mutated sample, the same with its length and checksum put right, noise behind a right header. */
    private static byte[] fuzzed(Random random, int how) {
        if (how == 0) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            return noise;
        }
        byte[] bytes = Arrays.copyOf(SAMPLE, how == 3 ? 30 + random.nextInt(100) : SAMPLE.length - random.nextInt(3));
        for (int changes = random.nextInt(8); changes >= 0; changes--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        if (how == 3) {
            byte[] noise = new byte[bytes.length - EnvelopeLayout.VARIABLE_OFFSET];
            random.nextBytes(noise);
            for (int i = 0; i < noise.length && i < 12; i++) {
                noise[i] &= 0x0F; // plausible numbers, so that the noise reaches the parts behind them
            }
            System.arraycopy(noise, 0, bytes, EnvelopeLayout.VARIABLE_OFFSET, noise.length);
        }
        return how == 1 ? bytes : sealed(bytes);
    }

    private static byte[] withByte(int offset, int value) {
        byte[] bytes = SAMPLE.clone();
        bytes[offset] = (byte) value;
        return sealed(bytes);
    }

    private static byte[] sealed(byte[] bytes) {
        System.arraycopy(EnvelopeLayout.MAGIC, 0, bytes, 0, EnvelopeLayout.MAGIC.length);
        bytes[EnvelopeLayout.FORMAT_OFFSET] = EnvelopeLayout.FORMAT;
        ByteBuffer.wrap(bytes).putInt(EnvelopeLayout.LENGTH_OFFSET, bytes.length);
        return ByteBuffer.wrap(bytes)
                .putInt(EnvelopeLayout.CHECKSUM_OFFSET, EnvelopeLayout.checksum(bytes))
                .array();
    }

    /** A right header and right numbers, then whatever the test writes, under a right checksum. */
    private static byte[] forged(int flags, Consumer<ByteArrayOutputStream> tail) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(Arrays.copyOf(SAMPLE, EnvelopeLayout.VARIABLE_OFFSET));
        out.writeBytes(new byte[] {0, 0, 0, 1});
        tail.accept(out);
        byte[] bytes = out.toByteArray();
        bytes[EnvelopeLayout.FLAGS_OFFSET] = (byte) flags;
        return sealed(bytes);
    }

    private static void number(ByteArrayOutputStream out, long number) {
        long rest = number;
        for (; rest >= 0x80; rest >>>= 7) {
            out.write((int) (rest | 0x80));
        }
        out.write((int) rest);
    }

    private static void text(ByteArrayOutputStream out, String text) {
        number(out, text.length());
        out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String reasonOf(byte[] bytes) {
        try {
            Envelope.decode(bytes);
            return "readable";
        } catch (UnreadableException unreadable) {
            return unreadable.reason();
        }
    }

    private static void headerReasonOf(byte[] bytes) {
        try {
            assertThat(Envelope.decodeHeader(bytes).version()).isPositive();
        } catch (UnreadableException unreadable) {
            if (unreadable.getStackTrace().length > 0) {
                fail("has a stack");
            }
        }
    }
}
