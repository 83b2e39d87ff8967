package io.cachex;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one call differs from the cache's settings. Immutable.
 *
 * <p>A call that skips a tier, or forces a refresh, does not share its load with callers that do not.
 */
public final class CallOptions {

    private static final CallOptions DEFAULTS = new CallOptions(null, 0);

    private static final int SKIP_NEAR_READ = 1;
    private static final int SKIP_NEAR_WRITE = 2;
    private static final int SKIP_STORE_READ = 4;
    private static final int SKIP_STORE_WRITE = 8;
    private static final int SKIP_LOAD = 16;
    private static final int FORCE_REFRESH = 32;

    private final @Nullable Duration timeout;
    private final int flags;

    private CallOptions(@Nullable Duration timeout, int flags) {
        this.timeout = timeout;
        this.flags = flags;
    }

    /** Everything as the cache is set. */
    public static CallOptions defaults() {
        return DEFAULTS;
    }

    /** The call's total time, longer or shorter than the cache's {@code timeout}: above zero, at most 1 day. */
    public CallOptions timeout(Duration timeout) {
        return new CallOptions(Rules.timeout("timeout", timeout), flags);
    }

    /** Does not look into the near tier. */
    public CallOptions skipNearRead() {
        return and(SKIP_NEAR_READ);
    }

    /** Does not keep the answer in the near tier. */
    public CallOptions skipNearWrite() {
        return and(SKIP_NEAR_WRITE);
    }

    /** Does not ask the store. */
    public CallOptions skipStoreRead() {
        return and(SKIP_STORE_READ);
    }

    /** Does not give a loaded value to the store. */
    public CallOptions skipStoreWrite() {
        return and(SKIP_STORE_WRITE);
    }

    /** Does not load: answers from what is cached. */
    public CallOptions skipLoad() {
        return and(SKIP_LOAD);
    }

    /** Loads whatever is cached; what is cached is served only if the load fails. */
    public CallOptions forceRefresh() {
        return and(FORCE_REFRESH);
    }

    @Nullable
    Duration timeout() {
        return timeout;
    }

    boolean readsNear() {
        return lacks(SKIP_NEAR_READ | FORCE_REFRESH);
    }

    boolean writesNear() {
        return lacks(SKIP_NEAR_WRITE);
    }

    boolean readsStore() {
        return lacks(SKIP_STORE_READ | FORCE_REFRESH);
    }

    /** Whether it reads the store where that is all there is: also if it forces a refresh. */
    boolean readsStoreInstead() {
        return lacks(SKIP_STORE_READ);
    }

    boolean writesStore() {
        return lacks(SKIP_STORE_WRITE);
    }

    boolean loads() {
        return lacks(SKIP_LOAD);
    }

    boolean forcesRefresh() {
        return !lacks(FORCE_REFRESH);
    }

    /** Whether a load under these options is the same for every caller. */
    boolean isShareable() {
        return lacks(SKIP_NEAR_READ | SKIP_NEAR_WRITE | SKIP_STORE_READ | SKIP_STORE_WRITE);
    }

    private boolean lacks(int flag) {
        return (flags & flag) == 0;
    }

    private CallOptions and(int flag) {
        return new CallOptions(timeout, flags | flag);
    }

    @Override
    public String toString() {
        return "timeout " + timeout + ", readsNear " + readsNear() + ", writesNear " + writesNear() + ", readsStore "
                + readsStore() + ", writesStore " + writesStore() + ", loads " + loads() + ", forcesRefresh "
                + forcesRefresh();
    }
}
