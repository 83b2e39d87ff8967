package io.cachex;

/**
 * What a cache does for the time when its origin fails: whether it <em>records</em>, that is keeps values past their
 * freshness, and whether it <em>serves</em> them, and for which keys. Both are on by default. Immutable.
 *
 * <p>Recording without serving fills the cache for later and changes no answer; serving without recording uses up what was
 * kept before. For how long values are kept {@link CacheBuilder#staleIfError} says, and which failures they may stand in
 * for {@link CacheBuilder#staleIf}.
 */
public final class Offline {

    private static final int ALL = 10_000; // hundredths of a percent
    private static final Offline ON = new Offline(true, ALL);

    private final boolean recording;
    private final int share;

    private Offline(boolean recording, int share) {
        this.recording = recording;
        this.share = share;
    }

    /** Records, and serves all keys (default). */
    public static Offline on() {
        return ON;
    }

    /** Neither records nor serves: an origin that fails is a failure. */
    public static Offline off() {
        return new Offline(false, 0);
    }

    /**
     * Whether values are kept past their freshness (true). What is loaded or put while this is off is no fallback
     * afterwards; fallbacks that were kept before, or that another process keeps in the store, stay.
     */
    public Offline recording(boolean on) {
        return new Offline(on, share);
    }

    /** Whether what was kept is served in place of a failure (true): all keys, or none. */
    public Offline serving(boolean on) {
        return new Offline(recording, on ? ALL : 0);
    }

    /**
     * Serves a part of the keys, the same ones in every process and after every restart: a key's hash decides. A greater
     * share serves the keys of a smaller one, and more.
     *
     * @param percent from 0 to 100 (100), in steps of 0.01
     */
    public Offline servingPercent(double percent) {
        Rules.require(percent >= 0 && percent <= 100, "offline.servingPercent", percent, "from 0 to 100");
        return new Offline(recording, (int) Math.round(percent * 100));
    }

    /** Whether values are kept past their freshness. */
    public boolean isRecording() {
        return recording;
    }

    /** Which part of the keys is served in place of a failure, in percent. */
    public double servingPercent() {
        return share / 100.0;
    }

    /** Whether this key is served in place of a failure. */
    public boolean serves(String key) {
        return share == ALL || (share > 0 && place(key) < share);
    }

    /** From 0 to below 10,000: even for keys that differ in a digit only, by the last steps of MurmurHash3. */
    private static int place(String key) {
        int hash = key.hashCode();
        hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
        hash ^= hash >>> 16;
        return (int) (((hash & 0xffffffffL) * ALL) >>> 32);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Offline that && recording == that.recording && share == that.share;
    }

    @Override
    public int hashCode() {
        return recording ? share : ~share;
    }

    /** Both switches: {@code offline(recording, serving 100.0 %)}. */
    @Override
    public String toString() {
        return "offline(" + (recording ? "recording" : "not recording") + ", "
                + (share == 0 ? "not serving" : "serving " + servingPercent() + " %") + ")";
    }
}
