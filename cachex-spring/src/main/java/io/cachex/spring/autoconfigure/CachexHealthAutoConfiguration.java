package io.cachex.spring.autoconfigure;

import io.cachex.resilience.health.HealthChecks;
import io.cachex.spi.HealthCheck;
import io.cachex.spring.CachexCacheManager;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.PropertySource;

/**
 * The health of the caches; the starter of each line makes an indicator of it. Adds {@code DEGRADED} to the order of statuses, so
 * that the whole shows it; what the application sets itself wins.
 */
@AutoConfiguration(after = CachexAutoConfiguration.class)
@ConditionalOnClass(HealthChecks.class)
@ConditionalOnBean(CachexCacheManager.class)
@PropertySource("classpath:io/cachex/spring/autoconfigure/health.properties")
public class CachexHealthAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    CachexHealth cachexHealth(
            CachexCacheManager manager, CachexProperties properties, ObjectProvider<HealthCheck> parts) {
        return new CachexHealth(manager, properties, parts);
    }
}
