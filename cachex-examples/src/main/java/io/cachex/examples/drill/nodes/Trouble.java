package io.cachex.examples.drill.nodes;

/** What is the matter with Redis: the phases of the second act, in their order. */
public enum Trouble {
    NORMAL(0, 3, "nothing is wrong"),
    FROZEN(3, 9, "Redis takes everything and answers nothing"),
    KILLED(9, 13, "the port of Redis refuses connections"),
    EMPTY(13, 18, "Redis is back on the same port, and empty"),
    CUT(18, 25, "node 3 is cut off from Redis, the others are not"),
    HEALED(25, 28, "node 3 reaches Redis again");

    /** Into so many parts the act is divided. */
    static final int PARTS = 28;

    private final int begins;
    private final int ends;
    private final String meaning;

    Trouble(int begins, int ends, String meaning) {
        this.begins = begins;
        this.ends = ends;
        this.meaning = meaning;
    }

    /** What that means, as a sentence. */
    public String meaning() {
        return meaning;
    }

    /** How many parts of the act come before this phase. */
    int begins() {
        return begins;
    }

    /** How many parts of the act are over when it ends. */
    int ends() {
        return ends;
    }

    /** The name as the views show it. */
    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
