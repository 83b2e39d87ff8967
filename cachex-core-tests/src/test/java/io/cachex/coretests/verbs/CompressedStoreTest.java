package io.cachex.coretests.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.cachex.Compression;
import io.cachex.Encryption;
import io.cachex.coretests.EachFace;
import io.cachex.coretests.Face;
import io.cachex.spi.StoredValue;
import io.cachex.testkit.RecordingObserver;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** A10: compression before encryption, bounded when it is undone. BI21, BI23. */
class CompressedStoreTest {

    private static final String STORE_KEY = "cachex:default:words:a";
    private static final String TEXT = "a value that repeats itself, ".repeat(200);

    private final Tiers tiers = new Tiers();
    private final RecordingObserver observer = new RecordingObserver();

    @EachFace
    void valuesAreSmallerInTheStoreAlsoWhereTheyAreSealed(Face face) {
        for (Compression compression : new Compression[] {Compression.deflate(), Compression.zstd()}) {
            Cache<String> cache = face.of(tiers.words(Shape.STORE)
                    .compression(compression)
                    .encryption(Encryption.aes("k", new byte[32]))
                    .build());
            cache.put("a", TEXT);

            assertThat(stored().length).isLessThan(TEXT.length() / 10);
            assertThat(cache.getIfPresent("a")).isEqualTo(TEXT);
        }
    }

    /** Node by node: each reads what any other writes. */
    @EachFace
    void readingDoesNotDependOnTheOption(Face face) {
        Cache<String> plain = face.of(tiers.words(Shape.STORE).build());
        Cache<String> zstd =
                face.of(tiers.words(Shape.STORE).compression(Compression.zstd()).build());
        Cache<String> deflate = face.of(tiers.words(Shape.STORE)
                .compression(Compression.deflate().level(9))
                .build());
        for (Cache<String> writer : Set.of(plain, zstd, deflate)) {
            writer.put("a", TEXT);
            for (Cache<String> reader : Set.of(plain, zstd, deflate)) {
                assertThat(reader.getIfPresent("a")).isEqualTo(TEXT);
            }
        }
    }

    @EachFace
    void whatDoesNotShrinkIsKeptPlain(Face face) {
        Cache<String> cache = face.of(tiers.words(Shape.STORE)
                .compression(Compression.zstd().above(0))
                .build());
        cache.put("a", "short");

        assertThat(stored()[21]).isZero(); // no flag
        assertThat(cache.getIfPresent("a")).isEqualTo("short");
    }

    /** BI21: an unknown compressor is a counted miss, repaired by the next load. */
    @EachFace
    void anUnknownCompressorIsACountedMiss(Face face) {
        Cache<String> cache = compressed(face);
        cache.put("a", TEXT);
        byte[] bytes = stored();
        bytes[body(bytes) - 1] = 9;
        write(bytes);

        assertUnreadable(cache, "compressor");
    }

    /** BI23: what claims 10 bytes and gives more, and what is larger than a value may be. */
    @EachFace
    void aLieAboutTheSizeIsACountedMiss(Face face) {
        Cache<String> cache = compressed(face);
        cache.put("a", TEXT);
        byte[] bytes = stored();
        ByteBuffer.wrap(bytes).putInt(body(bytes), 10);
        write(bytes);
        assertUnreadable(cache, "inflates");
        cache.put("a", TEXT);

        Cache<String> small = face.of(tiers.words(Shape.STORE)
                .maximumValueBytes(TEXT.length() - 1)
                .observer(observer)
                .build());

        assertUnreadable(small, "inflates");
    }

    @Test
    void isShownInTheDescription() {
        assertThat(tiers.words(Shape.STORE)
                        .compression(Compression.zstd())
                        .encryption(Encryption.aes("k", new byte[32]))
                        .build()
                        .describe())
                .contains("> zstd(3, above 1024 B) > aes(k) > ");
    }

    private Cache<String> compressed(Face face) {
        return face.of(tiers.words(Shape.STORE)
                .compression(Compression.deflate())
                .observer(observer)
                .build());
    }

    private void assertUnreadable(Cache<String> cache, String reason) {
        long counted = cache.stats().unreadable();

        assertThat(cache.getIfPresent("a")).isNull();

        assertThat(cache.stats().unreadable()).isEqualTo(counted + 1);
        assertThat(observer.events(RecordingObserver.Unreadable.class))
                .last()
                .satisfies(event -> assertThat(event.reason()).isEqualTo(reason));
        assertThat(cache.get("a", key -> "new")).isEqualTo("new");
        assertThat(cache.getIfPresent("a")).isEqualTo("new");
    }

    /** Where the body begins: behind the codec's id and the compressor's number. */
    private static int body(byte[] bytes) {
        int id = bytes.length - 6;
        while (bytes[id] != 's' || bytes[id + 5] != 'g') { // "string"
            id--;
        }
        return id + 7;
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
        CRC32C sum = new CRC32C();
        sum.update(bytes, 16, bytes.length - 16);
        ByteBuffer.wrap(bytes).putInt(12, (int) sum.getValue());
        tiers.memory
                .write(Map.of(STORE_KEY, StoredValue.of(bytes, Duration.ofMinutes(5), 1)))
                .toCompletableFuture()
                .join();
    }
}
