package io.cachex;

import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How to keep one entry; what is left out follows the cache's settings. Immutable.
 *
 * <pre>{@code
 * cache.put("user:1", user, PutOptions.defaults().ttl(ofMinutes(1)).tags("tenant:7"));
 * }</pre>
 */
public final class PutOptions {

    private static final PutOptions DEFAULTS = new PutOptions(null, null, null, Set.of(), null);

    private final @Nullable Duration ttl;
    private final @Nullable Duration staleIfError;
    private final @Nullable Double jitter;
    private final Set<String> tags;
    private final @Nullable Priority priority;

    private PutOptions(
            @Nullable Duration ttl,
            @Nullable Duration staleIfError,
            @Nullable Double jitter,
            Set<String> tags,
            @Nullable Priority priority) {
        this.ttl = ttl;
        this.staleIfError = staleIfError;
        this.jitter = jitter;
        this.tags = tags;
        this.priority = priority;
    }

    /** Everything as the cache is set. */
    public static PutOptions defaults() {
        return DEFAULTS;
    }

    /** How long the value is fresh: above zero, at most 365 days. */
    public PutOptions ttl(Duration ttl) {
        return new PutOptions(Rules.positive("ttl", ttl), staleIfError, jitter, tags, priority);
    }

    /** How long it may be served past that when the origin fails: zero or more, at most 365 days. */
    public PutOptions staleIfError(Duration staleIfError) {
        return new PutOptions(ttl, Rules.zeroOrMore("staleIfError", staleIfError), jitter, tags, priority);
    }

    /** By which fraction of it, from 0 to 1, the time to live may be shortened at random. */
    public PutOptions jitter(double jitter) {
        return new PutOptions(ttl, staleIfError, Rules.fraction("jitter", jitter), tags, priority);
    }

    /** The tags by which it can be invalidated, in place of any given before; each a valid key, at most 64. */
    public PutOptions tags(String... tags) {
        return new PutOptions(
                ttl, staleIfError, jitter, Rules.tags(Arrays.asList(Rules.notNull("tags", tags))), priority);
    }

    /** How much it is worth keeping near, in place of the cache's setting. Stays in this process. */
    public PutOptions priority(Priority priority) {
        return new PutOptions(ttl, staleIfError, jitter, tags, Rules.notNull("priority", priority));
    }

    @Nullable
    Duration ttl() {
        return ttl;
    }

    @Nullable
    Duration staleIfError() {
        return staleIfError;
    }

    @Nullable
    Double jitter() {
        return jitter;
    }

    Set<String> tags() {
        return tags;
    }

    @Nullable
    Priority priority() {
        return priority;
    }

    @Override
    public String toString() {
        return "ttl " + ttl + ", staleIfError " + staleIfError + ", jitter " + jitter + ", tags " + tags + ", priority "
                + priority;
    }
}
