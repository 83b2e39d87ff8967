package io.cachex.examples.drill.orders;

/** Who writes behind. */
public enum Contender {
    CACHEX("CacheX"),
    HANDMADE("by hand");

    private final String text;

    Contender(String text) {
        this.text = text;
    }

    /** The first part of its tables' names. */
    String table() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    @Override
    public String toString() {
        return text;
    }
}
