package io.cachex.redis;

import io.cachex.local.LocalBus;
import io.cachex.spi.Invalidation;
import java.util.concurrent.CountDownLatch;

/** A listener that does what it must not: it blocks the event loop, at its first message. */
record StuckListener(CountDownLatch stuck, CountDownLatch goOn) implements LocalBus.DirectListener {

    @Override
    public void onInvalidation(Invalidation message) {
        stuck.countDown();
        try {
            goOn.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void onDoubt(String reason) {}
}
