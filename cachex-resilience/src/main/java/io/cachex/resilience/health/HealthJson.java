package io.cachex.resilience.health;

import io.cachex.Cache;
import io.cachex.CacheStats;
import io.cachex.Rules;
import io.cachex.resilience.upstream.Upstreams;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A service's health as JSON, for an endpoint of yours. The members, in this order: {@code status} (healthy, degraded,
 * unhealthy), {@code upstream_status} (available, unavailable; without upstreams unavailable or unknown, as the caches
 * find), {@code offline_mode}, {@code cached_entries}, {@code cache_stats} with {@code hits}, {@code misses} and {@code stale_serves}: sums over the caches.
 * Safe for use by many threads.
 */
public final class HealthJson {

    private final List<Cache<?>> caches;
    private final @Nullable Upstreams<?> upstreams;
    private final @Nullable BooleanSupplier offlineMode;

    private HealthJson(List<Cache<?>> caches, @Nullable Upstreams<?> upstreams, @Nullable BooleanSupplier offlineMode) {
        this.caches = caches;
        this.upstreams = upstreams;
        this.offlineMode = offlineMode;
    }

    /** The JSON of these caches. */
    public static HealthJson of(Collection<? extends Cache<?>> caches) {
        return new HealthJson(List.copyOf(Rules.notNull("caches", caches)), null, null);
    }

    /** As {@link #of(Collection)}. */
    public static HealthJson of(Cache<?>... caches) {
        return of(List.of(caches));
    }

    /** The same with the status of these upstreams. */
    public HealthJson upstreams(Upstreams<?> origin) {
        return new HealthJson(caches, Rules.notNull("upstreams", origin), offlineMode);
    }

    /**
     * The same with what tells whether the service is offline; by default it is while a cache is, by {@link Cache#origin}, or
     * while no upstream is available.
     */
    public HealthJson offlineMode(BooleanSupplier isOffline) {
        return new HealthJson(caches, upstreams, Rules.notNull("offlineMode", isOffline));
    }

    /** The JSON of now, in one line. */
    public String write(HealthReport report) {
        long hits = 0;
        long misses = 0;
        long stale = 0;
        long entries = 0;
        for (Cache<?> cache : caches) {
            CacheStats stats = cache.stats();
            hits += stats.nearHits() + stats.storeHits();
            misses += stats.misses();
            stale += stats.staleServes();
            entries += stats.nearSize();
        }
        String upstream = upstreamStatus();
        boolean isOffline = offlineMode == null
                ? upstream.equals("unavailable")
                        || caches.stream().anyMatch(cache -> !cache.origin().isOnline())
                : offlineMode.getAsBoolean();
        return "{\"status\":\"" + report.status().name().toLowerCase(Locale.ROOT)
                + "\",\"upstream_status\":\"" + upstream
                + "\",\"offline_mode\":" + isOffline
                + ",\"cached_entries\":" + entries
                + ",\"cache_stats\":{\"hits\":" + hits
                + ",\"misses\":" + misses
                + ",\"stale_serves\":" + stale + "}}";
    }

    private String upstreamStatus() {
        if (upstreams != null) {
            return upstreams.health().isAvailable() ? "available" : "unavailable";
        }
        return caches.stream().allMatch(cache -> cache.origin().available()) ? "unknown" : "unavailable";
    }

    @Override
    public String toString() {
        return "healthJson" + caches.stream().map(Cache::name).toList();
    }
}
