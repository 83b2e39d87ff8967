package io.cachex;

import static io.cachex.EnvelopeLayout.INT;
import static io.cachex.EnvelopeLayout.LONG;

import org.jspecify.annotations.Nullable;

/** Writes an {@link Envelope}: one pass to measure it, one array, one pass to fill it. */
final class EnvelopeWriter {

    private final byte[] target;
    private int position = EnvelopeLayout.VARIABLE_OFFSET;

    private EnvelopeWriter(int size) {
        target = new byte[size];
    }

    static byte[] write(Envelope envelope) {
        EnvelopeWriter writer = new EnvelopeWriter(sizeOf(envelope));
        writer.fill(envelope);
        return writer.target;
    }

    private static int sizeOf(Envelope envelope) {
        EnvelopeHeader header = envelope.header();
        long size = EnvelopeLayout.VARIABLE_OFFSET
                + sizeOf(header.generation())
                + sizeOf(header.freshForMicros())
                + sizeOf(header.staleForMicros())
                + sizeOf(header.schemaVersion())
                + sizeOf("codecId", header.codecId())
                + sizeOf("etag", envelope.etag())
                + sizeOf("encryptionKeyId", envelope.encryptionKeyId())
                + sizeOf("originalKey", envelope.originalKey())
                + (envelope.compressor() == Compressor.NONE ? 0 : 1)
                + envelope.body().length;
        if (!envelope.tags().isEmpty()) {
            size += sizeOf(envelope.tags().size());
            for (String tag : envelope.tags()) {
                if (tag.isEmpty()) {
                    throw new IllegalArgumentException("a tag must not be empty");
                }
                size += sizeOf("tag", tag);
            }
        }
        if (size > Integer.MAX_VALUE - 8) { // no JVM makes larger arrays
            throw new IllegalArgumentException("an envelope must be under 2 GiB: " + size + " B");
        }
        return (int) size;
    }

    private static int sizeOf(long number) {
        return (70 - Long.numberOfLeadingZeros(number | 1)) / 7;
    }

    private static long sizeOf(String part, @Nullable String text) {
        if (text == null) {
            return 0;
        }
        int length = Utf8.length(text);
        if (length == Utf8.NONE) {
            throw new IllegalArgumentException(part + " must not contain a lone surrogate");
        }
        return sizeOf(length) + (long) length;
    }

    private void fill(Envelope envelope) {
        EnvelopeHeader header = envelope.header();
        System.arraycopy(EnvelopeLayout.MAGIC, 0, target, 0, EnvelopeLayout.MAGIC.length);
        target[EnvelopeLayout.FORMAT_OFFSET] = EnvelopeLayout.FORMAT;
        LONG.set(target, Envelope.VERSION_OFFSET, header.version());
        INT.set(target, EnvelopeLayout.LENGTH_OFFSET, target.length);
        target[EnvelopeLayout.KIND_OFFSET] = (byte) header.kind().code;
        target[EnvelopeLayout.FLAGS_OFFSET] = (byte) flagsOf(envelope);
        LONG.set(target, EnvelopeLayout.LOAD_START_OFFSET, header.loadStartMicros());
        number(header.generation());
        number(header.freshForMicros());
        number(header.staleForMicros());
        number(header.schemaVersion());
        text(header.codecId());
        if (!envelope.tags().isEmpty()) {
            number(envelope.tags().size());
            envelope.tags().forEach(this::text);
        }
        text(envelope.etag());
        text(envelope.encryptionKeyId());
        text(envelope.originalKey());
        if (envelope.compressor() != Compressor.NONE) {
            target[position++] = (byte) envelope.compressor();
        }
        System.arraycopy(envelope.body(), 0, target, position, envelope.body().length);
        INT.set(target, EnvelopeLayout.CHECKSUM_OFFSET, EnvelopeLayout.checksum(target));
    }

    private static int flagsOf(Envelope envelope) {
        return (envelope.tags().isEmpty() ? 0 : EnvelopeLayout.TAGS)
                | (envelope.etag() == null ? 0 : EnvelopeLayout.ETAG)
                | (envelope.encryptionKeyId() == null ? 0 : EnvelopeLayout.ENCRYPTION_KEY_ID)
                | (envelope.originalKey() == null ? 0 : EnvelopeLayout.ORIGINAL_KEY)
                | (envelope.compressor() == Compressor.NONE ? 0 : EnvelopeLayout.COMPRESSOR);
    }

    private void number(long number) {
        long rest = number;
        while (rest >= 0x80) {
            target[position++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        target[position++] = (byte) rest;
    }

    private void text(@Nullable String text) {
        if (text != null) {
            number(Utf8.length(text));
            position = Utf8.write(text, target, position);
        }
    }
}
