package io.cachex.resilience;

import io.cachex.CallRejectedException;
import io.cachex.Failures;
import io.cachex.spi.FailureClass;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What becomes of writes that a sink had: made, tried again, or given up. */
final class Outcomes {

    private final QueueParts queue;
    private final Steps steps;
    private final Burial burial;

    Outcomes(QueueParts queue, Steps steps, Burial burial) {
        this.queue = queue;
        this.steps = steps;
        this.burial = burial;
    }

    /** With no stripe locked. */
    void settle(Batch batch, List<Batch.Flight> flights, Answers answers) {
        Endings endings = new Endings(queue);
        List<Burial.Doomed> doomed = new ArrayList<>(0);
        boolean isTrialInVain = batch.isTrial() && answers.isAway();
        for (int i = 0; i < flights.size(); i++) {
            Batch.Flight flight = flights.get(i);
            Throwable failure = answers.failures().get(i);
            flight.line().stripe.lock.lock();
            try {
                if (flight.write().hasLeft) {
                    continue; // the queue was closed meanwhile
                }
                if (failure == null) {
                    made(flight, endings);
                } else if (flight.write().isThrough) {
                    steps.leave(flight.line(), flight.write());
                    endings.refused(flight.write(), failure);
                } else if (isGivenUp(flight, failure, isTrialInVain, endings)) {
                    doomed.add(new Burial.Doomed(flight, failure));
                }
            } finally {
                flight.line().stripe.lock.unlock();
            }
        }
        queue.turns.ended(batch, answers.isAway());
        endings.tell();
        doomed.forEach(burial::bury);
        queue.turns.wake();
    }

    private void made(Batch.Flight flight, Endings endings) {
        KeyLine line = flight.line();
        Waiting write = flight.write();
        long version = write.entry.version();
        count(line, write);
        endings.made(write);
        for (Waiting older : line.removeOlder(version, queue.rules.coalescing)) {
            older.hasLeft = true;
            count(line, older);
            endings.made(older);
        }
        queue.letters.made(line.space, line.key, version);
        steps.leave(line, write);
    }

    private static void count(KeyLine line, Waiting write) {
        if (write.isThrough) {
            line.stripe.counts.writtenThrough();
        } else {
            line.stripe.counts.made(write);
            line.stripe.arrivals.remove(write);
        }
    }

    /** Lets the write be tried again, unless there is no use. */
    private boolean isGivenUp(Batch.Flight flight, Throwable failure, boolean isTrialInVain, Endings endings) {
        KeyLine line = flight.line();
        Waiting write = flight.write();
        Instant now = Instant.ofEpochMilli(queue.time.instant().toEpochMilli());
        write.firstFailure = write.firstFailure == null ? now : write.firstFailure;
        write.lastFailure = now;
        FailureClass known = queue.classOf(failure);
        if (known == FailureClass.OUTAGE && isTrialInVain) {
            steps.again(line);
            return false;
        }
        if (known != FailureClass.OUTAGE) {
            write.attempts++;
            if (known == FailureClass.PERMANENT || write.attempts > queue.rules.maxRetries) {
                line.state = KeyLine.State.PARKING;
                return true;
            }
        }
        steps.rest(line);
        refuseThroughs(line, failure, endings);
        return false;
    }

    /** Nobody waits for one attempt behind a write that rests. */
    private static void refuseThroughs(KeyLine line, Throwable failure, Endings endings) {
        for (Waiting through : line.removeThroughs()) {
            through.hasLeft = true;
            endings.refused(
                    through,
                    new CallRejectedException(
                            "an earlier write of the key waits for its next attempt", Failures.unwrap(failure)));
        }
    }
}
