package io.cachex.resilience.upstream;

import io.cachex.LoadContext;
import io.cachex.Priority;
import java.time.Duration;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The context of a load without a cache: nothing is there, and there is nobody to keep what is loaded. */
record BareContext<T>(String key) implements LoadContext<T> {

    private static final Duration ENDLESS = Duration.ofDays(365);

    @Override
    public @Nullable T staleValue() {
        return null;
    }

    @Override
    public long version() {
        return 0;
    }

    @Override
    public @Nullable String etag() {
        return null;
    }

    @Override
    public Duration remaining() {
        return ENDLESS;
    }

    @Override
    public T notModified() {
        throw new IllegalStateException("there is no stale value that could be unmodified");
    }

    @Override
    public LoadContext<T> ttl(Duration ttl) {
        return this;
    }

    @Override
    public LoadContext<T> staleIfError(Duration staleIfError) {
        return this;
    }

    @Override
    public LoadContext<T> negativeTtl(Duration negativeTtl) {
        return this;
    }

    @Override
    public LoadContext<T> jitter(double jitter) {
        return this;
    }

    @Override
    public LoadContext<T> tags(Collection<String> tags) {
        return this;
    }

    @Override
    public LoadContext<T> etag(String etag) {
        return this;
    }

    @Override
    public LoadContext<T> priority(Priority priority) {
        return this;
    }
}
