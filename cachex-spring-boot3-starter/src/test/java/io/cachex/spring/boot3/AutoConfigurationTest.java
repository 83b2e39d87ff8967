package io.cachex.spring.boot3;

import io.cachex.springtests.AutoConfigurationContract;
import java.util.List;
import org.springframework.boot.actuate.autoconfigure.health.HealthContributorAutoConfiguration;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.cache.CacheAutoConfiguration;
import org.springframework.boot.autoconfigure.data.redis.RedisAutoConfiguration;
import org.springframework.boot.autoconfigure.data.redis.RedisConnectionDetails;

class AutoConfigurationTest extends AutoConfigurationContract {

    @Override
    protected List<Class<?>> ofBoot() {
        return List.of(CacheAutoConfiguration.class, HealthContributorAutoConfiguration.class);
    }

    @Override
    protected List<Class<?>> ofRedis() {
        return List.of(RedisAutoConfiguration.class);
    }

    @Override
    protected List<Class<?>> optional() {
        return List.of(RedisConnectionDetails.class, HealthIndicator.class);
    }
}
