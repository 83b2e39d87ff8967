package io.cachex.spi;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * A store's capability: who finds nothing gets the right to fill, and nobody else does until it ends.
 *
 * <p>A lease is two things at once. It is the single flight across processes: while one process loads a key, the others
 * are told to wait. And it is the fence against old fills: whatever changes or removes a key also voids its lease, so what
 * was read from the origin before an invalidation cannot be written after it. After Nishtala et al., Scaling Memcache at
 * Facebook (NSDI 2013).
 *
 * <p>Every other write of a key ({@link Store#write}, {@link Store#remove}, {@link Versioned}, {@link SelfPublishing})
 * voids its lease, unless it was refused. A fill raises the version as a write does. Times out of range fail the stage with
 * {@link IllegalArgumentException}. All methods are safe for many threads and never block.
 */
public interface Leasing {

    /**
     * Reads several keys; where a key is not there, takes its lease if it is free.
     *
     * @param keys not null, without nulls; may be empty
     * @param leaseFor how long a lease given by this call lasts unless it is renewed; from 10 ms to 1 day
     * @return an answer for every key
     */
    CompletionStage<Map<String, Claim>> readOrLease(Set<String> keys, Duration leaseFor);

    /**
     * Reads one key or takes its lease, as {@link #readOrLease(Set, Duration)} does. The default asks for a batch of one; a
     * store overrides it where that spares maps and sets for a single key.
     *
     * @return the key's answer
     */
    default CompletionStage<Claim> readOrLease(String key, Duration leaseFor) {
        return readOrLease(Set.of(key), leaseFor).thenApply(claims -> claims.get(key));
    }

    /**
     * Takes the lease of several keys, where it is free, whatever is there: to load anew what has grown stale.
     *
     * @param keys not null, without nulls; may be empty
     * @param leaseFor as {@link #readOrLease}
     * @return for every key {@link Claim.Granted} or {@link Claim.Busy}
     */
    CompletionStage<Map<String, Claim>> lease(Set<String> keys, Duration leaseFor);

    /**
     * Takes the lease of several keys, whatever is there and whoever holds it: his fill will be refused. For a caller who
     * wants what the origin says now, and who must not be overtaken by a load that began before.
     *
     * @param keys not null, without nulls; may be empty
     * @param leaseFor as {@link #readOrLease}
     * @return {@link Claim.Granted} for every key
     */
    CompletionStage<Map<String, Claim>> takeOver(Set<String> keys, Duration leaseFor);

    /**
     * Writes a value under a lease, which ends with it; who waits is told.
     *
     * <p>A store that was told to expect an origin that lags may keep the value for less than it says.
     *
     * @param token from {@link Claim.Granted}
     * @return whether it was written; false, and nothing changed, if the lease was voided, is over, or another's
     */
    CompletionStage<Boolean> fill(String key, String token, StoredValue value);

    /**
     * Makes a lease last for {@code leaseFor} from now.
     *
     * @return whether it is still held
     */
    CompletionStage<Boolean> renew(String key, String token, Duration leaseFor);

    /** Ends a lease without a value; who waits is told. Ending another's, or one that is over, changes nothing. */
    CompletionStage<Void> release(String key, String token);

    /**
     * Waits until whoever holds the key's lease has filled or released it, as far as the store can tell: it may be late
     * or early, so look again.
     *
     * @param atMost above zero; after that the stage is done in any case
     * @return never fails
     */
    CompletionStage<Void> settled(String key, Duration atMost);

    /** What a key's reader is told. */
    sealed interface Claim {

        /** It is there. */
        record Found(StoredValue value) implements Claim {}

        /**
         * It is not there, and this reader may fill it.
         *
         * @param token names the lease; never the same twice
         */
        record Granted(String token) implements Claim {}

        /** It is not there, and somebody else is about to fill it. */
        record Busy() implements Claim {}
    }
}
