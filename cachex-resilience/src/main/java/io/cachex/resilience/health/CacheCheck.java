package io.cachex.resilience.health;

import io.cachex.Cache;
import io.cachex.CacheStats;
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
 * How a cache is, by its counters. Degraded while it serves stale values, while a load has been running for too long, or
 * while a write has waited for too long; never unhealthy. Options are set before it is handed on.
 */
public final class CacheCheck implements HealthCheck {

    private final Cache<?> cache;
    private Criticality criticality = Criticality.CRITICAL;
    private Duration staleFor = Duration.ofMinutes(1);
    private Duration longestLoad = Duration.ofSeconds(30);
    private @Nullable Duration longestWrite;
    private TimeSource time = TimeSource.system();

    private long staleServes; // guarded by this, as all that follows
    private long staleSince;
    private boolean isStale;

    CacheCheck(Cache<?> cache) {
        this.cache = cache;
        this.staleServes = cache.stats().staleServes();
    }

    /** How much depends on it; critical by default. */
    public CacheCheck criticality(Criticality value) {
        criticality = Rules.notNull("criticality", value);
        return this;
    }

    /** How long after a check found new stale serves the cache counts as serving stale, above zero; 1 min by default. */
    public CacheCheck staleFor(Duration duration) {
        staleFor = Rules.positive("staleFor", duration);
        return this;
    }

    /** How long a load may run, above zero; 30 s by default. */
    public CacheCheck longestLoad(Duration duration) {
        longestLoad = Rules.positive("longestLoad", duration);
        return this;
    }

    /**
     * How long a write behind may wait, above zero; not looked at by default.
     *
     * @throws io.cachex.ConfigurationException if the cache does not write behind
     */
    public CacheCheck longestWrite(Duration duration) {
        longestWrite = Rules.positive("longestWrite", duration);
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
        if (servesStale(stats.staleServes())) {
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

    private synchronized boolean servesStale(long count) {
        long now = time.nanos();
        if (count > staleServes) {
            staleServes = count;
            staleSince = now;
            isStale = true;
        } else if (isStale && now - staleSince >= staleFor.toNanos()) {
            isStale = false;
        }
        return isStale;
    }
}
