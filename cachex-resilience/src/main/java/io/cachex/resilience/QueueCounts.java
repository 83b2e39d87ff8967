package io.cachex.resilience;

import io.cachex.spi.WriteQueue;

/**
 * What became of the writes of a stripe. Each change is one method, which keeps {@code accepted = succeeded + dropped +
 * parked + waiting}. Guarded by the stripe's lock.
 */
final class QueueCounts {

    private long accepted;
    private long succeeded;
    private long dropped;
    private long parked;
    private long waiting;
    private long waitingBytes;
    private long retried;

    void accepted(Waiting write) {
        accepted++;
        waiting++;
        waitingBytes += write.bytes;
    }

    /** The value of a covered write is not kept. */
    void covered(Waiting write) {
        waitingBytes -= write.bytes;
    }

    void made(Waiting write) {
        int writes = left(write);
        succeeded += writes;
    }

    void writtenThrough() {
        accepted++;
        succeeded++;
    }

    /** The write is a dead letter; those that it had covered are nowhere any more. */
    void parked(Waiting write) {
        int writes = left(write);
        parked++;
        dropped += writes - 1;
    }

    void dropped(Waiting write) {
        int writes = left(write);
        dropped += writes;
    }

    void foundLetter() {
        accepted++;
        parked++;
    }

    void redriven(Waiting write) {
        parked--;
        waiting++;
        waitingBytes += write.bytes;
    }

    void discarded() {
        parked--;
        dropped++;
    }

    void retried() {
        retried++;
    }

    /** The sum of both, and the older of the oldest. */
    WriteQueue.Stats plus(WriteQueue.Stats other, long oldestNanos) {
        return new WriteQueue.Stats(
                accepted + other.accepted(),
                succeeded + other.succeeded(),
                dropped + other.dropped(),
                parked + other.parked(),
                waiting + other.waiting(),
                waitingBytes + other.waitingBytes(),
                retried + other.retried(),
                Math.max(oldestNanos, other.oldestNanos()));
    }

    private int left(Waiting write) {
        int writes = write.covered + 1;
        waiting -= writes;
        waitingBytes -= write.bytes;
        return writes;
    }
}
