package io.cachex;

import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Refreshes the hottest keys that would expire before it looks again, so many at once, whether or not somebody reads
 * them.
 */
final class HotRefresher<T> {

    private static final int LEAST_LOOKED_AT = 100;

    private final Engine<T> engine;
    private final Duration scanEvery;
    private final int concurrency;
    private final Queue<String> due = new ArrayDeque<>(); // guarded by this
    private int running; // guarded by this
    private TimeSource.@Nullable Scheduled next; // guarded by this
    private boolean closed; // guarded by this

    HotRefresher(Engine<T> engine, Duration scanEvery, int concurrency) {
        this.engine = engine;
        this.scanEvery = scanEvery;
        this.concurrency = concurrency;
    }

    synchronized void start() {
        if (!closed) {
            next = engine.time.schedule(scanEvery, () -> engine.run(this::scan));
        }
    }

    private void scan() {
        long horizon = engine.time.nanos() + scanEvery.toNanos();
        int limit = (int) Math.max(LEAST_LOOKED_AT, engine.near.size() / 10);
        synchronized (this) {
            due.clear();
            for (String key : engine.near.hottest(limit)) {
                Entry<T> entry = engine.near.peek(key);
                if (entry != null && !entry.isAbsence() && entry.freshUntil() - horizon <= 0) {
                    due.add(key);
                }
            }
        }
        pump();
        start();
    }

    private void pump() {
        for (String key = next(); key != null; key = next()) {
            Entry<T> entry = engine.near.peek(key);
            if (entry != null) {
                engine.refresher.refreshBehind(key, entry, engine.time.nanos());
            }
            Flight<T> flight = engine.loading.joinable(key);
            if (flight == null) {
                ended();
            } else {
                flight.whenComplete((served, failure) -> {
                    ended();
                    engine.run(this::pump);
                });
            }
        }
    }

    private synchronized @Nullable String next() {
        if (closed || running >= concurrency) {
            return null;
        }
        String key = due.poll();
        if (key != null) {
            running++;
        }
        return key;
    }

    private synchronized void ended() {
        running--;
    }

    synchronized void close() {
        closed = true;
        due.clear();
        if (next != null) {
            next.cancel();
        }
    }
}
