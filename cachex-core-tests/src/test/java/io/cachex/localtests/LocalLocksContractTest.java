package io.cachex.localtests;

import io.cachex.local.LocalLocks;
import io.cachex.spi.LockProvider;
import io.cachex.spi.TimeSource;
import io.cachex.testkit.FakeTime;
import io.cachex.testkit.LockProviderContract;

class LocalLocksContractTest extends LockProviderContract {

    private final FakeTime time = new FakeTime();

    @Override
    protected LockProvider createProvider() {
        return LocalLocks.of(time);
    }

    @Override
    protected TimeSource time() {
        return time;
    }
}
