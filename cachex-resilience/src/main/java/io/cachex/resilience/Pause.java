package io.cachex.resilience;

import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A wait of the calling thread, by the policy's clock. */
final class Pause {

    private Pause() {}

    /**
     * Waits that long.
     *
     * @throws InterruptedException as soon as the thread is interrupted; its flag is set again
     */
    static void of(long nanos, TimeSource time) throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        TimeSource.Scheduled timer = time.schedule(Duration.ofNanos(nanos), over::countDown);
        try {
            over.await();
        } catch (InterruptedException e) {
            timer.cancel();
            Thread.currentThread().interrupt();
            throw e;
        }
    }
}
