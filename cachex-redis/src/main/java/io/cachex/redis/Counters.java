package io.cachex.redis;

import io.cachex.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Counters, in a key space of their own beside the values. */
final class Counters {

    private final StoreContext context;

    Counters(StoreContext context) {
        this.context = context;
    }

    CompletableFuture<Long> increment(String text, long delta, Duration ttlIfCreated) {
        if (ttlIfCreated.isZero() || ttlIfCreated.isNegative()) {
            throw new IllegalArgumentException("ttlIfCreated must be above zero: " + ttlIfCreated);
        }
        byte[] name = context.names().counter(KeyText.escaped(text));
        return context.run(
                        Scripts.INCREMENT,
                        List.of(name),
                        shard -> List.of(Arguments.of(delta), Arguments.millis(ttlIfCreated), shard.patience()))
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(overflowOr(failure)))
                .thenApply(answer -> Requests.number((byte[]) answer.get(0)));
    }

    private static Throwable overflowOr(Throwable failure) {
        Throwable inner = RedisFailures.unwrapped(failure);
        String message = inner instanceof StoreException ? inner.getMessage() : null;
        return message != null && message.contains("would overflow")
                ? new ArithmeticException("the count would overflow a long")
                : inner;
    }
}
