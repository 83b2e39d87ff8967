package io.cachex.testkit;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** What becomes of a call to a {@link FaultyStore}. */
@FunctionalInterface
interface Fault {

    /** The call as it is. */
    Fault NONE = Fault::unharmed;

    /** Answers a call, with or without making it. */
    <R> CompletionStage<R> apply(Supplier<CompletionStage<R>> call);

    private static <R> CompletionStage<R> unharmed(Supplier<CompletionStage<R>> call) {
        return call.get();
    }
}
