package io.cachex;

import io.cachex.spi.Codec;
import io.cachex.spi.StoredValue;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Entries as a store keeps them, and back: values become envelopes, and times pass from the cache's monotonic clock to the
 * store's clock; nowhere else.
 */
final class StoredForm<T> {

    private final Settings<T> settings;
    private final Codec<T> codec;
    private final Counters counters;
    private final LongSupplier storeMicros;

    /** The last version given here. The store raises what is not above its own, and the near copy would not know. */
    private final AtomicLong versions = new AtomicLong();

    StoredForm(Settings<T> settings, Counters counters, LongSupplier storeMicros) {
        this.settings = settings;
        this.codec = settings.codec;
        this.counters = counters;
        this.storeMicros = storeMicros;
    }

    /** What is in these bytes; no entry, and counted, if they cannot be used. Nothing in them makes it throw. */
    StoreRead<T> decode(StoredValue stored, long now, short epoch, long sequence) {
        Entry<T> entry = null;
        boolean newer = false;
        try {
            entry = entry(stored, now, epoch);
        } catch (UnreadableException e) {
            newer = e.isNewerFormat();
            counters.unreadable(e.reason());
        } catch (RuntimeException
                | StackOverflowError e) { // the codec's verdict on bytes that anybody may have written
            counters.unreadable("body");
        }
        return StoreRead.found(entry, stored.version(), newer, sequence);
    }

    private @Nullable Entry<T> entry(StoredValue stored, long now, short epoch) throws UnreadableException {
        Envelope envelope = Envelope.decode(stored.bytes(), codec.id());
        EnvelopeHeader header = envelope.header();
        if (header.kind() == Envelope.Kind.REMOVED) {
            return null;
        }
        if (!header.codecId().equals(codec.id()) || header.schemaVersion() != codec.schemaVersion()) {
            counters.unreadable(header.codecId().equals(codec.id()) ? "schema" : "codec");
            return null;
        }
        T value = header.kind() == Envelope.Kind.ABSENCE ? null : envelope.value(codec);
        return entry(value, envelope, stored.version(), now, epoch);
    }

    /** The store's times in this node's clock. */
    private Entry<T> entry(@Nullable T value, Envelope envelope, long version, long now, short epoch) {
        EnvelopeHeader header = envelope.header();
        long age = StoreTimes.nanos(Math.max(storeMicros.getAsLong() - header.loadStartMicros(), 0));
        long startedAt = now - age;
        long freshUntil = startedAt + StoreTimes.nanos(header.freshForMicros());
        long staleUntil = freshUntil + StoreTimes.nanos(header.staleForMicros());
        var extras = new Entry.Extras(version, header.generation(), envelope.tags(), envelope.etag(), 0);
        return new Entry<>(value, startedAt, freshUntil, staleUntil, extras, epoch);
    }

    /**
     * The stored form of an entry.
     *
     * @param body the value's bytes
     * @return null if the value is too large to be kept
     */
    @Nullable
    StoredValue encode(Entry<T> entry, byte[] body, long generation) {
        long now = settings.time.nanos();
        long keepFor = entry.staleUntil - now;
        if (keepFor <= 0) {
            return null;
        }
        if (body.length > settings.maximumValueBytes) {
            counters.oversized.increment();
            return null;
        }
        long clock = storeMicros.getAsLong();
        long loadStart = clock - StoreTimes.micros(now - entry.startedAt);
        long freshFor = StoreTimes.micros(Math.max(entry.freshUntil - entry.startedAt, 0));
        long staleFor = StoreTimes.micros(entry.staleUntil - Math.max(entry.freshUntil, entry.startedAt));
        long version = versions.updateAndGet(last -> Math.max(clock, last + 1));
        Envelope.Kind kind = entry.isAbsence() ? Envelope.Kind.ABSENCE : Envelope.Kind.VALUE;
        EnvelopeHeader header = new EnvelopeHeader(
                kind, version, generation, loadStart, freshFor, staleFor, codec.id(), codec.schemaVersion());
        Entry.Extras extras = entry.extras;
        Envelope envelope = extras == null
                ? Envelope.of(header, body)
                : new Envelope(header, extras.tags(), extras.etag(), null, null, body);
        return StoredValue.of(envelope.encode(), Duration.ofNanos(keepFor), version);
    }

    /**
     * The value's bytes; none for absence.
     *
     * @throws SerializationException if the codec cannot write the value
     */
    byte[] body(String key, @Nullable T value) {
        if (value == null) {
            return new byte[0];
        }
        try {
            return codec.encode(value);
        } catch (RuntimeException | StackOverflowError e) {
            throw new SerializationException(
                    "the value of " + settings.shown(key) + " could not be encoded as " + codec.id(), e);
        }
    }
}
