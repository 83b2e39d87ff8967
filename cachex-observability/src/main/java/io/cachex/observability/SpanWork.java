package io.cachex.observability;

import io.cachex.CacheException;
import io.cachex.spi.CacheTracer.Link;
import io.cachex.spi.CacheTracer.Outcome;
import io.cachex.spi.CacheTracer.Scope;
import io.cachex.spi.CacheTracer.Task;
import io.cachex.spi.CacheTracer.Work;
import io.cachex.spi.Tier;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A piece of work as a span.
 *
 * @param context with the span in it
 * @param tellsKeys whether messages of ours may be told, which name keys
 */
record SpanWork(Span span, Context context, Task task, boolean tellsKeys) implements Work {

    private static final int DEEPEST_CAUSE = 20;

    @Override
    public Scope enter() {
        return SpanTracer.entered(context);
    }

    @Override
    public @Nullable Link link() {
        return SpanTracer.SpanLink.of(span);
    }

    @Override
    public void retried(int count) {
        span.addEvent("cachex.retry", Attributes.of(Names.RETRIED, (long) count));
    }

    @Override
    public void end(Outcome outcome) {
        Throwable failure = outcome.failure();
        if (failure != null) {
            tell(failure, outcome.isRedacted());
        }
        Tier tier = outcome.tier();
        if (tier != null) {
            span.setAttribute(Names.TIER, tier.name().toLowerCase(Locale.ROOT));
        }
        span.setAttribute(Names.FOUND, (long) outcome.found());
        switch (task.kind()) {
            case STORE_READ -> span.setAttribute(Names.HIT, task.keys() > 0 && outcome.found() == task.keys());
            case LOAD, REFRESH -> span.setAttribute(Names.HIT, tier != null && tier != Tier.ORIGIN);
            case LOCK -> span.setAttribute(Names.ACQUIRED, outcome.found() > 0);
            case STORE_WRITE, STORE_REMOVE, FLUSH -> {}
        }
        if (outcome.isStale()) {
            span.setAttribute(Names.STALE, true);
        }
        span.end();
    }

    /** The type is told always; the message and the stack trace only where no key can be in them by our doing. */
    private void tell(Throwable failure, boolean isRedacted) {
        String type = failure.getClass().getName();
        span.setStatus(StatusCode.ERROR, type);
        span.setAttribute(Names.ERROR_TYPE, type);
        if (isRedacted || (!tellsKeys && isOurs(failure))) {
            span.addEvent("exception", Attributes.of(Names.EXCEPTION_TYPE, type));
        } else {
            span.recordException(failure);
        }
    }

    /** Whether one of our messages is in the stack trace. */
    private static boolean isOurs(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; cause != null && i < DEEPEST_CAUSE; i++) {
            if (cause instanceof CacheException) {
                return true;
            }
            for (Throwable suppressed : cause.getSuppressed()) {
                if (suppressed instanceof CacheException) {
                    return true;
                }
            }
            cause = cause.getCause();
        }
        return cause != null; // endless: better nothing
    }
}
