package io.cachex;

import io.cachex.EncryptionException.Reason;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals bytes for places where others may read or change them: AES-256-GCM, with a random nonce of 96 bits for each message.
 *
 * <p>Sealed bytes name the key they were sealed with. One key, the primary, seals; all that are known open. To rotate, let
 * every process {@linkplain #alsoOpens know} the new key, then make it the {@linkplain #rotateTo primary}, and leave out the
 * old one when nothing is left that it sealed. Do so long before one key has sealed 2<sup>32</sup> messages: with random
 * nonces that is the most that AES-GCM is good for.
 *
 * <p>Safe for use by many threads. Prints as {@code aes(2026-11, opens 2025-08)}: ids, never keys.
 */
public final class Encryption {

    /** Where keys come from that are kept elsewhere, say by a key management service. For many threads. */
    public interface KeySource {

        /** The id of the key that seals now. Asked for each message: must be quick. */
        String primary();

        /**
         * A key of 32 bytes; null if there is none of this id. Asked once for a key that is there, and each time for one that
         * is not: must be quick, and not ask a server.
         */
        byte @Nullable [] key(String keyId);
    }

    private static final String ALGORITHM = "AES/GCM/NoPadding";
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final byte LAYOUT = 1;

    private final Map<String, SecretKeySpec> keys = new ConcurrentHashMap<>();
    private final @Nullable KeySource source;
    private final SecureRandom random = new SecureRandom();
    private volatile String primary = "";

    private Encryption(@Nullable KeySource source) {
        this.source = source;
    }

    /**
     * With this key as the primary.
     *
     * @param keyId names the key in what it seals: 1 to 64 characters of {@code A-Z a-z 0-9 . _ -}; no secret
     * @param key 32 random bytes; copied
     * @throws IllegalArgumentException if the id or the key is not such a one
     */
    public static Encryption aes(String keyId, byte[] key) {
        Encryption encryption = new Encryption(null);
        encryption.rotateTo(keyId, key);
        return encryption;
    }

    /** With keys that this source has; it says which is the primary. */
    public static Encryption aes(KeySource keys) {
        return new Encryption(keys);
    }

    /**
     * Lets another key open what it sealed, here or elsewhere. At any time; returns this.
     *
     * @throws IllegalArgumentException if the id or the key is out of its range, or the id stands for another key
     */
    public Encryption alsoOpens(String keyId, byte[] key) {
        if (!ID.matcher(keyId).matches()) {
            throw new IllegalArgumentException("keyId must be 1 to 64 characters of A-Z a-z 0-9 . _ -: " + keyId);
        }
        SecretKeySpec given = secret(keyId, key);
        SecretKeySpec known = keys.putIfAbsent(keyId, given);
        if (known != null && !MessageDigest.isEqual(known.getEncoded(), given.getEncoded())) {
            throw new IllegalArgumentException("keyId must name one key, and this is another: " + keyId);
        }
        return this;
    }

    /**
     * Seals with this key from now on; the others still open. At any time; returns this.
     *
     * @throws IllegalArgumentException as {@link #alsoOpens}
     * @throws IllegalStateException if a source says which key is the primary
     */
    public Encryption rotateTo(String keyId, byte[] key) {
        if (source != null) {
            throw new IllegalStateException("the source of the keys says which is the primary");
        }
        alsoOpens(keyId, key);
        primary = keyId;
        return this;
    }

    /**
     * The bytes, encrypted, with all that is needed to open them but the key: 30 bytes more, and the key's id.
     *
     * @param plain any bytes, not changed
     * @param context what the bytes belong to; the same is needed to open them, and is not kept in them
     * @throws IllegalStateException if the source of the keys has no primary
     */
    public byte[] seal(byte[] plain, byte[] context) {
        String keyId = source == null ? primary : source.primary();
        SecretKeySpec key = find(keyId);
        if (key == null) {
            throw new IllegalStateException("there is no key of the primary's id: " + keyId);
        }
        byte[] id = keyId.getBytes(StandardCharsets.ISO_8859_1);
        int head = 2 + id.length;
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = new byte[head + NONCE_BYTES + plain.length + TAG_BITS / 8];
        sealed[0] = LAYOUT;
        sealed[1] = (byte) id.length;
        System.arraycopy(id, 0, sealed, 2, id.length);
        System.arraycopy(nonce, 0, sealed, head, NONCE_BYTES);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, sealed, head, context);
            cipher.doFinal(plain, 0, plain.length, sealed, head + NONCE_BYTES);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK must have " + ALGORITHM, e);
        }
    }

    /**
     * What was sealed.
     *
     * @param sealed any bytes at all
     * @param context that which they were sealed with
     * @throws EncryptionException if their key is not known, or they are not what was sealed with this context
     */
    public byte[] open(byte[] sealed, byte[] context) {
        String keyId = keyId(sealed);
        if (keyId.isEmpty()) {
            throw new EncryptionException(Reason.ALTERED, "", "these bytes are not sealed");
        }
        int head = headOf(sealed);
        SecretKeySpec key = find(keyId);
        if (key == null) {
            throw new EncryptionException(Reason.UNKNOWN_KEY, keyId, "there is no key of this id: " + keyId);
        }
        byte[] nonce = new byte[NONCE_BYTES];
        System.arraycopy(sealed, head, nonce, 0, NONCE_BYTES);
        try {
            int from = head + NONCE_BYTES;
            return cipher(Cipher.DECRYPT_MODE, key, nonce, sealed, head, context)
                    .doFinal(sealed, from, sealed.length - from);
        } catch (AEADBadTagException e) {
            throw new EncryptionException(Reason.ALTERED, keyId, "these bytes are not what was sealed here");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK must have " + ALGORITHM, e);
        }
    }

    /** The id of the key that sealed bytes name; empty if they name none. */
    public static String keyId(byte[] sealed) {
        int head = headOf(sealed);
        String id = head == 0 ? "" : new String(sealed, 2, head - 2, StandardCharsets.ISO_8859_1);
        return ID.matcher(id).matches() ? id : ""; // goes into messages
    }

    /** How long layout and id are; 0 if the bytes were not sealed. */
    private static int headOf(byte[] sealed) {
        int head = sealed.length < 2 ? 0 : 2 + (sealed[1] & 0xFF);
        return head == 0 || sealed[0] != LAYOUT || sealed.length < head + NONCE_BYTES + TAG_BITS / 8 ? 0 : head;
    }

    /** The ids of the keys, the primary's first. */
    @Override
    public String toString() {
        if (source != null) {
            return "aes(keys of a source)";
        }
        TreeSet<String> others = new TreeSet<>(keys.keySet());
        others.remove(primary);
        return "aes(" + primary + (others.isEmpty() ? "" : ", opens " + String.join(", ", others)) + ")";
    }

    /** Layout and id are sealed in, too, before the context. */
    private static Cipher cipher(int mode, SecretKeySpec key, byte[] nonce, byte[] sealed, int head, byte[] context)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(ALGORITHM);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(sealed, 0, head);
        cipher.updateAAD(context);
        return cipher;
    }

    private @Nullable SecretKeySpec find(String keyId) {
        SecretKeySpec known = keys.get(keyId);
        if (known != null || source == null) {
            return known;
        }
        byte[] found = source.key(keyId);
        if (found != null) {
            alsoOpens(keyId, found);
        }
        return keys.get(keyId);
    }

    private static SecretKeySpec secret(String keyId, byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException(
                    "a key must have " + KEY_BYTES + " bytes, " + keyId + " has " + key.length);
        }
        return new SecretKeySpec(key, "AES");
    }
}
