package io.cachex;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of one cache: made when there is work, gone a second after it; how many is bounded by the load slots. */
final class CacheThreads {

    private CacheThreads() {}

    static ExecutorService create(String cache) {
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, "cachex-" + cache + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }
}
