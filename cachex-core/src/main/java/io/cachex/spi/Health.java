package io.cachex.spi;

import java.util.List;

/**
 * What a check says of a part.
 *
 * @param status in one word
 * @param reasons in words for people, none if it is healthy; no keys and no secrets
 */
public record Health(Status status, List<String> reasons) {

    private static final Health HEALTHY = new Health(Status.HEALTHY, List.of());

    /** How a part is, the better the earlier. */
    public enum Status {
        /** It does all that it should. */
        HEALTHY,
        /** It works, with less than it should have: stale values, fewer nodes. Never more than a warning. */
        DEGRADED,
        /** It does not work. */
        UNHEALTHY
    }

    /** Keeps the list as it is now. */
    public Health {
        reasons = List.copyOf(reasons);
    }

    /** All is well. */
    public static Health healthy() {
        return HEALTHY;
    }

    /** It works, but not as it should. */
    public static Health degraded(String... reasons) {
        return new Health(Status.DEGRADED, List.of(reasons));
    }

    /** It does not work. */
    public static Health unhealthy(String... reasons) {
        return new Health(Status.UNHEALTHY, List.of(reasons));
    }
}
