package io.cachex.examples.docs;

import io.cachex.spi.Store;
import io.cachex.spi.StoredValue;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;

/** A decorator of one's own: counts the bytes that are written. */
final class CountingStore implements Store {

    private final Store inner;
    private final LongAdder bytes = new LongAdder();

    CountingStore(Store inner) {
        this.inner = inner;
    }

    @Override
    public CompletionStage<Void> write(Map<String, StoredValue> entries) {
        entries.values().forEach(value -> bytes.add(value.bytes().length));
        return inner.write(entries);
    }

    @Override
    public CompletionStage<Map<String, StoredValue>> read(Set<String> keys) {
        return inner.read(keys);
    }

    @Override
    public CompletionStage<Void> remove(Set<String> keys) {
        return inner.remove(keys);
    }

    @Override
    public long clockMicros() {
        return inner.clockMicros();
    }

    @Override
    public <C> Optional<C> capability(Class<C> type) {
        return inner.capability(type); // what is written this way is not counted
    }

    @Override
    public void close() {
        inner.close();
    }

    @Override
    public String toString() {
        return "counting > " + inner;
    }
}
