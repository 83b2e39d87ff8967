package io.cachex.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cachex.Encryption;
import io.cachex.EncryptionException;
import io.cachex.disk.Change.BadRecord;
import io.cachex.spi.DeadEntry;
import io.cachex.spi.JournalEntry;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The contents of records. A text is its length in four bytes, and UTF-8; the types of writes are the codes of their operations:
 *
 * <pre>
 *  1 to 127  write    flags, id, version 8, accepted 8, redrives 4 | key, value to the end
 *       130  letter   flags, id, version 8, accepted 8, redrives 4, operation 1, error's type, attempts 4, first 8, last 8,
 *                     node | key, error's message, value to the end
 *       129  done     count 4, ids
 *       131  discard  count 4, ids
 * </pre>
 *
 * With flag 1 what stands behind the bar is sealed. What stands before it, the type and the format are the context: nobody
 * can put it into another record.
 */
@SuppressWarnings("ByteBufferBackingArray") // they are allocated here, and begin at 0
final class Records {

    static final int DONE = 129;
    static final int LETTER = 130;
    static final int DISCARD = 131;

    private static final int SEALED = 1;
    private static final int ENTRY_BYTES = 1 + 4 + 8 + 8 + 4; // and the id
    private static final int DEATH_BYTES = 1 + 4 + 4 + 8 + 8 + 4; // and two texts

    private final @Nullable Encryption encryption;

    Records(@Nullable Encryption encryption) {
        this.encryption = encryption;
    }

    byte[] write(JournalEntry entry) {
        byte[] id = bytes(entry.id());
        ByteBuffer head = head(entry, id, ENTRY_BYTES + id.length);
        byte[] key = bytes(entry.key());
        ByteBuffer body = body((long) key.length + 4 + entry.value().length);
        put(body, key).put(entry.value());
        return frame(entry.operation().code(), head.array(), body.array());
    }

    byte[] letter(DeadEntry dead) {
        JournalEntry entry = dead.entry();
        byte[] id = bytes(entry.id());
        byte[] type = bytes(dead.errorType());
        byte[] node = bytes(dead.node());
        ByteBuffer head = head(entry, id, ENTRY_BYTES + id.length + DEATH_BYTES + type.length + node.length);
        head.put((byte) entry.operation().code());
        put(head, type).putInt(dead.attempts());
        head.putLong(dead.firstFailure().toEpochMilli())
                .putLong(dead.lastFailure().toEpochMilli());
        put(head, node);
        byte[] key = bytes(entry.key());
        byte[] message = bytes(dead.errorMessage());
        ByteBuffer body = body((long) key.length + 4 + message.length + 4 + entry.value().length);
        put(put(body, key), message).put(entry.value());
        return frame(LETTER, head.array(), body.array());
    }

    /** Writes that are done, or letters that are discarded. */
    static byte[] forgotten(boolean letters, List<String> ids) {
        List<byte[]> texts = ids.stream().map(Records::bytes).toList();
        long size = 4;
        for (byte[] text : texts) {
            size += 4 + text.length;
        }
        ByteBuffer frame = Frame.of(letters ? DISCARD : DONE, size).putInt(texts.size());
        texts.forEach(text -> put(frame, text));
        return frame.array();
    }

    private ByteBuffer head(JournalEntry entry, byte[] id, int size) {
        ByteBuffer head = ByteBuffer.allocate(size);
        head.put((byte) (encryption == null ? 0 : SEALED));
        put(head, id).putLong(entry.version());
        return head.putLong(entry.accepted().toEpochMilli()).putInt(entry.redrives());
    }

    private static ByteBuffer body(long size) {
        if (size > Frame.LARGEST) {
            throw new IllegalArgumentException("an entry of a journal must be under 1 GiB: " + size + " B");
        }
        return ByteBuffer.allocate((int) size);
    }

    private byte[] frame(int type, byte[] head, byte[] body) {
        byte[] shown = encryption == null ? body : encryption.seal(body, context(type, head));
        return Frame.of(type, (long) head.length + shown.length)
                .put(head)
                .put(shown)
                .array();
    }

    private static byte[] context(int type, byte[] head) {
        return ByteBuffer.allocate(2 + head.length)
                .put((byte) SegmentHeader.FORMAT)
                .put((byte) type)
                .put(head)
                .array();
    }

    /**
     * What a record says whose checksum is right.
     *
     * @throws BadRecord if it says nothing that makes sense, or was not sealed by who knows the key
     */
    Change read(byte[] frame) throws BadRecord {
        ByteBuffer content = ByteBuffer.wrap(frame).position(Frame.CONTENT_OFFSET);
        int type = Frame.type(frame);
        try {
            return switch (type) {
                case DONE, DISCARD -> new Change.Forgotten(type == DISCARD, ids(content));
                default -> kept(type, frame, content);
            };
        } catch (BufferUnderflowException | IllegalArgumentException | DateTimeException e) {
            throw new BadRecord("a record of type " + type + " makes no sense: " + e);
        }
    }

    private static List<String> ids(ByteBuffer content) {
        int count = content.getInt();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(text(content));
        }
        return ids;
    }

    private Change kept(int type, byte[] frame, ByteBuffer content) throws BadRecord {
        boolean isSealed = (content.get() & SEALED) != 0;
        String id = text(content);
        long version = content.getLong();
        Instant accepted = Instant.ofEpochMilli(content.getLong());
        int redrives = content.getInt();
        Death death = type == LETTER ? new Death(content) : null;
        byte[] head = new byte[content.position() - Frame.CONTENT_OFFSET];
        System.arraycopy(frame, Frame.CONTENT_OFFSET, head, 0, head.length);
        byte[] body = new byte[content.remaining()];
        content.get(body);
        if (isSealed != (encryption != null)) {
            String why = isSealed
                    ? "there is no key of this id: " + Encryption.keyId(body)
                    : "it was written without the encryption that is set now";
            return new Change.Kept(id, death != null, null, null, why);
        }
        if (encryption != null) {
            try {
                body = encryption.open(body, context(type, head));
            } catch (EncryptionException e) {
                if (e.reason() == EncryptionException.Reason.ALTERED) {
                    throw new BadRecord("a record was altered");
                }
                return new Change.Kept(id, death != null, null, null, String.valueOf(e.getMessage()));
            }
        }
        ByteBuffer rest = ByteBuffer.wrap(body);
        String key = text(rest);
        String message = death == null ? "" : text(rest);
        byte[] value = new byte[rest.remaining()];
        rest.get(value);
        JournalEntry.Operation operation = JournalEntry.Operation.of(death == null ? type : death.operation);
        JournalEntry entry =
                JournalEntry.of(id, operation, key, value, version, accepted).withRedrives(redrives);
        return death == null
                ? new Change.Kept(id, false, entry, null, null)
                : new Change.Kept(id, true, null, death.of(entry, message), null);
    }

    /** How a letter died. */
    private static final class Death {
        private final int operation;
        private final String errorType;
        private final int attempts;
        private final Instant first;
        private final Instant last;
        private final String node;

        Death(ByteBuffer content) {
            operation = content.get();
            errorType = text(content);
            attempts = content.getInt();
            first = Instant.ofEpochMilli(content.getLong());
            last = Instant.ofEpochMilli(content.getLong());
            node = text(content);
        }

        DeadEntry of(JournalEntry entry, String message) {
            return new DeadEntry(entry, errorType, message, attempts, first, last, node);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static ByteBuffer put(ByteBuffer target, byte[] text) {
        return target.putInt(text.length).put(text);
    }

    /** Allocates nothing larger than what is there. */
    private static String text(ByteBuffer source) {
        int length = source.getInt();
        if (length < 0 || length > source.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] text = new byte[length];
        source.get(text);
        return new String(text, UTF_8);
    }
}
