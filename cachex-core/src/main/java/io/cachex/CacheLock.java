package io.cachex;

import java.time.Duration;

/**
 * A lock that is held until it is closed, or its time is over, or it is lost.
 *
 * <p>A lock that expires keeps two careful holders from doing the same work; it cannot keep a holder that was paused
 * from going on after its time. What must never happen twice has to check the {@link #fencingToken()}. May be used by
 * any thread.
 */
public interface CacheLock extends AutoCloseable {

    /** What is locked. */
    String key();

    /** A number above that of every holder of this key before. */
    long fencingToken();

    /** How long the lock is certainly still held; zero if it is not. */
    Duration remaining();

    /** Whether it is certainly still held. */
    boolean isHeld();

    /**
     * Makes the lock last for this long from now.
     *
     * @return false if it was lost before
     * @throws LockException if the lock service cannot be reached
     */
    boolean extend(Duration ttl);

    /** Extends the lock by its time to live at each third of it, until it is closed or lost. Returns this lock. */
    CacheLock autoRenew();

    /**
     * Runs an action once, on the cache's executor, if the lock ends other than by {@link #close()}: as soon as the lock
     * service tells of it, a tenth of its time before its validity is over, or at once if it is lost already. Replaces the
     * action before. Returns this lock.
     */
    CacheLock onLost(Runnable action);

    /** Gives the lock back if it is still held, and never somebody else's. Idempotent; does not throw. */
    @Override
    void close();
}
