package io.cachex.resilience;

import io.cachex.spi.CacheTracer;
import io.cachex.spi.JournalEntry;
import io.cachex.spi.WriteEvent;
import io.cachex.spi.WriteQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes batches, one after the other, on the executor, until there is nothing to make. While a sink that answers later has a
 * batch no thread is held, but the worker's place is.
 */
final class QueueWorker implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(WriteBehind.class);

    private final QueueParts queue;
    private final Steps steps;
    private final Outcomes outcomes;

    QueueWorker(QueueParts queue, Steps steps, Outcomes outcomes) {
        this.queue = queue;
        this.steps = steps;
        this.outcomes = outcomes;
    }

    /** Starts one more; false if the executor takes it not. */
    boolean start() {
        try {
            queue.setup.executor().execute(this);
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    @Override
    public void run() {
        goOn(() -> {});
    }

    private void goOn(Runnable first) {
        try {
            first.run();
            for (Batch batch = queue.turns.next(); batch != null; batch = queue.turns.next()) {
                if (!isOver(batch)) {
                    return;
                }
            }
        } catch (Throwable e) { // an error of ours or of the machine: the place must not be lost with it
            LOG.error("a worker of the write queue of '{}' failed", queue.cache, e);
            queue.turns.workerEnded();
        }
    }

    /** Makes a batch; false if its sink answers later, and the worker goes on then. */
    private boolean isOver(Batch batch) {
        List<Batch.Flight> flights = new ArrayList<>(batch.lines().size());
        List<JournalEntry> entries = new ArrayList<>(batch.lines().size());
        int retried = 0;
        for (KeyLine line : batch.lines()) {
            Waiting write = take(line, batch.target());
            if (write != null) {
                flights.add(new Batch.Flight(line, write));
                entries.add(write.entry);
                retried += write.tries > 1 ? 1 : 0;
            }
        }
        if (flights.isEmpty()) {
            queue.turns.unused(batch);
            return true;
        }
        queue.news.tell(WriteEvent.RETRIED, retried);
        WriteQueue.Sink sink = batch.target().sink();
        CacheTracer.Work work = queue.flushes.begin(flights, retried);
        CompletableFuture<Answers> answers = new Bisection(
                        work == null ? sink : Flushes.within(work, sink), entries, queue::classOf, queue::onExecutor)
                .begin();
        if (work != null) {
            answers = answers.whenComplete((ended, never) -> Flushes.end(work, ended));
        }
        if (answers.isDone()) {
            outcomes.settle(batch, flights, answers.join());
            return true;
        }
        answers.thenAccept(late -> goOn(() -> outcomes.settle(batch, flights, late))); // on the executor
        return false;
    }

    private @Nullable Waiting take(KeyLine line, Target target) {
        line.stripe.lock.lock();
        try {
            Waiting write = steps.take(line, target);
            steps.forgetIfEmpty(line);
            return write;
        } finally {
            line.stripe.lock.unlock();
        }
    }
}
