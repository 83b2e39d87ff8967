package io.cachex;

import java.util.function.DoubleSupplier;

/** Whether a fresh entry that was just read is to be loaded anew already. */
final class RefreshRule {

    private final Refresh.Mode mode;
    private final double number;
    private final DoubleSupplier random;

    RefreshRule(Settings<?> settings) {
        this.mode = settings.refresh.mode();
        this.number = settings.refresh.fraction();
        this.random = settings.random;
    }

    boolean isOn() {
        return mode != Refresh.Mode.OFF;
    }

    /** Whether it looks at how long a value took to load. */
    boolean needsLoadTimes() {
        return mode == Refresh.Mode.PROBABILISTIC;
    }

    boolean isDue(Entry<?> entry, long now) {
        return switch (mode) {
            case OFF -> false;
            case AHEAD -> now - entry.startedAt >= number * (entry.freshUntil() - entry.startedAt);
            case PROBABILISTIC -> isDueByChance(entry, now);
        };
    }

    /** XFetch: due when now - delta x beta x ln(random) passes the expiry; delta is how long the value took to load. */
    private boolean isDueByChance(Entry<?> entry, long now) {
        long delta = entry.extras == null ? 0 : entry.extras.loadNanos();
        double early = -delta * number * Math.log(1 - random.getAsDouble());
        return early >= entry.freshUntil() - now;
    }
}
