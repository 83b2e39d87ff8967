package io.cachex;

import io.cachex.spi.Codec;
import io.cachex.spi.StoredValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
    private final Namespace namespace;
    private final @Nullable Encryption encryption;

    /** The last version given here. The store raises what is not above its own, and the near copy would not know. */
    private final AtomicLong versions = new AtomicLong();

    StoredForm(Settings<T> settings, Namespace namespace, Counters counters, LongSupplier storeMicros) {
        this.settings = settings;
        this.codec = settings.codec;
        this.counters = counters;
        this.storeMicros = storeMicros;
        this.namespace = namespace;
        this.encryption = settings.encryption;
    }

    /** What is in these bytes; no entry, and counted, if they cannot be used. Nothing in them makes it throw. */
    StoreRead<T> decode(String key, StoredValue stored, long now, short epoch, long sequence) {
        Entry<T> entry = null;
        boolean newer = false;
        try {
            entry = entry(key, stored, now, epoch);
        } catch (UnreadableException e) {
            newer = e.isNewerFormat();
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
        if (!header.codecId().equals(codec.id()) || header.schemaVersion() != codec.schemaVersion()) {
            counters.unreadable(header.codecId().equals(codec.id()) ? "schema" : "codec");
            return null;
        }
        if (encryption != null || envelope.encryptionKeyId() != null) {
            envelope = opened(key, envelope);
        }
        T value = header.kind() == Envelope.Kind.ABSENCE ? null : envelope.value(codec);
        return entry(value, envelope, stored.version(), now, epoch);
    }

    /**
     * The envelope with its body as the codec wrote it. Whoever can write to the store could also take the mark away that a
     * body is sealed: where bodies are to be, another is none of ours.
     */
    private Envelope opened(String key, Envelope envelope) {
        if (encryption == null || envelope.encryptionKeyId() == null) {
            throw new EncryptionException(EncryptionException.Reason.ALTERED, "", "sealed on one side only");
        }
        byte[] plain =
                encryption.open(envelope.body(), context(key, envelope.header().kind()));
        return envelope.withEncryption(null, plain);
    }

    /** What a sealed body belongs to: namespace and key, the envelope's format, and what it stands for. */
    private byte[] context(String key, Envelope.Kind kind) {
        byte[] storeKey = namespace.storeKey(key).getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(storeKey.length + 2)
                .put(storeKey)
                .put((byte) EnvelopeLayout.FORMAT)
                .put((byte) kind.code)
                .array();
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
                kind, version, generation, loadStart, freshFor, staleFor, codec.id(), codec.schemaVersion());
        Entry.Extras extras = entry.extras;
        Envelope envelope = extras == null
                ? Envelope.of(header, body)
                : new Envelope(header, extras.tags(), extras.etag(), null, null, body);
        if (encryption != null) {
            envelope = sealed(key, envelope, encryption);
        }
        return StoredValue.of(envelope.encode(), Duration.ofNanos(keepFor), version);
    }

    private Envelope sealed(String key, Envelope envelope, Encryption with) {
        try {
            byte[] sealed =
                    with.seal(envelope.body(), context(key, envelope.header().kind()));
            return envelope.withEncryption(Encryption.keyId(sealed), sealed);
        } catch (RuntimeException e) {
            throw new SerializationException("the value of " + settings.shown(key) + " could not be encrypted", e);
        }
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
