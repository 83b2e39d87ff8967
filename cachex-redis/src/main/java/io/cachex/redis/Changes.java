package io.cachex.redis;

import io.cachex.spi.Invalidation;
import io.cachex.spi.StoredValue;
import io.cachex.spi.Versioned;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Changes of values. Each is one script: what is written or removed, its lease, its number, and its message. */
final class Changes {

    /** Scripts hold up everything else at the server: about 2 ms for so many keys. */
    private static final int MOST_KEYS = 250;

    private static final long MOST_BYTES = 1 << 20;

    private final StoreContext context;
    private final byte[] holdMillis;

    Changes(StoreContext context) {
        this.context = context;
        this.holdMillis = Arguments.millis(context.settings().originLag());
    }

    /** A value and the key it is for. */
    private record Entry(Key key, StoredValue value) {}

    /**
     * Writes over whatever is there. A value above the limit fails the stage, and what is there of its key is removed, for
     * it would be taken for the one refused.
     */
    CompletableFuture<Void> write(Map<String, StoredValue> entries, @Nullable Invalidation message) {
        List<Entry> fitting = new ArrayList<>(entries.size());
        List<Key> refused = new ArrayList<>();
        entries.forEach((text, value) -> {
            Key key = Key.of(text);
            if (isTooLarge(value)) {
                refused.add(key);
            } else {
                fitting.add(new Entry(key, value));
            }
        });
        Announcement announcement = new Announcement(message);
        List<List<Entry>> chunks =
                Chunks.of(fitting, MOST_KEYS, entry -> entry.value().bytes().length, MOST_BYTES);
        CompletableFuture<Void> written =
                Chunks.each(chunks, chunk -> put(chunk, announcement, refused.isEmpty() && isLast(chunk, chunks)));
        if (refused.isEmpty()) {
            return written;
        }
        return written.thenCompose(done -> remove(refused, announcement))
                .thenCompose(done -> CompletableFuture.failedFuture(tooLarge()));
    }

    /** Removes keys and their counters. */
    CompletableFuture<Void> remove(Collection<String> keys, @Nullable Invalidation message) {
        return remove(keys.stream().map(Key::of).toList(), new Announcement(message));
    }

    /** Writes over one version only. */
    CompletableFuture<Boolean> compare(String text, long expected, StoredValue value, @Nullable Invalidation message) {
        if (expected < Versioned.ABSENT || value.version() <= expected) {
            throw new IllegalArgumentException(
                    "version must be above that expected, which is at least 0: " + value.version() + ", " + expected);
        }
        if (isTooLarge(value)) {
            throw tooLarge();
        }
        Key key = Key.of(text);
        Announcement announcement = new Announcement(message);
        List<byte[]> names = new ArrayList<>();
        addNames(names, key);
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(Arguments.of(expected));
        addChannels(arguments);
        arguments.add(context.patience());
        addValue(arguments, value);
        addMessages(names, arguments, announcement, List.of(text), true);
        return context.run(Scripts.COMPARE, names, arguments).thenApply(Changes::isOne);
    }

    /** Whether a script answered 1. */
    static boolean isOne(List<Object> answer) {
        return answer.get(0) instanceof Long number && number == 1;
    }

    private CompletableFuture<Void> put(List<Entry> entries, Announcement announcement, boolean isLast) {
        List<byte[]> names = new ArrayList<>(entries.size() * 3 + 1);
        List<byte[]> arguments = new ArrayList<>(entries.size() * 3 + 5);
        List<String> keys = new ArrayList<>(entries.size());
        arguments.add(Arguments.of(entries.size()));
        addChannels(arguments);
        arguments.add(context.patience());
        for (Entry entry : entries) {
            addNames(names, entry.key);
            addValue(arguments, entry.value);
            keys.add(entry.key.text());
        }
        addMessages(names, arguments, announcement, keys, isLast);
        return context.run(Scripts.PUT, names, arguments).thenAccept(Changes::checkRaised);
    }

    private CompletableFuture<Void> remove(List<Key> keys, Announcement announcement) {
        List<List<Key>> chunks = Chunks.of(keys, MOST_KEYS);
        return Chunks.each(chunks, chunk -> {
            List<byte[]> names = new ArrayList<>(chunk.size() * 4 + 1);
            List<byte[]> arguments = new ArrayList<>();
            arguments.add(Arguments.of(chunk.size()));
            addChannels(arguments);
            arguments.add(holdMillis);
            for (Key key : chunk) {
                names.add(context.names().value(key.escaped()));
                names.add(context.names().lease(key.escaped()));
                names.add(context.names().counter(key.escaped()));
                names.add(context.names().hold(key.escaped()));
            }
            List<String> texts = chunk.stream().map(Key::text).toList();
            addMessages(names, arguments, announcement, texts, isLast(chunk, chunks));
            return context.run(Scripts.REMOVE, names, arguments);
        });
    }

    private void addNames(List<byte[]> names, Key key) {
        names.add(context.names().value(key.escaped()));
        names.add(context.names().lease(key.escaped()));
        names.add(context.names().hold(key.escaped()));
    }

    private static void addValue(List<byte[]> arguments, StoredValue value) {
        arguments.add(Arguments.of(value.version()));
        arguments.add(Arguments.keepFor(value));
        arguments.add(value.bytes());
    }

    private void addChannels(List<byte[]> arguments) {
        arguments.add(context.readyChannel());
        arguments.add(context.invalidationChannel());
        arguments.add(Arguments.of(context.incarnation()));
    }

    private void addMessages(
            List<byte[]> names, List<byte[]> arguments, Announcement announcement, List<String> keys, boolean isLast) {
        String namespace = announcement.namespace();
        if (namespace != null) {
            names.add(context.names().space(namespace));
            arguments.addAll(announcement.heads(keys, isLast));
        }
    }

    private static <E> boolean isLast(List<E> chunk, List<List<E>> chunks) {
        return chunk == chunks.get(chunks.size() - 1);
    }

    private static void checkRaised(List<Object> versions) {
        for (Object version : versions) {
            if (version.equals(0L)) {
                throw new IllegalArgumentException("the value's version cannot be raised above 2^53");
            }
        }
    }

    boolean isTooLarge(StoredValue value) {
        return value.bytes().length > context.settings().maximumValueBytes();
    }

    IllegalArgumentException tooLarge() {
        return new IllegalArgumentException(
                "a value must have at most " + context.settings().maximumValueBytes() + " bytes as stored");
    }
}
