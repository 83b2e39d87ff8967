package io.cachex.observability;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.micrometer.core.instrument.Clock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.tracer.common.SpanContext;
import org.junit.jupiter.api.Test;

/** N1: timers carry exemplars where the registry knows the trace. */
class ExemplarsTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private static final SpanContext SPAN = new SpanContext() {
        @Override
        public String getCurrentTraceId() {
            return TRACE;
        }

        @Override
        public String getCurrentSpanId() {
            return "00f067aa0ba902b7";
        }

        @Override
        public boolean isCurrentSpanSampled() {
            return true;
        }

        @Override
        public void markCurrentSpanAsExemplar() {
            // nothing to mark
        }
    };

    @Test
    void aSlowOperationLeadsToItsTrace() {
        PrometheusMeterRegistry registry =
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM, SPAN);
        try (Cache<String> cache = Cache.builder("users", String.class)
                .loader(key -> key)
                .observer(Metrics.of(registry))
                .build()) {
            cache.get("a");
            cache.put("a", "b");

            String scrape = registry.scrape("application/openmetrics-text; version=1.0.0; charset=utf-8");

            assertThat(scrape.lines()
                            .filter(line -> line.startsWith("cache_operation_duration_seconds_bucket"))
                            .filter(line -> line.contains("operation=\"put\"")))
                    .anySatisfy(line -> assertThat(line).contains("trace_id=\"" + TRACE + "\""));
        }
    }
}
