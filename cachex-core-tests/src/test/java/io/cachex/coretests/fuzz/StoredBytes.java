package io.cachex.coretests.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.Compression;
import io.cachex.Encryption;
import io.cachex.Near;
import io.cachex.PutOptions;
import io.cachex.codec.BytesCodec;
import io.cachex.codec.CborCodec;
import io.cachex.codec.CodecException;
import io.cachex.codec.JsonCodec;
import io.cachex.codec.RecordCodec;
import io.cachex.codec.SmileCodec;
import io.cachex.spi.Codec;
import io.cachex.spi.StoredValue;
import io.cachex.store.MemoryStore;
import io.cachex.store.Stores;
import io.cachex.testkit.FakeTime;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * What reads bytes that may be anybody's, each as a method that throws if it does what it must not: the targets of
 * {@link StoredBytesFuzzTest} and {@link JazzerTest}. A target of another module is one more such method.
 */
final class StoredBytes {

    /** Something of everything. */
    public record Order(
            long number,
            String customer,
            Instant at,
            BigDecimal total,
            List<Line> lines,
            Map<String, String> notes,
            byte[] signature) {}

    /** A part of it. */
    public record Line(String article, int count, double price) {}

    static final Order ORDER = new Order(
            4_711,
            "Ada Lovelace",
            Instant.ofEpochSecond(1_700_000_000),
            new BigDecimal("12.50"),
            List.of(new Line("engine", 1, 12.0), new Line("card", 500, 0.001)),
            Map.of("gift", "yes"),
            new byte[] {1, 2, 3});

    static final Codec<Order> JSON = JsonCodec.of(Order.class);
    static final Codec<Order> SMILE = SmileCodec.of(Order.class);
    static final Codec<Order> CBOR = CborCodec.of(Order.class);
    static final Codec<Order> RECORD = RecordCodec.of(Order.class);

    private static final String STORE_KEY = "cachex:default:values:a";
    private static final byte[] TEXT = "countess ".repeat(20).getBytes(StandardCharsets.UTF_8);

    private final FakeTime time = new FakeTime();
    private final MemoryStore store = MemoryStore.of(16 << 20, time);
    private final Cache<byte[]> plain = builder().build();
    private final Cache<byte[]> sealed =
            builder().encryption(Encryption.aes("k", new byte[32])).build();

    private CacheBuilder<byte[]> builder() {
        return Cache.builder("values", BytesCodec.of())
                .timeSource(time)
                .store(Stores.unclosed(store))
                .storePolicies()
                .maximumValueBytes(1 << 20)
                .near(Near.off());
    }

    /** Stored forms to begin with: plain, compressed in two ways, sealed. */
    final byte[][] samples = {
        stored(builder()),
        stored(builder().compression(Compression.deflate().above(0))),
        stored(builder().compression(Compression.zstd().above(0))),
        stored(builder()
                .encryption(Encryption.aes("k", new byte[32]))
                .compression(Compression.zstd().above(0)))
    };

    private byte[] stored(CacheBuilder<byte[]> builder) {
        try (Cache<byte[]> cache = builder.build()) {
            cache.put("a", TEXT, PutOptions.defaults().tags("red"));
        }
        return store.read(Set.of(STORE_KEY))
                .toCompletableFuture()
                .join()
                .get(STORE_KEY)
                .bytes()
                .clone();
    }

    /** Envelope, inflation and opening: a miss or a value, and a sealed cache reads nothing but what was sealed. */
    void envelope(byte[] bytes) {
        read(bytes);
        if (bytes.length >= 20) { // nor if length and checksum are right
            ByteBuffer.wrap(bytes)
                    .put(0, (byte) 0xCA)
                    .put(1, (byte) 'C')
                    .put(2, (byte) 'X')
                    .put(3, (byte) 1);
            ByteBuffer.wrap(bytes).putInt(16, bytes.length);
            CRC32C sum = new CRC32C();
            sum.update(bytes, 16, bytes.length - 16);
            ByteBuffer.wrap(bytes).putInt(12, (int) sum.getValue());
            read(bytes);
        }
    }

    private void read(byte[] bytes) {
        store.write(Map.of(STORE_KEY, StoredValue.of(bytes, Duration.ofMinutes(5), 1)))
                .toCompletableFuture()
                .join();

        byte[] found = plain.getIfPresent("a");
        byte[] opened = sealed.getIfPresent("a");

        assertThat(found == null ? 0 : found.length).isLessThanOrEqualTo(1 << 20);
        assertThat(opened).isIn(null, TEXT);
    }

    /** A compressed body in a right envelope: what follows the first byte, which chooses the format. */
    void inflation(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        byte[] form = samples[1 + (bytes[0] & 1)];
        int body = bodyOffset(form);
        byte[] forged = Arrays.copyOf(form, body + bytes.length - 1);
        System.arraycopy(bytes, 1, forged, body, bytes.length - 1);
        envelope(forged);
    }

    /** Compressed bodies to begin with, behind the byte that chooses the format. */
    byte[][] bodies() {
        byte[][] bodies = new byte[2][];
        for (int format = 0; format < bodies.length; format++) {
            byte[] form = samples[1 + format];
            bodies[format] = Arrays.copyOfRange(form, bodyOffset(form) - 1, form.length);
            bodies[format][0] = (byte) format; // in place of the compressor's number
        }
        return bodies;
    }

    /** Behind the tag and the compressor's number. */
    private static int bodyOffset(byte[] form) {
        int tag = 30;
        while (form[tag] != 'r' || form[tag + 1] != 'e' || form[tag + 2] != 'd') {
            tag++;
        }
        return tag + 4;
    }

    /** A value, or a refusal of the codec's own. */
    static void codec(Codec<?> codec, byte[] bytes) {
        try {
            assertThat((Object) codec.decode(bytes)).isNotNull();
        } catch (CodecException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
    }
}
