package io.cachex.coretests.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.cachex.codec.BytesCodec;
import io.cachex.codec.JsonCodec;
import io.cachex.codec.RecordCodec;
import io.cachex.codec.StringCodec;
import io.cachex.coretests.EachFace;
import io.cachex.coretests.Face;
import io.cachex.spi.Codec;
import io.cachex.spi.StoredValue;
import io.cachex.testkit.RecordingObserver;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.Set;

class StoredFormsTest {

    private static final String STORE_KEY = "cachex:default:values:a";

    private final Tiers tiers = new Tiers();
    private final RecordingObserver observer = new RecordingObserver();

    /** A value of several parts. */
    public record User(String name, int age) {}

    /** A10: each codec carries its values through the store. */
    @EachFace
    void eachCodecCarriesItsValues(Face face) {
        roundTrip(face, JsonCodec.of(User.class), new User("Ada", 36));
        roundTrip(face, RecordCodec.of(User.class), new User("Grace\u0000\ud83d\ude80", -1));
        roundTrip(face, StringCodec.of(), "grüße");
        roundTrip(face, BytesCodec.of(), new byte[] {0, -1, 7});
    }

    private <T> void roundTrip(Face face, Codec<T> codec, T value) {
        face.of(tiers.of(codec, Shape.BOTH).build()).put("a", value);

        assertThat(face.of(tiers.of(codec, Shape.BOTH).build()).getIfPresent("a"))
                .isEqualTo(value);
    }

    /** A10, BI17 to BI22: bytes that cannot be read are a counted miss, repaired by the next load. */
    @EachFace
    void unreadableBytesAreACountedMiss(Face face) {
        Cache<User> cache = face.of(tiers.of(JsonCodec.of(User.class), Shape.STORE)
                .observer(observer)
                .build());
        cache.put("a", new User("Ada", 36));
        byte[] good = tiers.memory
                .read(Set.of(STORE_KEY))
                .toCompletableFuture()
                .join()
                .get(STORE_KEY)
                .bytes();
        Random random = new Random(17);
        for (int i = 0; i < good.length; i++) {
            boolean isVersion = i >= 4 && i < 12; // which a store may stamp
            boolean truncates = i % 2 == 0 || isVersion;
            byte[] broken = truncates ? Arrays.copyOf(good, i) : good.clone();
            if (!truncates) {
                broken[i] ^= (byte) (1 + random.nextInt(255));
            }
            long before = cache.stats().unreadable();
            write(broken);

            assertThat(cache.getIfPresent("a")).as("byte %s", i).isNull();

            assertThat(cache.stats().unreadable()).isEqualTo(before + 1);
        }
        write("not ours".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(cache.get("a", key -> new User("new", 1))).isEqualTo(new User("new", 1));
        assertThat(cache.getIfPresent("a")).isEqualTo(new User("new", 1));
        assertThat(observer.count(RecordingObserver.Unreadable.class)).isEqualTo(good.length + 1L);
    }

    /** A10, BI21: another codec, or another schema, is a counted miss. */
    @EachFace
    void anotherCodecsBytesAreACountedMiss(Face face) {
        face.of(tiers.of(StringCodec.of(), Shape.STORE).build()).put("a", "text");
        Cache<User> cache =
                face.of(tiers.of(RecordCodec.of(User.class), Shape.STORE).build());

        assertThat(cache.getIfPresent("a")).isNull();
        assertThat(cache.putIfAbsent("a", new User("Ada", 36))).isTrue();
        assertThat(cache.getIfPresent("a")).isEqualTo(new User("Ada", 36));
        assertThat(cache.stats().unreadable()).isEqualTo(2);
    }

    private void write(byte[] bytes) {
        tiers.memory
                .write(Map.of(STORE_KEY, StoredValue.of(bytes, Duration.ofMinutes(5), 1)))
                .toCompletableFuture()
                .join();
    }
}
