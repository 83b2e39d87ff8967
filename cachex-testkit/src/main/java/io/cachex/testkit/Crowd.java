package io.cachex.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Threads that do the same thing at the same moment. */
final class Crowd {

    /** How many threads a contract sets on an implementation. */
    static final int SIZE = 8;

    private static final int LIMIT_SECONDS = 30;

    private Crowd() {}

    /** Runs the action once on each of {@link #SIZE} threads and gives back their results, by the thread's number. */
    static <R extends @Nullable Object> List<R> all(Action<R> action) {
        ExecutorService threads = Executors.newFixedThreadPool(SIZE);
        try {
            CyclicBarrier start = new CyclicBarrier(SIZE);
            List<Future<R>> running = new ArrayList<>();
            for (int i = 0; i < SIZE; i++) {
                int number = i;
                running.add(threads.submit(() -> {
                    start.await(LIMIT_SECONDS, TimeUnit.SECONDS);
                    return action.run(number);
                }));
            }
            List<R> results = new ArrayList<>();
            for (Future<R> one : running) {
                results.add(one.get(LIMIT_SECONDS, TimeUnit.SECONDS));
            }
            return results;
        } catch (ExecutionException e) {
            throw new AssertionError("one of " + SIZE + " threads failed: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError(SIZE + " threads did not end within " + LIMIT_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + SIZE + " threads", e);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Runs the task once on each of {@link #SIZE} threads. */
    static void each(Task task) {
        all(number -> {
            task.run(number);
            return number;
        });
    }

    /** What each thread does. */
    @FunctionalInterface
    interface Task {
        void run(int number) throws Exception;
    }

    /** What each thread does, and what comes of it. */
    @FunctionalInterface
    interface Action<R extends @Nullable Object> {
        R run(int number) throws Exception;
    }
}
