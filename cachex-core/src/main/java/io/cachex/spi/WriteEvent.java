package io.cachex.spi;

/** What can become of a write that is made in the background. */
public enum WriteEvent {
    /** It was taken: it will be made, or given up in the open. Also what an earlier run or a dead node has left. */
    ACCEPTED,
    /** It was made, or a later write of its key was made in its stead. */
    SUCCEEDED,
    /** It is tried once more. */
    RETRIED,
    /** It was given up and is now a dead letter. */
    DEAD,
    /** It is gone for good and was not made: a letter discarded, superseded or too many, or what close left in memory. */
    DROPPED,
    /** It came back from the dead letters. */
    REDRIVEN
}
