package io.cachex.redis;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs steps one at a time in the order in which they are given: on the thread that gives one if no other is under way,
 * else on the thread that is at it, afterwards. So nobody waits, and a step given from within a step follows it.
 */
final class Serial {

    private final Queue<Runnable> steps = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /** Runs a step, now or as soon as those before it are done. It must not throw. */
    void run(Runnable step) {
        steps.add(step);
        if (waiting.getAndIncrement() == 0) {
            do {
                Runnable next = steps.poll();
                if (next != null) { // always: a step is added before it is counted
                    next.run();
                }
            } while (waiting.decrementAndGet() != 0);
        }
    }
}
