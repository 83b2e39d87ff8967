package io.cachex;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cachex.EncryptionException.Reason;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** TH6, TH7: AES-256-GCM, a random nonce for each message, the key's id in what was sealed, rotation. */
class EncryptionTest {

    private static final byte[] OLD = key(1);
    private static final byte[] NEW = key(2);
    private static final byte[] CONTEXT = "app:env:users:ada".getBytes(UTF_8);

    private final Encryption encryption = Encryption.aes("2025-08", OLD);

    @Test
    void opensWhatItSealed() {
        for (int size : new int[] {0, 1, 15, 16, 17, 100_000}) {
            byte[] plain = new byte[size];
            new Random(size).nextBytes(plain);

            byte[] sealed = encryption.seal(plain, CONTEXT);

            assertThat(sealed).hasSize(size + 30 + "2025-08".length());
            assertThat(encryption.open(sealed, CONTEXT)).isEqualTo(plain);
        }
    }

    @Test
    void neverSealsTwiceAlike() {
        Set<String> nonces = new HashSet<>();
        byte[] plain = "ada@example.org".getBytes(UTF_8);

        for (int i = 0; i < 1_000; i++) {
            byte[] sealed = encryption.seal(plain, CONTEXT);
            nonces.add(Arrays.toString(Arrays.copyOfRange(sealed, 9, 21)));
            assertThat(new String(sealed, UTF_8)).doesNotContain("ada@");
        }

        assertThat(nonces).hasSize(1_000);
    }

    @Test
    void opensNothingElsewhere() {
        byte[] sealed = encryption.seal(new byte[] {1, 2, 3}, CONTEXT);

        assertAltered(sealed, "app:env:users:bob".getBytes(UTF_8));
        assertAltered(sealed, new byte[0]);
    }

    @Test
    void noticesEveryBitThatWasChanged() {
        byte[] sealed = encryption.seal(new byte[] {1, 2, 3}, CONTEXT);

        for (int bit = 0; bit < sealed.length * 8; bit++) {
            byte[] changed = sealed.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> encryption.open(changed, CONTEXT)).isInstanceOf(EncryptionException.class);
        }
        for (int length = 0; length < sealed.length; length++) {
            assertAltered(Arrays.copyOf(sealed, length), CONTEXT);
        }
        assertAltered(Arrays.copyOf(sealed, sealed.length + 1), CONTEXT);
    }

    /** TH7: decrypt with any known key id, encrypt with the primary. */
    @Test
    void rotatesWhileItWorks() {
        byte[] before = encryption.seal(new byte[] {1}, CONTEXT);

        encryption.rotateTo("2026-11", NEW);
        byte[] after = encryption.seal(new byte[] {2}, CONTEXT);

        assertThat(encryption.open(before, CONTEXT)).containsExactly(1);
        assertThat(encryption.open(after, CONTEXT)).containsExactly(2);
        assertThat(Encryption.aes("2026-11", NEW).open(after, CONTEXT)).containsExactly(2);
        assertThat(encryption).hasToString("aes(2026-11, opens 2025-08)");
    }

    /** TH7: unknown id = miss; the exception says which. */
    @Test
    void namesAKeyThatIsNotThere() {
        byte[] sealed = Encryption.aes("2026-11", NEW).seal(new byte[] {1}, CONTEXT);

        EncryptionException failure =
                catchThrowableOfType(EncryptionException.class, () -> encryption.open(sealed, CONTEXT));
        assertThat(failure.reason()).isEqualTo(Reason.UNKNOWN_KEY);
        assertThat(failure.keyId()).isEqualTo("2026-11");
        assertThat(Encryption.keyId(sealed)).isEqualTo("2026-11");
        assertThat(Encryption.keyId(new byte[100])).isEmpty();

        encryption.alsoOpens("2026-11", NEW);
        assertThat(encryption.open(sealed, CONTEXT)).containsExactly(1);
        assertThat(encryption.seal(new byte[0], CONTEXT)).asString(UTF_8).contains("2025-08");
    }

    @Test
    void aWrongKeyOfTheSameIdOpensNothing() {
        byte[] sealed = Encryption.aes("2025-08", NEW).seal(new byte[] {1}, CONTEXT);

        assertAltered(sealed, CONTEXT);
    }

    @Test
    void takesKeysFromASource() {
        Map<String, byte[]> keys = new HashMap<>(Map.of("a", OLD));
        AtomicReference<String> primary = new AtomicReference<>("a");
        Encryption sourced = Encryption.aes(new Encryption.KeySource() {
            @Override
            public String primary() {
                return primary.get();
            }

            @Override
            public byte @Nullable [] key(String keyId) {
                return keys.get(keyId);
            }
        });

        byte[] first = sourced.seal(new byte[] {1}, CONTEXT);
        keys.put("b", NEW);
        primary.set("b");
        byte[] second = sourced.seal(new byte[] {2}, CONTEXT);

        assertThat(sourced.open(first, CONTEXT)).containsExactly(1);
        assertThat(Encryption.aes("b", NEW).open(second, CONTEXT)).containsExactly(2);
        primary.set("c");
        assertThatThrownBy(() -> sourced.seal(new byte[0], CONTEXT))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("c");
        assertThatThrownBy(() -> sourced.rotateTo("d", NEW)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> sourced.open(Encryption.aes("e", NEW).seal(new byte[0], CONTEXT), CONTEXT))
                .isInstanceOf(EncryptionException.class);
    }

    @Test
    void refusesWhatIsNoKey() {
        for (int length : new int[] {0, 16, 31, 33}) {
            assertThatThrownBy(() -> Encryption.aes("a", new byte[length]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("32 bytes");
        }
        for (String id : List.of("", "a b", "\u00e9", "a".repeat(65), "a\nb")) {
            assertThatThrownBy(() -> Encryption.aes(id, OLD)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> encryption.alsoOpens("2025-08", NEW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2025-08");
        assertThat(encryption.alsoOpens("2025-08", OLD)).isSameAs(encryption);
    }

    @Test
    void showsIdsAndNoKeys() {
        assertThat(encryption).hasToString("aes(2025-08)");
        assertThat(Encryption.aes(new Encryption.KeySource() {
                    @Override
                    public String primary() {
                        return "x";
                    }

                    @Override
                    public byte @Nullable [] key(String keyId) {
                        return null;
                    }
                }))
                .hasToString("aes(keys of a source)");
    }

    private void assertAltered(byte[] sealed, byte[] context) {
        EncryptionException failure =
                catchThrowableOfType(EncryptionException.class, () -> encryption.open(sealed, context));
        assertThat(failure.reason()).isEqualTo(Reason.ALTERED);
    }

    private static byte[] key(int number) {
        byte[] key = new byte[32];
        new Random(number).nextBytes(key);
        return key;
    }
}
