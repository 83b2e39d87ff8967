package io.cachex.spring;

import io.cachex.Rules;
import io.cachex.spi.Codec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/** The options of a {@link CachexCacheManager}. Not for several threads. */
public final class CachexCacheManagerBuilder {

    private final Set<String> names = new LinkedHashSet<>();
    private final Map<String, String> types = new HashMap<>();
    private final Map<String, Codec<?>> codecs = new HashMap<>();
    private final Map<String, Duration> nullTtls = new HashMap<>();
    private final Map<String, Boolean> reports = new HashMap<>();
    private final Set<String> allowedTypes = new LinkedHashSet<>();
    private final List<CachexCustomizer> customizers = new ArrayList<>();
    private CachexBuilders builders = CachexBuilders.standard();
    private CacheKeys keys = CacheKeys.standard();
    private @Nullable String usualType;
    private @Nullable Duration nullTtl;
    private boolean reportsRefusals;
    private boolean onDemand = true;
    private @Nullable ClassLoader loader = ClassUtils.getDefaultClassLoader();

    CachexCacheManagerBuilder() {}

    /** Caches that are made at once (none). */
    public CachexCacheManagerBuilder names(Collection<String> of) {
        names.addAll(of);
        return this;
    }

    /** Whether other caches are made when they are first asked for (true). */
    public CachexCacheManagerBuilder onDemand(boolean value) {
        onDemand = value;
        return this;
    }

    /** Where each cache begins ({@link CachexBuilders#standard()}). */
    public CachexCacheManagerBuilder builders(CachexBuilders value) {
        builders = Rules.notNull("builders", value);
        return this;
    }

    /** Adds to each cache; called in this order (nobody). */
    public CachexCacheManagerBuilder customizer(CachexCustomizer value) {
        customizers.add(Rules.notNull("customizer", value));
        return this;
    }

    /** Turns keys into texts ({@link CacheKeys#standard()}). */
    public CachexCacheManagerBuilder keys(CacheKeys value) {
        keys = Rules.notNull("keys", value);
        return this;
    }

    /**
     * The type of a cache's values (any of the {@linkplain #allowedTypes allowed types}): they are stored as its JSON.
     *
     * @param type a class, or a generic type of classes such as {@code java.util.List<com.acme.User>}
     * @throws io.cachex.ConfigurationException when the cache is made, if there is no such type
     */
    public CachexCacheManagerBuilder type(String name, String type) {
        types.put(Rules.notNull("name", name), Rules.notNull("type", type));
        return this;
    }

    /** As {@link #type(String, String)}, for all caches that were given none. */
    public CachexCacheManagerBuilder type(String type) {
        usualType = Rules.notNull("type", type);
        return this;
    }

    /** Writes a cache's values, in place of JSON. */
    public CachexCacheManagerBuilder codec(String name, Codec<?> codec) {
        codecs.put(Rules.notNull("name", name), Rules.notNull("codec", codec));
        return this;
    }

    /**
     * Packages, with those below them, and classes whose values may go to a store from a cache without a type (only plain
     * values of the JDK, and lists, sets and maps of what is allowed). Bytes in the store can name these classes, and no other.
     *
     * @throws io.cachex.ConfigurationException when built, if one is no name, or one of {@code java}
     */
    public CachexCacheManagerBuilder allowedTypes(String... packagesOrClasses) {
        allowedTypes.addAll(List.of(packagesOrClasses));
        return this;
    }

    /** How long it is kept that a method answered null (as long as a value); zero for not at all, at most 365 days. */
    public CachexCacheManagerBuilder nullTtl(Duration ttl) {
        nullTtl = Rules.zeroOrMore("nullTtl", ttl);
        return this;
    }

    /** As {@link #nullTtl(Duration)} for one cache. */
    public CachexCacheManagerBuilder nullTtl(String name, Duration ttl) {
        nullTtls.put(Rules.notNull("name", name), Rules.zeroOrMore("nullTtl", ttl));
        return this;
    }

    /**
     * Whether a put, an eviction or a clear that the store did not take throws, so that Spring's {@code CacheErrorHandler} hears of
     * it (false: it is logged). It is made up for in either case. Of no effect with {@code RefusedChanges.QUEUE}.
     */
    public CachexCacheManagerBuilder reportRefusals(boolean value) {
        reportsRefusals = value;
        return this;
    }

    /** As {@link #reportRefusals(boolean)} for one cache. */
    public CachexCacheManagerBuilder reportRefusals(String name, boolean value) {
        reports.put(Rules.notNull("name", name), value);
        return this;
    }

    /** Finds the classes of values (the context class loader of the thread that builds). */
    public CachexCacheManagerBuilder classLoader(ClassLoader value) {
        loader = Rules.notNull("classLoader", value);
        return this;
    }

    /**
     * The manager, with its first caches.
     *
     * @throws io.cachex.ConfigurationException if one of them cannot be made
     */
    public CachexCacheManager build() {
        ClassLoader from = loader == null ? ClassLoader.getSystemClassLoader() : loader;
        AllowedTypes allowed = AllowedTypes.of(allowedTypes);
        Map<String, String> typed = Map.copyOf(types);
        Map<String, Codec<?>> given = Map.copyOf(codecs);
        Map<String, Duration> ownNullTtls = Map.copyOf(nullTtls);
        Map<String, Boolean> ownReports = Map.copyOf(reports);
        String typeOfOthers = usualType;
        Duration usualNullTtl = nullTtl;
        boolean usualReport = reportsRefusals;
        return new CachexCacheManager(new Parts(
                List.copyOf(names),
                onDemand,
                builders,
                name -> NullableCodec.of(codec(given.get(name), typed.getOrDefault(name, typeOfOthers), allowed, from)),
                keys,
                List.copyOf(customizers),
                name -> new CacheTraits(
                        ownNullTtls.getOrDefault(name, usualNullTtl), ownReports.getOrDefault(name, usualReport))));
    }

    private static Codec<?> codec(
            @Nullable Codec<?> given, @Nullable String type, AllowedTypes allowed, ClassLoader loader) {
        if (given != null) {
            return given;
        }
        return type == null ? new TaggedCodec(allowed, loader) : ValueCodecs.named(type, loader);
    }

    /** What a manager is made of. */
    record Parts(
            List<String> names,
            boolean onDemand,
            CachexBuilders builders,
            Codecs codecs,
            CacheKeys keys,
            List<CachexCustomizer> customizers,
            Function<String, CacheTraits> traits) {}

    /** The codec of each cache. */
    interface Codecs {
        Codec<Object> of(String name);
    }
}
