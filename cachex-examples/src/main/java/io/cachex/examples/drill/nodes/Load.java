package io.cachex.examples.drill.nodes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Readers on every node of every fleet, and one writer. The readers of all fleets ask for the same keys, some of them far
 * more often than others, at the same pace, as far as they are answered: one that waits reads nothing else. Every key is
 * changed as often as any other. A change is committed once; then each fleet tells its nodes of it, on a thread of its own.
 */
final class Load implements AutoCloseable {

    private static final Duration LAST_CALL = Duration.ofSeconds(10); // longer than any call may take

    private final Schedule schedule;
    private final List<Lane> lanes;
    private final Database database;
    private final Pace pace;
    private final Zipf keys;
    private final ExecutorService readers = Executors.newCachedThreadPool(task -> new Thread(task, "reader"));
    private final ExecutorService writer = Executors.newSingleThreadExecutor(task -> new Thread(task, "writer"));
    private final ExecutorService tellers = Executors.newCachedThreadPool(task -> new Thread(task, "teller"));
    private final List<Throwable> failures = new ArrayList<>(); // guarded by itself
    private final CountDownLatch written = new CountDownLatch(1);
    private volatile long worstDelayNanos;

    Load(Schedule schedule, List<Lane> lanes, Database database, Pace pace) {
        this.schedule = schedule;
        this.lanes = lanes;
        this.database = database;
        this.pace = pace;
        this.keys = new Zipf(database.keys());
    }

    void start() {
        long start = pace.now();
        int count = Schedule.NODES * Schedule.READERS;
        for (Lane lane : lanes) {
            for (int i = 0; i < count; i++) {
                int reader = i;
                readers.execute(() -> guarded(() -> read(lane, reader, count, start)));
            }
        }
        writer.execute(() -> {
            guarded(() -> write(start));
            written.countDown();
        });
    }

    private interface Step {
        void run() throws InterruptedException;
    }

    private void guarded(Step step) {
        try {
            step.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) { // else it would be dropped in silence
            synchronized (failures) {
                failures.add(e);
            }
        }
    }

    private void read(Lane lane, int reader, int readers, long start) throws InterruptedException {
        Random random = new Random(schedule.seed() * 1_000 + reader);
        long interval = TimeUnit.SECONDS.toNanos(readers) / schedule.rate();
        long due = start + interval * reader / readers;
        while (pace.until(due)) {
            lane.read(reader % Schedule.NODES, keys.next(random));
            due = Math.max(due + interval, pace.now()); // what was missed is not made up for
        }
    }

    private void write(long start) throws InterruptedException {
        Random random = new Random(schedule.seed());
        long interval = TimeUnit.SECONDS.toNanos(1) / Schedule.CHANGES;
        for (int n = 0; pace.until(start + n * interval); n++) {
            worstDelayNanos = Math.max(worstDelayNanos, pace.now() - start - n * interval);
            int node = n % Schedule.NODES;
            int key = random.nextInt(database.keys());
            int version = database.commit(key);
            for (Lane lane : lanes) {
                tellers.execute(() -> lane.change(node, key, version));
            }
        }
    }

    /** Waits until everybody is done, after the pace has ended. */
    void finish() throws InterruptedException {
        readers.shutdown();
        writer.shutdown();
        written.await();
        tellers.shutdown();
        boolean done = readers.awaitTermination(LAST_CALL.toSeconds(), TimeUnit.SECONDS)
                && tellers.awaitTermination(LAST_CALL.toSeconds(), TimeUnit.SECONDS);
        synchronized (failures) {
            if (!done || !failures.isEmpty()) {
                IllegalStateException failure = new IllegalStateException("the load did not end as it should");
                failures.forEach(failure::addSuppressed);
                throw failure;
            }
        }
    }

    long worstDelayNanos() {
        return worstDelayNanos;
    }

    @Override
    public void close() {
        readers.shutdownNow();
        writer.shutdownNow();
        tellers.shutdownNow();
    }
}
