package io.cachex;

import io.cachex.spi.Codec;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of an entry: the codec's bytes and all that is known about them. Immutable by agreement.
 *
 * <p>The layout, numbers big-endian:
 *
 * <pre>
 *  offset  size  content
 *       0     3  magic: CA 43 58
 *       3     1  format version: 1
 *       4     8  version; not in the checksum, so that a store's own script can stamp it
 *      12     4  CRC32C of all that follows
 *      16     4  length of the whole envelope
 *      20     1  kind: 0 value, 1 absence, 2 removed
 *      21     1  flags: 1 tags, 2 etag, 4 encryption key id, 8 original key, 16 compressor
 *      22     8  start of the load, microseconds of the store's clock
 *      30     …  varints: generation, fresh for, stale for, schema version
 *             …  codec id, then the parts whose flag is set: count and tags, etag, encryption key id, original key,
 *                one byte that names the compressor
 *             …  body, to the end
 * </pre>
 *
 * A text is a varint length and UTF-8; a varint holds seven bits a byte, lowest first, at most nine bytes. A flag or kind
 * that this release does not know makes the envelope one of a newer format.
 */
final class Envelope {

    /** What an envelope stands for. */
    enum Kind {
        /** A value; the body is the codec's. */
        VALUE(0),
        /** The origin's answer that there is none. */
        ABSENCE(1),
        /** The mark that a key was removed, which keeps older loads out. */
        REMOVED(2);

        final int code;

        Kind(int code) {
            this.code = code;
        }
    }

    /** Where the version stands: 8 bytes, big-endian. */
    static final int VERSION_OFFSET = 4;

    private final EnvelopeHeader header;
    private final Set<String> tags;
    private final @Nullable String etag;
    private final @Nullable String encryptionKeyId;
    private final @Nullable String originalKey;
    private final int compressor;
    private final byte[] bytes; // the body is their end
    private final int bodyOffset;

    Envelope(
            EnvelopeHeader header,
            Set<String> tags,
            @Nullable String etag,
            @Nullable String encryptionKeyId,
            @Nullable String originalKey,
            byte[] body) {
        this(header, tags, etag, encryptionKeyId, originalKey, Compressor.NONE, body, 0);
    }

    /** As above, with a body that begins in the midst of these bytes, which are not copied. */
    Envelope(
            EnvelopeHeader header,
            Set<String> tags,
            @Nullable String etag,
            @Nullable String encryptionKeyId,
            @Nullable String originalKey,
            int compressor,
            byte[] bytes,
            int bodyOffset) {
        this.header = header;
        this.tags = tags;
        this.etag = etag;
        this.encryptionKeyId = encryptionKeyId;
        this.originalKey = originalKey;
        this.compressor = compressor;
        this.bytes = bytes;
        this.bodyOffset = bodyOffset;
    }

    /** An envelope without optional parts; the body is not copied. */
    static Envelope of(EnvelopeHeader header, byte[] body) {
        return new Envelope(header, Set.of(), null, null, null, body);
    }

    /**
     * The envelope that these bytes hold; it reads the body from them when asked.
     *
     * @throws UnreadableException for any other bytes; nothing else is ever thrown, and nothing larger than the bytes
     *     is allocated on their word
     */
    static Envelope decode(byte[] bytes) throws UnreadableException {
        return decode(bytes, "");
    }

    /** The same for who expects this codec, whose id is then not read anew from each value. */
    static Envelope decode(byte[] bytes, String expectedCodec) throws UnreadableException {
        return new EnvelopeReader(bytes, expectedCodec).envelope();
    }

    /**
     * The header alone, at a cost that does not depend on the body's size. The checksum is <em>not</em> verified: good
     * for a look, not for serving.
     *
     * @throws UnreadableException if there is no header to read
     */
    static EnvelopeHeader decodeHeader(byte[] bytes) throws UnreadableException {
        return new EnvelopeReader(bytes, "").header();
    }

    /**
     * The stored form, in a new array of exactly its size.
     *
     * @throws IllegalArgumentException if a tag is empty, a text has a lone surrogate, or all is over 2 GiB
     */
    byte[] encode() {
        return EnvelopeWriter.write(this);
    }

    EnvelopeHeader header() {
        return header;
    }

    /** The entry's tags, often empty. */
    Set<String> tags() {
        return tags;
    }

    /** The origin's own name for this state of the value, or null. */
    @Nullable
    String etag() {
        return etag;
    }

    /** Names the key the body is encrypted with; null for a plain body. */
    @Nullable
    String encryptionKeyId() {
        return encryptionKeyId;
    }

    /** The user's key where the store's is a hash of it, to be compared on reading; else null. */
    @Nullable
    String originalKey() {
        return originalKey;
    }

    /** Names what the body is compressed with; {@link Compressor#NONE} for one that is not. */
    int compressor() {
        return compressor;
    }

    /** The body; empty where there is no value. */
    byte[] body() {
        return bodyOffset == 0 ? bytes : Arrays.copyOfRange(bytes, bodyOffset, bytes.length);
    }

    /** How long the body is. */
    int bodyLength() {
        return bytes.length - bodyOffset;
    }

    /** The value that the body stands for. */
    <T> T value(Codec<T> codec) {
        return codec.decode(bytes, bodyOffset, bytes.length - bodyOffset);
    }

    Envelope withTags(Set<String> newTags) {
        return new Envelope(
                header, Set.copyOf(newTags), etag, encryptionKeyId, originalKey, compressor, bytes, bodyOffset);
    }

    Envelope withEtag(@Nullable String newEtag) {
        return new Envelope(header, tags, newEtag, encryptionKeyId, originalKey, compressor, bytes, bodyOffset);
    }

    Envelope withEncryption(@Nullable String keyId, byte[] newBody) {
        return new Envelope(header, tags, etag, keyId, originalKey, compressor, newBody, 0);
    }

    /** With a body that this compressor made; to be sealed after that. */
    Envelope withCompression(int newCompressor, byte[] newBody) {
        return new Envelope(header, tags, etag, encryptionKeyId, originalKey, newCompressor, newBody, 0);
    }

    /**
     * The envelope with its body as the codec wrote it.
     *
     * @param cap how large that body may be
     * @throws UnreadableException if it cannot be had
     */
    Envelope inflated(int cap) throws UnreadableException {
        if (compressor == Compressor.NONE) {
            return this;
        }
        return withCompression(Compressor.NONE, Inflation.of(compressor, bytes, bodyOffset, cap));
    }

    Envelope withOriginalKey(@Nullable String key) {
        return new Envelope(header, tags, etag, encryptionKeyId, key, compressor, bytes, bodyOffset);
    }

    /** Header and size; neither key, tags nor body. */
    @Override
    public String toString() {
        return header + " + " + (bytes.length - bodyOffset) + " B";
    }
}
