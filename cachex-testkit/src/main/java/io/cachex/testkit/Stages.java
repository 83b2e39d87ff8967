package io.cachex.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What came of a stage, within a time no healthy implementation needs. */
final class Stages {

    private static final int LIMIT_SECONDS = 10;

    private Stages() {}

    /** The stage's answer; an {@link AssertionError} if there is no stage, no answer in time, or a failure. */
    static <R extends @Nullable Object> R answerOf(CompletionStage<R> stage) {
        Outcome<R> outcome = outcomeOf(stage);
        if (outcome.failure != null) {
            throw new AssertionError("the stage failed: " + outcome.failure, outcome.failure);
        }
        return outcome.answer;
    }

    /** The stage's failure without its wrapper; an {@link AssertionError} if it has none, or in no time. */
    static Throwable failureOf(CompletionStage<?> stage) {
        Outcome<?> outcome = outcomeOf(stage);
        if (outcome.failure == null) {
            throw new AssertionError("the stage should have failed but answered " + outcome.answer);
        }
        return outcome.failure;
    }

    @SuppressWarnings("NullAway") // null stands for "no answer" next to a failure
    private static <R extends @Nullable Object> Outcome<R> outcomeOf(CompletionStage<R> stage) {
        assertThat(stage).as("a stage, never null").isNotNull();
        try {
            return new Outcome<>(stage.toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS), null);
        } catch (ExecutionException e) {
            return new Outcome<>(null, unwrapped(e));
        } catch (TimeoutException e) {
            throw new AssertionError("no answer within " + LIMIT_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for an answer", e);
        } catch (RuntimeException e) { // a cancelled stage
            return new Outcome<>(null, e);
        }
    }

    /** The exception inside wrappers that only carry it. */
    static Throwable unwrapped(Throwable failure) {
        Throwable inner = failure;
        for (Throwable cause = inner.getCause();
                cause != null && (inner instanceof CompletionException || inner instanceof ExecutionException);
                cause = inner.getCause()) {
            inner = cause;
        }
        return inner;
    }

    private record Outcome<R extends @Nullable Object>(
            R answer, @Nullable Throwable failure) {}
}
