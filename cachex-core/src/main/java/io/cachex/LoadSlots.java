package io.cachex;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The bulkhead of all loads that do not run on their caller's thread: so many at once, so many waiting, the rest refused.
 * A load that was given up keeps its slot until its loader returns, so a loader that hangs cannot use up all threads.
 */
final class LoadSlots {

    /** Something that takes a slot. */
    interface Task {

        /** Runs in the slot, and gives it back by running {@code done}, from wherever it ends. */
        void run(Runnable done);

        /** Will never run. */
        void refused(CallRejectedException why);
    }

    private final Executor executor;
    private final int most;
    private final int mostWaiting;
    private final Queue<Task> waiting = new ArrayDeque<>(); // guarded by this
    private int taken; // guarded by this

    LoadSlots(Executor executor, int most, int mostWaiting) {
        this.executor = executor;
        this.most = most;
        this.mostWaiting = mostWaiting;
    }

    /** Runs the task on the executor now or when a slot is free, or refuses it if there is no room to wait either. */
    void execute(Task task) {
        switch (admit(task)) {
            case RUNS -> start(task);
            case REFUSED ->
                task.refused(new CallRejectedException(most + " loads run and " + mostWaiting + " wait already"));
            case WAITS -> {}
        }
    }

    synchronized int taken() {
        return taken;
    }

    private enum Admission {
        RUNS,
        WAITS,
        REFUSED
    }

    private synchronized Admission admit(Task task) {
        if (taken < most) {
            taken++;
            return Admission.RUNS;
        }
        if (waiting.size() >= mostWaiting) {
            return Admission.REFUSED;
        }
        waiting.add(task);
        return Admission.WAITS;
    }

    private void start(Task task) {
        Slot slot = new Slot();
        try {
            executor.execute(() -> task.run(slot));
        } catch (Throwable e) { // full, shut down, or out of threads, which is an Error
            task.refused(new CallRejectedException("the executor takes no more loads", e));
            slot.run();
        }
    }

    private @Nullable Task next() {
        synchronized (this) {
            Task task = waiting.poll();
            if (task == null) {
                taken--;
            }
            return task;
        }
    }

    /** Given back once. */
    private final class Slot implements Runnable {

        private boolean free; // guarded by this

        @Override
        public void run() {
            synchronized (this) {
                if (free) {
                    return;
                }
                free = true;
            }
            Task task = next();
            if (task != null) {
                start(task);
            }
        }
    }
}
