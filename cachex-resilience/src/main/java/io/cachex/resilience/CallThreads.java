package io.cachex.resilience;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads on which a {@link Timeout} runs blocking code: none until it is needed, daemons, gone half a second after
 * their last call. Nothing waits in a queue, for a call's time has begun: a call too many is rejected.
 */
final class CallThreads {

    static final int MOST = 256;
    private static final int IDLE_MILLIS = 500;
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Executor EXECUTOR = new ThreadPoolExecutor(
            0, MOST, IDLE_MILLIS, TimeUnit.MILLISECONDS, new SynchronousQueue<>(), CallThreads::thread);

    private CallThreads() {}

    static Executor executor() {
        return EXECUTOR;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "cachex-call-" + NUMBER.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }
}
