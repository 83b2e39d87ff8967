package io.cachex;

/**
 * The loads under way at a moment, with those that were given up but have not come back.
 *
 * @param count how many
 * @param oldestNanos how long the oldest has been running; 0 if none is
 */
record RunningLoads(int count, long oldestNanos) {

    static RunningLoads of(Engine<?> engine) {
        return count(engine);
    }

    private static <T> RunningLoads count(Engine<T> engine) {
        Tally<T> tally = new Tally<>(engine.time.nanos());
        engine.loading.forEach(tally::add);
        engine.threads.forEachAbandoned(tally::add);
        return new RunningLoads(tally.count, tally.oldest);
    }

    /** Of the thread that looks. */
    private static final class Tally<T> {

        private final long now;
        private int count;
        private long oldest;

        Tally(long now) {
            this.now = now;
        }

        void add(Flight<T> flight) {
            count++;
            oldest = Math.max(oldest, now - flight.startedAt);
        }
    }
}
