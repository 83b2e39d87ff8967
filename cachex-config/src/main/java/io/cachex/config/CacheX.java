package io.cachex.config;

import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.ConfigurationException;
import io.cachex.Rules;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The caches of a YAML document: made when they are first asked for, kept, and closed together. Safe for use by many threads.
 *
 * <pre>{@code
 * try (CacheX cachex = CacheX.load(Path.of("production.yaml"))) {
 *     Cache<User> users = cachex.cache("users", User.class, builder -> builder.loader(db::findUser));
 *     User user = users.get("user:123");
 * }
 * }</pre>
 */
public final class CacheX implements AutoCloseable {

    private final Profiles profiles;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Made> caches = new LinkedHashMap<>(); // guarded by lock
    private boolean isClosed; // guarded by lock

    private CacheX(Profiles profiles) {
        this.profiles = profiles;
    }

    /**
     * Reads a file, as {@link Profiles#load} does.
     *
     * @throws ConfigurationException if it cannot be read or is not right
     */
    public static CacheX load(Path file) {
        return of(Profiles.load(file));
    }

    /** The caches of a document that was opened with options of its own, and that is closed with them. */
    public static CacheX of(Profiles profiles) {
        return new CacheX(Rules.notNull("profiles", profiles));
    }

    /** The document. */
    public Profiles profiles() {
        return profiles;
    }

    /** The caches that the document names. Others have its defaults. */
    public Set<String> names() {
        return profiles.names();
    }

    /**
     * A cache with all that the document says for it; always the same one for a name.
     *
     * @throws ConfigurationException if it cannot be made, or was made for values of another type
     * @throws IllegalStateException after {@link #close()}
     */
    public <T> Cache<T> cache(String name, Class<T> type) {
        return cache(name, type, builder -> {});
    }

    /**
     * As {@link #cache(String, Class)}; if the cache is not there yet, it is made with what a document cannot say, such as its
     * loader.
     *
     * @param adding what is added to the builder; not asked if the cache is there. Must not ask for a cache of this document
     */
    @SuppressWarnings("unchecked") // the type is compared
    public <T> Cache<T> cache(String name, Class<T> type, Consumer<CacheBuilder<T>> adding) {
        lock.lock();
        try {
            if (isClosed) {
                throw new IllegalStateException("the caches of " + profiles + " are closed");
            }
            Made made = caches.get(name);
            if (made == null) {
                CacheBuilder<T> builder = profiles.builder(name, type);
                adding.accept(builder);
                made = new Made(type, built(name, builder));
                caches.put(name, made);
            } else if (made.type() != type) {
                throw new ConfigurationException(
                        "cache " + name + " has values of " + made.type() + ", not of " + type);
            }
            return (Cache<T>) made.cache();
        } finally {
            lock.unlock();
        }
    }

    private <T> Cache<T> built(String name, CacheBuilder<T> builder) {
        try {
            return builder.build();
        } catch (ConfigurationException e) {
            throw profiles.located(name, e);
        }
    }

    /** What holds, and where it comes from: {@link Profiles#describe()}. */
    public String describe() {
        return profiles.describe();
    }

    /** Reads the document again: {@link Profiles#reload()}. */
    public Reload reload() {
        return profiles.reload();
    }

    /** Closes the caches, the last made first, then what they share. Idempotent. */
    @Override
    public void close() {
        List<Made> all;
        lock.lock();
        try {
            isClosed = true;
            all = new ArrayList<>(caches.values());
            caches.clear();
        } finally {
            lock.unlock();
        }
        Collections.reverse(all);
        all.forEach(made -> made.cache().close());
        profiles.close();
    }

    @Override
    public String toString() {
        return "cachex(" + profiles + ")";
    }

    private record Made(Class<?> type, Cache<?> cache) {}
}
