package io.cachex.spring;

import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Failures of one cache that its callers do not see: told in the log at most once a minute, and counted. */
final class Complaints {

    private static final Logger LOG = LoggerFactory.getLogger(CachexCache.class);
    private static final int DEEPEST = 16; // causes may form a loop
    private static final long INTERVAL = Duration.ofMinutes(1).toNanos();

    private final String cache;
    private final TimeSource time = TimeSource.system();
    private final AtomicLong next = new AtomicLong(time.nanos());
    private final LongAdder untold = new LongAdder();

    Complaints(String cache) {
        this.cache = cache;
    }

    /** Takes note of a failure. */
    void add(String operation, Throwable failure) {
        untold.increment();
        long due = next.get();
        long now = time.nanos();
        if (now - due >= 0 && next.compareAndSet(due, now + INTERVAL)) {
            LOG.atWarn()
                    .setMessage(
                            "cache '{}' failed ({} times since last told), last at {}: {}; callers go on without it")
                    .addArgument(cache)
                    .addArgument(untold.sumThenReset())
                    .addArgument(operation)
                    .addArgument(() -> told(failure))
                    .log();
        }
        LOG.atDebug()
                .setMessage("{} of cache '{}'")
                .addArgument(operation)
                .addArgument(cache)
                .setCause(failure)
                .log();
    }

    /** The failure and what lies at its root, in a line. */
    private static String told(Throwable failure) {
        Throwable root = failure;
        for (int i = 0; i < DEEPEST && root.getCause() != null; i++) {
            root = root.getCause();
        }
        return root == failure ? failure.toString() : failure + ", because of " + root;
    }
}
