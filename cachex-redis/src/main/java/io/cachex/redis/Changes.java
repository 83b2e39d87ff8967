package io.cachex.redis;

import io.cachex.spi.Invalidation;
import io.cachex.spi.StoredValue;
import io.cachex.spi.Versioned;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Changes of values. Each is one script: what is written or removed, its lease, its number, and its message. In a cluster
 * a batch is one script for each slot; those of one master go together.
 */
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
        CompletableFuture<Void> written = each(
                Scripts.PUT,
                entryParts(fitting),
                (part, isLast) -> put(part, announcement, refused.isEmpty() && isLast));
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
        List<byte[]> heads = new Announcement(message).heads(List.of(text), true);
        String namespace = message == null ? null : message.namespace();
        List<byte[]> names = new ArrayList<>();
        addNames(names, key);
        return context.run(Scripts.COMPARE, names, shard -> {
                    List<byte[]> rest = new ArrayList<>();
                    rest.add(shard.patience());
                    addValue(rest, value);
                    return told(shard, expected, rest, namespace, heads);
                })
                .thenApply(Changes::isOne);
    }

    /** Whether a script answered 1. */
    static boolean isOne(List<Object> answer) {
        return answer.get(0) instanceof Long number && number == 1;
    }

    private Route.Run put(List<Entry> entries, Announcement announcement, boolean isLast) {
        List<byte[]> names = new ArrayList<>(entries.size() * 3);
        List<String> keys = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            addNames(names, entry.key);
            keys.add(entry.key.text());
        }
        List<byte[]> heads = announcement.heads(keys, isLast);
        return new Route.Run(names, shard -> {
            List<byte[]> rest = new ArrayList<>(entries.size() * 3 + 1);
            rest.add(shard.patience());
            entries.forEach(entry -> addValue(rest, entry.value));
            return told(shard, entries.size(), rest, announcement.namespace(), heads);
        });
    }

    private CompletableFuture<Void> remove(List<Key> keys, Announcement announcement) {
        return each(Scripts.REMOVE, keyParts(keys), (part, isLast) -> remove(part, announcement, isLast));
    }

    private Route.Run remove(List<Key> keys, Announcement announcement, boolean isLast) {
        List<byte[]> names = new ArrayList<>(keys.size() * 4);
        for (Key key : keys) {
            names.add(context.names().value(key.escaped()));
            names.add(context.names().lease(key.escaped()));
            names.add(context.names().counter(key.escaped()));
            names.add(context.names().hold(key.escaped()));
        }
        List<byte[]> heads = announcement.heads(keys.stream().map(Key::text).toList(), isLast);
        return new Route.Run(
                names, shard -> told(shard, keys.size(), List.of(holdMillis), announcement.namespace(), heads));
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

    /** What is said to a master: how many or which, its channels, what follows them, and the beginnings of messages. */
    private static List<byte[]> told(
            Shard shard, long first, List<byte[]> rest, @Nullable String namespace, List<byte[]> heads) {
        Pin pin = shard.pin();
        List<byte[]> arguments = new ArrayList<>(rest.size() + heads.size() + 5);
        arguments.add(Arguments.of(first));
        arguments.add(shard.readyChannel());
        arguments.add(shard.channel());
        arguments.add(namespace == null ? Arguments.NONE : shard.sequence(pin, namespace));
        arguments.add(StoreContext.incarnation());
        arguments.addAll(rest);
        arguments.addAll(Shard.numbered(pin, heads));
        return arguments;
    }

    /** The parts of which each is one script. */
    private List<List<Entry>> entryParts(List<Entry> entries) {
        List<List<Entry>> parts = new ArrayList<>();
        context.shards()
                .bySlot(entries, entry -> context.names().value(entry.key.escaped()))
                .forEach(part -> parts.addAll(
                        Chunks.of(part, MOST_KEYS, entry -> entry.value().bytes().length, MOST_BYTES)));
        return parts;
    }

    private List<List<Key>> keyParts(List<Key> keys) {
        List<List<Key>> parts = new ArrayList<>();
        context.parts(keys).forEach(part -> parts.addAll(Chunks.of(part, MOST_KEYS)));
        return parts;
    }

    /** One after the other; in a cluster, where parts are small, many at a time. */
    private <E> CompletableFuture<Void> each(
            Script script, List<List<E>> parts, BiFunction<List<E>, Boolean, Route.Run> step) {
        if (parts.size() == 1) { // most often
            Route.Run run = step.apply(parts.get(0), true);
            return context.run(script, run.keys(), run.arguments()).thenAccept(answer -> checkPut(script, answer));
        }
        int atOnce = context.shards().isCluster() ? MOST_KEYS : 1;
        return Chunks.each(Chunks.of(parts, atOnce), wave -> {
            List<Route.Run> runs = new ArrayList<>(wave.size());
            wave.forEach(part -> runs.add(step.apply(part, part == parts.get(parts.size() - 1))));
            List<CompletableFuture<List<Object>>> answers = context.runAll(script, runs);
            return CompletableFuture.allOf(answers.stream()
                    .map(each -> each.thenAccept(answer -> checkPut(script, answer)))
                    .toArray(CompletableFuture<?>[]::new));
        });
    }

    private static void checkPut(Script script, List<Object> versions) {
        for (Object version : versions) {
            if (script == Scripts.PUT && version.equals(0L)) {
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
