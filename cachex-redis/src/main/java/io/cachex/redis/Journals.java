package io.cachex.redis;

import io.cachex.ConfigurationException;
import io.cachex.spi.Journal;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** The journals of this process on one Redis: which are open, and where their masters are. */
final class Journals {

    /** For how long a node that is not heard is not taken for dead: longer than a pause that anybody would call one. */
    static final Duration SILENCE = Duration.ofSeconds(10);

    private static final int LONGEST_NAME = 1_024;

    private final Shards shards;
    private final RedisSettings settings;
    private final Set<OpenJournal> open = ConcurrentHashMap.newKeySet();
    private final Set<Shard> attended = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean begun = new AtomicBoolean();

    /** On masters to which nobody has connected yet. */
    Journals(Shards shards, RedisSettings settings) {
        this.shards = shards;
        this.settings = settings;
    }

    /** A journal that is not open. */
    Journal journal(String name, Duration silence) {
        checkName(name);
        return new RedisJournal(name, cache -> open(name, cache, silence));
    }

    private OpenJournal open(String name, String cache, Duration silence) {
        List<byte[]> keys = settings.names().journal(name, cache);
        OpenJournal opened = new OpenJournal(
                new JournalSteps(shards, keys, Owners.next(), silence), shards, settings, silence, open::remove);
        open.add(opened);
        begin();
        attend(shards.map());
        return opened;
    }

    /** Done when the first attempt to reach the master of this key has ended, well or not. */
    static CompletableFuture<Void> firstAttempt(Shards shards, byte[] key) {
        CompletableFuture<Void> found = shards.map().of(key) == null ? shards.refresh() : done();
        return found.thenCompose(ignored -> {
            Shard shard = shards.map().of(key);
            return shard == null ? done() : shard.journal().firstAttempt();
        });
    }

    private static CompletableFuture<Void> done() {
        return CompletableFuture.completedFuture(null);
    }

    private void begin() {
        if (begun.compareAndSet(false, true)) {
            if (shards.isCluster()) {
                shards.start(); // which asks for the masters
            }
            shards.listen(this::attend);
        }
    }

    /** Connects to the masters of the journals that are open, and gives signs of life as soon as they are connected. */
    private void attend(SlotMap map) {
        attended.retainAll(map.masters());
        for (OpenJournal one : open) {
            Shard shard = map.of(one.key());
            if (shard != null && attended.add(shard)) {
                shard.journal().listen(new Link.Listener<StatefulRedisConnection<byte[], byte[]>>() {
                    @Override
                    public void onConnected(StatefulRedisConnection<byte[], byte[]> connection) {
                        open.forEach(OpenJournal::connected);
                    }
                });
            }
        }
    }

    private static void checkName(String name) {
        int bytes;
        try {
            bytes = KeyText.utf8(name).length;
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("journal must not have a lone surrogate in its name");
        }
        if (bytes < 1 || bytes > LONGEST_NAME) {
            throw new ConfigurationException("journal must have a name of 1 to 1024 UTF-8 bytes: " + bytes);
        }
    }

    /** Closes all that are open. */
    void close() {
        open.forEach(OpenJournal::close);
    }
}
