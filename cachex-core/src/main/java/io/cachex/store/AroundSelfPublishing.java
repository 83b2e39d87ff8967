package io.cachex.store;

import io.cachex.spi.Invalidation;
import io.cachex.spi.InvalidationBus;
import io.cachex.spi.SelfPublishing;
import io.cachex.spi.StoreOperation;
import io.cachex.spi.StoredValue;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Changes that publish themselves, with something around each. */
record AroundSelfPublishing(SelfPublishing inner, Around around) implements SelfPublishing {

    @Override
    public boolean publishesTo(InvalidationBus bus) {
        return inner.publishesTo(bus);
    }

    @Override
    public CompletionStage<Void> write(Map<String, StoredValue> entries, Invalidation message) {
        return around.call(StoreOperation.WRITE, entries, () -> inner.write(entries, message));
    }

    @Override
    public CompletionStage<Void> remove(Set<String> keys, Invalidation message) {
        return around.call(StoreOperation.REMOVE, keys, () -> inner.remove(keys, message));
    }

    @Override
    public CompletionStage<Boolean> writeIfVersion(String key, long expected, StoredValue value, Invalidation message) {
        return around.call(
                StoreOperation.COMPARE_AND_WRITE, key, () -> inner.writeIfVersion(key, expected, value, message));
    }

    @Override
    public CompletionStage<Long> advance(String namespace, String name, Invalidation message) {
        return around.call(StoreOperation.ADVANCE, () -> inner.advance(namespace, name, message));
    }
}
