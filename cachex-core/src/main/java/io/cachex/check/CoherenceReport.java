package io.cachex.check;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a {@link CoherenceChecker} has seen so far.
 *
 * @param windows one for each time after a change at which the cache was looked at, shortest first
 * @param changes the changes that were watched
 * @param skipped the changes that should have been watched, while too many others were
 * @param unknown the looks that told nothing, because the store could not be read
 * @param worst how long after a change its old value was last seen to be served; zero if never
 */
public record CoherenceReport(List<Window> windows, long changes, long skipped, long unknown, Duration worst) {

    /** Copies the windows. */
    public CoherenceReport {
        windows = List.copyOf(windows);
    }

    /**
     * The looks at one time after the changes.
     *
     * @param after how long after the change
     * @param checked the changes that were looked at
     * @param stale of these, the ones whose old value was still served
     */
    public record Window(Duration after, long checked, long stale) {

        /** The part of the changes that had arrived by then, from 0 to 1; 1 if none was looked at. */
        public double consistency() {
            return checked == 0 ? 1 : (double) (checked - stale) / checked;
        }

        /**
         * How many nines that part has: 3 says that at least 99.9 % had arrived. Without a stale one, as many as so few
         * looks can show: a thousand looks show three.
         */
        public int nines() {
            return checked == 0 ? 0 : (int) Math.floor(Math.log10((double) checked / Math.max(stale, 1)) + 1e-9);
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT, "%d ms: %d of %d stale, %d nines", after.toMillis(), stale, checked, nines());
        }
    }

    /** In one line, for a log. */
    @Override
    public String toString() {
        return windows.stream().map(Window::toString).collect(Collectors.joining("; ", "after ", ""))
                + "; worst " + worst.toMillis() + " ms, " + changes + " changes, " + skipped + " skipped, " + unknown
                + " unknown";
    }
}
