package io.cachex;

import io.cachex.spi.FailureClass;
import io.cachex.spi.FailureClassifier;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * The standard classes of failures, by the type of the exception and of its causes.
 *
 * <p>The outermost exception that says something decides. A {@link RuntimeException} of a type not known here says
 * nothing, so a client library's own exception around an {@link IOException} is an outage.
 */
public final class Failures {

    private static final int DEEPEST_CAUSE = 16; // causes may form a loop

    private Failures() {}

    /** The standard classifier. */
    public static FailureClassifier standard() {
        return Failures::classify;
    }

    /** The exception inside wrappers that only carry it: {@code CompletionException}, {@code ExecutionException}. */
    public static Throwable unwrap(Throwable failure) {
        Throwable inner = failure;
        for (int i = 0; i < DEEPEST_CAUSE; i++) {
            Throwable cause = inner.getCause();
            if (cause == null || !(inner instanceof CompletionException || inner instanceof ExecutionException)) {
                break;
            }
            inner = cause;
        }
        return inner;
    }

    private static FailureClass classify(Throwable failure) {
        Throwable current = failure;
        for (int i = 0; current != null && i < DEEPEST_CAUSE; i++) {
            FailureClass known = classOf(current);
            if (known != FailureClass.UNKNOWN) {
                return known;
            }
            current = current.getCause();
        }
        return FailureClass.UNKNOWN;
    }

    private static FailureClass classOf(Throwable failure) {
        if (failure instanceof OriginStatusException answer) {
            return classOf(answer.status());
        }
        if (isCancellation(failure)) {
            return FailureClass.CANCELLED;
        }
        if (isPermanent(failure)) {
            return FailureClass.PERMANENT;
        }
        if (isOutage(failure)) {
            return FailureClass.OUTAGE;
        }
        return SqlFailures.classOf(failure);
    }

    private static FailureClass classOf(int status) {
        if (status >= 500) {
            return FailureClass.OUTAGE;
        }
        return status == 408 || status == 425 || status == 429 ? FailureClass.TRANSIENT : FailureClass.PERMANENT;
    }

    private static boolean isCancellation(Throwable failure) {
        return failure instanceof InterruptedException
                || failure instanceof CancellationException
                || failure instanceof java.nio.channels.ClosedByInterruptException;
    }

    private static boolean isPermanent(Throwable failure) {
        return failure instanceof Error
                || failure instanceof SerializationException
                || failure instanceof ConfigurationException
                || failure instanceof CacheClosedException
                || failure instanceof IllegalArgumentException
                || failure instanceof UnsupportedOperationException
                || failure instanceof ClassCastException
                || failure instanceof NullPointerException
                || failure instanceof IndexOutOfBoundsException
                || failure instanceof ArithmeticException
                || failure instanceof NoSuchElementException
                || failure instanceof SecurityException
                || failure instanceof FileNotFoundException
                || failure instanceof NoSuchFileException
                || failure instanceof AccessDeniedException;
    }

    private static boolean isOutage(Throwable failure) {
        return failure instanceof CircuitOpenException
                || failure instanceof CallRejectedException
                || failure instanceof CacheTimeoutException
                || failure instanceof NoUpstreamException
                || (failure instanceof StoreException && failure.getCause() == null)
                || failure instanceof TimeoutException
                || failure instanceof RejectedExecutionException
                || failure instanceof EOFException
                || failure instanceof IOException;
    }
}
