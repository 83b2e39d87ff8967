package io.cachex.testkit.redis;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what a server does in its own time. */
final class Waiting {

    /** Far more than any of it takes on a healthy machine. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private Waiting() {}

    /**
     * Waits until it is so, on this thread.
     *
     * @throws org.awaitility.core.ConditionTimeoutException with these words if it is not so in time
     */
    static void until(String what, Callable<Boolean> isSo) {
        await(what)
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .atMost(PATIENCE)
                .until(isSo);
    }
}
