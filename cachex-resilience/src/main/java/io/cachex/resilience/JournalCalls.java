package io.cachex.resilience;

import io.cachex.Failures;
import io.cachex.JournalException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Calls of a journal, which is somebody else's code: whatever it throws is a failed stage. */
final class JournalCalls {

    private JournalCalls() {}

    static <R> CompletableFuture<R> call(Supplier<CompletionStage<R>> call) {
        try {
            return call.get().toCompletableFuture();
        } catch (Throwable e) { // a journal that breaks its promise
            return CompletableFuture.failedFuture(e);
        }
    }

    /** What the caller of a write hears. */
    static JournalException failure(String cache, Throwable failure) {
        Throwable cause = Failures.unwrap(failure);
        return cause instanceof JournalException known
                ? known
                : new JournalException(
                        JournalException.Reason.UNAVAILABLE,
                        "the journal of '" + cache + "' did not take the write",
                        cause);
    }
}
