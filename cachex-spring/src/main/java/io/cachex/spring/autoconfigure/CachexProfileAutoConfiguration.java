package io.cachex.spring.autoconfigure;

import io.cachex.Cache;
import io.cachex.config.Profiles;
import io.cachex.config.ProfilesBuilder;
import io.cachex.redis.Redis;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The YAML profile that {@code cachex.config} names. What it says of caches holds where no property says otherwise. Variables
 * of the environment that begin with {@code CACHEX_} are Spring's: they are properties, and are not read a second time.
 */
@AutoConfiguration(before = CachexAutoConfiguration.class, after = CachexRedisAutoConfiguration.class)
@ConditionalOnClass(Profiles.class)
@ConditionalOnProperty("cachex.config")
@ConditionalOnBooleanProperty(name = "cachex.enabled", matchIfMissing = true)
@EnableConfigurationProperties(CachexProperties.class)
public class CachexProfileAutoConfiguration {

    private static final String CLASSPATH = "classpath:";
    private static final String FILE = "file:";

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    Profiles cachexProfiles(CachexProperties properties, ObjectProvider<ProfilePart> parts) {
        ProfilesBuilder profiles =
                at(properties.config() == null ? "" : properties.config()).environment(variables());
        if (properties.profile() != null) {
            profiles.profile(properties.profile());
        }
        if (properties.watch() != null) {
            profiles.watch(properties.watch());
        }
        parts.orderedStream().forEach(part -> part.giveTo(profiles));
        return profiles.open();
    }

    /** Time limits are off unless the document says otherwise: methods run on their caller's thread. */
    @Bean
    @ConditionalOnMissingBean
    CachexProfile cachexProfile(Profiles profiles) {
        return new CachexProfile(
                (name, codec) -> profiles.apply(name, Cache.builder(name, codec).noTimeout()), profiles.names());
    }

    private static ProfilesBuilder at(String location) {
        if (location.startsWith(CLASSPATH)) {
            return Profiles.fromResource(location.substring(CLASSPATH.length()));
        }
        return Profiles.from(Path.of(location.startsWith(FILE) ? location.substring(FILE.length()) : location));
    }

    private static Map<String, String> variables() {
        Map<String, String> variables = new TreeMap<>(System.getenv());
        variables.keySet().removeIf(name -> name.startsWith("CACHEX_"));
        return variables;
    }

    /** The application's Redis is the document's. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(Redis.class)
    static class OfRedis {

        @Bean
        @ConditionalOnBean(Redis.class)
        ProfilePart cachexRedisOfProfile(Redis redis) {
            return profiles -> profiles.part(Redis.class, redis);
        }

        /** Of the document's own Redis, if that is all there is. */
        @Bean
        @ConditionalOnMissingBean({Redis.class, RedisCheck.class})
        @Nullable
        RedisCheck cachexRedisCheck(Profiles profiles) {
            return profiles.find(Redis.class).map(RedisCheck::new).orElse(null);
        }
    }

    /** Something that the document's sections use in place of what they would make. */
    interface ProfilePart {

        void giveTo(ProfilesBuilder profiles);
    }
}
