package io.cachex.config;

import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.ConfigurationException;
import io.cachex.spi.Codec;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A YAML document, and what is made of it: builders of caches with all that it says, and the parts that they share, such as one
 * connection to Redis. Safe for use by many threads.
 *
 * <pre>{@code
 * Profiles profiles = Profiles.load(Path.of("production.yaml"));
 * Cache<User> users = profiles.builder("users", User.class).loader(db::findUser).build();
 * }</pre>
 *
 * <p>A document that is not right is refused as a whole when it is read, with a {@link ConfigurationException} such as
 * {@code production.yaml:5:5: cache.circuit_breaker.treshold: no such key; did you mean 'threshold'?}. No message and no log
 * line has a secret in it.
 *
 * <p>{@link #close()} closes the shared parts; close the caches before.
 */
public final class Profiles implements AutoCloseable {

    private final Setup setup;
    private final ReentrantLock lock = new ReentrantLock();
    private final Running running; // guarded by lock
    private final Map<String, String> formats = new HashMap<>(); // of the values of each cache; guarded by lock
    private final FileWatch watch;
    private boolean isClosed; // guarded by lock

    Profiles(Setup setup) {
        this.setup = setup;
        String text = setup.text();
        this.running = Running.open(setup, text);
        this.watch = FileWatch.start(setup, text, this::reload);
    }

    /**
     * Reads a file with the environment of this process.
     *
     * @throws ConfigurationException if it cannot be read or is not right
     */
    public static Profiles load(Path file) {
        return from(file).open();
    }

    /**
     * Reads a text with the environment of this process.
     *
     * @param name what the text is called in messages
     * @throws ConfigurationException if it is not right
     */
    public static Profiles read(String name, String text) {
        return fromText(name, text).open();
    }

    /** Begins with a file. */
    public static ProfilesBuilder from(Path file) {
        return new ProfilesBuilder(Input.of(file));
    }

    /** Begins with a text. */
    public static ProfilesBuilder fromText(String name, String text) {
        return new ProfilesBuilder(Input.of(name, text));
    }

    /** Begins with a resource of the class path. */
    public static ProfilesBuilder fromResource(String resource) {
        return new ProfilesBuilder(Input.ofResource(resource));
    }

    /**
     * The JSON Schema of all that a document may say, with the modules that are on the class path. The one of all modules is
     * the resource {@code cachex.schema.json}.
     */
    public static String schema() {
        return new JsonSchema(Model.found()).text();
    }

    /** The caches that the document names. Others have its defaults. */
    public Set<String> names() {
        return locked(() -> Collections.unmodifiableSet(
                new LinkedHashSet<>(running.document().caches())));
    }

    /** The profile that holds; empty if the document has no profiles, or none was chosen. */
    public Optional<String> profile() {
        return locked(() -> running.document().profile());
    }

    /**
     * Begins a cache whose values travel as {@link Cache#builder(String, Class)} says, with all that the document says for it.
     * What is set on the builder wins.
     *
     * @throws ConfigurationException if the document's settings cannot be applied, or a cache of this name was begun with values
     *     of another form
     */
    public <T> CacheBuilder<T> builder(String name, Class<T> type) {
        return begun(Cache.builder(name, type), name, "class " + type.getName());
    }

    /** As {@link #builder(String, Class)}, with a codec. */
    public <T> CacheBuilder<T> builder(String name, Codec<T> codec) {
        return begun(Cache.builder(name, codec), name, "codec " + codec.id());
    }

    /**
     * Sets all that the document says for a cache on a builder that was begun elsewhere, in place of what was set on it before.
     *
     * @param name the cache's name, which the builder has, too
     * @return the same builder
     * @throws ConfigurationException if the document's settings cannot be applied
     */
    public <T> CacheBuilder<T> apply(String name, CacheBuilder<T> builder) {
        return locked(() -> {
            requireOpen();
            running.apply(name, builder);
            return builder;
        });
    }

    /** A part that the caches share, or that was given to the document: {@code find(Redis.class)}. Not to be closed. */
    public <S> Optional<S> find(Class<S> type) {
        return locked(() -> running.process().find(type));
    }

    /**
     * What holds, as YAML, with where each value comes from: {@code production.yaml:4:16}, a variable of the environment, or the
     * default. Secrets of the environment are masked; references stay as they are. What a {@link #reload()} could not change
     * stands above the rest.
     */
    public String describe() {
        return locked(running::describe);
    }

    /**
     * Reads the document again, and changes what can be changed at run time.
     *
     * @return what changed, and what the document says that cannot be changed
     * @throws ConfigurationException if it cannot be read or is not right; the running settings stay
     */
    public Reload reload() {
        return reload(setup.text());
    }

    /** Stops watching the file and closes the shared parts. Idempotent. */
    @Override
    public void close() {
        watch.close();
        locked(() -> {
            if (!isClosed) {
                isClosed = true;
                running.process().close();
            }
            return true;
        });
    }

    @Override
    public String toString() {
        return "profiles(" + setup.input().name() + ")";
    }

    /** What a builder of this document found when it was to build, with the position of the option if there is one. */
    ConfigurationException located(String cache, ConfigurationException refusal) {
        return locked(() -> running.document().located(cache, refusal));
    }

    private Reload reload(String text) {
        return locked(() -> {
            requireOpen();
            return running.reload(text);
        });
    }

    private <T> CacheBuilder<T> begun(CacheBuilder<T> builder, String name, String format) {
        return locked(() -> {
            requireOpen();
            String earlier = formats.getOrDefault(name, format);
            if (!earlier.equals(format)) {
                throw new ConfigurationException("cache " + name + " has values of " + earlier + ", not of " + format);
            }
            running.apply(name, builder);
            formats.put(name, format);
            return builder;
        });
    }

    private void requireOpen() {
        if (isClosed) {
            throw new IllegalStateException(this + " is closed");
        }
    }

    private <R> R locked(Supplier<R> step) {
        lock.lock();
        try {
            return step.get();
        } finally {
            lock.unlock();
        }
    }
}
