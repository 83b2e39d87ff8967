package io.cachex;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The thread of a caller that waits for its answer, lent to its own load: the loader runs with the caller's context and
 * in the caller's stack trace. What comes when the caller has gone goes to the executor.
 *
 * <p>No task is lost: whoever leaves one (1) puts it into the queue, (2) looks whether the owner has gone; the owner
 * (1) goes, (2) looks into the queue. Whichever is second finds the task, and a task is taken once.
 */
final class CallerThread implements Executor {

    @SuppressWarnings("rawtypes")
    private static final AtomicReferenceFieldUpdater<CallerThread, Queue> TASKS =
            AtomicReferenceFieldUpdater.newUpdater(CallerThread.class, Queue.class, "tasks");

    /** In place of {@link #tasks} once the owner has gone. */
    private static final Queue<Runnable> GONE = new ArrayDeque<>(0);

    private final Thread owner = Thread.currentThread();
    private final Executor others;

    /** What waits for the owner; made when first needed, by whoever needs it. */
    private volatile @Nullable Queue<Runnable> tasks;

    CallerThread(Executor others) {
        this.others = others;
    }

    /** Whether the current thread is the owner. */
    boolean isHere() {
        return Thread.currentThread() == owner;
    }

    /** Runs the task at once on the owner's thread, or leaves it for the owner, who waits. */
    @Override
    public void execute(Runnable task) {
        if (isHere()) {
            task.run();
            return;
        }
        Queue<Runnable> queue = queue();
        if (queue == GONE) {
            others.execute(task);
            return;
        }
        queue.add(task);
        if (tasks == GONE) {
            passOn(queue);
        } else {
            LockSupport.unpark(owner);
        }
    }

    /** Runs tasks until the answer is there. Called by the owner only, once. */
    void await(CompletableFuture<?> answer) throws InterruptedException {
        if (!answer.isDone()) {
            answer.whenComplete((value, failure) -> LockSupport.unpark(owner));
        }
        try {
            while (!answer.isDone()) {
                Runnable task = next();
                if (task != null) {
                    task.run();
                } else if (Thread.interrupted()) {
                    throw new InterruptedException();
                } else if (!answer.isDone()) {
                    LockSupport.park(this);
                }
            }
        } finally {
            leave();
        }
    }

    private Queue<Runnable> queue() {
        Queue<Runnable> queue = tasks;
        if (queue == null) {
            queue = new ConcurrentLinkedQueue<>();
            if (!TASKS.compareAndSet(this, null, queue)) {
                return queue();
            }
        }
        return queue;
    }

    private @Nullable Runnable next() {
        Queue<Runnable> queue = tasks;
        return queue == null ? null : queue.poll();
    }

    private void leave() {
        @SuppressWarnings("unchecked")
        Queue<Runnable> left = TASKS.getAndSet(this, GONE);
        if (left != null) {
            passOn(left);
        }
    }

    private void passOn(Queue<Runnable> queue) {
        for (Runnable task = queue.poll(); task != null; task = queue.poll()) {
            others.execute(task);
        }
    }
}
