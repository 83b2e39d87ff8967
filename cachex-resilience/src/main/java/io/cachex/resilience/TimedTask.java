package io.cachex.resilience;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** Blocking code on a thread that is not its caller's, which can be interrupted without harm to that thread's next task. */
final class TimedTask<R extends @Nullable Object> extends FutureTask<R> {

    TimedTask(Callable<R> callable) {
        super(callable);
    }

    void expire() {
        cancel(true);
    }

    @Override
    public void run() {
        super.run(); // returns after the interrupt of a cancel has arrived
        if (isCancelled()) {
            Thread.interrupted();
        }
    }
}
