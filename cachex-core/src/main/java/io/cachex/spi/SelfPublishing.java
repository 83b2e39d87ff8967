package io.cachex.spi;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * A store's capability: it tells the other nodes of a change in the same step in which it makes it. So no change is made
 * that nobody hears of, and a change costs one round trip.
 *
 * <p>The message that is given has no sequence and no version yet; the store draws both where it makes the change. Each
 * method does what the method of the same name does elsewhere, and publishes unless the change was refused. A removal is
 * published whatever was there: nodes may have copies of what the store has dropped.
 */
public interface SelfPublishing {

    /** Whether what is published here is heard on this bus. Otherwise the cache publishes by itself. */
    boolean publishesTo(InvalidationBus bus);

    /** As {@link Store#write}. */
    CompletionStage<Void> write(Map<String, StoredValue> entries, Invalidation message);

    /** As {@link Store#remove}. */
    CompletionStage<Void> remove(Set<String> keys, Invalidation message);

    /** As {@link Versioned#writeIfVersion}. */
    CompletionStage<Boolean> writeIfVersion(String key, long expected, StoredValue value, Invalidation message);

    /** As {@link Generations#advance}; the message is sent with the generation that was drawn. */
    CompletionStage<Long> advance(String namespace, String name, Invalidation message);
}
