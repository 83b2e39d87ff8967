package io.cachex;

import io.cachex.UnreadableException.Reason;
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
    private final Sealing sealing;

    /** The last version given here. The store raises what is not above its own, and the near copy would not know. */
    private final AtomicLong versions = new AtomicLong();

    StoredForm(Settings<T> settings, Namespace namespace, Counters counters, LongSupplier storeMicros) {
        this.settings = settings;
        this.codec = settings.codec;
        this.counters = counters;
        this.storeMicros = storeMicros;
        this.sealing = new Sealing(namespace, settings.encryption);
    }

    /** What is in these bytes; no entry, and counted, if they cannot be used. Nothing in them makes it throw. */
    StoreRead<T> decode(String key, StoredValue stored, long now, short epoch, long sequence) {
        Entry<T> entry = null;
        boolean newer = false;
        try {
            entry = entry(key, stored, now, epoch);
        } catch (UnreadableException e) {
            newer = e.isOfALaterRelease();
            counters.unreadable(e.reason());
        } catch (EncryptionException e) {
            counters.unreadable("encryption");
        } catch (RuntimeException
                | StackOverflowError e) { // the codec's verdict on bytes that anybody may have written
            counters.unreadable("body");
        }
        return StoreRead.found(entry, stored.version(), newer, sequence);
    }

    private @Nullable Entry<T> entry(String key, StoredValue stored, long now, short epoch) throws UnreadableException {
        Envelope envelope = Envelope.decode(stored.bytes(), codec.id());
        EnvelopeHeader header = envelope.header();
        if (header.kind() == Envelope.Kind.REMOVED) {
            return null;
        }
        checkSchema(header);
        envelope = sealing.open(key, envelope).inflated(settings.maximumValueBytes);
        T value = header.kind() == Envelope.Kind.ABSENCE ? null : value(envelope);
        return entry(value, envelope, stored.version(), now, epoch);
    }

    /** What a later schema's nodes keep here is theirs, for as long as they would serve it. */
    private void checkSchema(EnvelopeHeader header) throws UnreadableException {
        int schema = header.schemaVersion();
        if (schema > settings.schemaVersion) {
            boolean isFresh = storeMicros.getAsLong() - header.loadStartMicros() < header.freshForMicros();
            throw new UnreadableException(isFresh ? Reason.NEWER_SCHEMA : Reason.SCHEMA);
        }
        if (schema < settings.schemaVersion && settings.schemaUpgrade == null) {
            throw new UnreadableException(Reason.SCHEMA);
        }
        if (schema == settings.schemaVersion && !header.codecId().equals(codec.id())) {
            throw new UnreadableException(Reason.CODEC);
        }
    }

    private T value(Envelope envelope) throws UnreadableException {
        int schema = envelope.header().schemaVersion();
        SchemaUpgrade<T> upgrade = settings.schemaUpgrade;
        if (schema == settings.schemaVersion || upgrade == null) {
            return envelope.value(codec);
        }
        T value;
        try {
            value = upgrade.upgrade(schema, envelope.body().clone());
        } catch (Exception | StackOverflowError e) { // the user's verdict
            throw new UnreadableException(Reason.SCHEMA);
        }
        if (value == null) {
            throw new UnreadableException(Reason.SCHEMA);
        }
        return value;
    }

    /** The store's times in this node's clock. */
    private Entry<T> entry(@Nullable T value, Envelope envelope, long version, long now, short epoch) {
        EnvelopeHeader header = envelope.header();
        long age = StoreTimes.nanos(Math.max(storeMicros.getAsLong() - header.loadStartMicros(), 0));
        long startedAt = now - age;
        long freshUntil = startedAt + StoreTimes.nanos(header.freshForMicros());
        long staleUntil = freshUntil + StoreTimes.nanos(header.staleForMicros());
        var extras = new Entry.Extras(version, header.generation(), envelope.tags(), envelope.etag(), 0);
        return new Entry<>(value, startedAt, freshUntil, staleUntil, extras, epoch)
                .prioritized(settings.priority)
                .sized(envelope.bodyLength());
    }

    /**
     * The stored form of an entry.
     *
     * @param body the value's bytes
     * @return null if the value is too large to be kept
     * @throws SerializationException if there is no key to seal it with
     */
    @Nullable
    StoredValue encode(String key, Entry<T> entry, byte[] body, long generation) {
        long clock = storeMicros.getAsLong(); // before the other: rather a moment older than younger
        long now = settings.time.nanos();
        long keepFor = entry.staleUntil() - now;
        if (keepFor <= 0) {
            return null;
        }
        if (body.length > settings.maximumValueBytes) {
            counters.oversized.increment();
            return null;
        }
        long loadStart = clock - StoreTimes.micros(now - entry.startedAt);
        long freshFor = StoreTimes.micros(Math.max(entry.freshUntil() - entry.startedAt, 0));
        long staleFor = StoreTimes.micros(entry.staleUntil() - Math.max(entry.freshUntil(), entry.startedAt));
        long version = versions.updateAndGet(last -> Math.max(clock, last + 1));
        Envelope.Kind kind = entry.isAbsence() ? Envelope.Kind.ABSENCE : Envelope.Kind.VALUE;
        EnvelopeHeader header = new EnvelopeHeader(
                kind, version, generation, loadStart, freshFor, staleFor, codec.id(), settings.schemaVersion);
        Entry.Extras extras = entry.extras;
        Envelope envelope = extras == null
                ? Envelope.of(header, body)
                : new Envelope(header, extras.tags(), extras.etag(), null, null, body);
        envelope = sealed(key, compressed(envelope));
        return StoredValue.of(envelope.encode(), Duration.ofNanos(keepFor), version);
    }

    private Envelope sealed(String key, Envelope envelope) {
        try {
            return sealing.seal(key, envelope);
        } catch (RuntimeException e) {
            throw new SerializationException("the value of " + settings.shown(key) + " could not be encrypted", e);
        }
    }

    /** Before it is sealed: what is sealed does not shrink. */
    private Envelope compressed(Envelope envelope) {
        Compression compression = settings.compression;
        byte[] body = compression == null ? null : compression.compress(envelope.body());
        return compression == null || body == null
                ? envelope
                : envelope.withCompression(compression.compressor(), body);
    }

    /**
     * The value's bytes; none for absence.
     *
     * @throws SerializationException if the codec cannot write the value
     */
    byte[] body(String key, @Nullable T value) {
        return value == null ? new byte[0] : body(settings, key, value);
    }

    /** As {@link #body(String, Object)}, for those who have no store. */
    static <T> byte[] body(Settings<T> settings, String key, T value) {
        Codec<T> codec = settings.codec;
        try {
            return codec.encode(value);
        } catch (RuntimeException | StackOverflowError e) {
            throw new SerializationException(
                    "the value of " + settings.shown(key) + " could not be encoded as " + codec.id(), e);
        }
    }
}
