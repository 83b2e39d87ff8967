package io.cachex.spring;

import io.cachex.CacheClosedException;
import io.cachex.LoadException;
import io.cachex.SerializationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.springframework.cache.interceptor.CacheOperationInvoker.ThrowableWrapper;

/** Tells a method's failures from the cache's, and gives them the form in which Spring passes them on. */
final class MethodFailures {

    private MethodFailures() {}

    /** Whether the cache failed, and the method could do without it: it is closed, or a value cannot be written as bytes. */
    static boolean isOfCache(Throwable failure) {
        return failure instanceof SerializationException || failure instanceof CacheClosedException;
    }

    /** What the caller of a method is to get for a failed load: what the method threw, or why it was not called. */
    static Throwable of(Throwable failure) {
        Throwable cause = failure instanceof LoadException load
                        && load.reason() != LoadException.Reason.UPSTREAM_DISABLED
                        && load.getCause() != null
                ? load.getCause()
                : failure;
        return throwable(cause);
    }

    /** Spring throws the cause of a failed retrieval as it is, if it is unchecked; else it wants it wrapped in this way. */
    static Throwable throwable(Throwable cause) {
        return cause instanceof RuntimeException || cause instanceof Error ? cause : new ThrowableWrapper(cause);
    }

    /** The exception within what only carries it. */
    static Throwable unwrap(Throwable failure) {
        Throwable inner = failure;
        while ((inner instanceof CompletionException || inner instanceof ExecutionException)
                && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }

    /** Throws what the compiler would not let pass. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    static <E extends Throwable> RuntimeException sneaky(Throwable failure) throws E {
        throw (E) failure;
    }
}
