package io.cachex.observability;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** An SDK that keeps its spans, and counts those that are open. */
final class Spans implements AutoCloseable {

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .addSpanProcessor(new Counter())
                    .build())
            .build();
    private final Tracer users = sdk.getTracer("user");

    OpenTelemetrySdk sdk() {
        return sdk;
    }

    /** Does something within a span of the user's. */
    <R extends @Nullable Object> R within(String name, Callable<R> call) throws Exception {
        Span span = users.spanBuilder(name).startSpan();
        try (Scope scope = span.makeCurrent()) {
            return call.call();
        } finally {
            span.end();
        }
    }

    /** A span of the user's that has no time. */
    void mark(String name) {
        users.spanBuilder(name).startSpan().end();
    }

    /** All that have ended. */
    List<SpanData> all() {
        return exporter.getFinishedSpanItems();
    }

    /** How many were begun and have not ended. */
    int open() {
        return begun.get() - ended.get();
    }

    List<SpanData> named(String name) {
        return all().stream().filter(span -> span.getName().equals(name)).toList();
    }

    /** The only one of its name; waits for it. */
    SpanData only(String name) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> !named(name).isEmpty());
        List<SpanData> found = named(name);
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " of " + name);
        }
        return found.get(0);
    }

    void awaitEnds() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> open() == 0);
    }

    @Override
    public void close() {
        sdk.close();
    }

    private final class Counter implements SpanProcessor {
        @Override
        public void onStart(io.opentelemetry.context.Context parent, ReadWriteSpan span) {
            begun.incrementAndGet();
        }

        @Override
        public boolean isStartRequired() {
            return true;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            ended.incrementAndGet();
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }
}
