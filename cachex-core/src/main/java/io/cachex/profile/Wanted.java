package io.cachex.profile;

import io.cachex.Rules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the options of {@code cache} itself ask of other modules, and which of those gives the cache its store. Shared with each
 * cache's later sections, so those have {@code after("cache")}. Safe for many threads.
 */
public final class Wanted {

    private final Optional<Boolean> bloomFilter;
    private final Optional<Boolean> deadLetters;
    private final List<Consumer<Optional<Duration>>> listeners = new ArrayList<>(); // guarded by this
    private Optional<Duration> attemptTimeout; // guarded by this
    private @Nullable String store; // guarded by this

    /** What a document says; null where it says nothing. */
    public Wanted(@Nullable Boolean bloomFilter, @Nullable Boolean deadLetters, @Nullable Duration attemptTimeout) {
        this.bloomFilter = Optional.ofNullable(bloomFilter);
        this.deadLetters = Optional.ofNullable(deadLetters);
        this.attemptTimeout = Optional.ofNullable(attemptTimeout);
    }

    /** {@code enable_bloom_filter}; empty where nothing is said. */
    public Optional<Boolean> bloomFilter() {
        return bloomFilter;
    }

    /** {@code enable_dead_letter_queue}; empty where nothing is said. */
    public Optional<Boolean> deadLetters() {
        return deadLetters;
    }

    /** Is given {@code attempt_timeout} now and whenever it changes; empty where nothing is said. */
    public synchronized void onAttemptTimeout(Consumer<Optional<Duration>> listener) {
        listeners.add(listener);
        listener.accept(attemptTimeout);
    }

    /** Changes {@code attempt_timeout}; null for nothing said. */
    public synchronized void attemptTimeout(@Nullable Duration limit) {
        Optional<Duration> later = Optional.ofNullable(limit);
        if (!later.equals(attemptTimeout)) {
            attemptTimeout = later;
            listeners.forEach(listener -> listener.accept(later));
        }
    }

    /**
     * Whether a module is to give the cache its store. The first that has one does, unless it is told not to; another one that is
     * told to is refused.
     *
     * @param path where the module is told: {@code cache.redis.store}
     * @param said what it is told, null for nothing
     * @throws io.cachex.ConfigurationException if there is a store already and it is told to give one
     */
    public synchronized boolean givesStore(String path, @Nullable Boolean said) {
        if (Boolean.FALSE.equals(said) || (store != null && said == null)) {
            return false;
        }
        Rules.require(store == null, path, true, "left out where there is a store already, or " + store + " false");
        store = path;
        return true;
    }
}
