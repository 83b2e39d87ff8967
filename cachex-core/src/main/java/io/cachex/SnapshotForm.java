package io.cachex;

import io.cachex.spi.StoredValue;
import io.cachex.spi.TimeSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Entries as records of a snapshot, and back: the key's length in 4 bytes, the key in UTF-8, 8 bytes of the version in the
 * store or 0, and the {@link Envelope}, sealed where the cache seals what it stores.
 *
 * <p>Two processes share no clock but that on the wall. It is read once, when this is made, and goes on from there as the
 * monotonic clock does: a step while a snapshot is written changes no age. Ages are rounded up.
 */
final class SnapshotForm<T> {

    private static final int FIXED = Integer.BYTES + Long.BYTES;
    private static final Duration ANY_TIME = Duration.ofDays(1);

    /** Between two conversions a duration may have grown by so many microseconds: ages grow by as much. */
    private static final long ROUNDING = 2;

    private final Engine<T> engine;
    private final TimeSource time;
    private final Instant wall;
    private final long began;
    private final StoredForm<T> writing;
    private final StoredForm<T> reading;

    SnapshotForm(Engine<T> engine, Namespace namespace) {
        this.engine = engine;
        this.time = engine.time;
        this.wall = time.instant();
        this.began = time.nanos();
        this.writing = new StoredForm<>(engine.settings, namespace, engine.counters, () -> micros(now()));
        this.reading = new StoredForm<>(engine.settings, namespace, engine.counters, () -> micros(now()) + ROUNDING);
    }

    /** The wall clock as it would be if nobody had set it since. */
    Instant now() {
        return wall.plusNanos(time.nanos() - began);
    }

    private static long micros(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000), instant.getNano() / 1_000);
    }

    /**
     * The record of an entry; null if it is too old or too large to be kept.
     *
     * @throws SerializationException if the codec or the encryption refuses it
     */
    byte @Nullable [] record(String key, Entry<T> entry) {
        long generation = entry.extras == null ? 0 : entry.extras.generation();
        StoredValue stored = writing.encode(key, entry, writing.body(key, entry.value), generation);
        if (stored == null) {
            return null;
        }
        byte[] name = key.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(FIXED + name.length + stored.bytes().length)
                .putInt(name.length)
                .put(name)
                .putLong(entry.version())
                .put(stored.bytes())
                .array();
    }

    /** An entry of an earlier run under its key. */
    record Restored<T>(String key, Entry<T> entry) {}

    /** What a record holds; null if it cannot be used: another codec's, or sealed with a key that is not known. */
    @Nullable
    Restored<T> restored(byte[] record) {
        ByteBuffer bytes = ByteBuffer.wrap(record);
        int length = record.length < FIXED ? -1 : bytes.getInt();
        if (length < 0 || length > record.length - FIXED) {
            return null;
        }
        String key = Utf8.read(record, Integer.BYTES, length);
        if (key == null || !isAllowed(key)) {
            return null;
        }
        bytes.position(Integer.BYTES + length);
        long version = bytes.getLong();
        byte[] envelope = new byte[bytes.remaining()];
        bytes.get(envelope);
        if (version < 0 || version > EnvelopeHeader.MAX_VERSION) {
            return null;
        }
        StoredValue stored = StoredValue.of(envelope, ANY_TIME, Math.max(version, 1));
        Entry<T> entry = reading.decode(key, stored, time.nanos(), (short) 0, 0).entry();
        return entry == null ? null : new Restored<>(key, ours(entry, version));
    }

    private boolean isAllowed(String key) {
        try {
            engine.settings.keyRules.check(key);
            return true;
        } catch (IllegalArgumentException e) { // the rules are stricter than they were
            return false;
        }
    }

    /** The entry as one of this process: without what it does not need, and, where other nodes change keys, not trusted. */
    private Entry<T> ours(Entry<T> read, long version) {
        Entry.Extras extras = read.extras;
        if (extras != null) {
            boolean isPlain = version == 0 && extras.tags().isEmpty() && extras.etag() == null;
            extras = isPlain ? null : new Entry.Extras(version, generation(extras), extras.tags(), extras.etag(), 0);
        }
        Coherence coherence = engine.coherence;
        long startedAt = coherence == null ? read.startedAt : coherence.notTrusted(read.startedAt);
        short epoch = coherence == null ? 0 : coherence.epochBefore();
        return new Entry<>(read.value, startedAt, read.freshUntil(), read.staleUntil(), extras, epoch).sized(read.size);
    }

    /** A sequence that no store keeps ends with its process, and another begins at 0. */
    private long generation(Entry.Extras extras) {
        return engine.store == null || engine.store.generations == null ? 0 : extras.generation();
    }
}
