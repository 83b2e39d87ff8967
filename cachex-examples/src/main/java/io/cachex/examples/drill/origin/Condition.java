package io.cachex.examples.drill.origin;

/** How the origin is doing. */
public enum Condition {
    /** Answers within a few milliseconds. */
    NORMAL,
    /** Answers, {@link CityOrigin#SLOWNESS} later than normal. */
    SLOW,
    /** Accepts connections and requests and never answers. */
    HANGS,
    /** Refuses connections: nothing listens on its port. */
    DOWN
}
