package io.cachex;

import io.cachex.spi.HeapGauge;
import java.time.Duration;

/**
 * What happens when a near tier with a bound on bytes or weight gets full, and when the heap does. Immutable.
 *
 * <p>The level is what is used of what is allowed. Each check at which it is high lets the ten oldest entries go; at the
 * critical level entries go until the target is reached, at once and without waiting for a check. The target is below the high
 * level, so a check right after that finds nothing to do. The heap's level is what is in use after a collection; it is
 * acted upon once per collection: ten entries when it is high, and when it is critical the tier shrinks to the target's part of
 * what it holds.
 *
 * <p>The lowest priority goes first, and within it what was not used for longest. Held entries go only at the critical
 * level, and only if nothing else is left.
 */
public final class Pressure {

    private static final Pressure OFF = new Pressure(2, 2, 0, 0, Duration.ZERO, HeapGauge.none());
    private static final int OLDEST = 10;

    private final double high;
    private final double critical;
    private final double target;
    private final int oldest;
    private final Duration every;
    private final HeapGauge heap;

    private Pressure(double high, double critical, double target, int oldest, Duration every, HeapGauge heap) {
        this.high = high;
        this.critical = critical;
        this.target = target;
        this.oldest = oldest;
        this.every = every;
        this.heap = heap;
    }

    /** High at 0.80, critical at 0.95, target 0.75, checked each second, with this JVM's heap. */
    public static Pressure standard() {
        return levels(0.80, 0.95, 0.75);
    }

    /** Nothing happens until there is no room left. */
    public static Pressure off() {
        return OFF;
    }

    /**
     * Other levels.
     *
     * @param high above 0
     * @param critical not below high, at most 1
     * @param target above 0, below high
     */
    public static Pressure levels(double high, double critical, double target) {
        Rules.require(critical > 0 && critical <= 1, "pressure.critical", critical, "above 0 and at most 1");
        Rules.require(
                high > 0 && high <= critical, "pressure.high", high, "above 0 and at most critical (" + critical + ")");
        Rules.require(target > 0 && target < high, "pressure.target", target, "above 0 and below high (" + high + ")");
        return new Pressure(high, critical, target, OLDEST, Duration.ofSeconds(1), HeapGauge.jvm());
    }

    /** How many entries go at each check while the level is high (10): from 1 to 1,000,000. */
    public Pressure oldest(int entries) {
        requireOn("pressure.oldest", entries);
        int checked = Rules.between("pressure.oldest", entries, 1, 1_000_000);
        return new Pressure(high, critical, target, checked, every, heap);
    }

    /** How often the levels are looked at (1 s): above zero, at most 1 day. */
    public Pressure checkedEvery(Duration interval) {
        requireOn("pressure.checkedEvery", interval);
        return new Pressure(high, critical, target, oldest, Rules.timeout("pressure.checkedEvery", interval), heap);
    }

    /** Who tells how full the heap is ({@link HeapGauge#jvm()}); {@link HeapGauge#none()} leaves it out of account. */
    public Pressure heap(HeapGauge gauge) {
        requireOn("pressure.heap", gauge);
        return new Pressure(high, critical, target, oldest, every, Rules.notNull("pressure.heap", gauge));
    }

    private void requireOn(String option, Object value) {
        Rules.require(!isOff(), option, value, "left out where pressure is off");
    }

    boolean isOff() {
        return high > 1;
    }

    double high() {
        return high;
    }

    double critical() {
        return critical;
    }

    double target() {
        return target;
    }

    int oldest() {
        return oldest;
    }

    Duration every() {
        return every;
    }

    HeapGauge heap() {
        return heap;
    }

    @Override
    public String toString() {
        return isOff()
                ? "pressure(off)"
                : "pressure(" + high + ": " + oldest + ", " + critical + ": to " + target + ", every " + every + ", "
                        + heap + ")";
    }
}
