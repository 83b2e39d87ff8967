package io.cachex;

import io.cachex.spi.FailureClass;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The origin as a cache sees it: by what became of the loads, without asking it.
 *
 * <p>It counts as unavailable when three loads in a row have failed for want of it, or a circuit breaker refuses them; and
 * as available again at the first answer after a second without such a failure, or after 100 answers in a row. "Not found"
 * and other authoritative failures are answers. A cache that loads nothing learns nothing.
 *
 * @param enabled whether it may be asked at all: see {@link Cache#upstreamEnabled}
 * @param available whether it answers, as far as is known
 * @param since since when the cache has been online or offline; when it was built, if that never changed
 * @param staleServes how many reads were answered by an old value in place of a load since then; 0 while online
 * @param lastFailure of what kind the last failure was; null if none is known
 * @param lastFailureType the class of the last failure's exception, never its message; null if none is known
 */
public record OriginStatus(
        boolean enabled,
        boolean available,
        Instant since,
        long staleServes,
        @Nullable FailureClass lastFailure,
        @Nullable String lastFailureType) {

    /** Whether values are loaded: it may be asked, and answers. */
    public boolean isOnline() {
        return enabled && available;
    }
}
