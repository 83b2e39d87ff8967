package io.cachex.resilience.upstream;

import io.cachex.CallRejectedException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Blocking code on an executor, as a future: cancelling it interrupts the thread, as long as that runs this code and
 * nothing else.
 */
final class Interruptible<V extends @Nullable Object> extends CompletableFuture<V> implements Runnable {

    private final Callable<V> code;
    private @Nullable Thread thread; // guarded by this
    private volatile boolean isRunning;
    private volatile boolean isRefused;

    private Interruptible(Callable<V> code) {
        this.code = code;
    }

    /** Hands the code to the executor. Never throws: what the executor throws is the future's failure. */
    static <V extends @Nullable Object> Interruptible<V> on(Executor executor, Callable<V> code) {
        Interruptible<V> call = new Interruptible<>(code);
        try {
            executor.execute(call);
        } catch (Throwable e) { // full, shut down, or out of threads, which is an Error
            call.isRefused = true;
            call.completeExceptionally(new CallRejectedException("the executor takes no more calls", e));
        }
        return call;
    }

    /** Whether the executor did not take it. */
    boolean isRefused() {
        return isRefused;
    }

    /** Whether a thread is still in the code, though nobody may wait for it any more. */
    boolean isRunning() {
        return isRunning;
    }

    @Override
    public void run() {
        if (!begin()) {
            return;
        }
        V value;
        try {
            value = code.call();
        } catch (Throwable e) { // user code
            end();
            completeExceptionally(e);
            return;
        }
        end();
        complete(value);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean isCancelled = super.cancel(mayInterruptIfRunning);
        synchronized (this) {
            if (thread != null) {
                thread.interrupt();
            }
        }
        return isCancelled;
    }

    private synchronized boolean begin() {
        if (isDone()) {
            return false;
        }
        thread = Thread.currentThread();
        isRunning = true;
        return true;
    }

    /** From here on the thread is somebody else's: it keeps no interrupt of ours if we sent one. */
    private synchronized void end() {
        thread = null;
        isRunning = false;
        if (isCancelled()) {
            Thread.interrupted();
        }
    }
}
