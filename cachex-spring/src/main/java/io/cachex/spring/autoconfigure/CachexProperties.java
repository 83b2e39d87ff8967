package io.cachex.spring.autoconfigure;

import io.cachex.spi.Criticality;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of CacheX.
 *
 * @param enabled Whether CacheX is the application's cache manager.
 * @param config Where a YAML profile is: a file, or a resource such as classpath:cachex.yaml. Properties win over it.
 * @param profile Which of the profiles in it holds, if it has several.
 * @param watch How often a profile that is a file is looked at for changes; never by default.
 * @param app Begins the names of keys in a shared store; all instances of a service have the same. The application's name by
 *     default.
 * @param env Follows the application's name: the environment whose instances share entries.
 * @param onDemand Whether caches that are not named in the settings are made when they are first used.
 * @param allowedTypes Packages and classes whose values caches without a type may store. The application's own packages by
 *     default.
 * @param defaults Settings of all caches.
 * @param caches Settings of single caches, by name; these caches are made when the application starts.
 * @param redis The Redis that instances share.
 * @param metrics Metrics through Micrometer.
 * @param tracing Traces through OpenTelemetry.
 */
@ConfigurationProperties("cachex")
public record CachexProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable String config,
        @Nullable String profile,
        @Nullable Duration watch,
        @Nullable String app,
        @DefaultValue("default") String env,
        @DefaultValue("true") boolean onDemand,
        @Nullable List<String> allowedTypes,
        @DefaultValue CacheProperties defaults,
        @Nullable Map<String, CacheProperties> caches,
        @DefaultValue RedisProperties redis,
        @DefaultValue MetricsProperties metrics,
        @DefaultValue TracingProperties tracing) {

    /** What is not set is empty. */
    public CachexProperties {
        caches = caches == null ? Map.of() : Map.copyOf(caches);
        allowedTypes = allowedTypes == null ? List.of() : List.copyOf(allowedTypes);
    }

    /** The settings of a cache. */
    CacheProperties of(String cache) {
        CacheProperties own = caches().get(cache);
        return own == null ? defaults : own.over(defaults);
    }

    @Override
    @SuppressWarnings("NullAway") // the constructor sees to it
    public Map<String, CacheProperties> caches() {
        return caches;
    }

    @Override
    @SuppressWarnings("NullAway") // the constructor sees to it
    public List<String> allowedTypes() {
        return allowedTypes;
    }

    /**
     * The Redis that instances share.
     *
     * @param enabled Whether caches are shared through Redis, if there is an address.
     * @param uri Where Redis is, such as redis://user:password@host:6379/0, rediss://..., redis-sentinel://... or
     *     redis-cluster://... By default where the connection details of Spring Data Redis say.
     * @param prefix What all keys begin with.
     */
    public record RedisProperties(
            @DefaultValue("true") boolean enabled,
            @Nullable String uri,
            @DefaultValue("cx") String prefix) {

        /** Without the password. */
        @Override
        public String toString() {
            return "redis(enabled " + enabled + ", " + (uri == null ? "no uri" : "a uri") + ", prefix " + prefix + ")";
        }
    }

    /**
     * Metrics.
     *
     * @param enabled Whether caches are measured, if there is a MeterRegistry.
     */
    public record MetricsProperties(@DefaultValue("true") boolean enabled) {}

    /**
     * Traces.
     *
     * @param enabled Whether loads and calls to the store are traced, if there is an OpenTelemetry bean.
     */
    public record TracingProperties(@DefaultValue("true") boolean enabled) {}

    /**
     * Settings of a cache; what is left out is as the defaults, a profile, or CacheX have it.
     *
     * @param type The type of the values, which are stored as its JSON: a class, or a generic type such as
     *     java.util.List&lt;com.acme.User&gt;. By default any type of the allowed packages.
     * @param ttl How long a value is fresh; 5 minutes unless a profile says otherwise.
     * @param staleIfError How long past that it may stand in when a method with sync = true fails; 1 hour unless a profile says
     *     otherwise.
     * @param nullTtl How long it is kept that a method answered null; 0 for not at all. As long as a value by default.
     * @param jitter By which fraction of it, from 0 to 1, each time to live is shortened at random.
     * @param timeout How long a call may take. With a limit, methods with sync = true run on threads of the cache. No limit by
     *     default.
     * @param nearEntries How many entries are kept in the process; 0 for none. 10000 unless a profile says otherwise.
     * @param nearBytes How many bytes are kept in the process, in place of a number of entries.
     * @param shared Whether the cache is shared through Redis, if there is one.
     * @param copy Whether values are copied on their way into and out of the process's own tier, so that callers may change
     *     them.
     * @param reportRefusals Whether Spring's CacheErrorHandler hears of a put, an eviction or a clear that the store did not take.
     *     It is made up for in either case, and logged otherwise.
     * @param criticality What the cache's health means for the application: critical, warm or cold.
     */
    public record CacheProperties(
            @Nullable String type,
            @Nullable Duration ttl,
            @Nullable Duration staleIfError,
            @Nullable Duration nullTtl,
            @Nullable Double jitter,
            @Nullable Duration timeout,
            @Nullable Long nearEntries,
            @Nullable DataSize nearBytes,
            @Nullable Boolean shared,
            @Nullable Boolean copy,
            @Nullable Boolean reportRefusals,
            @Nullable Criticality criticality) {

        /** These settings, and the others' where there are none. */
        CacheProperties over(CacheProperties others) {
            boolean boundsNear = nearEntries != null || nearBytes != null;
            return new CacheProperties(
                    or(type, others.type),
                    or(ttl, others.ttl),
                    or(staleIfError, others.staleIfError),
                    or(nullTtl, others.nullTtl),
                    or(jitter, others.jitter),
                    or(timeout, others.timeout),
                    boundsNear ? nearEntries : others.nearEntries,
                    boundsNear ? nearBytes : others.nearBytes,
                    or(shared, others.shared),
                    or(copy, others.copy),
                    or(reportRefusals, others.reportRefusals),
                    or(criticality, others.criticality));
        }

        boolean isShared() {
            return shared == null || shared;
        }

        private static <V> @Nullable V or(@Nullable V own, @Nullable V other) {
            return own == null ? other : own;
        }
    }
}
