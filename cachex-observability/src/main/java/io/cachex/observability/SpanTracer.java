package io.cachex.observability;

import io.cachex.spi.CacheTracer;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a span of each piece of work. */
final class SpanTracer implements CacheTracer {

    private final Tracer tracer;
    private final KeyAttributes keys;

    SpanTracer(Tracer tracer, TracedKeys keys) {
        this.tracer = tracer;
        this.keys = new KeyAttributes(keys);
    }

    /** By which a span is referred to: not the span itself, which holds all that was noted of it. */
    record SpanLink(SpanContext context) implements Link {

        static @Nullable SpanLink of(Span span) {
            SpanContext context = span.getSpanContext();
            return context.isValid() ? new SpanLink(context) : null;
        }
    }

    private record Here(io.opentelemetry.context.Context context) implements Context {

        @Override
        public Scope enter() {
            return entered(context);
        }

        @Override
        public @Nullable Link link() {
            return SpanLink.of(Span.fromContext(context));
        }
    }

    @SuppressWarnings("MustBeClosedChecker") // whoever enters closes, which is the tracer's contract
    static Scope entered(io.opentelemetry.context.Context context) {
        return context.makeCurrent()::close;
    }

    @Override
    public boolean wantsKeys() {
        return keys.areWanted();
    }

    @Override
    public Context context() {
        return new Here(io.opentelemetry.context.Context.current());
    }

    @Override
    public Work begin(Task task, List<Link> links) {
        io.opentelemetry.context.Context parent = task.kind() == Kind.FLUSH
                ? io.opentelemetry.context.Context.root() // its writes are many callers', who have gone on
                : io.opentelemetry.context.Context.current();
        SpanBuilder builder = tracer.spanBuilder("cachex " + verb(task.kind()) + ' ' + task.cache())
                .setParent(parent)
                .setSpanKind(SpanKind.INTERNAL)
                .setAttribute(Names.CACHE, task.cache())
                .setAttribute(Names.KEYS, (long) task.keys());
        if (task.operation() != null) {
            builder.setAttribute(Names.OPERATION, task.operation().name().toLowerCase(Locale.ROOT));
        }
        if (task.kind() == Kind.LOCK) {
            builder.setAttribute(Names.WAIT, task.patience().toMillis());
        }
        keys.tell(task.names(), builder);
        Set<SpanContext> linked = new HashSet<>();
        for (Link link : links) {
            if (link instanceof SpanLink other && linked.add(other.context)) {
                builder.addLink(other.context);
            }
        }
        Span span = builder.startSpan();
        return new SpanWork(span, parent.with(span), task, keys.areAsTheyAre());
    }

    private static String verb(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    @Override
    public void joined(String cache, @Nullable Link link) {
        Span span = Span.current();
        if (span.isRecording()) {
            span.addEvent("cachex.joined", Attributes.of(Names.CACHE, cache));
            if (link instanceof SpanLink other
                    && !other.context.getSpanId().equals(span.getSpanContext().getSpanId())) {
                span.addLink(other.context);
            }
        }
    }

    @Override
    public String toString() {
        return "openTelemetry(keys " + keys + ')';
    }
}
