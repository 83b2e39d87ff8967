package io.cachex.resilience;

import java.util.concurrent.locks.ReentrantLock;

/**
 * A share of all keys, under one lock: their lines, and what became of their writes. While it is held no other stripe is
 * locked, except by who looks at all of them in their order, and nothing of the user's is called.
 */
final class Stripe {

    final ReentrantLock lock = new ReentrantLock();
    final QueueCounts counts = new QueueCounts();
    final Arrivals arrivals = new Arrivals();
}
