package io.cachex.resilience;

import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A thread's place in a {@link Line}. */
final class WaitingThread implements Line.Turn {

    private final Line line;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean granted;

    WaitingThread(Line line) {
        this.line = line;
    }

    @Override
    public void granted() {
        granted = true;
        over.countDown();
    }

    /**
     * Waits for the permit; returns whether it came in time.
     *
     * @throws InterruptedException if interrupted; its flag is set again, and no permit is held
     */
    boolean await(long nanos, TimeSource time) throws InterruptedException {
        TimeSource.Scheduled timer = time.schedule(Duration.ofNanos(nanos), this::expire);
        try {
            over.await();
        } catch (InterruptedException e) {
            if (!line.giveUp(this) && wasGranted()) {
                line.leave();
            }
            Thread.currentThread().interrupt();
            throw e;
        } finally {
            timer.cancel();
        }
        return granted;
    }

    /** Whether the permit came. Whoever took this turn out of the line is just about to say so. */
    private boolean wasGranted() {
        while (true) {
            try {
                over.await();
                return granted;
            } catch (InterruptedException e) {
                // once more: the caller sets the flag
            }
        }
    }

    private void expire() {
        if (line.giveUp(this)) {
            over.countDown();
        }
    }
}
