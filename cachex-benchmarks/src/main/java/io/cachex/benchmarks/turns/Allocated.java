package io.cachex.benchmarks.turns;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;

/** What the threads of this JVM have allocated, those of drivers included, the one that asks excluded. */
public final class Allocated {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Map<Long, Long> bytesByThread;

    private Allocated(Map<Long, Long> bytesByThread) {
        this.bytesByThread = bytesByThread;
    }

    public static Allocated untilNow() {
        long[] ids = THREADS.getAllThreadIds();
        long[] bytes = THREADS.getThreadAllocatedBytes(ids);
        Map<Long, Long> byThread = new HashMap<>();
        for (int i = 0; i < ids.length; i++) {
            byThread.put(ids[i], Math.max(bytes[i], 0)); // a thread that has ended has -1
        }
        byThread.remove(Thread.currentThread().getId());
        return new Allocated(byThread);
    }

    /** Bytes since an earlier moment; what a thread allocated that has ended meanwhile is not known. */
    public long since(Allocated earlier) {
        long sum = 0;
        for (var thread : bytesByThread.entrySet()) {
            sum += Math.max(thread.getValue() - earlier.bytesByThread.getOrDefault(thread.getKey(), 0L), 0);
        }
        return sum;
    }
}
