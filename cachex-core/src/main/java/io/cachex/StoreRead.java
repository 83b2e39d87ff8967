package io.cachex;

import io.cachex.spi.Versioned;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a read of the store told of one key.
 *
 * @param entry null if it is missing, unreadable or outdated
 * @param version of what was found, readable or not; {@link Versioned#ABSENT} if nothing was: the one to expect when
 *     writing over it
 * @param newer whether its bytes are of a later release's format
 * @param sequence the namespace's sequence when it was read
 * @param token the lease that was given instead of what is not there; null if none was
 * @param busy whether another process is about to fill it
 * @param failure why the store could not be read; null if it answered
 */
record StoreRead<T>(
        @Nullable Entry<T> entry,
        long version,
        boolean newer,
        long sequence,
        @Nullable String token,
        boolean busy,
        @Nullable Throwable failure) {

    static <T> StoreRead<T> found(@Nullable Entry<T> entry, long version, boolean newer, long sequence) {
        return new StoreRead<>(entry, version, newer, sequence, null, false, null);
    }

    static <T> StoreRead<T> missing(long sequence, @Nullable String token, boolean busy) {
        return new StoreRead<>(null, Versioned.ABSENT, false, sequence, token, busy, null);
    }

    static <T> StoreRead<T> failed(long sequence, Throwable failure) {
        return new StoreRead<>(null, Versioned.ABSENT, false, sequence, null, false, Failures.unwrap(failure));
    }

    /** The tags of what was found; most often none. */
    Set<String> tags() {
        return entry == null || entry.extras == null ? Set.of() : entry.extras.tags();
    }

    /** The same without its entry, which is outdated. */
    StoreRead<T> withoutEntry() {
        return found(null, version, newer, sequence);
    }
}
