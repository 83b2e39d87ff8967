package io.cachex;

import static io.cachex.EnvelopeLayout.INT;
import static io.cachex.EnvelopeLayout.LONG;

import io.cachex.UnreadableException.Reason;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads an {@link Envelope} from bytes that may be anything.
 *
 * <p>Every length is compared with what remains before anything is allocated for it. A wrong length under a right
 * checksum can only be somebody's forgery; it is refused all the same.
 */
final class EnvelopeReader {

    private static final Envelope.Kind[] KINDS = {
        Envelope.Kind.VALUE, Envelope.Kind.ABSENCE, Envelope.Kind.REMOVED,
    };

    private final byte[] bytes;
    private final String expectedCodec;
    private int position = EnvelopeLayout.VARIABLE_OFFSET;

    EnvelopeReader(byte[] bytes, String expectedCodec) {
        this.bytes = bytes;
        this.expectedCodec = expectedCodec;
    }

    Envelope envelope() throws UnreadableException {
        checkFrame();
        if ((int) INT.get(bytes, EnvelopeLayout.CHECKSUM_OFFSET) != EnvelopeLayout.checksum(bytes)) {
            throw new UnreadableException(Reason.CORRUPT);
        }
        int flags = flags();
        EnvelopeHeader header = headerFields();
        Set<String> tags = (flags & EnvelopeLayout.TAGS) == 0 ? Set.of() : tags();
        String etag = optionalText(flags & EnvelopeLayout.ETAG);
        String encryptionKeyId = optionalText(flags & EnvelopeLayout.ENCRYPTION_KEY_ID);
        String originalKey = optionalText(flags & EnvelopeLayout.ORIGINAL_KEY);
        int compressor = (flags & EnvelopeLayout.COMPRESSOR) == 0 ? Compressor.NONE : compressor();
        return new Envelope(header, tags, etag, encryptionKeyId, originalKey, compressor, bytes, position);
    }

    EnvelopeHeader header() throws UnreadableException {
        checkFrame();
        return headerFields();
    }

    private void checkFrame() throws UnreadableException {
        if (bytes.length == 0) {
            throw new UnreadableException(Reason.EMPTY);
        }
        int compared = Math.min(bytes.length, EnvelopeLayout.MAGIC.length);
        if (!Arrays.equals(bytes, 0, compared, EnvelopeLayout.MAGIC, 0, compared)) {
            throw new UnreadableException(Reason.FOREIGN);
        }
        // A newer format may be shorter than this one: its number comes before any length.
        if (bytes.length > EnvelopeLayout.FORMAT_OFFSET) {
            checkFormat(bytes[EnvelopeLayout.FORMAT_OFFSET] & 0xFF);
        }
        if (bytes.length < EnvelopeLayout.VARIABLE_OFFSET) {
            throw new UnreadableException(Reason.TRUNCATED);
        }
        checkLength((int) INT.get(bytes, EnvelopeLayout.LENGTH_OFFSET));
    }

    private static void checkFormat(int format) throws UnreadableException {
        if (format != EnvelopeLayout.FORMAT) {
            throw new UnreadableException(format > EnvelopeLayout.FORMAT ? Reason.NEWER_FORMAT : Reason.CORRUPT);
        }
    }

    private void checkLength(int stated) throws UnreadableException {
        if (stated != bytes.length) {
            throw new UnreadableException(stated > bytes.length ? Reason.TRUNCATED : Reason.LENGTH);
        }
    }

    private EnvelopeHeader headerFields() throws UnreadableException {
        Envelope.Kind kind = kind();
        long version = (long) LONG.get(bytes, Envelope.VERSION_OFFSET);
        long loadStart = (long) LONG.get(bytes, EnvelopeLayout.LOAD_START_OFFSET);
        long generation = number();
        long freshFor = number();
        long staleFor = number();
        long schemaVersion = number();
        if (schemaVersion > EnvelopeHeader.MAX_SCHEMA_VERSION) {
            throw new UnreadableException(Reason.CORRUPT);
        }
        String codecId = codecId();
        try {
            return new EnvelopeHeader(
                    kind, version, generation, loadStart, freshFor, staleFor, codecId, (int) schemaVersion);
        } catch (IllegalArgumentException outOfRange) {
            throw new UnreadableException(Reason.CORRUPT);
        }
    }

    private Envelope.Kind kind() throws UnreadableException {
        int code = bytes[EnvelopeLayout.KIND_OFFSET] & 0xFF;
        if (code >= KINDS.length) {
            throw new UnreadableException(Reason.NEWER_FORMAT);
        }
        return KINDS[code];
    }

    private int flags() throws UnreadableException {
        int flags = bytes[EnvelopeLayout.FLAGS_OFFSET];
        if ((flags & ~EnvelopeLayout.ALL_FLAGS) != 0) {
            throw new UnreadableException(Reason.NEWER_FORMAT);
        }
        return flags;
    }

    private Set<String> tags() throws UnreadableException {
        long count = number();
        if (count > remaining() / 2) { // a tag takes two bytes at least
            throw new UnreadableException(Reason.LENGTH);
        }
        Set<String> tags = new HashSet<>();
        for (long i = 0; i < count; i++) {
            String tag = text();
            if (tag.isEmpty()) {
                throw new UnreadableException(Reason.CORRUPT);
            }
            tags.add(tag);
        }
        return Set.copyOf(tags);
    }

    private @Nullable String optionalText(int flag) throws UnreadableException {
        return flag == 0 ? null : text();
    }

    /** Whose it is need not be known here; but a flag that says nothing was not written by us. */
    private int compressor() throws UnreadableException {
        if (remaining() == 0) {
            throw new UnreadableException(Reason.LENGTH);
        }
        int id = bytes[position++] & 0xFF;
        if (id == Compressor.NONE) {
            throw new UnreadableException(Reason.CORRUPT);
        }
        return id;
    }

    /** Most often it is the expected one, which is ASCII and need not be made anew. */
    private String codecId() throws UnreadableException {
        int start = position;
        if (number() == expectedCodec.length() && isNext(expectedCodec)) {
            position += expectedCodec.length();
            return expectedCodec;
        }
        position = start;
        return text();
    }

    private boolean isNext(String ascii) {
        if (ascii.length() > remaining()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (bytes[position + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private String text() throws UnreadableException {
        long length = number();
        if (length > remaining()) {
            throw new UnreadableException(Reason.LENGTH);
        }
        String text = Utf8.read(bytes, position, (int) length);
        if (text == null) {
            throw new UnreadableException(Reason.CORRUPT);
        }
        position += (int) length;
        return text;
    }

    /** Never negative: 63 bits at most. */
    private long number() throws UnreadableException {
        long number = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            if (position == bytes.length) {
                throw new UnreadableException(Reason.LENGTH);
            }
            byte next = bytes[position++];
            number |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw new UnreadableException(Reason.LENGTH);
    }

    private int remaining() {
        return bytes.length - position;
    }
}
