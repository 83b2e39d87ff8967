package io.cachex.store;

import io.cachex.spi.CacheObserver;
import io.cachex.spi.CacheTracer;
import io.cachex.spi.Policy;
import io.cachex.spi.Store;
import io.cachex.spi.TimeSource;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The decorators between a cache and its store.
 *
 * <p>A decorated store has the capabilities of the store within; the calls of {@link io.cachex.spi.Versioned},
 * {@link io.cachex.spi.Counting} and {@link io.cachex.spi.Generations} go through the decorator like any other call.
 * Capabilities of other types are handed out as they are. What is asked of a decorated store never throws and never
 * blocks, unless the store within blocks. A decorated store prints itself and what it wraps, the outermost first:
 * {@code resilient(retry(3)) > observed > memory(64 MiB)}.
 */
public final class Stores {

    private Stores() {}

    /**
     * The store with the user's own decorators around it, for example one that compresses.
     *
     * @param decorators the outermost first, as with policies: {@code [compressed, encrypted]} writes what was first
     *     compressed and then encrypted; the store itself if empty
     * @throws NullPointerException if a decorator answers null
     */
    public static Store decorated(Store store, List<UnaryOperator<Store>> decorators) {
        Store outermost = Objects.requireNonNull(store, "store");
        for (int i = decorators.size() - 1; i >= 0; i--) {
            outermost = Objects.requireNonNull(decorators.get(i).apply(outermost), "a store decorator answered null");
        }
        return outermost;
    }

    /**
     * The store held to its promise never to throw: whatever its code throws becomes a failed stage, and so does a null
     * stage. A failing {@code close} or {@code capability} is logged, a failing clock shows what it showed last.
     */
    public static Store neverThrow(Store store) {
        return new AroundStore(Objects.requireNonNull(store, "store"), new NeverThrowing());
    }

    /**
     * The store with every call told to an observer when it ends.
     *
     * @param cache the name the observer is told
     * @param time measures the calls
     */
    public static Store observed(Store store, CacheObserver observer, String cache, TimeSource time) {
        Objects.requireNonNull(observer, "observer");
        Objects.requireNonNull(cache, "cache");
        Objects.requireNonNull(time, "time");
        return new AroundStore(Objects.requireNonNull(store, "store"), new Observed(observer, cache, time));
    }

    /**
     * The store with policies around its calls.
     *
     * @param reads around reading values and generations; null for none
     * @param others around all other calls; null for none
     * @return the store itself if there is no policy
     */
    public static Store resilient(Store store, @Nullable Policy reads, @Nullable Policy others) {
        Objects.requireNonNull(store, "store");
        return reads == null && others == null ? store : new AroundStore(store, new Resilient(reads, others));
    }

    /**
     * The store with policies around its calls, each of which is followed from the caller's wish to its answer, with all
     * attempts that the policies make of it.
     *
     * @param reads as with {@link #resilient}
     * @param others as with {@link #resilient}
     * @param cache the name the tracer is told
     * @param userKey makes a cache's key of a store's, for a tracer that wants keys
     */
    public static Store traced(
            Store store,
            @Nullable Policy reads,
            @Nullable Policy others,
            CacheTracer tracer,
            String cache,
            UnaryOperator<String> userKey) {
        Objects.requireNonNull(tracer, "tracer");
        Objects.requireNonNull(cache, "cache");
        Objects.requireNonNull(userKey, "userKey");
        Traced traced = new Traced(new Resilient(reads, others), tracer, cache, userKey);
        return new AroundStore(Objects.requireNonNull(store, "store"), traced);
    }

    /**
     * A share of a store that several caches use: {@code close} ends this share, whose later calls fail with
     * {@link IllegalStateException}, and leaves the store open.
     */
    public static Store unclosed(Store store) {
        return new AroundStore(Objects.requireNonNull(store, "store"), new Unclosed());
    }
}
