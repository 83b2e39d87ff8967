package io.cachex;

/**
 * Spans of time in 32 bits: a number of nanoseconds, microseconds, milliseconds or seconds, whichever is the finest that
 * holds it. So spans up to half a second are exact, those up to 8 minutes to the microsecond, up to 6 days to the
 * millisecond, and longer ones to the second; what does not fit is cut off, never added. Two of them in an entry instead of
 * two deadlines save it 8 bytes.
 */
final class Spans {

    private static final int UNIT_SHIFT = 30;
    private static final long MOST = (1L << (UNIT_SHIFT - 1)) - 1;
    private static final long[] UNITS = {1, 1_000, 1_000_000, 1_000_000_000};

    private Spans() {}

    /** The span in 32 bits, at most what it is; clamped to 17 years either way. */
    static int of(long nanos) {
        for (int unit = 0; unit < UNITS.length; unit++) {
            long count = Math.floorDiv(nanos, UNITS[unit]);
            if (count >= -MOST && count <= MOST) {
                return coded(count, unit);
            }
        }
        return coded(nanos < 0 ? -MOST : MOST, UNITS.length - 1);
    }

    private static int coded(long count, int unit) {
        return ((int) count & ((1 << UNIT_SHIFT) - 1)) | (unit << UNIT_SHIFT);
    }

    static long nanos(int span) {
        return ((span << 2) >> 2) * UNITS[span >>> UNIT_SHIFT];
    }
}
