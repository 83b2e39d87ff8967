package io.cachex;

import io.cachex.spi.InvalidationSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A cache as those see it who tell it of changes: its verbs, which fail instead of throwing. */
record SourceTarget<T>(Verbs<T> verbs) implements InvalidationSource.Target {

    @Override
    public CompletionStage<Void> invalidate(Set<String> keys) {
        return told(() -> verbs.changedElsewhere(keys));
    }

    @Override
    public CompletionStage<Void> invalidateTag(String tag) {
        return told(() -> verbs.invalidateTag(tag));
    }

    @Override
    public CompletionStage<Void> clear() {
        return told(verbs::clear);
    }

    private static CompletionStage<Void> told(Supplier<CompletableFuture<@Nullable Void>> change) {
        try {
            return change.get().thenApply(done -> null);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
