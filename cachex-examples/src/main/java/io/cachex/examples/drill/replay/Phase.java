package io.cachex.examples.drill.replay;

import io.cachex.examples.drill.origin.Condition;

/** The acts of the drill, in their order. */
public enum Phase {
    NORMAL(Condition.NORMAL, 0.000, "it answers in about 5 ms"),
    SLOW(Condition.SLOW, 0.250, "it answers, but 300 ms later"),
    HANGS(Condition.HANGS, 0.450, "it accepts requests and never answers"),
    DOWN(Condition.DOWN, 0.650, "it refuses connections"),
    BACK(Condition.NORMAL, 0.825, "it answers in about 5 ms again");

    private final Condition origin;
    private final double begins;
    private final String meaning;

    Phase(Condition origin, double begins, String meaning) {
        this.origin = origin;
        this.begins = begins;
        this.meaning = meaning;
    }

    /** How the origin behaves meanwhile. */
    public Condition origin() {
        return origin;
    }

    /** What that means, as the end of a sentence about the origin. */
    public String meaning() {
        return meaning;
    }

    /** The part of the whole time that comes before this phase, 0 to 1. */
    double begins() {
        return begins;
    }

    /** The name as the views show it. */
    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
