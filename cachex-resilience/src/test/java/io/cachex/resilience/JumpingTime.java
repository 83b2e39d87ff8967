package io.cachex.resilience;

import io.cachex.spi.TimeSource;
import io.cachex.testkit.FakeTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A clock that jumps to whatever is scheduled: nobody waits, and the delays are on record. */
final class JumpingTime implements TimeSource {

    private final FakeTime time = new FakeTime();
    private final List<Duration> delays = new CopyOnWriteArrayList<>();

    /** What was waited for, in order. */
    List<Duration> delays() {
        return delays;
    }

    void advance(Duration duration) {
        time.advance(duration);
    }

    @Override
    public long nanos() {
        return time.nanos();
    }

    @Override
    public long coarseNanos() {
        return time.coarseNanos();
    }

    @Override
    public Instant instant() {
        return time.instant();
    }

    @Override
    public Scheduled schedule(Duration delay, Runnable task) {
        delays.add(delay);
        Scheduled scheduled = time.schedule(delay, task);
        time.advance(delay);
        return scheduled;
    }

    @Override
    public Handle open() {
        return time.open();
    }
}
