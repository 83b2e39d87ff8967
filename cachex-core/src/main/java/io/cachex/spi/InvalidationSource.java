package io.cachex.spi;

import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Where news comes from of changes that nobody makes through a cache: change data capture, a queue, a webhook.
 *
 * <p>A source may serve several caches; each begins to listen when it is built and ends when it is closed, and none closes
 * the source.
 */
@FunctionalInterface
public interface InvalidationSource {

    /**
     * Begins to report to a cache. Must not block, nor fail because what the source hears from is away.
     *
     * @param cache the cache's name, without its prefix
     * @param target takes the news
     * @return ends the reports
     */
    Subscription begin(String cache, Target target);

    /**
     * A cache that is told of changes; as if somebody had called its verbs of the same name. The stages are done when the
     * change is made on every node, or fail as those verbs do; nothing blocks or throws.
     */
    interface Target {

        /** The origin changed these keys. */
        CompletionStage<Void> invalidate(Set<String> keys);

        /** The origin changed what has this tag. */
        CompletionStage<Void> invalidateTag(String tag);

        /** The origin changed anything. */
        CompletionStage<Void> clear();
    }
}
