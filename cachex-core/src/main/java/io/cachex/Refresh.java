package io.cachex;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a value is loaded anew before it expires. Readers never wait for it; one refresh runs per key; a failed one leaves
 * the value to its expiry. Immutable.
 */
public final class Refresh {

    private static final Refresh OFF = new Refresh(Mode.OFF, 0, null, 0);

    enum Mode {
        OFF,
        AHEAD,
        PROBABILISTIC
    }

    private final Mode mode;
    private final double number;
    private final @Nullable Duration scanEvery;
    private final int concurrency;

    private Refresh(Mode mode, double number, @Nullable Duration scanEvery, int concurrency) {
        this.mode = mode;
        this.number = number;
        this.scanEvery = scanEvery;
        this.concurrency = concurrency;
    }

    /** Values are loaded when they have expired (default). */
    public static Refresh off() {
        return OFF;
    }

    /** On access, once 0.8 of the time to live is over. */
    public static Refresh ahead() {
        return ahead(0.8);
    }

    /** On access, once this fraction of the time to live is over, from 0 to 1. */
    public static Refresh ahead(double fraction) {
        return new Refresh(Mode.AHEAD, Rules.fraction("refresh.ahead", fraction), null, 0);
    }

    /** {@link #probabilistic(double)} with the paper's 1.0. */
    public static Refresh probabilistic() {
        return probabilistic(1.0);
    }

    /**
     * On access, with a probability that grows as expiry comes near and with how long the value took to load, so that
     * nodes do not refresh all at once (XFetch: Vattani, Chierichetti, Lowenstein, "Optimal Probabilistic Cache Stampede
     * Prevention", VLDB 2015).
     *
     * @param beta above 0, at most 100; more than 1 refreshes earlier
     */
    public static Refresh probabilistic(double beta) {
        Rules.require(beta > 0 && beta <= 100, "refresh.beta", beta, "above 0 and at most 100");
        return new Refresh(Mode.PROBABILISTIC, beta, null, 0);
    }

    /** Also refreshes hot keys that nobody happens to read before they expire: every 30 s, 10 at a time. */
    public Refresh scheduled() {
        return scheduled(Duration.ofSeconds(30), 10);
    }

    /**
     * Also refreshes hot keys that nobody happens to read before they expire.
     *
     * @param scanEvery how often the hottest tenth of the near tier is looked through, from 10 ms to 1 day; what would
     *     expire before the next look is refreshed
     * @param concurrency how many of these refreshes run at once, from 1 to 1,000
     */
    public Refresh scheduled(Duration scanEvery, int concurrency) {
        Rules.timeout("refresh.scanEvery", scanEvery);
        Rules.require(scanEvery.toMillis() >= 10, "refresh.scanEvery", scanEvery, "at least 10 ms");
        return new Refresh(mode, number, scanEvery, Rules.between("refresh.concurrency", concurrency, 1, 1_000));
    }

    Mode mode() {
        return mode;
    }

    double fraction() {
        return number;
    }

    double beta() {
        return number;
    }

    @Nullable
    Duration scanEvery() {
        return scanEvery;
    }

    int concurrency() {
        return concurrency;
    }

    boolean isOff() {
        return mode == Mode.OFF && scanEvery == null;
    }

    @Override
    public String toString() {
        String access = switch (mode) {
            case OFF -> "off";
            case AHEAD -> "ahead(" + number + ")";
            case PROBABILISTIC -> "probabilistic(" + number + ")";
        };
        return scanEvery == null ? access : access + "+scheduled(" + scanEvery + ", " + concurrency + ")";
    }
}
