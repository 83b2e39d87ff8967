package io.cachex.redis;

import io.cachex.Failures;
import io.cachex.spi.FailureClass;
import io.cachex.spi.StoredValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What came of stages, and values to store. */
final class Outcomes {

    private Outcomes() {}

    static <R> R answerOf(CompletionStage<R> stage) {
        try {
            return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | InterruptedException e) {
            throw new AssertionError("no answer: " + e, e);
        }
    }

    static Throwable failureOf(CompletionStage<?> stage) {
        try {
            Object answer = stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
            throw new AssertionError("should have failed but answered " + answer);
        } catch (ExecutionException e) {
            return Failures.unwrap(e);
        } catch (TimeoutException | InterruptedException e) {
            throw new AssertionError("no answer: " + e, e);
        }
    }

    static FailureClass classOf(Throwable failure) {
        return Failures.standard().classify(failure);
    }

    static StoredValue value(String text) {
        return value(text, 1);
    }

    static StoredValue value(String text, long version) {
        return StoredValue.of(text.getBytes(StandardCharsets.UTF_8), Duration.ofHours(1), version);
    }

    static String text(StoredValue value) {
        return new String(value.bytes(), StandardCharsets.UTF_8);
    }
}
