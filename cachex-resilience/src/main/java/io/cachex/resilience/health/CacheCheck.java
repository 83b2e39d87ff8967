package io.cachex.resilience.health;

import io.cachex.Cache;
import io.cachex.CacheStats;
import io.cachex.OriginStatus;
import io.cachex.Rules;
import io.cachex.spi.Criticality;
import io.cachex.spi.Health;
import io.cachex.spi.HealthCheck;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * How a cache is, by its counters and by {@link Cache#origin}. Degraded while it is offline, while it serves stale values
 * because loads fail, while a load has been running for too long, or while a write has waited for too long; never unhealthy.
 * Old values that are served while a refresh runs and succeeds are none of its reasons. Options are set before it is handed on.
 */
public final class CacheCheck implements HealthCheck {

    private final Cache<?> cache;
    private Criticality criticality = Criticality.CRITICAL;
    private Duration staleFor = Duration.ofMinutes(1);
    private Duration longestLoad = Duration.ofSeconds(30);
    private @Nullable Duration longestWrite;
    private TimeSource time = TimeSource.system();

    private long staleServes; // guarded by this, as all that follows
    private long failures;
    private long staleSince;
    private boolean isStale;

    CacheCheck(Cache<?> cache) {
        this.cache = cache;
        CacheStats stats = cache.stats();
        this.staleServes = stats.staleServes();
        this.failures = failures(stats);
    }

    /** How much depends on it; critical by default. */
    public CacheCheck criticality(Criticality value) {
        criticality = Rules.notNull("criticality", value);
        return this;
    }

    /**
     * How long after a check found loads that failed and stale serves the cache counts as serving stale, above zero; 1 min by
     * default. For failures that make no outage: an outage is over when the origin answers again.
     */
    public CacheCheck staleFor(Duration duration) {
        staleFor = Rules.timeout("staleFor", duration);
        return this;
    }

    /** How long a load may run, above zero; 30 s by default. */
    public CacheCheck longestLoad(Duration duration) {
        longestLoad = Rules.timeout("longestLoad", duration);
        return this;
    }

    /**
     * How long a write behind may wait, above zero; not looked at by default.
     *
     * @throws io.cachex.ConfigurationException if the cache does not write behind
     */
    public CacheCheck longestWrite(Duration duration) {
        longestWrite = Rules.timeout("longestWrite", duration);
        var unused = cache.writeBehindStats();
        return this;
    }

    /** The clock; the system's by default. */
    public CacheCheck timeSource(TimeSource source) {
        time = Rules.notNull("timeSource", source);
        return this;
    }

    /** {@code cache} and the cache's name. */
    @Override
    public String name() {
        return "cache " + cache.name();
    }

    @Override
    public Criticality criticality() {
        return criticality;
    }

    /** Never fails. */
    @Override
    public CompletionStage<Health> check() {
        CacheStats stats = cache.stats();
        List<String> reasons = new ArrayList<>();
        OriginStatus origin = cache.origin();
        boolean standsIn = servesStale(stats, origin.isOnline());
        if (!origin.isOnline()) {
            reasons.add(ofOutage(origin));
        } else if (standsIn) {
            reasons.add("serves stale values");
        }
        if (stats.oldestLoad().compareTo(longestLoad) > 0) {
            reasons.add("a load has been running for " + stats.oldestLoad().toMillis() + " ms");
        }
        if (longestWrite != null && cache.writeBehindStats().oldestNanos() > longestWrite.toNanos()) {
            reasons.add("a write has waited for " + cache.writeBehindStats().oldestNanos() / 1_000_000 + " ms");
        }
        return CompletableFuture.completedFuture(
                reasons.isEmpty() ? Health.healthy() : new Health(Health.Status.DEGRADED, reasons));
    }

    @Override
    public String toString() {
        return name();
    }

    private static String ofOutage(OriginStatus origin) {
        String what = !origin.enabled()
                ? "the upstream is disabled"
                : "the origin is not available"
                        + (origin.lastFailureType() == null ? "" : " (" + origin.lastFailureType() + ")");
        return origin.staleServes() == 0 ? what : what + ": serves stale values, " + origin.staleServes() + " so far";
    }

    private synchronized boolean servesStale(CacheStats stats, boolean isOnline) {
        long now = time.nanos();
        if (!isOnline) {
            isStale = false; // the origin's status tells when that is over
        } else if (stats.staleServes() > staleServes && failures(stats) > failures) {
            staleSince = now;
            isStale = true;
        } else if (isStale && now - staleSince >= staleFor.toNanos()) {
            isStale = false;
        }
        staleServes = stats.staleServes();
        failures = failures(stats);
        return isStale;
    }

    /** Grows with each value that stands in for a load which failed, or was not begun because an earlier one had. */
    private static long failures(CacheStats stats) {
        return stats.loadFailures() + stats.backoffs();
    }
}
