package io.cachex.examples.drill.orders;

import java.util.List;

/** Sees the third act as it goes. Called by one thread. */
public interface OrdersAudience {

    /** A phase begins. */
    void begins(Trouble trouble);

    /** A phase has ended, and so much has come of all orders so far; what is in neither is waiting, or lost. */
    void ended(Trouble trouble, List<OrdersOutcome> soFar);
}
