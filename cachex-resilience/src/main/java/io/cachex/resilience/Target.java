package io.cachex.resilience;

import io.cachex.spi.JournalEntry;
import io.cachex.spi.WriteQueue;

/** Who makes a write, and where: what is away is away for all writes of a target, and a batch is of one target. */
record Target(WriteQueue.Sink sink, Space space) {

    static Target of(WriteQueue.Sink sink, JournalEntry entry) {
        return new Target(sink, Space.of(entry.operation()));
    }
}
