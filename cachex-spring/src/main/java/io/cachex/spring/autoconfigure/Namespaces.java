package io.cachex.spring.autoconfigure;

import io.cachex.CacheBuilder;
import io.cachex.spring.CachexCustomizer;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/** Keeps the entries of different applications apart that share a Redis. */
final class Namespaces implements CachexCustomizer {

    private static final int LONGEST = 64;

    private final @Nullable String app;
    private final String env;

    Namespaces(CachexProperties properties, Environment environment) {
        this.app = properties.app() != null ? properties.app() : fromName(environment);
        this.env = properties.env();
    }

    /** The application's name in the characters that a namespace may have; null if it has no name. */
    private static @Nullable String fromName(Environment environment) {
        String name = environment.getProperty("spring.application.name", "").replaceAll("[^A-Za-z0-9._-]", "-");
        return name.isEmpty() ? null : name.substring(0, Math.min(name.length(), LONGEST));
    }

    @Override
    public void customize(String name, CacheBuilder<Object> builder) {
        builder.namespace(app == null ? "cachex" : app, env);
    }

    @Override
    public String toString() {
        return app + ":" + env;
    }
}
