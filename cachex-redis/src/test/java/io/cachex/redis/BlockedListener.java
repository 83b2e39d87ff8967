package io.cachex.redis;

import io.cachex.spi.Invalidation;
import io.cachex.spi.InvalidationBus;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** An ordinary listener that takes its time with its first message. */
final class BlockedListener implements InvalidationBus.Listener {

    private final CountDownLatch blocked = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @Override
    public void onInvalidation(Invalidation message) {
        blocked.countDown();
        await(goOn);
    }

    @Override
    public void onDoubt(String reason) {}

    void awaitBlocked() {
        await(blocked);
    }

    void goOn() {
        goOn.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("waited in vain");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
