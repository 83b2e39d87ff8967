package io.cachex.spring.autoconfigure;

import io.cachex.observability.Metrics;
import io.cachex.spring.CachexCustomizer;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

/**
 * Shows every cache in the {@link MeterRegistry}, those that are made later, too. Micrometer's own cache meters are among
 * its meters, so Spring Boot is not asked to bind them once more.
 */
@AutoConfiguration(
        before = CachexAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnClass({MeterRegistry.class, Metrics.class})
@ConditionalOnBean(MeterRegistry.class)
@ConditionalOnProperty(
        name = {"cachex.enabled", "cachex.metrics.enabled"},
        havingValue = "true",
        matchIfMissing = true)
public class CachexMetricsAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Metrics cachexMetrics(MeterRegistry registry) {
        return Metrics.of(registry);
    }

    @Bean
    @Order(CachexRedisAutoConfiguration.ORDER)
    CachexCustomizer cachexMetricsCustomizer(Metrics metrics) {
        return (name, builder) -> builder.observer(metrics);
    }
}
