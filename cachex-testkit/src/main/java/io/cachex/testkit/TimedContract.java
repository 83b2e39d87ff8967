package io.cachex.testkit;

import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A contract in which time passes. With a {@link FakeTime} its tests take no time and check to the millisecond. */
public abstract class TimedContract {

    /** For subclasses. */
    protected TimedContract() {}

    /** The clock of what is tested, the same one throughout a test. A real one makes tests wait. */
    protected abstract TimeSource time();

    /**
     * Lets time pass for what is tested: advances a {@link FakeTime}, waits by any other clock.
     *
     * <p>Override it where time is made to pass in another way.
     */
    protected void advance(Duration duration) {
        if (time() instanceof FakeTime fake) {
            fake.advance(duration);
            return;
        }
        CountDownLatch passed = new CountDownLatch(1);
        time().schedule(duration, passed::countDown);
        try {
            if (!passed.await(duration.toMillis() + 10_000, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("the clock's task did not run: " + time());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while time passed", e);
        }
    }

    /**
     * The step in which tests measure time: something that lives for two of these must outlive one, and be gone after
     * three. By default 1 s of fake and 250 ms of real time; raise it for a slow machine.
     */
    protected Duration unit() {
        return time() instanceof FakeTime ? Duration.ofSeconds(1) : Duration.ofMillis(250);
    }

    /** So many {@linkplain #unit() units}. */
    final Duration units(int count) {
        return unit().multipliedBy(count);
    }

    /** The same time and half of a unit more. */
    final Duration halfMore(int count) {
        return units(count).plus(unit().dividedBy(2));
    }
}
