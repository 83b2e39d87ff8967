package io.cachex.resilience;

/** The results of one closed phase, and the rule by which they end it. Safe for use by many threads. */
interface Tally {

    /** Notes a success; returns whether the circuit should open (a slow success may be one too many). */
    boolean succeeded(long tookNanos);

    /** Notes a failure; returns whether the circuit should open. */
    boolean failed(long tookNanos, Throwable failure);

    /** The failures in a row that still count, 0 where the rule does not look at them. */
    int consecutiveFailures();

    /** The share of failures in the window, from 0 to 1; 0 while there are too few calls, or no window. */
    double failureRate();

    /** The share of slow calls in the window, from 0 to 1; 0 while there are too few calls, or no window. */
    double slowCallRate();
}
