package io.cachex.spring.autoconfigure;

import io.cachex.CacheStats;
import io.cachex.resilience.health.CacheCheck;
import io.cachex.resilience.health.Checks;
import io.cachex.resilience.health.HealthChecks;
import io.cachex.resilience.health.HealthReport;
import io.cachex.resilience.health.PartHealth;
import io.cachex.spi.Criticality;
import io.cachex.spi.HealthCheck;
import io.cachex.spring.CachexCache;
import io.cachex.spring.CachexCacheManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.ObjectProvider;

/**
 * The health of the application's caches, of the Redis they share, and of every {@link HealthCheck} bean, in terms that both
 * lines of Spring Boot can be told. Safe for use by many threads.
 */
public final class CachexHealth {

    private final CachexCacheManager manager;
    private final CachexProperties properties;
    private final ObjectProvider<HealthCheck> parts;
    private final Map<String, CacheCheck> ofCaches = new ConcurrentHashMap<>(); // they remember what they saw

    CachexHealth(CachexCacheManager manager, CachexProperties properties, ObjectProvider<HealthCheck> parts) {
        this.manager = manager;
        this.properties = properties;
        this.parts = parts;
    }

    /**
     * What an indicator tells.
     *
     * @param status {@code UP}, {@code DEGRADED} or {@code DOWN}
     * @param details reasons, parts and counters; no keys, no values, no secrets
     */
    public record Answer(String status, Map<String, Object> details) {}

    /** Asks all parts now; waits for them, at most 2 s. */
    public Answer ask() {
        List<HealthCheck> checks = new ArrayList<>();
        manager.caches().forEach((name, cache) -> checks.add(ofCaches.computeIfAbsent(name, n -> check(n, cache))));
        parts.orderedStream().forEach(checks::add);
        HealthReport report =
                HealthChecks.of(checks.toArray(HealthCheck[]::new)).report().join();
        Map<String, Object> details = new LinkedHashMap<>();
        if (!report.reasons().isEmpty()) {
            details.put("reasons", report.reasons());
        }
        Map<String, Object> byPart = new LinkedHashMap<>();
        report.parts().forEach(part -> byPart.put(part.name(), told(part)));
        details.put("parts", byPart);
        details.put("stats", stats());
        return new Answer(status(report), details);
    }

    private CacheCheck check(String name, CachexCache cache) {
        Criticality criticality = properties.of(name).criticality();
        CacheCheck check = Checks.cache(cache.getNativeCache());
        return criticality == null ? check : check.criticality(criticality);
    }

    private static String status(HealthReport report) {
        return switch (report.status()) {
            case HEALTHY -> "UP";
            case DEGRADED -> "DEGRADED";
            case UNHEALTHY -> "DOWN";
        };
    }

    private static Map<String, Object> told(PartHealth part) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("status", lower(part.health().status()));
        told.put("criticality", lower(part.criticality()));
        told.put("latencyMillis", part.latencyMillis());
        return told;
    }

    private Map<String, Object> stats() {
        Map<String, Object> stats = new LinkedHashMap<>();
        manager.caches()
                .forEach((name, cache) ->
                        stats.put(name, told(cache.getNativeCache().stats())));
        return stats;
    }

    private static Map<String, Object> told(CacheStats stats) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("hits", stats.nearHits() + stats.storeHits());
        told.put("misses", stats.misses());
        told.put("staleServes", stats.staleServes());
        told.put("entries", stats.nearSize());
        return told;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
