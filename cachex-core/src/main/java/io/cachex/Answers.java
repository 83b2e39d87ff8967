package io.cachex;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Takes the answer out of a future that is done, with the exceptions that the faces promise. */
final class Answers {

    private Answers() {}

    static <R extends @Nullable Object> R of(CompletableFuture<R> done) {
        try {
            return done.join();
        } catch (CompletionException e) {
            throw asPromised(Failures.unwrap(e));
        }
    }

    /** Exceptions of ours and of bad arguments as they are, anything else as a store's failure. */
    static RuntimeException asPromised(Throwable failure) {
        if (failure instanceof IllegalArgumentException || failure instanceof ArithmeticException) {
            return (RuntimeException) failure;
        }
        return Verbs.asWriteFailure(failure);
    }
}
