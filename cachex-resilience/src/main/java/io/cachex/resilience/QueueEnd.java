package io.cachex.resilience;

import io.cachex.spi.Journal;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes a queue: no more writes come, those that wait are made for a time, and the rest stays in the journal or is told. */
final class QueueEnd {

    private static final Logger LOG = LoggerFactory.getLogger(WriteBehind.class);

    private final QueueParts queue;
    private final Recovered recovered;

    QueueEnd(QueueParts queue, Recovered recovered) {
        this.queue = queue;
        this.recovered = recovered;
    }

    List<String> close(Duration atMost) {
        queue.isClosing = true;
        queue.lines.passThrough();
        queue.room.close();
        queue.through.close();
        recovered.stop();
        drain(atMost);
        queue.isClosed = true;
        queue.turns.stop();
        List<String> lost = leave();
        closeJournal();
        return lost;
    }

    private void drain(Duration atMost) {
        queue.turns.hurry();
        queue.turns.wake();
        queue.lookIfDrained();
        if (atMost.isNegative() || atMost.isZero() || queue.drained.isDone()) {
            return;
        }
        TimeSource.Scheduled timer = queue.time.schedule(atMost, () -> queue.drained.complete(null));
        try {
            queue.drained.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new AssertionError(e); // nobody fails it
        } finally {
            timer.cancel();
        }
    }

    /** Ends what still waits; the keys of what no journal has. Answers of sinks that come now are about nothing. */
    private List<String> leave() {
        List<String> lost = new ArrayList<>();
        Endings endings = new Endings(queue);
        int kept = 0;
        for (KeyLine line : queue.lines.all()) {
            line.stripe.lock.lock();
            try {
                if (line.timer != null) {
                    line.timer.cancel();
                }
                for (Waiting write : line.writes()) {
                    write.hasLeft = true;
                    if (write.isThrough) {
                        endings.refused(write, queue.closed());
                    } else if (queue.journal == null) {
                        line.stripe.counts.dropped(write);
                        line.stripe.arrivals.remove(write);
                        endings.dropped(write, queue.closed());
                        lost.add(line.key);
                    } else if (write.isReady) { // else its append is yet to end, and ends the ticket
                        kept += write.covered + 1;
                        endings.kept(write, queue.closed());
                    }
                }
            } finally {
                line.stripe.lock.unlock();
            }
        }
        endings.tell();
        if (kept > 0) {
            LOG.info("{} writes of '{}' were not made and stay in the journal", kept, queue.cache);
        }
        if (!lost.isEmpty()) {
            LOG.warn("the writes of {} keys of '{}' were not made and are lost", lost.size(), queue.cache);
        }
        return lost;
    }

    private void closeJournal() {
        Journal journal = queue.journal;
        if (journal == null) {
            return;
        }
        queue.acks.close();
        try {
            journal.close();
        } catch (Exception e) { // somebody else's code, and the cache goes on closing
            LOG.warn("the journal of '{}' could not be closed", queue.cache, e);
        }
    }
}
