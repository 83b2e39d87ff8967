package io.cachex.examples.drill.nodes;

import java.util.Arrays;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** When something happened to which version of which key, in nanoseconds of a monotonic clock. Thread-safe. */
final class Times {

    private final Row[] rows;

    /** The versions of a key. */
    private static final class Row {
        private long[] nanos = new long[8]; // guarded by this, as what follows
        private boolean[] happened = new boolean[8];
    }

    Times(int keys) {
        this.rows = IntStream.range(0, keys).mapToObj(i -> new Row()).toArray(Row[]::new);
    }

    /** It happened to this version, at this time. */
    void note(int key, int version, long now) {
        Row row = rows[key];
        synchronized (row) {
            if (version >= row.nanos.length) {
                row.nanos = Arrays.copyOf(row.nanos, 2 * version);
                row.happened = Arrays.copyOf(row.happened, 2 * version);
            }
            row.nanos[version] = now;
            row.happened[version] = true;
        }
    }

    /** When it first happened to a version later than this one; empty if it has not yet. */
    OptionalLong firstAfter(int key, int version) {
        Row row = rows[key];
        synchronized (row) {
            OptionalLong first = OptionalLong.empty();
            for (int later = version + 1; later < row.nanos.length; later++) {
                if (row.happened[later] && (first.isEmpty() || row.nanos[later] - first.getAsLong() < 0)) {
                    first = OptionalLong.of(row.nanos[later]);
                }
            }
            return first;
        }
    }
}
