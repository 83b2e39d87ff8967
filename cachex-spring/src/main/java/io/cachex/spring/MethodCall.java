package io.cachex.spring;

import io.cachex.ContextLoader;
import io.cachex.LoadContext;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.interceptor.CacheOperationInvoker.ThrowableWrapper;

/** A cached method as a load. Remembers what came of it, for the case that the cache cannot keep it. */
final class MethodCall implements ContextLoader<Object> {

    private final Callable<?> method;
    private final @Nullable Duration nullTtl;
    private volatile boolean hasFailed;
    private volatile boolean hasAnswered;
    private volatile @Nullable Object answer;

    MethodCall(Callable<?> method, @Nullable Duration nullTtl) {
        this.method = method;
        this.nullTtl = nullTtl;
    }

    @Override
    public @Nullable Object load(String key, LoadContext<Object> context) throws Exception {
        Object value = call();
        return kept(value, nullTtl, context);
    }

    private @Nullable Object call() throws Exception {
        try {
            Object value = method.call();
            answer = value;
            hasAnswered = true;
            return value;
        } catch (ThrowableWrapper e) { // what is in there decides whether an old value may stand in
            hasFailed = true;
            throw MethodFailures.sneaky(e.getOriginal());
        } catch (Throwable e) {
            hasFailed = true;
            throw e;
        }
    }

    /** A method's answer as the cache is to keep it; null if it is not to be kept. */
    static @Nullable Object kept(@Nullable Object value, @Nullable Duration nullTtl, LoadContext<Object> context) {
        if (value == null && nullTtl != null) {
            if (nullTtl.isZero()) {
                return null;
            }
            context.ttl(nullTtl);
        }
        return CachexCache.kept(value);
    }

    Callable<?> method() {
        return method;
    }

    /** Whether the method was called and threw. */
    boolean hasFailed() {
        return hasFailed;
    }

    /** What the method answered; calls it if it was not called. As the cache holds it. */
    Object result() throws Exception {
        return CachexCache.kept(hasAnswered ? answer : method.call());
    }
}
