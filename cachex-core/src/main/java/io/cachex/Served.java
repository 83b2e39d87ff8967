package io.cachex;

import io.cachex.spi.Tier;
import org.jspecify.annotations.Nullable;

/**
 * An answer of the engine.
 *
 * @param entry the value or the absence; null if nothing is known
 * @param tier where it came from
 * @param staleness null if it is fresh
 * @param isOwn whether the value is in nobody else's hands: not in the near tier, nor any other caller's
 */
record Served<T>(
        @Nullable Entry<T> entry, Tier tier, @Nullable Staleness staleness, boolean isOwn) {

    /**
     * What most answers do not have.
     *
     * @param reason why a stale entry is served, or none
     * @param cause the failure behind it, if any
     */
    record Staleness(Lookup.StaleReason reason, @Nullable Throwable cause) {}

    static <T> Served<T> fresh(Entry<T> entry, Tier tier) {
        return new Served<>(entry, tier, null, false);
    }

    /** From the store, fresh. */
    static <T> Served<T> fromStore(Entry<T> entry, boolean isOwn) {
        return new Served<>(entry, Tier.STORE, null, isOwn);
    }

    static <T> Served<T> stale(Entry<T> entry, Tier tier, Lookup.StaleReason reason, @Nullable Throwable cause) {
        return new Served<>(entry, tier, new Staleness(reason, cause), false);
    }

    /** Nothing is known, because of a failure or because there is nothing. */
    static <T> Served<T> missing(@Nullable Throwable failure) {
        return new Served<>(
                null,
                Tier.ORIGIN,
                failure == null ? null : new Staleness(Lookup.StaleReason.NOT_LOADED, failure),
                false);
    }

    @Nullable
    T value() {
        return entry == null ? null : entry.value;
    }

    boolean isStale() {
        return entry != null && staleness != null;
    }

    /** Whether an old value takes the place of a load that failed, took too long, or was not allowed. */
    boolean isStandIn() {
        return isStale() && cause() != null && staleReason() != Lookup.StaleReason.NOT_LOADED;
    }

    Lookup.@Nullable StaleReason staleReason() {
        return staleness == null ? null : staleness.reason;
    }

    @Nullable
    Throwable cause() {
        return staleness == null ? null : staleness.cause;
    }
}
