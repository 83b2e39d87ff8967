package io.cachex.spring.autoconfigure;

import io.cachex.observability.Tracing;
import io.cachex.spi.CacheTracer;
import io.cachex.spring.CachexCustomizer;
import io.opentelemetry.api.OpenTelemetry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

/** Spans for loads, calls to the store and locks, where there is an {@link OpenTelemetry}. Keys are hidden. */
@AutoConfiguration(
        before = CachexAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration",
            "org.springframework.boot.actuate.autoconfigure.opentelemetry.OpenTelemetryAutoConfiguration"
        })
@ConditionalOnClass({OpenTelemetry.class, Tracing.class})
@ConditionalOnBean(OpenTelemetry.class)
@ConditionalOnProperty(
        name = {"cachex.enabled", "cachex.tracing.enabled"},
        havingValue = "true",
        matchIfMissing = true)
public class CachexTracingAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    CacheTracer cachexTracer(OpenTelemetry telemetry) {
        return Tracing.of(telemetry);
    }

    @Bean
    @Order(CachexRedisAutoConfiguration.ORDER)
    CachexCustomizer cachexTracingCustomizer(CacheTracer tracer) {
        return (name, builder) -> builder.tracer(tracer);
    }
}
