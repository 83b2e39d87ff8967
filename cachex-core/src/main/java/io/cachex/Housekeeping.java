package io.cachex;

import io.cachex.spi.EvictionCause;
import io.cachex.spi.HeapGauge;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link MarkedNear} does from time to time, on the cache's executor: finds what has expired, a part of the map at each
 * tick and all of it within a minute, and looks at the pressure. Ticks only while there are entries.
 */
final class Housekeeping<T> {

    private static final Duration TICK = Duration.ofSeconds(5);
    private static final Duration LAP = Duration.ofMinutes(1);
    private static final int LEAST_LOOKED_AT = 1_024;

    private final ConcurrentHashMap<String, Entry<T>> entries;
    private final Upkeep<T> upkeep;
    private final Bound<T> bound;
    private final Holds holds;
    private final Pressure pressure;
    private final TimeSource time;
    private final Executor executor;
    private final Duration every;

    // One tick follows another, never two at once.
    private @Nullable Iterator<Entry<T>> lap;
    private long collections = -1;

    private volatile boolean ticking;
    private TimeSource.@Nullable Scheduled next; // guarded by this
    private boolean closed; // guarded by this

    Housekeeping(
            ConcurrentHashMap<String, Entry<T>> entries,
            Upkeep<T> upkeep,
            Bound<T> bound,
            Holds holds,
            Pressure pressure,
            TimeSource time,
            Executor executor) {
        this.entries = entries;
        this.upkeep = upkeep;
        this.bound = bound;
        this.holds = holds;
        this.pressure = pressure;
        this.time = time;
        this.executor = executor;
        this.every = pressure.isOff() ? TICK : pressure.every();
    }

    /** There is something to keep in order from now on. */
    void wake() {
        if (!ticking) {
            schedule();
        }
    }

    private synchronized void schedule() {
        if (!ticking && !closed) {
            ticking = true;
            next = time.schedule(every, this::dispatch);
        }
    }

    private void dispatch() {
        try {
            executor.execute(this::tick);
        } catch (Throwable e) { // shut down or full; the timer's thread is not for this
            ticking = false;
            schedule();
        }
    }

    private void tick() {
        try {
            sweep();
            upkeep.maintain();
            check();
        } finally {
            ticking = false;
            if (!entries.isEmpty()) {
                schedule();
            }
        }
    }

    private void sweep() {
        long now = time.nanos();
        double part = Math.min((double) every.toMillis() / LAP.toMillis(), 1);
        long looks = Math.max((long) (entries.mappingCount() * part), LEAST_LOOKED_AT);
        Iterator<Entry<T>> at = lap != null ? lap : entries.values().iterator();
        for (; looks > 0 && at.hasNext(); looks--) {
            Entry<T> entry = at.next();
            if (!entry.isUsable(now) && !holds.isHeld(entry.keyInTier())) {
                upkeep.run(done -> upkeep.expire(entry, done));
            }
        }
        lap = at.hasNext() ? at : null;
    }

    private void check() {
        if (pressure.isOff()) {
            return;
        }
        HeapGauge.Reading heap = pressure.heap().read();
        boolean news = heap.collections() != collections;
        collections = heap.collections();
        upkeep.run(done -> {
            if (!bound.isEntries()) {
                relieve((double) upkeep.used() / bound.most(), bound.most(), EvictionCause.PRESSURE, done);
            }
            if (news) {
                relieve(heap.level(), upkeep.used(), EvictionCause.HEAP, done);
            }
        });
    }

    private void relieve(double level, long of, EvictionCause cause, List<EvictionCause> done) {
        if (level >= pressure.critical()) {
            upkeep.shrinkTo((long) (of * pressure.target()), cause, done);
        } else if (level >= pressure.high()) {
            upkeep.evictOldest(pressure.oldest(), cause, done);
        }
    }

    synchronized void close() {
        closed = true;
        if (next != null) {
            next.cancel();
        }
    }
}
