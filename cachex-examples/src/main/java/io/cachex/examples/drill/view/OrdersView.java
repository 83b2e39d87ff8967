package io.cachex.examples.drill.view;

import io.cachex.examples.drill.orders.OrdersAudience;
import io.cachex.examples.drill.orders.OrdersOutcome;
import java.util.List;

/** Shows the third act as it goes. Its methods are called one after the other, never at once. */
public interface OrdersView extends OrdersAudience {

    /** The act begins. */
    void begin();

    /** The act is over. */
    void end(List<OrdersOutcome> outcomes, Verdict verdict);
}
