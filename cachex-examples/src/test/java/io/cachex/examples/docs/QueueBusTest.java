package io.cachex.examples.docs;

import io.cachex.spi.InvalidationBus;
import io.cachex.testkit.InvalidationBusContract;

class QueueBusTest extends InvalidationBusContract {

    @Override
    protected InvalidationBus createBus() {
        return new QueueBus();
    }
}
