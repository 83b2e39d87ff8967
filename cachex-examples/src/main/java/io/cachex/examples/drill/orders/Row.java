package io.cachex.examples.drill.orders;

/**
 * A row of the database's log.
 *
 * @param orderId whose
 * @param number of the change that was written
 */
record Row(String orderId, long number) {}
