package io.cachex.redis;

import io.cachex.spi.DeadEntry;
import io.cachex.spi.JournalEntry;
import io.cachex.spi.JournalEntry.Operation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes and dead letters as fields and values of a stream's entry. All but keys and values are text, for people; the first
 * is the number of the format, and what has a greater one than ours was written by a later release.
 */
final class JournalRecord {

    static final int FORMAT = 1;

    private static final String FORMAT_FIELD = "format";

    private JournalRecord() {}

    /**
     * A write.
     *
     * @throws IllegalArgumentException if the id or the key has a lone surrogate; the message does not show it
     */
    static List<byte[]> of(JournalEntry entry) {
        List<byte[]> fields = new ArrayList<>();
        add(fields, FORMAT_FIELD, Arguments.of(FORMAT));
        add(fields, "id", KeyText.utf8(entry.id()));
        add(fields, "operation", Arguments.of(entry.operation().code()));
        add(fields, "key", KeyText.utf8(entry.key()));
        add(fields, "value", entry.value());
        add(fields, "version", Arguments.of(entry.version()));
        add(fields, "accepted", Arguments.of(entry.accepted().toEpochMilli()));
        add(fields, "redrives", Arguments.of(entry.redrives()));
        return fields;
    }

    /** A dead letter: the write, and what became of it. */
    static List<byte[]> of(DeadEntry letter) {
        List<byte[]> fields = of(letter.entry());
        add(fields, "error", Arguments.of(letter.errorType()));
        add(fields, "message", Arguments.of(letter.errorMessage()));
        add(fields, "attempts", Arguments.of(letter.attempts()));
        add(fields, "first", Arguments.of(letter.firstFailure().toEpochMilli()));
        add(fields, "last", Arguments.of(letter.lastFailure().toEpochMilli()));
        add(fields, "node", Arguments.of(letter.node()));
        return fields;
    }

    private static void add(List<byte[]> fields, String name, byte[] value) {
        fields.add(Arguments.of(name));
        fields.add(value);
    }

    /**
     * The write.
     *
     * @throws io.cachex.JournalException if it is of a later release, or no write at all
     */
    static JournalEntry entry(List<Object> fields) {
        return readable(fields, JournalRecord::entry);
    }

    /**
     * The dead letter.
     *
     * @throws io.cachex.JournalException if it is of a later release, or no letter at all
     */
    static DeadEntry letter(List<Object> fields) {
        return readable(
                fields,
                found -> new DeadEntry(
                        entry(found),
                        text(found, "error"),
                        text(found, "message"),
                        Math.toIntExact(number(found, "attempts")),
                        Instant.ofEpochMilli(number(found, "first")),
                        Instant.ofEpochMilli(number(found, "last")),
                        text(found, "node")));
    }

    private static JournalEntry entry(Map<String, byte[]> found) {
        return JournalEntry.of(
                        text(found, "id"),
                        Operation.of(Math.toIntExact(number(found, "operation"))),
                        text(found, "key"),
                        bytes(found, "value"),
                        number(found, "version"),
                        Instant.ofEpochMilli(number(found, "accepted")))
                .withRedrives(Math.toIntExact(number(found, "redrives")));
    }

    /** How a record is read. */
    private interface Reading<R> {
        R read(Map<String, byte[]> fields);
    }

    private static <R> R readable(List<Object> fields, Reading<R> reading) {
        Map<String, byte[]> found = new HashMap<>();
        for (int i = 0; i + 1 < fields.size(); i += 2) {
            found.put(Answers.text(fields.get(i)), (byte[]) fields.get(i + 1));
        }
        long format;
        try {
            format = number(found, FORMAT_FIELD);
            if (format == FORMAT) {
                return reading.read(found);
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw JournalFailures.unreadable("a record of the journal cannot be read: " + e.getMessage());
        }
        throw JournalFailures.unreadable("a record of the journal is of format " + format
                + ", and this release reads format " + FORMAT + ": it is kept for a later one");
    }

    private static byte[] bytes(Map<String, byte[]> fields, String name) {
        byte[] found = fields.get(name);
        if (found == null) {
            throw new IllegalArgumentException("it has no " + name);
        }
        return found;
    }

    private static String text(Map<String, byte[]> fields, String name) {
        return new String(bytes(fields, name), StandardCharsets.UTF_8);
    }

    private static long number(Map<String, byte[]> fields, String name) {
        try {
            return Long.parseLong(text(fields, name));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " is no number", e);
        }
    }
}
