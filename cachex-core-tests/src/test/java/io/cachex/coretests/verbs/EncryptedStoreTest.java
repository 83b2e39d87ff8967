package io.cachex.coretests.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.Compression;
import io.cachex.ConfigurationException;
import io.cachex.Encryption;
import io.cachex.SerializationException;
import io.cachex.coretests.EachFace;
import io.cachex.coretests.Face;
import io.cachex.spi.StoredValue;
import io.cachex.testkit.RecordingObserver;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** TH4: a value cannot be moved to another key. TH5: nor made younger. TH6: encryption at rest. TH7: key rotation. */
class EncryptedStoreTest {

    private static final byte[] OLD = key(1);
    private static final byte[] NEW = key(2);

    private final Tiers tiers = new Tiers();
    private final RecordingObserver observer = new RecordingObserver();

    /** TH6: values are read as they were written, and stand nowhere in the store. */
    @EachFace
    void valuesAreSealedInTheStore(Face face) {
        Cache<String> cache = cache(face, Encryption.aes("old", OLD));
        cache.put("ada", "ada@example.org");

        assertThat(cache.getIfPresent("ada")).isEqualTo("ada@example.org");
        assertThat(cache.get("bob", key -> "bob@example.org")).isEqualTo("bob@example.org");
        assertThat(cache(face, Encryption.aes("old", OLD)).getAll(Set.of("ada", "bob"), keys -> Map.of()))
                .isNotNull();
        for (String key : List.of("ada", "bob")) {
            assertThat(new String(stored(key), StandardCharsets.ISO_8859_1)).doesNotContain("example");
        }
        assertThat(cache.stats().unreadable()).isZero();
    }

    /** TH4: swap two ciphertexts in the store: a miss, and counted. */
    @EachFace
    void aValueInAnothersPlaceIsAMiss(Face face) {
        Cache<String> cache = cache(face, Encryption.aes("old", OLD));
        cache.put("ada", "1");
        cache.put("bob", "2");
        byte[] ada = stored("ada");
        byte[] bob = stored("bob");

        write("ada", bob);
        write("bob", ada);

        assertThat(cache.getIfPresent("ada")).isNull();
        assertThat(cache.getIfPresent("bob")).isNull();
        assertUnreadable(cache, 2);
        assertThat(cache.get("ada", key -> "new")).isEqualTo("new");
        assertThat(cache.getIfPresent("ada")).isEqualTo("new");
    }

    /** TH4: nor can a value be made "there is none", by whoever knows how checksums work. */
    @EachFace
    void aValueCannotBeMadeAbsence(Face face) {
        Cache<String> cache = cache(face, Encryption.aes("old", OLD));
        cache.put("ada", "1");
        byte[] bytes = stored("ada");
        bytes[20] = 1;

        write("ada", sealed(bytes));

        assertThat(cache.get("ada", key -> "loaded")).isEqualTo("loaded");
        assertUnreadable(cache, 1);
    }

    /** TH5: an old value that is brought back is as old as it is: its times are sealed in. */
    @EachFace
    void anOldValueThatIsBroughtBackStaysOld(Face face) {
        Cache<String> cache = cache(face, Encryption.aes("old", OLD));
        cache.put("ada", "old");
        byte[] old = stored("ada");
        tiers.time.advance(Duration.ofMinutes(4));
        cache.put("ada", "new");

        write("ada", old);
        tiers.time.advance(Duration.ofMinutes(2)); // the old one's five minutes are over, not the new one's
        assertThat(cache.getIfPresent("ada")).isNull();
        assertThat(cache.stats().unreadable()).isZero();

        for (int offset : new int[] {22, 29, 30, 35}) { // its start, its generation, how long it is fresh
            byte[] younger = old.clone();
            younger[offset] ^= 1;
            write("ada", sealed(younger));
            assertThat(cache.get("ada", key -> "loaded"))
                    .as("offset %s", offset)
                    .isEqualTo("loaded");
        }
        assertUnreadable(cache, 4);
    }

    /** TH4: nor can what it is compressed with be changed. */
    @EachFace
    void howAValueIsCompressedIsSealedIn(Face face) {
        Cache<String> cache = face.of(tiers.words(Shape.STORE)
                .observer(observer)
                .encryption(Encryption.aes("old", OLD))
                .compression(Compression.deflate().above(0))
                .build());
        String value = "a".repeat(1_000);
        cache.put("ada", value);
        assertThat(cache.getIfPresent("ada")).isEqualTo(value);
        byte[] bytes = stored("ada");
        int compressor = bytes.length - 1;
        while (bytes[compressor] != 1
                || bytes[compressor + 1] != 1) { // before the sealed body's layout, which is 1, too
            compressor--;
        }
        bytes[compressor] = 2;

        write("ada", sealed(bytes));

        assertThat(cache.getIfPresent("ada")).isNull();
        assertUnreadable(cache, 1);
    }

    /** TH6, TH7: what is not sealed, or with a key that is not known, is a miss. */
    @EachFace
    void whatCannotBeOpenedIsAMiss(Face face) {
        cache(face, null).put("ada", "plain");
        Cache<String> sealed = cache(face, Encryption.aes("old", OLD));
        assertThat(sealed.getIfPresent("ada")).isNull();
        assertUnreadable(sealed, 1);

        sealed.put("ada", "sealed");
        Cache<String> later = cache(face, Encryption.aes("new", NEW));
        assertThat(later.getIfPresent("ada")).isNull();
        assertUnreadable(later, 1);
        Cache<String> plain = cache(face, null);
        assertThat(plain.getIfPresent("ada")).isNull();
        assertUnreadable(plain, 1);

        assertThat(cache(face, Encryption.aes("new", NEW).alsoOpens("old", OLD)).getIfPresent("ada"))
                .isEqualTo("sealed");
    }

    /** The origin's "there is none" is kept as any value is. */
    @EachFace
    void absenceIsSealedToo(Face face) {
        AtomicInteger loads = new AtomicInteger();
        for (int i = 0; i < 2; i++) {
            Cache<String> cache = face.of(tiers.words(Shape.STORE)
                    .encryption(Encryption.aes("old", OLD))
                    .negativeTtl(Duration.ofMinutes(1))
                    .loader(key -> {
                        loads.incrementAndGet();
                        return null;
                    })
                    .build());
            assertThat(cache.get("nobody")).isNull();
            assertThat(cache.stats().unreadable()).isZero();
        }
        assertThat(loads).hasValue(1);
    }

    /** TH7: rotation under load: 0 errors. Every node knows the new key before one of them seals with it. */
    @Test
    void rotatesUnderLoadWithoutAMiss() throws Exception {
        List<Encryption> keys = List.of(Encryption.aes("k0", key(0)), Encryption.aes("k0", key(0)));
        List<Cache<String>> nodes = keys.stream()
                .map(encryption ->
                        tiers.words(Shape.STORE).encryption(encryption).build())
                .toList();
        for (int key = 0; key < 20; key++) {
            nodes.get(0).put("key " + key, "value " + key);
        }
        AtomicInteger rotations = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<?>> running = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            Cache<String> node = nodes.get(thread % 2);
            Random random = new Random(thread);
            running.add(threads.submit(() -> {
                while (rotations.get() < 50) {
                    int key = random.nextInt(20);
                    assertThat(node.getIfPresent("key " + key)).isEqualTo("value " + key);
                    node.put("key " + key, "value " + key);
                }
            }));
        }
        for (int i = 1; i <= 50; i++) {
            byte[] fresh = key(i);
            for (Encryption encryption : keys) {
                encryption.alsoOpens("k" + i, fresh);
            }
            for (Encryption encryption : keys) {
                encryption.rotateTo("k" + i, fresh);
                nodes.get(0).getIfPresent("key 1");
            }
            rotations.set(i);
        }

        for (Future<?> one : running) {
            one.get();
        }
        threads.shutdown();
        nodes.forEach(node -> assertThat(node.stats().unreadable()).isZero());
        nodes.forEach(Cache::close);
    }

    /** As with a codec that cannot write a value: nothing is kept that the store could not have. */
    @EachFace
    void withoutAKeyToSealWithNothingIsWritten(Face face) {
        Encryption broken = Encryption.aes(new Encryption.KeySource() {
            @Override
            public String primary() {
                return "gone";
            }

            @Override
            public byte @Nullable [] key(String keyId) {
                return null;
            }
        });
        Cache<String> cache = cache(face, broken);

        assertThatThrownBy(() -> cache.put("ada", "1")).isInstanceOf(SerializationException.class);
        assertThatThrownBy(() -> cache.get("ada", key -> "loaded")).isInstanceOf(SerializationException.class);
        assertThat(cache.getIfPresent("ada")).isNull();
    }

    /** A1: an option that could do nothing is refused. */
    @Test
    void needsAStore() {
        assertThatThrownBy(() -> tiers.words(Shape.NEAR)
                        .encryption(Encryption.aes("old", OLD))
                        .build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("encryption");
        assertThatThrownBy(() -> tiers.words(Shape.STORE).encryption(null)).isInstanceOf(ConfigurationException.class);
    }

    private Cache<String> cache(Face face, Encryption encryption) {
        var builder = tiers.words(Shape.STORE).observer(observer);
        return face.of((encryption == null ? builder : builder.encryption(encryption)).build());
    }

    private void assertUnreadable(Cache<String> cache, int times) {
        assertThat(cache.stats().unreadable()).isEqualTo(times);
        assertThat(observer.events(RecordingObserver.Unreadable.class))
                .isNotEmpty()
                .allSatisfy(event -> assertThat(event.reason()).isEqualTo("encryption"));
    }

    /** With the checksum that belongs to it. */
    private static byte[] sealed(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, 16, bytes.length - 16);
        return ByteBuffer.wrap(bytes).putInt(12, (int) sum.getValue()).array();
    }

    private byte[] stored(String key) {
        String storeKey = "cachex:default:words:" + key;
        return tiers.memory
                .read(Set.of(storeKey))
                .toCompletableFuture()
                .join()
                .get(storeKey)
                .bytes()
                .clone();
    }

    private void write(String key, byte[] bytes) {
        tiers.memory
                .write(Map.of("cachex:default:words:" + key, StoredValue.of(bytes, Duration.ofMinutes(5), 1L << 52)))
                .toCompletableFuture()
                .join();
    }

    private static byte[] key(int number) {
        byte[] key = new byte[32];
        new Random(number).nextBytes(key);
        return key;
    }
}
