package io.cachex.resilience;

import io.cachex.Rules;
import io.cachex.spi.SharedBits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The options of a {@link BloomGuard}. For one thread; a value outside its range is a
 * {@link io.cachex.ConfigurationException} that names it and the rule.
 */
public final class BloomGuardBuilder {

    /** The most keys: 100 million, which at the usual rate are 150 MB. */
    static final long MOST_INSERTIONS = 100_000_000;

    long expectedInsertions = 10_000;
    double falsePositiveRate = 0.01;

    @Nullable
    Supplier<Stream<String>> source;

    @Nullable
    Duration rebuildEvery;

    @Nullable
    Path file;

    @Nullable
    SharedBits sharedBits;

    @Nullable
    Function<String, String> tenantOf;

    int quota;

    BloomGuardBuilder() {}

    /** For how many keys it is made, from 1 to 100,000,000; 10,000 by default. */
    public BloomGuardBuilder expectedInsertions(long keys) {
        Rules.require(keys >= 1 && keys <= MOST_INSERTIONS, "expectedInsertions", keys, "from 1 to " + MOST_INSERTIONS);
        expectedInsertions = keys;
        return this;
    }

    /** How often it may say "maybe" of an unknown key when it is as full as expected, from 0.000001 to 0.5; 0.01 by default. */
    public BloomGuardBuilder falsePositiveRate(double rate) {
        falsePositiveRate = Rules.between("falsePositiveRate", rate, 0.000_001, 0.5);
        return this;
    }

    /**
     * Gives all keys of the origin, whenever asked (nobody): then the guard warms itself up when its cache is built, and again
     * after it may have missed additions of other nodes. Asked on the cache's executor; the stream is closed after use.
     */
    public BloomGuardBuilder source(Supplier<Stream<String>> keys) {
        source = Rules.notNull("source", keys);
        return this;
    }

    /** How often it is made anew from the source, so that deleted keys leave it, from 1 s to 365 days (never). Needs a source. */
    public BloomGuardBuilder rebuildEvery(Duration period) {
        Rules.positive("rebuildEvery", period);
        Rules.require(period.toSeconds() >= 1, "rebuildEvery", period, "at least 1 s");
        rebuildEvery = period;
        return this;
    }

    /**
     * Where it is kept between two runs of the process (nowhere): written when the cache is closed, taken when it is built. Used
     * only by a cache without a bus: with one, other nodes add keys while this one is away. A file that is damaged, or of another
     * size, is a warning.
     */
    public BloomGuardBuilder file(Path path) {
        file = Rules.notNull("file", path);
        return this;
    }

    /**
     * Where nodes leave their additions for those that miss messages (nowhere): such a node catches up there instead of being made
     * anew. Not together with a quota. All nodes of a namespace should have the same size; the first one's counts.
     */
    public BloomGuardBuilder sharedBits(SharedBits bits) {
        sharedBits = Rules.notNull("sharedBits", bits);
        return this;
    }

    /**
     * How many new keys callers of one tenant may add until the guard is made anew (any number). A tenant who adds more is guarded
     * no more: all of his keys may exist, and the others' guard does not fill up.
     *
     * @param keys from 1 to 1,000,000,000
     * @param tenantOf the tenant of a key, never null; quick, and without side effects
     */
    public BloomGuardBuilder quota(int keys, Function<String, String> tenantOf) {
        Rules.require(keys >= 1 && keys <= 1_000_000_000, "quota", keys, "from 1 to 1000000000");
        this.tenantOf = Rules.notNull("tenantOf", tenantOf);
        this.quota = keys;
        return this;
    }

    /** The guard; it knows nothing yet. */
    public BloomGuard build() {
        Rules.require(
                rebuildEvery == null || source != null,
                "rebuildEvery",
                String.valueOf(rebuildEvery),
                "left out where there is no source");
        Rules.require(tenantOf == null || sharedBits == null, "quota", quota, "left out where bits are shared");
        return new BloomGuard(this);
    }
}
