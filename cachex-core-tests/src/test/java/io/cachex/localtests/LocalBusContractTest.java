package io.cachex.localtests;

import io.cachex.local.LocalBus;
import io.cachex.spi.InvalidationBus;
import io.cachex.testkit.InvalidationBusContract;
import java.util.OptionalInt;

class LocalBusContractTest extends InvalidationBusContract {

    @Override
    protected InvalidationBus createBus() {
        return LocalBus.create();
    }

    @Override
    protected OptionalInt maximumSubscribers() {
        return OptionalInt.of(LocalBus.DEFAULT_MAXIMUM_SUBSCRIBERS);
    }
}
