package io.cachex.profile.core;

import io.cachex.Cache;
import io.cachex.CacheClosedException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * A setting of the caches that one builder builds, as a document says it now. What the user set on the builder after the
 * document stays. Safe for many threads.
 */
final class Live<V> {

    private final Function<Cache<?>, V> setting;
    private final BiConsumer<Cache<?>, V> change;
    private final Over<V> over;
    private final V first;
    private V said; // guarded by this
    private final List<Built<V>> caches = new ArrayList<>(); // guarded by this

    /** What of a setting is to hold. */
    interface Over<V> {

        /**
         * A setting as it is said now, but where the user said otherwise.
         *
         * @param first what was said when the builder was told
         * @param told what the cache was built with: what differs from the first is the user's
         */
        V of(V said, V first, V told);
    }

    private record Built<V>(Cache<?> cache, V told) {}

    /** What the builder was told first, how a cache tells it, and how it is changed. */
    Live(V first, Function<Cache<?>, V> setting, BiConsumer<Cache<?>, V> change, Over<V> over) {
        this.first = first;
        this.said = first;
        this.setting = setting;
        this.change = change;
        this.over = over;
    }

    /** A cache was built; the document may say something else by now. */
    synchronized void built(Cache<?> cache) {
        Built<V> built = new Built<>(cache, setting.apply(cache));
        caches.add(built);
        if (!said.equals(first)) {
            apply(built, said);
        }
    }

    /** The document says something else. */
    synchronized void change(V later) {
        if (later.equals(said)) {
            return;
        }
        caches.removeIf(built -> !apply(built, later));
        said = later;
    }

    /** False if the cache is closed. */
    private boolean apply(Built<V> built, V now) {
        try {
            change.accept(built.cache, over.of(now, first, built.told));
            return true;
        } catch (CacheClosedException e) {
            return false;
        }
    }
}
