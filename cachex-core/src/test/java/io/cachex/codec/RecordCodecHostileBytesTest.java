package io.cachex.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Whatever the bytes are: a record or a {@link CodecException}. */
@SuppressWarnings("ArrayRecordComponent")
class RecordCodecHostileBytesTest {

    record Everything(
            boolean flag,
            char letter,
            short small,
            double number,
            TimeUnit unit,
            String text,
            byte[] blob,
            BigInteger integer,
            BigDecimal decimal,
            UUID uuid,
            Instant instant,
            LocalDate date,
            LocalDateTime dateTime,
            Duration duration,
            Optional<String> optional,
            List<Long> list,
            Set<String> set,
            Map<String, Everything> map) {}

    private static final RecordCodec<Everything> CODEC = RecordCodec.of(Everything.class);
    private static final byte[] SAMPLE = CODEC.encode(sample(sample(null)));

    private static Everything sample(Everything inner) {
        return new Everything(
                true,
                'x',
                (short) 5,
                1.5,
                TimeUnit.DAYS,
                "größe",
                new byte[] {1, 2},
                BigInteger.TEN,
                new BigDecimal("1.5"),
                new UUID(1, 2),
                Instant.EPOCH,
                LocalDate.EPOCH,
                LocalDateTime.MIN,
                Duration.ofDays(1),
                Optional.of("o"),
                List.of(1L, 2L),
                Set.of("s"),
                inner == null ? Map.of() : Map.of("k", inner));
    }

    @Test
    void everyTruncationIsRefused() {
        for (int length = 0; length < SAMPLE.length; length++) {
            byte[] bytes = Arrays.copyOf(SAMPLE, length);
            assertThatExceptionOfType(CodecException.class).isThrownBy(() -> CODEC.decode(bytes));
        }
    }

    @Test
    void whatFollowsARecordIsRefused() {
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> CODEC.decode(Arrays.copyOf(SAMPLE, SAMPLE.length + 1)))
                .withMessage("the bytes go on behind the value");
    }

    @Test
    void neverThrowsAnythingElse() {
        Random random = new Random(20_240_603);
        int read = 0;
        for (int i = 0; i < 200_000; i++) {
            read += isRead(fuzzed(random, i % 2 == 0)) ? 1 : 0;
        }
        assertThat(read).as("some are read: the fuzz reaches the end").isBetween(1, 199_999);
    }

    private static boolean isRead(byte[] bytes) {
        try {
            CODEC.decode(bytes);
            return true;
        } catch (CodecException refused) {
            return false;
        }
    }

    /** Behind the right fingerprint a changed sample or noise of small numbers, which looks more like a record. */
    private static byte[] fuzzed(Random random, boolean noise) {
        byte[] bytes = Arrays.copyOf(SAMPLE, noise ? 4 + random.nextInt(300) : SAMPLE.length);
        if (noise) {
            for (int i = Integer.BYTES; i < bytes.length; i++) {
                bytes[i] = (byte) (random.nextInt(8) == 0 ? random.nextInt() : random.nextInt(3));
            }
        } else {
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                int at = Integer.BYTES + random.nextInt(bytes.length - Integer.BYTES);
                bytes[at] = (byte) random.nextInt();
            }
        }
        return bytes;
    }
}
