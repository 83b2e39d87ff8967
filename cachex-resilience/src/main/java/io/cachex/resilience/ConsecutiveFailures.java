package io.cachex.resilience;

import io.cachex.spi.TimeSource;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Opens after so many failures in a row. A success ends the row, and so does a time without failures.
 *
 * <p>Ours, for a window of Resilience4j's knows neither. A success reads one field and writes only to end a row.
 */
final class ConsecutiveFailures implements Tally {

    private final int threshold;
    private final long resetAfterNanos;
    private final TimeSource time;
    private final AtomicReference<@Nullable Row> row = new AtomicReference<>();

    ConsecutiveFailures(int threshold, long resetAfterNanos, TimeSource time) {
        this.threshold = threshold;
        this.resetAfterNanos = resetAfterNanos;
        this.time = time;
    }

    @Override
    public boolean succeeded(long tookNanos) {
        if (row.get() != null) {
            row.set(null);
        }
        return false;
    }

    @Override
    public boolean failed(long tookNanos, Throwable failure) {
        long now = time.nanos();
        while (true) {
            Row before = row.get();
            Row after = new Row(length(before, now) + 1, now);
            if (row.compareAndSet(before, after)) {
                return after.length >= threshold;
            }
        }
    }

    @Override
    public int consecutiveFailures() {
        return length(row.get(), time.nanos());
    }

    @Override
    public double failureRate() {
        return 0;
    }

    @Override
    public double slowCallRate() {
        return 0;
    }

    private int length(@Nullable Row row, long now) {
        return row == null || now - row.last >= resetAfterNanos ? 0 : row.length;
    }

    /**
     * Failures in a row.
     *
     * @param last when the last of them came, in nanoseconds of the clock
     */
    private record Row(int length, long last) {}
}
