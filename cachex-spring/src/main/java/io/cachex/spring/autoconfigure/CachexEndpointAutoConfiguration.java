package io.cachex.spring.autoconfigure;

import io.cachex.spring.CachexCacheManager;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The actuator's endpoint {@code cachex}. */
@AutoConfiguration(after = CachexAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(CachexEndpoint.class)
@ConditionalOnBean(CachexCacheManager.class)
public class CachexEndpointAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    CachexEndpoint cachexEndpoint(CachexCacheManager manager) {
        return new CachexEndpoint(manager);
    }
}
