package io.cachex.examples.docs;

import io.cachex.spi.Store;
import io.cachex.store.MemoryStore;
import io.cachex.testkit.FakeTime;
import io.cachex.testkit.StoreContract;

class CountingStoreTest extends StoreContract {

    private final FakeTime time = new FakeTime();

    @Override
    protected Store createStore() {
        return new CountingStore(MemoryStore.of(MemoryStore.DEFAULT_MAXIMUM_BYTES, time));
    }

    @Override
    protected FakeTime time() {
        return time;
    }
}
