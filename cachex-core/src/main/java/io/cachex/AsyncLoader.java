package io.cachex;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A loader that answers later and holds no thread meanwhile.
 *
 * @param <T> the type of the values
 */
@FunctionalInterface
public interface AsyncLoader<T> {

    /**
     * Starts a load. Must not block.
     *
     * @param context good until the stage completes
     * @return a stage of the value, of {@link LoadContext#notModified()}, or of null if there is none
     * @throws Exception whatever went wrong before there was a stage
     */
    CompletionStage<? extends @Nullable T> load(String key, LoadContext<T> context) throws Exception;
}
