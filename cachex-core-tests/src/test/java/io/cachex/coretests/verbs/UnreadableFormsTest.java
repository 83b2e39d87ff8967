package io.cachex.coretests.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.Compression;
import io.cachex.Encryption;
import io.cachex.codec.BytesCodec;
import io.cachex.codec.CborCodec;
import io.cachex.codec.JsonCodec;
import io.cachex.codec.RecordCodec;
import io.cachex.codec.SmileCodec;
import io.cachex.codec.StringCodec;
import io.cachex.coretests.Face;
import io.cachex.spi.Codec;
import io.cachex.spi.StoredValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A10: whatever the codec, the compression and the encryption, bytes that cannot be read (cut off, foreign, of an older
 * schema, under another key) are a counted miss, repaired by the next load, never an exception to the caller.
 */
class UnreadableFormsTest {

    /** Behind the header, every so many bytes are looked at, others on each face; all with cachex.soak. */
    private static final int STEP = Boolean.getBoolean("cachex.soak") ? 1 : 4;

    private static final int HEADER = 40;
    private static final String STORE_KEY = "cachex:default:values:a";

    /** A value of several parts, with something to compress. */
    public record User(String name, int age, List<String> roles) {}

    private static final User ADA = new User("Ada Lovelace", 36, List.of("countess", "countess", "countess"));
    private static final User NEW = new User("Grace", 85, List.of());

    /** One way to store values. */
    record Form<T>(
            Codec<T> codec, T value, T other, @Nullable Compression compression, boolean seals, Face face) {

        CacheBuilder<T> builder(Tiers tiers) {
            CacheBuilder<T> builder = tiers.of(codec, Shape.STORE);
            if (compression != null) {
                builder.compression(compression);
            }
            return seals ? builder.encryption(Encryption.aes("k1", new byte[32])) : builder;
        }

        @Override
        public String toString() {
            return codec.id() + ", " + (compression == null ? "plain" : compression) + (seals ? ", sealed, " : ", ")
                    + face;
        }
    }

    static Stream<Form<?>> forms() {
        List<Form<?>> forms = new ArrayList<>();
        for (Face face : Face.values()) {
            for (boolean seals : new boolean[] {false, true}) {
                for (Compression compression : new Compression[] {
                    null, Compression.deflate().above(0), Compression.zstd().above(0)
                }) {
                    for (Codec<User> codec : List.of(
                            JsonCodec.of(User.class),
                            SmileCodec.of(User.class),
                            CborCodec.of(User.class),
                            RecordCodec.of(User.class))) {
                        forms.add(new Form<>(codec, ADA, NEW, compression, seals, face));
                    }
                    forms.add(new Form<>(StringCodec.of(), "ada".repeat(50), "new", compression, seals, face));
                    forms.add(new Form<>(BytesCodec.of(), new byte[100], new byte[1], compression, seals, face));
                }
            }
        }
        return forms.stream();
    }

    private final Tiers tiers = new Tiers();

    @ParameterizedTest
    @MethodSource("forms")
    <T> void whatCannotBeReadIsACountedMissThatTheNextLoadRepairs(Form<T> form) {
        Cache<T> cache = form.face().of(form.builder(tiers).build());
        cache.put("a", form.value());
        byte[] good = stored();
        assertThat(cache.getIfPresent("a")).isEqualTo(form.value());

        for (int length = 0; length < good.length; length += length < HEADER ? 1 : STEP) { // BI17, BI18
            assertMiss(cache, Arrays.copyOf(good, length));
        }
        assertMiss(cache, Arrays.copyOf(good, good.length - 1));
        assertMiss(cache, "not ours".getBytes(StandardCharsets.UTF_8)); // BI19
        assertMiss(cache, Arrays.copyOf(good, good.length + 1));
        assertMiss(cache, stored(form, form.builder(tiers).schemaVersion(0)));
        assertMiss(cache, stored(form, form.builder(tiers).encryption(Encryption.aes("k2", new byte[32]))));
        byte[] otherKey = new byte[32];
        otherKey[0] = 1;
        assertMiss(cache, stored(form, form.builder(tiers).encryption(Encryption.aes("k1", otherKey))));

        long counted = cache.stats().unreadable();
        assertThat(cache.get("a", key -> form.other())).isEqualTo(form.other());
        assertThat(cache.stats().unreadable()).isEqualTo(counted + 1);
        assertThat(cache.getIfPresent("a")).isEqualTo(form.other());
        assertThat(cache.stats().unreadable()).isEqualTo(counted + 1);
    }

    /** BI18, BI23: nor does what lies under a right checksum throw, as somebody could write who knows the format. */
    @ParameterizedTest
    @MethodSource("forms")
    <T> void forgedBodiesNeverThrow(Form<T> form) {
        Cache<T> cache = form.face().of(form.builder(tiers).build());
        cache.put("a", form.value());
        byte[] good = stored();
        for (int length = HEADER + form.face().ordinal(); length < good.length; length += STEP) {
            write(sealed(Arrays.copyOf(good, length)));
            T cut = cache.getIfPresent("a");
            byte[] flipped = good.clone();
            flipped[length] ^= (byte) (1 + length);
            write(sealed(flipped));
            T changed = cache.getIfPresent("a");

            if (form.seals()) {
                assertThat(cut).as("cut at %s", length).isNull();
                assertThat(changed)
                        .as("changed at %s", length)
                        .isIn(null, form.value()); // the key's id stands there twice
            }
        }
        assertThat(cache.get("a", key -> form.other())).isNotNull();
    }

    private <T> void assertMiss(Cache<T> cache, byte[] bytes) {
        long counted = cache.stats().unreadable();
        write(bytes);

        assertThat(cache.getIfPresent("a")).isNull();

        assertThat(cache.stats().unreadable()).as("%s bytes", bytes.length).isEqualTo(counted + 1);
    }

    /** What a cache that is set up otherwise stores. */
    private <T> byte[] stored(Form<T> form, CacheBuilder<T> builder) {
        try (Cache<T> other = builder.build()) {
            other.put("a", form.value());
        }
        return stored();
    }

    private byte[] stored() {
        return tiers.memory
                .read(Set.of(STORE_KEY))
                .toCompletableFuture()
                .join()
                .get(STORE_KEY)
                .bytes()
                .clone();
    }

    private void write(byte[] bytes) {
        tiers.memory
                .write(Map.of(STORE_KEY, StoredValue.of(bytes, Duration.ofMinutes(5), 1)))
                .toCompletableFuture()
                .join();
    }

    /** With the length and the checksum that belong to it. */
    private static byte[] sealed(byte[] bytes) {
        ByteBuffer.wrap(bytes).putInt(16, bytes.length);
        CRC32C sum = new CRC32C();
        sum.update(bytes, 16, bytes.length - 16);
        return ByteBuffer.wrap(bytes).putInt(12, (int) sum.getValue()).array();
    }
}
