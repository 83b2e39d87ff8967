package io.cachex.resilience;

import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The bounds of a queue, in writes and in bytes. Who waits for room gets it in the order of arrival. Safe for many threads;
 * without anybody waiting it takes no lock.
 */
final class Room {

    private final long mostEntries;
    private final long mostBytes;
    private final AtomicLong entries = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final Queue<Place> line = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    Room(long mostEntries, long mostBytes) {
        this.mostEntries = mostEntries;
        this.mostBytes = mostBytes;
    }

    /** Takes room for one write, if there is and nobody waits for it. */
    boolean tryTake(int size) {
        if (!line.isEmpty()) {
            return false;
        }
        boolean taken = takeNow(size);
        if (!taken) {
            wakeFirst(); // who came meanwhile may have found the place taken that was just given back
        }
        return taken;
    }

    /**
     * Takes room for one write, and waits for it at most so long. False as well after {@link #close}, if interrupted, which
     * leaves the thread's flag set, and for a write that is larger than all the room.
     */
    boolean take(int size, long nanos, TimeSource time) {
        if (tryTake(size)) {
            return true;
        }
        if (size > mostBytes || nanos <= 0) {
            return false;
        }
        Place place = new Place();
        line.add(place);
        TimeSource.Scheduled timer = time.schedule(Duration.ofNanos(nanos), place::expire);
        try {
            return place.await(size);
        } finally {
            timer.cancel();
            line.remove(place);
            wakeFirst(); // it may have been woken for room that another one can use
        }
    }

    /** Takes so many bytes more for a write that takes another's place; fewer if below zero. */
    boolean trySwap(int more) {
        if (bytes.addAndGet(more) > mostBytes && more > 0) {
            bytes.addAndGet(-more);
            return false;
        }
        wakeFirst();
        return true;
    }

    /** Takes room even if there is none, for what is there already. */
    void force(int size) {
        entries.incrementAndGet();
        bytes.addAndGet(size);
    }

    void release(int slots, long size) {
        entries.addAndGet(-slots);
        bytes.addAndGet(-size);
        wakeFirst();
    }

    long entries() {
        return entries.get();
    }

    /** Whether so many percent of one of the bounds are taken. */
    boolean isTaken(int percent) {
        return entries.get() * 100.0 >= (double) mostEntries * percent
                || bytes.get() * 100.0 >= (double) mostBytes * percent;
    }

    boolean isEmpty() {
        return entries.get() == 0;
    }

    /** Nobody waits any more. */
    void close() {
        closed = true;
        line.forEach(place -> LockSupport.unpark(place.thread));
    }

    private boolean takeNow(int size) {
        if (entries.incrementAndGet() > mostEntries) {
            entries.decrementAndGet();
            return false;
        }
        if (bytes.addAndGet(size) > mostBytes) {
            bytes.addAndGet(-size);
            entries.decrementAndGet();
            return false;
        }
        return true;
    }

    private void wakeFirst() {
        Place first = line.peek();
        if (first != null) {
            LockSupport.unpark(first.thread);
        }
    }

    /** A thread that waits for room. */
    private final class Place {

        private final Thread thread = Thread.currentThread();
        private volatile boolean expired;

        void expire() {
            expired = true;
            LockSupport.unpark(thread);
        }

        /** Room that is freed before this looks is seen; what is freed after it has looked wakes it. */
        boolean await(int size) {
            while (!closed && !thread.isInterrupted()) {
                if (line.peek() == this && takeNow(size)) {
                    return true;
                }
                if (expired) {
                    return false;
                }
                LockSupport.park(Room.this);
            }
            return false;
        }
    }
}
