package io.cachex.spi;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Knows of many keys that there is nothing to load for them, so that nobody asks the origin: a filter that may say "maybe"
 * too often, and must never say "no" of a key that the origin has.
 *
 * <p>A cache asks it where it would load, after the near tier and the store had nothing usable; what it denies is answered as
 * absence. Refreshes and forced loads are not asked for. The cache adds each key that is changed through it, here or on
 * another node, and each of which a load or the store brought a value. Rows that others write into the origin it must learn
 * of otherwise.
 *
 * <p>A guard serves one cache. It is called by many threads at once, must be quick, must not block, and must not throw; one
 * that throws is taken to have said "maybe".
 */
public interface MissGuard extends AutoCloseable {

    /** Whether the origin may have the key. True in every doubt: before it knows enough, and when it knows too little again. */
    boolean mightExist(String key);

    /** The origin has the key, or is about to. Seen by every {@link #mightExist} that begins after this has returned. */
    void add(String key);

    /**
     * Makes an added key known where guards of other nodes look after they have missed messages. The change that made it known
     * here is acknowledged after that, and its message is sent after that.
     *
     * @return done when it is known; failed if that cannot be told, and then the change fails as well. Done, unless overridden
     */
    default CompletionStage<Void> share(String key) {
        return CompletableFuture.completedFuture(null);
    }

    /** Begins to serve a cache; called once, before anything else is. Must not fail because something is away. */
    default void begin(Setup setup) {}

    /**
     * Additions of other nodes may have been missed: until it has caught up, {@link #mightExist} is true of every key.
     *
     * @param reason for people
     */
    default void onDoubt(String reason) {}

    /** What other nodes made known of late may be lost where {@link #share} left it. Comes with a doubt. */
    default void onLostChanges() {}

    /** A read was answered with absence, because this said so. For counting. */
    default void onDenied() {}

    /** A load that this had let pass found nothing. For counting. */
    default void onFoundNothing() {}

    /** The cache is closed. Idempotent. */
    @Override
    default void close() {}

    /**
     * The cache that is served.
     *
     * @param cache its name
     * @param namespace its name with its prefix, the same on every node
     * @param isAlone whether nobody else changes the same keys: it has no bus
     * @param time the cache's clock
     * @param executor where what takes long may run
     */
    record Setup(String cache, String namespace, boolean isAlone, TimeSource time, Executor executor) {}
}
