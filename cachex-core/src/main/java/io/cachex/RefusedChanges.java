package io.cachex;

/**
 * What the caller of a change hears when the store did not take it, or did not answer within the attempt's time. In either case nothing old is
 * served by this node, and the key or the tag is invalidated everywhere as soon as the store answers again.
 */
public enum RefusedChanges {

    /** The call fails. Who has to know whether all other nodes have seen the change wants this. */
    FAIL,

    /**
     * The call succeeds, and the change is made up for later; what was put is gone then, and is loaded anew. Concerns {@code
     * put}, {@code invalidate}, {@code invalidateTag} and {@code clear}; calls that answer whether they changed something
     * fail all the same, and so do values that cannot be written at all.
     */
    QUEUE
}
