package io.cachex.resilience.upstream;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of upstreams that were given no executor: made when there is work, at most 256, gone a second after it. */
final class OwnThreads {

    private static final int MOST = 256;

    private OwnThreads() {}

    static ExecutorService create(String upstreams) {
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(0, MOST, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, "cachex-upstreams-" + upstreams + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }
}
