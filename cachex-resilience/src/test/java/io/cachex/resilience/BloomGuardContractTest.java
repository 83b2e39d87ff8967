package io.cachex.resilience;

import io.cachex.spi.MissGuard;
import io.cachex.testkit.MissGuardContract;
import java.util.List;

class BloomGuardContractTest extends MissGuardContract {

    @Override
    protected MissGuard createGuard() {
        return BloomGuard.expecting(20_000, 0.01);
    }

    @Override
    protected void tellAll(MissGuard guard, List<String> keys) {
        ((BloomGuard) guard).warmUp(keys.stream());
    }
}
