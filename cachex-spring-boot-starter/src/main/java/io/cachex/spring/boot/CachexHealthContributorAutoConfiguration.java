package io.cachex.spring.boot;

import io.cachex.spring.autoconfigure.CachexHealth;
import io.cachex.spring.autoconfigure.CachexHealthAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** The health indicator {@code cachex}. */
@AutoConfiguration(after = CachexHealthAutoConfiguration.class)
@ConditionalOnClass(HealthIndicator.class)
@ConditionalOnBean(CachexHealth.class)
@ConditionalOnEnabledHealthIndicator("cachex")
public class CachexHealthContributorAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(name = "cachexHealthIndicator")
    HealthIndicator cachexHealthIndicator(CachexHealth health) {
        return () -> {
            CachexHealth.Answer answer = health.ask();
            return Health.status(answer.status()).withDetails(answer.details()).build();
        };
    }
}
