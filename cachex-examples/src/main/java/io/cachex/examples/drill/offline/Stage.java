package io.cachex.examples.drill.offline;

/** The phases of the fourth act. */
public enum Stage {
    LAST_RUN("the last run", 3, "all is well; at its end the service writes what it has near to the disk"),
    ALL_DOWN("all down", 3, "it starts again: no upstream answers, Redis is down; what it has is that file"),
    REPLICA("replica back", 3, "the second of its two upstreams answers again"),
    PRIMARY("primary back", 2, "and the first"),
    REDIS("Redis back", 1, "and Redis");

    /** All lengths together. */
    static final int PARTS = 12;

    private final String text;
    private final int parts;
    private final String meaning;

    Stage(String text, int parts, String meaning) {
        this.text = text;
        this.parts = parts;
        this.meaning = meaning;
    }

    int parts() {
        return parts;
    }

    /** What happens, in words. */
    public String meaning() {
        return meaning;
    }

    @Override
    public String toString() {
        return text;
    }
}
