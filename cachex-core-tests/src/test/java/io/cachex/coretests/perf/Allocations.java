package io.cachex.coretests.perf;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;

/** Counts the bytes that the current thread allocates. */
final class Allocations {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Rounds until the compiler is through, at most; the fewest bytes count. */
    private static final int ROUNDS = 30;

    private static final int CALLS = 20_000;

    private Allocations() {}

    /**
     * Bytes of a call, on average over a round of many: of the best round, since a round in which the compiler was not
     * yet through tells nothing.
     *
     * @param enough stops early when a round allocates no more than this
     */
    static double perCall(Callable<?> call, double enough) throws Exception {
        long nothing = Math.min(bytes(() -> null, 0), bytes(() -> null, 0)); // the counting's own
        double fewest = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS && fewest > enough; round++) {
            long bytes = Math.max(bytes(call, CALLS) - nothing, 0);
            fewest = Math.min(fewest, (double) bytes / CALLS);
        }
        return fewest;
    }

    private static long bytes(Callable<?> call, int calls) throws Exception {
        long thread = Thread.currentThread().getId();
        long before = THREADS.getThreadAllocatedBytes(thread);
        for (int i = 0; i < calls; i++) {
            if (call.call() == THREADS) {
                throw new IllegalStateException("a call must not give this");
            }
        }
        return THREADS.getThreadAllocatedBytes(thread) - before;
    }
}
