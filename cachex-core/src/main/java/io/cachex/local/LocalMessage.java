package io.cachex.local;

import io.cachex.spi.Invalidation;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A message on its way to the listeners, which knows how many direct ones have not yet heard it. */
final class LocalMessage {

    private final Invalidation invalidation;
    private final AtomicLong awaited;
    private final CompletableFuture<@Nullable Void> heard = new CompletableFuture<>();

    LocalMessage(Invalidation invalidation, long directListeners) {
        this.invalidation = invalidation;
        this.awaited = new AtomicLong(directListeners);
        if (directListeners == 0) {
            heard.complete(null);
        }
    }

    Invalidation invalidation() {
        return invalidation;
    }

    /** One more direct listener has heard the message, or never will. */
    void told() {
        if (awaited.decrementAndGet() == 0) {
            heard.complete(null);
        }
    }

    /** Done when all direct listeners have heard the message. */
    CompletionStage<Void> heard() {
        return heard;
    }
}
