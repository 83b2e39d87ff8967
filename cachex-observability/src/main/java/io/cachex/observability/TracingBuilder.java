package io.cachex.observability;

import io.cachex.Rules;
import io.cachex.spi.CacheTracer;
import io.opentelemetry.api.OpenTelemetry;

/** Puts a tracer together. Not for use by several threads. */
public final class TracingBuilder {

    private static final String SCOPE = "io.cachex";

    private final OpenTelemetry openTelemetry;
    private TracedKeys keys = TracedKeys.HIDDEN;

    TracingBuilder(OpenTelemetry openTelemetry) {
        this.openTelemetry = Rules.notNull("openTelemetry", openTelemetry);
    }

    /** What spans tell of keys ({@link TracedKeys#HIDDEN}). */
    public TracingBuilder keys(TracedKeys told) {
        this.keys = Rules.notNull("keys", told);
        return this;
    }

    /** The tracer. */
    public CacheTracer build() {
        return new SpanTracer(openTelemetry.getTracer(SCOPE), keys);
    }
}
