package io.cachex.spi;

/** What kind of failure an exception tells of, which decides whether to repeat the call or to serve an older value. */
public enum FailureClass {
    /** The callee is away or does not answer: connection refused, timeout, circuit open, 5xx. */
    OUTAGE,
    /** The callee works and asks to come again: deadlock, 429. */
    TRANSIENT,
    /** The callee answered, and will answer the same again: not found, forbidden, invalid; or the code is wrong. */
    PERMANENT,
    /** The caller gave up: cancelled or interrupted. Says nothing of the callee. */
    CANCELLED,
    /** Nothing is known about it. */
    UNKNOWN
}
