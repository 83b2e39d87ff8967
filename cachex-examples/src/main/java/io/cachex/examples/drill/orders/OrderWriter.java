package io.cachex.examples.drill.orders;

/** How a service writes orders behind. */
interface OrderWriter extends AutoCloseable {

    /** Takes an order; when this returns, the service tells its customer that it has it. */
    void accept(Order order) throws Exception;

    /** Waits until nothing waits any more. */
    void drain() throws InterruptedException;

    /** The numbers of the changes that were given up, and that somebody can look at. */
    Iterable<Long> parked();

    @Override
    void close();
}
