package io.cachex.examples.drill.nodes;

import io.cachex.spi.TimeSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;

/** The truth: the current version of each value, in memory. It never fails; a query takes about 3 ms. Thread-safe. */
final class Database {

    private final TimeSource time;
    private final AtomicIntegerArray versions;
    private final Times committed;
    private final CountDownLatch never = new CountDownLatch(1);

    Database(int keys, TimeSource time) {
        this.time = time;
        this.versions = new AtomicIntegerArray(keys);
        this.committed = new Times(keys);
    }

    int keys() {
        return versions.length();
    }

    /** When each version was there for everybody who asked from then on. */
    Times committed() {
        return committed;
    }

    /** Changes a value; returns its new version. */
    int commit(int key) {
        int version = versions.incrementAndGet(key);
        committed.note(key, version, time.nanos()); // after the fact: who asks from now on sees it
        return version;
    }

    /** What a query that takes no time would say. */
    int version(int key) {
        return versions.get(key);
    }

    /** A connection pool of one fleet, which counts its queries. */
    final class Client {

        private final LongAdder queries = new LongAdder();

        /** Reads a value: on its way to the database and back it may become old. */
        Copy load(String key) throws InterruptedException {
            queries.increment();
            long began = time.nanos();
            onTheWay(1);
            int version = version(Integer.parseInt(key));
            onTheWay(2);
            return new Copy(version, began);
        }

        long queries() {
            return queries.sum();
        }
    }

    private void onTheWay(long millis) throws InterruptedException {
        if (never.await(millis, TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("never happens");
        }
    }
}
