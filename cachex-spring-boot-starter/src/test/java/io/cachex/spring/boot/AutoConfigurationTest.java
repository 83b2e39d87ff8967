package io.cachex.spring.boot;

import io.cachex.springtests.AutoConfigurationContract;
import java.util.List;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.contributor.HealthIndicator;

class AutoConfigurationTest extends AutoConfigurationContract {

    @Override
    protected List<Class<?>> ofBoot() {
        return List.of(CacheAutoConfiguration.class, HealthContributorAutoConfiguration.class);
    }

    @Override
    protected List<Class<?>> ofRedis() {
        return List.of(DataRedisAutoConfiguration.class);
    }

    @Override
    protected List<Class<?>> optional() {
        return List.of(DataRedisConnectionDetails.class, HealthIndicator.class);
    }
}
