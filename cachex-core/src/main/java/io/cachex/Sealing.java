package io.cachex;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Seals the bodies of a cache's envelopes, and opens them. What stands beside a body in the clear is sealed in with it: its
 * key and all that the envelope tells but the version, which a store may stamp. So whoever can write to the store can bring
 * back what once stood there, but neither move it to another key nor make it younger than it is.
 */
final class Sealing {

    private final Namespace namespace;
    private final @Nullable Encryption encryption;

    Sealing(Namespace namespace, @Nullable Encryption encryption) {
        this.namespace = namespace;
        this.encryption = encryption;
    }

    /**
     * The envelope with its body sealed, if bodies are to be.
     *
     * @throws RuntimeException if there is no key to seal it with
     */
    Envelope seal(String key, Envelope envelope) {
        if (encryption == null) {
            return envelope;
        }
        byte[] sealed = encryption.seal(envelope.body(), context(key, envelope));
        return envelope.withEncryption(Encryption.keyId(sealed), sealed);
    }

    /**
     * The envelope with its body as it was before it was sealed. Whoever can write to the store could also take the mark away
     * that a body is sealed: where bodies are to be, another is none of ours.
     *
     * @throws EncryptionException if it was not sealed for this place with a key that is known
     */
    Envelope open(String key, Envelope envelope) {
        if (encryption == null && envelope.encryptionKeyId() == null) {
            return envelope;
        }
        if (encryption == null || envelope.encryptionKeyId() == null) {
            throw new EncryptionException(EncryptionException.Reason.ALTERED, "", "sealed on one side only");
        }
        return envelope.withEncryption(null, encryption.open(envelope.body(), context(key, envelope)));
    }

    /** What a sealed body belongs to. */
    private byte[] context(String key, Envelope envelope) {
        EnvelopeHeader header = envelope.header();
        List<String> texts = new ArrayList<>();
        texts.add(namespace.storeKey(key));
        texts.add(header.codecId());
        texts.add(envelope.etag() == null ? "" : envelope.etag() + '.'); // an empty one is not none
        texts.addAll(new TreeSet<>(envelope.tags()));
        List<byte[]> parts = texts.stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
        int size = parts.stream().mapToInt(part -> Integer.BYTES + part.length).sum();
        ByteBuffer context = ByteBuffer.allocate(2 + 4 * Long.BYTES + Integer.BYTES + size)
                .put((byte) EnvelopeLayout.FORMAT)
                .put((byte) (header.kind().code | envelope.compressor() << 4))
                .putLong(header.loadStartMicros())
                .putLong(header.freshForMicros())
                .putLong(header.staleForMicros())
                .putLong(header.generation())
                .putInt(header.schemaVersion());
        parts.forEach(part -> context.putInt(part.length).put(part));
        return context.array();
    }
}
