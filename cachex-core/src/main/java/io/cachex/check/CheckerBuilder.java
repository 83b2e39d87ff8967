package io.cachex.check;

import io.cachex.Cache;
import io.cachex.ConfigurationException;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;

/** Options of a {@link CoherenceChecker}. Not safe for many threads. */
public final class CheckerBuilder {

    private static final int MOST_WATCHED = 100_000;
    private static final int MOST_WINDOWS = 10;
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Cache<?> cache;

    double sample = 0.01;
    int maximumWatched = 1_000;
    List<Duration> windows = List.of(
            Duration.ofMillis(100),
            Duration.ofSeconds(1),
            Duration.ofMillis(2_020),
            Duration.ofSeconds(10),
            Duration.ofMinutes(1));
    BiConsumer<String, Duration> onStale = (key, age) -> {};
    TimeSource timeSource = TimeSource.system();

    CheckerBuilder(Cache<?> cache) {
        this.cache = Objects.requireNonNull(cache, "cache");
    }

    /**
     * The part of the changes to watch: above 0, at most 1. The default is 0.01.
     *
     * @throws ConfigurationException if it is not
     */
    public CheckerBuilder sample(double fraction) {
        require(fraction > 0 && fraction <= 1, "sample", fraction, "above 0 and at most 1");
        sample = fraction;
        return this;
    }

    /**
     * How many changes are watched at a time; those that come when there are so many are skipped, and counted. From 1 to
     * 100,000; the default is 1,000.
     *
     * @throws ConfigurationException if it is not
     */
    public CheckerBuilder maximumWatched(int changes) {
        require(changes >= 1 && changes <= MOST_WATCHED, "maximumWatched", changes, "from 1 to " + MOST_WATCHED);
        maximumWatched = changes;
        return this;
    }

    /**
     * When to look after a change: 1 to 10 times, ascending, each above zero and at most 1 hour. The default is 100 ms, 1 s,
     * 2.02 s (which is the bound of the Redis bus by default), 10 s and 1 minute.
     *
     * @throws ConfigurationException if they are not
     */
    public CheckerBuilder windows(Duration... after) {
        List<Duration> all = List.of(after);
        boolean ascends = !all.isEmpty() && all.size() <= MOST_WINDOWS;
        Duration last = Duration.ZERO;
        for (Duration window : all) {
            ascends &= window.compareTo(last) > 0 && window.compareTo(LONGEST) <= 0;
            last = window;
        }
        require(ascends, "windows", all, "1 to " + MOST_WINDOWS + " ascending times above zero, at most " + LONGEST);
        windows = all;
        return this;
    }

    /**
     * Calls a handler for each window at whose end the old value is still served, with the key and the time since the
     * change. It must be quick and must not throw. The default does nothing.
     */
    public CheckerBuilder onStale(BiConsumer<String, Duration> handler) {
        onStale = Objects.requireNonNull(handler, "handler");
        return this;
    }

    /** The clock to use; the system's by default. It has to be the cache's own. */
    public CheckerBuilder timeSource(TimeSource source) {
        timeSource = Objects.requireNonNull(source, "source");
        return this;
    }

    /**
     * A checker that begins at once.
     *
     * @throws IllegalStateException if the cache has as many invalidation handlers as it allows
     */
    public CoherenceChecker build() {
        return new CoherenceChecker(cache, this);
    }

    private static void require(boolean rule, String name, Object value, String text) {
        if (!rule) {
            throw new ConfigurationException(name + " must be " + text + ": " + value);
        }
    }
}
