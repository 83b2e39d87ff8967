package io.cachex.coretests.load;

import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.coretests.Caller;
import io.cachex.coretests.SlowOrigin;
import io.cachex.store.MemoryStore;
import io.cachex.store.Stores;
import io.cachex.testkit.FakeTime;
import io.cachex.testkit.FaultyStore;
import io.cachex.testkit.RecordingObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A clock, an origin and a store, and the caches between them, which it closes. */
public final class Scene implements AutoCloseable {

    public final FakeTime time;
    public final SlowOrigin origin = new SlowOrigin();
    public final MemoryStore memory;
    public final FaultyStore store;
    final SlowReplies replies;
    public final RecordingObserver observer = new RecordingObserver();
    private final List<Cache<?>> caches = new CopyOnWriteArrayList<>();

    public Scene() {
        this(new FakeTime());
    }

    public Scene(FakeTime time) {
        this.time = time;
        this.memory = MemoryStore.of(MemoryStore.DEFAULT_MAXIMUM_BYTES, time);
        this.replies = new SlowReplies(memory);
        this.store = FaultyStore.around(replies, time);
    }

    /** A cache of texts that loads from the origin, as seen through the setup's face. */
    public Cache<String> cache(Setup setup, UnaryOperator<CacheBuilder<String>> options) {
        return setup.face().of(cache(setup.tiers(), options));
    }

    /** As {@link #cache(Setup, UnaryOperator)}, with nothing but the defaults. */
    public Cache<String> cache(Setup setup) {
        return cache(setup, options -> options);
    }

    /** The cache itself. */
    public Cache<String> cache(Tiers tiers, UnaryOperator<CacheBuilder<String>> options) {
        CacheBuilder<String> builder = Cache.builder("users", String.class)
                .timeSource(time)
                .observer(observer)
                .loader(origin);
        return built(options.apply(tiers.put(builder, Stores.unclosed(store))));
    }

    /** Builds it, and closes it at the end. */
    public <T> Cache<T> built(CacheBuilder<T> builder) {
        Cache<T> cache = builder.build();
        caches.add(cache);
        return cache;
    }

    /** What another node, which has nothing near, reads from the store; null if nothing, or if there is no store. */
    @Nullable
    public String inStore(Setup setup, String key) {
        return setup.tiers().haveStore() ? otherNode().getIfPresent(key) : null;
    }

    /** A cache of the same namespace with nothing near. */
    public Cache<String> otherNode() {
        return cache(Tiers.STORE, options -> options);
    }

    public void advance(Duration duration) {
        time.advance(duration);
    }

    /** A read that waits for its answer. */
    public static Caller<String> reader(Cache<String> cache, String key) {
        return Caller.waiting(() -> cache.get(key));
    }

    /** Waits for what other threads do, not for time to pass. */
    public static void until(Callable<Boolean> done) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(done);
    }

    @Override
    public void close() {
        origin.release();
        store.heal();
        store.release();
        replies.release();
        for (Cache<?> cache : caches) {
            Caller<Boolean> closing = Caller.start(() -> {
                cache.close();
                return true;
            });
            while (!closing.isDone()) {
                advance(Duration.ofHours(1)); // whatever it waits for in the cache's time
                Thread.onSpinWait();
            }
        }
    }
}
