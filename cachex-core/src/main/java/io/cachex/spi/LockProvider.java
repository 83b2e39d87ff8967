package io.cachex.spi;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Gives out locks that expire by themselves. */
public interface LockProvider extends AutoCloseable {

    /**
     * Tries once to take a lock.
     *
     * @param name from 1 to 1,024 UTF-8 bytes
     * @param ttl from 10 ms to 1 day, after which the lock is free whatever its holder does
     * @return the lease, or empty if somebody else holds the lock; failed if the provider cannot be reached, or with
     *     {@link IllegalArgumentException} for a name or a time out of range
     */
    CompletionStage<Optional<Lease>> tryAcquire(String name, Duration ttl);

    /** Stops giving out locks: later attempts fail. Leases that are held run out. Idempotent. */
    @Override
    void close();
}
