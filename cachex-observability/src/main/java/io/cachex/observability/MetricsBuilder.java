package io.cachex.observability;

import io.cachex.ConfigurationException;
import io.cachex.Rules;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The options of {@link Metrics}. A value that breaks its rule is a {@link ConfigurationException}. */
public final class MetricsBuilder {

    private static final Pattern PREFIX = Pattern.compile("[A-Za-z][A-Za-z0-9_.]{0,62}");
    private static final Duration LONGEST = Duration.ofHours(1);

    /** 1, 2, 5, 10, 25, 50, 100, 250, 500 ms, and 1 s. */
    private static final List<Duration> BUCKETS = Stream.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000)
            .map(Duration::ofMillis)
            .toList();

    private final MeterRegistry registry;
    private String prefix = "";
    private Tags tags = Tags.empty();
    private List<Duration> buckets = BUCKETS;
    private boolean timesHits;
    private boolean cacheMeters = true;

    MetricsBuilder(MeterRegistry registry) {
        this.registry = Rules.notNull("registry", registry);
    }

    /**
     * Before the name of each meter (nothing), and a dot between: {@code shop} makes {@code shop_circuit_breaker_state}.
     * Micrometer's own cache meters keep their names.
     *
     * @param newPrefix 1 to 63 letters, digits, dots and underscores, a letter first; not a dot last
     */
    public MetricsBuilder prefix(String newPrefix) {
        Rules.require(
                PREFIX.matcher(Rules.notNull("prefix", newPrefix)).matches() && !newPrefix.endsWith("."),
                "prefix",
                "'" + newPrefix + "'",
                "1 to 63 letters, digits, dots and underscores, with a letter first and no dot last");
        prefix = newPrefix + '.';
        return this;
    }

    /**
     * A tag that every meter has, beside those that were given before (none).
     *
     * @param key not blank, and not {@code cache}, {@code component}, {@code operation}, {@code status}, {@code result},
     *     {@code state}, {@code tier} or {@code cause}, which are CacheX's own
     * @param value not blank
     */
    public MetricsBuilder tag(String key, String value) {
        Rules.require(
                !Rules.notNull("tag.key", key).isBlank() && !Labels.isOwn(key),
                "tag.key",
                "'" + key + "'",
                "not blank, and none of CacheX's own " + Labels.OWN);
        Rules.require(!Rules.notNull("tag.value", value).isBlank(), "tag.value", "'" + value + "'", "not blank");
        tags = tags.and(key, value);
        return this;
    }

    /**
     * The upper bounds of the timers' buckets (1, 2, 5, 10, 25, 50, 100, 250, 500 ms, and 1 s), which also carry exemplars. None
     * makes summaries without buckets: count, sum and maximum.
     *
     * @param bounds at most 50, ascending, each above zero and at most 1 hour
     */
    public MetricsBuilder buckets(Duration... bounds) {
        Rules.require(Rules.notNull("buckets", bounds).length <= 50, "buckets", bounds.length, "at most 50");
        Duration before = Duration.ZERO;
        for (Duration bound : bounds) {
            Rules.require(
                    bound != null && bound.compareTo(before) > 0 && bound.compareTo(LONGEST) <= 0,
                    "buckets",
                    String.valueOf(bound),
                    "ascending, above zero and at most 1 hour");
            before = bound;
        }
        buckets = List.of(bounds);
        return this;
    }

    /**
     * Whether about one near hit in 64 is timed (false), as {@code operation="near_hit"}. Then one in 64 costs two looks at the
     * clock and a record of a timer more.
     */
    public MetricsBuilder timeNearHits(boolean timed) {
        timesHits = timed;
        return this;
    }

    /**
     * Whether Micrometer's own cache meters are there, too (true): {@code cache.gets} and the like, for dashboards that know
     * them. False where a framework binds them: else each read counts twice there.
     */
    public MetricsBuilder cacheMeters(boolean present) {
        cacheMeters = present;
        return this;
    }

    /** Metrics with these options. */
    public Metrics build() {
        return new Metrics(registry, new MetricsOptions(prefix, tags, buckets, timesHits, cacheMeters));
    }
}
