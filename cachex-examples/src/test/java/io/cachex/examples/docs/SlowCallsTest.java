package io.cachex.examples.docs;

import static java.time.Duration.ofSeconds;

import io.cachex.spi.Policy;
import io.cachex.testkit.FakeTime;
import io.cachex.testkit.PolicyContract;

class SlowCallsTest extends PolicyContract {

    private final FakeTime time = new FakeTime();

    @Override
    protected Policy createPolicy() {
        return new SlowCalls(time, ofSeconds(1));
    }

    @Override
    protected FakeTime time() {
        return time;
    }
}
