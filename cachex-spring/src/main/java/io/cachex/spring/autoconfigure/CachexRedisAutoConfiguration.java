package io.cachex.spring.autoconfigure;

import io.cachex.ConfigurationException;
import io.cachex.redis.Redis;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.annotation.Order;

/** The Redis that instances share: at {@code cachex.redis.uri}, else where the connection details say. */
@AutoConfiguration(before = CachexAutoConfiguration.class)
@ConditionalOnClass(Redis.class)
@ConditionalOnProperty(
        name = {"cachex.enabled", "cachex.redis.enabled"},
        havingValue = "true",
        matchIfMissing = true)
@EnableConfigurationProperties(CachexProperties.class)
public class CachexRedisAutoConfiguration {

    /** Before the application's own customizers. */
    static final int ORDER = -100;

    /** Does no I/O: the server may be down. */
    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    @Conditional(HasAddress.class)
    Redis cachexRedis(CachexProperties properties, ObjectProvider<RedisAddress> address) {
        String uri = properties.redis().uri();
        String known = uri == null ? address.getObject().uri() : uri;
        try {
            return Redis.builder()
                    .uri(known)
                    .prefix(properties.redis().prefix())
                    .build();
        } catch (ConfigurationException e) {
            throw new ConfigurationException("cachex.redis: " + e.getMessage(), e);
        }
    }

    @Bean
    @ConditionalOnBean(Redis.class)
    @Order(ORDER)
    SharedStore cachexSharedStore(CachexProperties properties, Redis redis) {
        return new SharedStore(properties, redis);
    }

    @Bean
    @ConditionalOnBean(Redis.class)
    @ConditionalOnMissingBean(RedisCheck.class)
    RedisCheck cachexRedisCheck(Redis redis) {
        return new RedisCheck(redis);
    }

    /** Whether there is an address. */
    static final class HasAddress extends AnyNestedCondition {

        HasAddress() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnProperty("cachex.redis.uri")
        static final class OfProperties {}

        @ConditionalOnBean(RedisAddress.class)
        static final class OfConnectionDetails {}
    }
}
