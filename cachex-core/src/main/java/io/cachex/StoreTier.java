package io.cachex;

import io.cachex.spi.Codec;
import io.cachex.spi.Generations;
import io.cachex.spi.Store;
import io.cachex.spi.StoredValue;
import io.cachex.spi.Versioned;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The store as the engine sees it: entries by the user's keys. Here keys get their namespace, values become envelopes,
 * and times pass from the cache's monotonic clock to the store's clock and back; nowhere else.
 */
final class StoreTier<T> {

    /**
     * What a read found.
     *
     * @param entries by the user's key; what is missing, unreadable or outdated is not there
     * @param versions of everything that was found, readable or not
     * @param newer the keys whose bytes are of a later release's format
     * @param sequence the namespace's sequence when it was read
     */
    record Read<T>(Map<String, Entry<T>> entries, Map<String, Long> versions, Set<String> newer, long sequence) {

        /** The version to expect when writing over what was read. */
        long version(String key) {
            return versions.getOrDefault(key, Versioned.ABSENT);
        }
    }

    private final Store store;
    private final Namespace namespace;
    private final Settings<T> settings;
    private final Codec<T> codec;
    private final Tags tags;
    private final Counters counters;

    /** The last version given here. The store raises what is not above its own, and the near copy would not know. */
    private final AtomicLong versions = new AtomicLong();

    final @Nullable Generations generations;
    final String scope;

    StoreTier(Store store, Namespace namespace, Settings<T> settings, Tags tags, Counters counters) {
        this.store = store;
        this.namespace = namespace;
        this.settings = settings;
        this.codec = settings.codec;
        this.tags = tags;
        this.counters = counters;
        this.generations = store.capability(Generations.class).orElse(null);
        this.scope = namespace.toString();
    }

    /**
     * Reads keys. Never fails: a store that cannot be read is a miss, which its observer has heard of.
     *
     * @param hop where to decode if the store does not answer at once: its own thread is no place for user code
     */
    CompletionStage<Read<T>> read(Set<String> keys, Executor hop) {
        return readOrFail(keys, hop)
                .exceptionally(failure -> new Read<>(Map.of(), Map.of(), Set.of(), tags.sequence()));
    }

    /** Reads keys for a change, which fails if they cannot be read. */
    CompletionStage<Read<T>> readOrFail(Set<String> keys, Executor hop) {
        Map<String, String> userKeys = new HashMap<>();
        for (String key : keys) {
            userKeys.put(namespace.storeKey(key), key);
        }
        return sequence()
                .thenCompose(sequence -> Stages.onward(store.read(userKeys.keySet()), hop)
                        .thenCompose(found -> decoded(userKeys, found, sequence)));
    }

    /** The sequence to note on an entry whose life begins now. */
    CompletionStage<Long> sequence() {
        if (generations == null) {
            return CompletableFuture.completedFuture(tags.sequence());
        }
        return generations.generations(scope, Set.of(Tags.EVERYTHING)).thenApply(snapshot -> {
            tags.learn(snapshot);
            return snapshot.sequence();
        });
    }

    private CompletionStage<Read<T>> decoded(
            Map<String, String> userKeys, Map<String, StoredValue> found, long sequence) {
        Read<T> read = new Read<>(new HashMap<>(), new HashMap<>(), new HashSet<>(), sequence);
        Set<String> names = new HashSet<>();
        long now = settings.time.nanos();
        found.forEach((storeKey, stored) -> {
            String key = userKeys.get(storeKey);
            if (key == null) {
                return; // a store that answers more than it was asked
            }
            read.versions.put(key, stored.version());
            Entry<T> entry = decode(key, stored, now, read);
            if (entry != null) {
                read.entries.put(key, entry);
                if (entry.extras != null) {
                    names.addAll(entry.extras.tags());
                }
            }
        });
        if (names.isEmpty() || generations == null) {
            return CompletableFuture.completedFuture(valid(read));
        }
        return generations.generations(scope, names).thenApply(snapshot -> {
            tags.learn(snapshot);
            return valid(read);
        });
    }

    private Read<T> valid(Read<T> read) {
        read.entries.values().removeIf(entry -> entry.extras != null && !tags.isValid(entry.extras));
        return read;
    }

    /** The entry in these bytes; null, and counted, if they cannot be used. Nothing in them makes it throw. */
    private @Nullable Entry<T> decode(String key, StoredValue stored, long now, Read<T> read) {
        try {
            Envelope envelope = Envelope.decode(stored.bytes());
            EnvelopeHeader header = envelope.header();
            if (header.kind() == Envelope.Kind.REMOVED) {
                return null;
            }
            if (!header.codecId().equals(codec.id()) || header.schemaVersion() != codec.schemaVersion()) {
                counters.unreadable(header.codecId().equals(codec.id()) ? "schema" : "codec");
                return null;
            }
            T value = header.kind() == Envelope.Kind.ABSENCE ? null : codec.decode(envelope.body());
            return entry(value, envelope, stored.version(), now);
        } catch (UnreadableException e) {
            if (e.isNewerFormat()) {
                read.newer.add(key);
            }
            counters.unreadable(e.reason());
        } catch (RuntimeException
                | StackOverflowError e) { // the codec's verdict on bytes that anybody may have written
            counters.unreadable("body");
        }
        return null;
    }

    /** The store's times in this node's clock. */
    private Entry<T> entry(@Nullable T value, Envelope envelope, long version, long now) {
        EnvelopeHeader header = envelope.header();
        long age = StoreTimes.nanos(Math.max(store.clockMicros() - header.loadStartMicros(), 0));
        long startedAt = now - age;
        long freshUntil = startedAt + StoreTimes.nanos(header.freshForMicros());
        long staleUntil = freshUntil + StoreTimes.nanos(header.staleForMicros());
        var extras = new Entry.Extras(version, header.generation(), envelope.tags(), envelope.etag(), 0);
        return new Entry<>(value, startedAt, freshUntil, staleUntil, extras);
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
        long clock = store.clockMicros();
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

    CompletionStage<Void> write(String key, StoredValue value) {
        return store.write(Map.of(namespace.storeKey(key), value));
    }

    CompletionStage<Void> remove(String key) {
        return store.remove(Set.of(namespace.storeKey(key)));
    }

    String storeKey(String key) {
        return namespace.storeKey(key);
    }

    <C> @Nullable C capability(Class<C> type) {
        return store.capability(type).orElse(null);
    }

    void close() {
        store.close();
    }

    @Override
    public String toString() {
        return store.toString();
    }
}
