package io.cachex.springtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.CacheClosedException;
import io.cachex.Near;
import io.cachex.observability.Metrics;
import io.cachex.redis.Redis;
import io.cachex.spi.CacheTracer;
import io.cachex.spring.CacheKeys;
import io.cachex.spring.CachexCache;
import io.cachex.spring.CachexCacheManager;
import io.cachex.spring.CachexCustomizer;
import io.cachex.spring.autoconfigure.RedisAddress;
import io.cachex.springtests.Crew.Sailor;
import io.cachex.store.MemoryStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** O1: what is in the application's context, and when. */
@Timeout(60)
public abstract class AutoConfigurationContract {

    /** Boot's own configurations of caches and of health. */
    protected abstract List<Class<?>> ofBoot();

    /** Boot's own configurations of Redis, which make connection details. */
    protected abstract List<Class<?>> ofRedis();

    /** A class of Boot's connection details of Redis, and one of Boot's health. */
    protected abstract List<Class<?>> optional();

    private ApplicationContextRunner runner() {
        List<Class<?>> all = new ArrayList<>(ofBoot());
        for (String name :
                ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader())) {
            if (name.startsWith("io.cachex.")) {
                all.add(loaded(name));
            }
        }
        assertThat(all).as("registered by the starter").hasSizeGreaterThan(ofBoot().size() + 4);
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(all.toArray(Class<?>[]::new)))
                .withUserConfiguration(Caching.class);
    }

    private static Class<?> loaded(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(name, e);
        }
    }

    @Test
    void theCacheManagerIsOurs() {
        runner().run(context ->
                assertThat(context).hasNotFailed().getBean(CacheManager.class).isInstanceOf(CachexCacheManager.class));
    }

    @Test
    void anotherCacheManagerStays() {
        runner().withUserConfiguration(OwnCacheManager.class)
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(CachexCacheManager.class)
                        .doesNotHaveBean("cachexHealthIndicator"));
        runner().withPropertyValues("spring.cache.type=none")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(CachexCacheManager.class));
        runner().withPropertyValues("cachex.enabled=false", "cachex.redis.uri=redis://localhost:1")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(CachexCacheManager.class)
                        .doesNotHaveBean(Redis.class));
    }

    @Test
    void cachesThatAreNamedAreThereFromTheStart() {
        runner().withPropertyValues("cachex.caches.users.ttl=30s", "spring.cache.cache-names=orders,items")
                .run(context -> {
                    CachexCacheManager manager = context.getBean(CachexCacheManager.class);
                    assertThat(manager.getCacheNames()).containsExactly("items", "orders", "users");
                    assertThat(manager.getCache("more")).isNotNull();
                });
        runner().withPropertyValues("cachex.on-demand=false")
                .run(context -> assertThat(
                                context.getBean(CachexCacheManager.class).getCache("more"))
                        .isNull());
    }

    @Test
    void settingsOfACacheWinOverDefaults() {
        runner().withPropertyValues(
                        "cachex.defaults.ttl=10s",
                        "cachex.defaults.near-entries=70",
                        "cachex.caches.users.ttl=30s",
                        "cachex.caches.big.near-bytes=2MB",
                        "cachex.caches.brief.null-ttl=0s")
                .run(context -> {
                    CachexCacheManager manager = context.getBean(CachexCacheManager.class);
                    CachexCache users = Objects.requireNonNull(manager.getCache("users"));
                    CachexCache other = Objects.requireNonNull(manager.getCache("other"));
                    CachexCache brief = Objects.requireNonNull(manager.getCache("brief"));
                    users.put("a", 1);
                    other.put("a", 1);
                    brief.put("a", null);
                    other.put("b", null);

                    assertThat(users.getNativeCache().ttl("a").orElseThrow().toSeconds())
                            .isBetween(20L, 30L);
                    assertThat(other.getNativeCache().ttl("a").orElseThrow().toSeconds())
                            .isBetween(1L, 10L);
                    assertThat(other.getNativeCache().describe()).contains("near(70)");
                    assertThat(manager.getCache("big")).asString().contains("2");
                    assertThat(brief.get("a")).isNull();
                    assertThat(other.get("b")).isNotNull();
                });
    }

    @Test
    void aBadSettingFailsTheStart() {
        for (Map.Entry<String, String> bad : Map.of(
                        "cachex.caches.users.ttl=-1s", "ttl",
                        "cachex.caches.users.jitter=2", "jitter",
                        "cachex.caches.users.type=no.such.Type", "no.such.Type",
                        "cachex.caches.users.null-ttl=-1s", "nullTtl",
                        "cachex.redis.uri=localhost", "cachex.redis",
                        "cachex.allowed-types=java.util", "allowedTypes")
                .entrySet()) {
            runner().withPropertyValues(bad.getKey())
                    .run(context ->
                            assertThat(context).as(bad.getKey()).getFailure().hasStackTraceContaining(bad.getValue()));
        }
        runner().withPropertyValues("cachex.caches.users.near-entries=1", "cachex.caches.users.near-bytes=1MB")
                .run(context -> assertThat(context).getFailure().hasStackTraceContaining("without nearEntries"));
    }

    @Test
    void thereIsNoRedisWithoutAnAddress() {
        runner().run(context -> assertThat(context).doesNotHaveBean(Redis.class));
        runner().withPropertyValues("cachex.redis.uri=redis://localhost:1", "cachex.redis.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(Redis.class));
    }

    @Test
    void redisIsWhereThePropertiesSayAndMayBeDown() {
        runner().withPropertyValues(
                        "cachex.redis.uri=redis://user:secret@localhost:1",
                        "cachex.caches.own.shared=false",
                        "cachex.caches.far.near-entries=0")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(Redis.class)).hasToString("redis(localhost:1)");
                    CachexCacheManager manager = context.getBean(CachexCacheManager.class);
                    assertThat(manager.getCache("users")).asString().contains("redis");
                    assertThat(manager.getCache("own")).asString().doesNotContain("redis");
                    assertThat(manager.getCache("far")).asString().contains("near(off)");
                });
    }

    /** O1: so it works with a service connection and with compose files, which bring such details. */
    @Test
    void redisIsWhereTheConnectionDetailsSay() {
        withRedisOfBoot("spring.data.redis.host=example.test", "spring.data.redis.port=7")
                .run(context -> assertThat(context.getBean(Redis.class)).hasToString("redis(example.test:7)"));
        withRedisOfBoot(
                        "spring.data.redis.username=ann",
                        "spring.data.redis.password=p@ss:w/rd %",
                        "spring.data.redis.database=3",
                        "spring.data.redis.ssl.enabled=true")
                .run(context -> assertThat(context.getBean(RedisAddress.class).uri())
                        .isEqualTo("rediss://ann:p%40ss%3Aw%2Frd%20%25@localhost:6379/3"));
        withRedisOfBoot(
                        "spring.data.redis.sentinel.master=m",
                        "spring.data.redis.sentinel.nodes=a:1,b:2",
                        "spring.data.redis.database=3")
                .run(context -> assertThat(context.getBean(Redis.class)).hasToString("redis(a:1,b:2#m)"));
        withRedisOfBoot("spring.data.redis.cluster.nodes=a:1,b:2", "spring.data.redis.password=x")
                .run(context -> assertThat(context.getBean(Redis.class)).hasToString("redis(cluster a:1,b:2)"));
        withRedisOfBoot("spring.data.redis.host=example.test", "cachex.redis.uri=redis://localhost:1")
                .run(context -> assertThat(context.getBean(Redis.class)).hasToString("redis(localhost:1)"));
    }

    private ApplicationContextRunner withRedisOfBoot(String... properties) {
        return runner().withConfiguration(AutoConfigurations.of(ofRedis().toArray(Class<?>[]::new)))
                .withPropertyValues(properties);
    }

    @Test
    void theApplicationsOwnRedisIsUsed() {
        runner().withUserConfiguration(OwnRedis.class).run(context -> {
            assertThat(context).hasSingleBean(Redis.class);
            assertThat(context.getBean(CachexCacheManager.class).getCache("users"))
                    .asString()
                    .contains("redis");
        });
    }

    @Test
    void customizersHaveTheLastWordInTheirOrder() {
        runner().withUserConfiguration(Customizers.class)
                .withPropertyValues("cachex.defaults.near-entries=70")
                .run(context -> assertThat(
                                context.getBean(CachexCacheManager.class).getCache("users"))
                        .asString()
                        .contains("near(9)"));
    }

    @Test
    void keysAreTheApplicationsToWrite() {
        runner().withUserConfiguration(OwnKeys.class).run(context -> {
            CachexCache users = Objects.requireNonNull(
                    context.getBean(CachexCacheManager.class).getCache("users"));
            users.put(new Crew.Opaque(), 1);
            assertThat(users.getNativeCache().getIfPresent("one")).isEqualTo(1);
        });
    }

    /** TH: without a list, the application's own packages, and no others. */
    @Test
    void valuesOfTheApplicationsPackagesMayBeStored() {
        runner().withUserConfiguration(Packaged.class, Stored.class).run(context -> {
            CachexCache cache = users(context.getBean(CachexCacheManager.class));
            cache.put(1, Sailor.named("Ada"));
            assertThat(cache.get(1)).isNotNull();
        });
        runner().withUserConfiguration(Packaged.class, Stored.class)
                .withPropertyValues("cachex.allowed-types=com.acme,com.beta.Order")
                .run(context -> {
                    CachexCache cache = users(context.getBean(CachexCacheManager.class));
                    cache.put(1, Sailor.named("Ada"));
                    cache.put(2, 2);
                    assertThat(cache.get(1)).isNull();
                    assertThat(cache.get(2)).isNotNull();
                });
    }

    private static CachexCache users(CachexCacheManager manager) {
        return Objects.requireNonNull(manager.getCache("users"));
    }

    /** M1, O1: a profile says how caches are, properties win over it. */
    @Test
    void aProfileHoldsWhereNoPropertySaysOtherwise(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(
                directory.resolve("cachex.yaml"),
                "cache:\n  ttl: 20s\ncaches:\n  users:\n    ttl: 40s\n  brief:\n    ttl: 40s\n");
        runner().withPropertyValues("cachex.config=" + file, "cachex.caches.brief.ttl=5s")
                .run(context -> {
                    CachexCacheManager manager = context.getBean(CachexCacheManager.class);
                    assertThat(manager.getCacheNames()).containsExactly("brief", "users");
                    assertThat(ttlOf(manager, "users")).isBetween(21L, 40L);
                    assertThat(ttlOf(manager, "brief")).isBetween(1L, 5L);
                    assertThat(ttlOf(manager, "other")).isBetween(6L, 20L);
                });
        runner().withPropertyValues("cachex.config=file:" + file, "cachex.redis.uri=redis://localhost:1")
                .run(context -> assertThat(
                                context.getBean(CachexCacheManager.class).getCache("users"))
                        .asString()
                        .contains("redis"));
    }

    private static long ttlOf(CachexCacheManager manager, String name) {
        CachexCache cache = Objects.requireNonNull(manager.getCache(name));
        cache.put("a", 1);
        return cache.getNativeCache().ttl("a").orElseThrow().toSeconds();
    }

    /** BI29: a profile that is not right fails the start, and tells where. */
    @Test
    void aBadProfileFailsTheStart(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("cachex.yaml"), "cache:\n  tll: 20s\n");
        runner().withPropertyValues("cachex.config=" + file)
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("cachex.yaml:2")
                        .hasStackTraceContaining("tll"));
        runner().withPropertyValues("cachex.config=classpath:no-such.yaml")
                .run(context -> assertThat(context).getFailure().hasStackTraceContaining("no-such.yaml"));
    }

    /** With time limits methods run elsewhere than on their caller's thread: only if the profile says so. */
    @Test
    void aProfileWithoutTimeLimitsLeavesMethodsOnTheirThread(@TempDir Path directory) throws Exception {
        Path unlimited = Files.writeString(directory.resolve("unlimited.yaml"), "cache:\n  ttl: 20s\n");
        Path limited = Files.writeString(directory.resolve("limited.yaml"), "cache:\n  timeout: 20s\n");
        runner().withPropertyValues("cachex.config=" + unlimited)
                .run(context -> assertThat(Objects.requireNonNull(context.getBean(CachexCacheManager.class)
                                        .getCache("users"))
                                .get(1, Thread::currentThread))
                        .isSameAs(Thread.currentThread()));
        runner().withPropertyValues("cachex.config=" + limited)
                .run(context -> assertThat(Objects.requireNonNull(context.getBean(CachexCacheManager.class)
                                        .getCache("users"))
                                .get(1, Thread::currentThread))
                        .isNotSameAs(Thread.currentThread()));
    }

    /** N1: bound where there is a registry, once. */
    @Test
    void cachesAreMeasuredWhereThereIsARegistry() {
        runner().run(context -> assertThat(context).doesNotHaveBean(Metrics.class));
        runner().withUserConfiguration(Registry.class)
                .withPropertyValues("cachex.metrics.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(Metrics.class));
        runner().withUserConfiguration(Registry.class).run(context -> {
            CachexCache late = users(context.getBean(CachexCacheManager.class));
            late.get(1);
            late.put(1, 1);
            late.get(1);
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            assertThat(registry.get("cache.gets")
                            .tags("cache", "users", "result", "hit")
                            .functionCounter()
                            .count())
                    .isEqualTo(1);
        });
    }

    /** N3. */
    @Test
    void cachesAreTracedWhereThereIsOpenTelemetry() {
        runner().run(context -> assertThat(context).doesNotHaveBean(CacheTracer.class));
        runner().withUserConfiguration(Telemetry.class)
                .withPropertyValues("cachex.tracing.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(CacheTracer.class));
        runner().withUserConfiguration(Telemetry.class).run(context -> {
            assertThat(context).hasSingleBean(CacheTracer.class);
            assertThat(users(context.getBean(CachexCacheManager.class)).get(1, () -> "a"))
                    .isEqualTo("a");
        });
    }

    @Test
    void closesWhatItMade() {
        List<CachexCache> made = new ArrayList<>();
        runner().withPropertyValues("cachex.redis.uri=redis://localhost:1")
                .run(context -> made.add(Objects.requireNonNull(
                        context.getBean(CachexCacheManager.class).getCache("users"))));

        assertThatThrownBy(() -> made.get(0).getNativeCache().getIfPresent("a"))
                .isInstanceOf(CacheClosedException.class);
    }

    @Test
    void theIndicatorOfHealthCanBeSwitchedOff() {
        runner().run(context -> assertThat(context).hasBean("cachexHealthIndicator"));
        runner().withPropertyValues("management.health.cachex.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("cachexHealthIndicator"));
    }

    @Test
    void theEndpointIsThereWhereItIsExposed() {
        runner().run(context -> assertThat(context).doesNotHaveBean("cachexEndpoint"));
        runner().withPropertyValues("management.endpoints.jmx.exposure.include=cachex", "spring.jmx.enabled=true")
                .run(context -> assertThat(context).hasBean("cachexEndpoint"));
    }

    @Test
    void whatIsNotOnTheClassPathIsNotNeeded() {
        List<Class<?>> without = new ArrayList<>(optional());
        without.add(Redis.class);
        for (Class<?> missing : without) {
            runner().withClassLoader(new FilteredClassLoader(missing))
                    .run(context -> assertThat(context)
                            .as("without %s", missing)
                            .hasNotFailed()
                            .hasSingleBean(CachexCacheManager.class));
        }
        runner().withClassLoader(
                        new FilteredClassLoader("io.cachex.redis", "io.lettuce", "io.micrometer", "io.opentelemetry"))
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(CachexCacheManager.class));
    }

    @Configuration(proxyBeanMethods = false)
    static class Telemetry {

        @Bean
        OpenTelemetry telemetry() {
            return OpenTelemetry.noop();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Registry {

        @Bean
        MeterRegistry registry() {
            return new SimpleMeterRegistry();
        }
    }

    @EnableCaching
    @Configuration(proxyBeanMethods = false)
    static class Caching {}

    @Configuration(proxyBeanMethods = false)
    static class OwnCacheManager {

        @Bean
        CacheManager own() {
            return new ConcurrentMapCacheManager();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnRedis {

        @Bean
        Redis redis() {
            return Redis.connect("redis://localhost:2");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnKeys {

        @Bean
        CacheKeys keys() {
            return key -> "one";
        }
    }

    @Configuration(proxyBeanMethods = false)
    @AutoConfigurationPackage
    static class Packaged {}

    @Configuration(proxyBeanMethods = false)
    static class Customizers {

        @Bean
        @Order(2)
        CachexCustomizer last() {
            return (name, builder) -> builder.near(Near.maximumSize(9));
        }

        @Bean
        @Order(1)
        CachexCustomizer first() {
            return (name, builder) -> builder.near(Near.maximumSize(8));
        }
    }

    /** Nothing near: what is read was stored. */
    @Configuration(proxyBeanMethods = false)
    static class Stored {

        @Bean
        CachexCustomizer stored() {
            return (name, builder) -> builder.near(Near.off()).store(MemoryStore.create());
        }
    }
}
