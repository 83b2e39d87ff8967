package io.cachex.examples.docs;

import io.cachex.spi.Store;
import io.cachex.testkit.FakeTime;
import io.cachex.testkit.StoreContract;

class MapStoreTest extends StoreContract {

    private final FakeTime time = new FakeTime();

    @Override
    protected Store createStore() {
        return new MapStore(time);
    }

    @Override
    protected FakeTime time() {
        return time;
    }
}
