package io.cachex.examples.drill.nodes;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** One fleet, what its readers saw, and what became of the changes it was told of. Thread-safe. */
final class Lane {

    /** Tells how long a node has been without Redis, in nanoseconds; 0 if it is not. */
    interface Apart {
        long since(int node, long now);
    }

    private final Fleet fleet;
    private final Oracle oracle;
    private final Apart apart;
    private final Schedule schedule;
    private final Pace pace;
    private final long limit;
    private final Map<Trouble, Tally> tallies = new EnumMap<>(Trouble.class);
    private final Map<Trouble, Long> loads = new EnumMap<>(Trouble.class); // of phases that are over; guarded by itself
    private long loadsAtStart; // of the current phase; guarded by loads
    private final LongAdder changes = new LongAdder();
    private final LongAdder untold = new LongAdder();
    private final AtomicReference<@Nullable String> firstBreach = new AtomicReference<>();
    private volatile @Nullable Trouble current; // null while nothing is measured
    private volatile int leftOld;

    Lane(Fleet fleet, Oracle oracle, Apart apart, Schedule schedule, Pace pace) {
        this.fleet = fleet;
        this.oracle = oracle;
        this.apart = apart;
        this.schedule = schedule;
        this.pace = pace;
        this.limit = schedule.limit().toNanos();
        for (Trouble trouble : Trouble.values()) {
            tallies.put(trouble, new Tally(limit));
        }
    }

    /** A phase begins, and the one before ends. */
    void enter(Trouble trouble) {
        end(trouble);
    }

    /** Nothing that begins from now on is counted. */
    void leave() {
        end(null);
    }

    private void end(@Nullable Trouble next) {
        synchronized (loads) {
            long now = fleet.loads();
            Trouble past = current;
            if (past != null) {
                loads.put(past, now - loadsAtStart);
            }
            loadsAtStart = now;
            current = next;
        }
    }

    /** Reads a key on a node, and judges what comes. */
    void read(int node, int key) {
        Trouble phase = current;
        Tally tally = tally(phase == null ? Trouble.NORMAL : phase);
        long began = pace.now();
        long alone = apart.since(node, began);
        Copy copy;
        try {
            copy = fleet.get(node, Integer.toString(key));
        } catch (Throwable e) { // whatever a cache throws is counted, and must not end the reader
            if (phase != null) {
                tally.took(pace.now() - began);
                tally.failed();
                breach(node, key, phase, e.toString());
            }
            return;
        }
        if (phase == null) {
            return;
        }
        tally.took(pace.now() - began);
        Oracle.Staleness staleness = oracle.judge(key, copy.version(), began);
        if (!tally.saw(staleness)) {
            breach(node, key, phase, millis(staleness.sinceAcknowledged()) + " after the acknowledgement");
        }
        if (alone > limit && !tally.sawApart(began - copy.loadedAt())) {
            breach(node, key, phase, "loaded " + millis(began - copy.loadedAt()) + " before");
        }
    }

    private void breach(int node, int key, Trouble phase, String what) {
        firstBreach.compareAndSet(null, "key " + key + " on node " + (node + 1) + ", " + phase + ": " + what);
    }

    private static String millis(long nanos) {
        return nanos / 1_000_000 + " ms";
    }

    /** Has a node tell the others of a change. */
    void change(int node, int key, int version) {
        boolean measured = current != null;
        boolean told = false;
        try {
            fleet.invalidate(node, Integer.toString(key));
            oracle.acknowledged(key, version, pace.now());
            told = true;
        } catch (Exception e) {
            // not acknowledged: nobody was promised anything
        }
        if (measured) {
            changes.increment();
            if (!told) {
                untold.increment();
            }
        }
    }

    /** Looks at every key on every node, by threads of {@code sweepers}, and counts those that are not what the database has. */
    int countOld(Database database, ExecutorService sweepers) throws InterruptedException {
        LongAdder old = new LongAdder();
        List<Callable<Void>> looks = new ArrayList<>();
        for (int i = 0; i < Schedule.NODES * database.keys(); i++) {
            int node = i % Schedule.NODES;
            int key = i / Schedule.NODES;
            looks.add(() -> {
                if (!isCurrent(node, key, database)) {
                    old.increment();
                }
                return null;
            });
        }
        sweepers.invokeAll(looks);
        leftOld = old.intValue();
        return leftOld;
    }

    /** What was counted last. */
    int leftOld() {
        return leftOld;
    }

    private boolean isCurrent(int node, int key, Database database) {
        try {
            return fleet.get(node, Integer.toString(key)).version() == database.version(key);
        } catch (Exception e) {
            return false;
        }
    }

    /** What happened so far. */
    Outcome.OfFleet outcome() {
        Map<Trouble, Counts> phases = new EnumMap<>(Trouble.class);
        for (Trouble trouble : Trouble.values()) {
            phases.put(trouble, tally(trouble).counts(schedule.lengthOf(trouble).toNanos(), loads(trouble)));
        }
        return new Outcome.OfFleet(fleet.name(), phases, changes.sum(), untold.sum(), leftOld, firstBreach.get());
    }

    private long loads(Trouble trouble) {
        synchronized (loads) {
            return trouble == current ? fleet.loads() - loadsAtStart : loads.getOrDefault(trouble, 0L);
        }
    }

    private Tally tally(Trouble trouble) {
        return Objects.requireNonNull(tallies.get(trouble)); // there is one for each
    }
}
