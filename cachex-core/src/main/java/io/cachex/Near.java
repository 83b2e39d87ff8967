package io.cachex;

/** The tier inside this process. Immutable. */
public final class Near {

    static final long DEFAULT_MAXIMUM_SIZE = 10_000;

    private final long maximumSize;

    private Near(long maximumSize) {
        this.maximumSize = maximumSize;
    }

    /**
     * Keeps at most so many entries (10,000 unless said otherwise); the least valuable leave first (W-TinyLFU).
     *
     * @param entries at least 1
     */
    public static Near maximumSize(long entries) {
        return new Near(Rules.atLeast("near.maximumSize", entries, 1));
    }

    /** Keeps nothing in this process: every read asks the store. */
    public static Near off() {
        return new Near(0);
    }

    long maximumSize() {
        return maximumSize;
    }

    @Override
    public String toString() {
        return maximumSize == 0 ? "near(off)" : "near(" + maximumSize + ")";
    }
}
