package io.cachex;

import io.cachex.spi.TimeSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The thread of a caller that waits for its answer, lent to its own load: the loader runs with the caller's context and
 * in the caller's stack trace. What comes when the caller has gone goes to the executor.
 *
 * <p>No task is lost: whoever leaves one puts it on top of those that wait, and the owner takes all there are; when it goes
 * it leaves a mark instead of them, and whoever sees that passes the task on.
 */
final class CallerThread implements Executor {

    @SuppressWarnings("NullAway") // the updater's parameter is not annotated
    private static final AtomicReferenceFieldUpdater<CallerThread, @Nullable Task> TASKS =
            AtomicReferenceFieldUpdater.newUpdater(CallerThread.class, Task.class, "tasks");

    /** In place of {@link #tasks} once the owner has gone. */
    private static final Task GONE = new Task(() -> {}, null);

    /** What waits for the owner, and what waits with it. */
    private static final class Task {
        final Runnable action;
        final @Nullable Task other;

        Task(Runnable action, @Nullable Task other) {
            this.action = action;
            this.other = other;
        }
    }

    /** Until when the owner waits, and what it does then. */
    private record Limit(TimeSource time, long until, Runnable end) {

        long left() {
            return until - time.nanos();
        }
    }

    private final Thread owner = Thread.currentThread();
    private final Executor others;

    /** Of the owner alone; null if it waits as long as it takes. */
    private @Nullable Limit limit;

    /** What waits for the owner, the latest first; null for nothing. */
    private volatile @Nullable Task tasks;

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
        while (true) {
            Task before = tasks;
            if (before == GONE) {
                others.execute(task);
                return;
            }
            if (TASKS.compareAndSet(this, before, new Task(task, before))) {
                wake();
                return;
            }
        }
    }

    /**
     * Lets the owner wait no longer than this. Who says so sees to it that the answer is there after the task has run, and
     * {@linkplain #wake wakes} the owner when it comes earlier. Called by the owner only, before it waits or from its tasks.
     *
     * @param end runs on the owner's thread when the time is over, once
     */
    void waitAtMost(long nanos, TimeSource time, Runnable end) {
        limit = new Limit(time, time.nanos() + nanos, end);
    }

    /** Lets the owner look for its answer. */
    void wake() {
        if (!isHere()) {
            LockSupport.unpark(owner);
        }
    }

    /** Runs tasks until the answer is there. Called by the owner only, once. */
    void await(CompletableFuture<?> answer) throws InterruptedException {
        if (limit == null && !answer.isDone()) {
            answer.whenComplete((value, failure) -> wake());
        }
        try {
            while (!answer.isDone()) {
                if (tasks != null) {
                    run(earliestFirst(TASKS.getAndSet(this, null)), answer);
                } else if (Thread.interrupted()) {
                    throw new InterruptedException();
                } else if (!answer.isDone()) {
                    rest();
                }
            }
        } finally {
            leave();
        }
    }

    private void rest() {
        Limit waiting = limit;
        if (waiting == null) {
            LockSupport.park(this);
            return;
        }
        long left = waiting.left();
        if (left > 0) {
            waiting.time.park(this, left);
        } else {
            limit = null;
            waiting.end.run();
        }
    }

    private void run(@Nullable Task first, CompletableFuture<?> answer) {
        Task next = first;
        try {
            while (next != null && !answer.isDone()) {
                Task task = next;
                next = task.other;
                task.action.run();
            }
        } finally {
            passOn(next);
        }
    }

    private void leave() {
        passOn(earliestFirst(TASKS.getAndSet(this, GONE)));
    }

    private void passOn(@Nullable Task first) {
        for (Task task = first; task != null; task = task.other) {
            others.execute(task.action);
        }
    }

    private static @Nullable Task earliestFirst(@Nullable Task latest) {
        if (latest == null || latest.other == null) {
            return latest;
        }
        Task first = null;
        for (Task task = latest; task != null; task = task.other) {
            first = new Task(task.action, first);
        }
        return first;
    }
}
