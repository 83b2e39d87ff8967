package io.cachex.examples.drill.nodes;

import java.util.List;

/** Sees the second act as it goes. Called by one thread. */
public interface Audience {

    /** A phase begins. */
    void begins(Trouble trouble);

    /** A phase has ended; of the reads that began in it, some may still be under way. */
    void ended(Trouble trouble, List<Outcome.OfFleet> soFar);
}
