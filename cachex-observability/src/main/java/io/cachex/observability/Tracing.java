package io.cachex.observability;

import io.cachex.spi.CacheTracer;
import io.opentelemetry.api.OpenTelemetry;

/**
 * Spans of OpenTelemetry for what a cache does beside serving from memory: {@code cachex load users},
 * {@code cachex store read users}, {@code cachex lock users} and so on. To be given to {@code CacheBuilder.tracer}; one serves
 * any number of caches, and threads.
 *
 * <p>Needs {@code opentelemetry-api}, which is an optional dependency, from 1.49. Without an SDK it costs little and does
 * nothing.
 */
public final class Tracing {

    private Tracing() {}

    /** With keys hidden. */
    public static CacheTracer of(OpenTelemetry openTelemetry) {
        return builder(openTelemetry).build();
    }

    /** To say more. */
    public static TracingBuilder builder(OpenTelemetry openTelemetry) {
        return new TracingBuilder(openTelemetry);
    }
}
