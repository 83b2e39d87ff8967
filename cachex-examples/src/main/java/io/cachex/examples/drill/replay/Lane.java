package io.cachex.examples.drill.replay;

import io.cachex.examples.drill.contender.Contender;
import io.cachex.examples.drill.contender.ContenderStats;
import io.cachex.examples.drill.data.City;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One cache with the threads that serve its requests, as if it were a service of its own: a cache that blocks keeps
 * its own requests waiting and nobody else's.
 */
final class Lane implements AutoCloseable {

    /** Threads of a service: what Tomcat starts by default. */
    static final int WORKERS = 200;

    /** A request that found no worker for so long has failed: its user is gone. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Longer than any call that the contenders may make; what runs even longer is interrupted, and has failed. */
    private static final Duration LAST_CALL = PATIENCE.plusSeconds(8);

    private final Contender contender;
    private final ThreadPoolExecutor workers;
    private final Map<Phase, Tally> tallies = new EnumMap<>(Phase.class);
    private final Map<Phase, ContenderStats> statsOfPast = new EnumMap<>(Phase.class); // guarded by itself
    private @Nullable Phase current; // guarded by statsOfPast
    private ContenderStats statsAtStart = ContenderStats.NONE; // of the current phase; guarded by statsOfPast
    private final Set<String> served = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable String> firstWarmError = new AtomicReference<>();

    Lane(Contender contender, int rate) {
        this.contender = contender;
        // Requests come evenly, so more than PATIENCE's worth of them waits only while no worker is free to drop them.
        int room = (int) (rate * PATIENCE.multipliedBy(2).toSeconds()) + 1;
        this.workers = new ThreadPoolExecutor(
                WORKERS,
                WORKERS,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(room),
                task -> new Thread(task, contender.name()),
                (task, pool) -> ((Request) task).fail("no room in the queue"));
        workers.prestartAllCoreThreads(); // not in the first second, which is measured
        for (Phase phase : Phase.values()) {
            tallies.put(phase, new Tally());
        }
    }

    String name() {
        return contender.name();
    }

    /** The origin has entered {@code phase}. */
    void enter(Phase phase) {
        synchronized (statsOfPast) {
            ContenderStats now = contender.stats();
            if (current != null) {
                statsOfPast.put(current, now.since(statsAtStart));
            }
            current = phase;
            statsAtStart = now;
        }
    }

    /** Hands over a request that is due; never blocks. */
    void submit(String key, Phase phase, long dueNanos) {
        workers.execute(new Request(key, phase, dueNanos));
    }

    /** What happened to the requests of {@code phase} so far. */
    Figures figures(Phase phase) {
        return tally(phase).figures(statsOf(phase));
    }

    private Tally tally(Phase phase) {
        return Objects.requireNonNull(tallies.get(phase)); // there is one for each
    }

    private ContenderStats statsOf(Phase phase) {
        synchronized (statsOfPast) {
            return phase == current
                    ? contender.stats().since(statsAtStart)
                    : statsOfPast.getOrDefault(phase, ContenderStats.NONE);
        }
    }

    /** How the first failure of a key that this cache had served came about, or null when there was none. */
    @Nullable
    String firstWarmError() {
        return firstWarmError.get();
    }

    /** Waits until every request that was handed over has ended. */
    void finish() throws InterruptedException {
        workers.shutdown();
        if (!workers.awaitTermination(LAST_CALL.toMillis(), TimeUnit.MILLISECONDS)) {
            close();
            workers.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void close() {
        workers.shutdownNow().forEach(task -> ((Request) task).fail("the drill ended"));
    }

    /** One request, from the moment when it is due. */
    private final class Request implements Runnable {

        private final String key;
        private final Phase phase;
        private final long dueNanos;

        Request(String key, Phase phase, long dueNanos) {
            this.key = key;
            this.phase = phase;
            this.dueNanos = dueNanos;
        }

        @Override
        public void run() {
            if (sinceDue() > PATIENCE.toNanos()) {
                fail("no worker was free within " + PATIENCE.toSeconds() + " s");
                return;
            }
            boolean warm = served.contains(key);
            try {
                City city = contender.get(key);
                if (city != null && city.key().equals(key)) {
                    served.add(key);
                    tally(phase).record(sinceDue(), true, warm);
                } else {
                    failed(warm, "wrong answer: " + city);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                failed(warm, "the drill ended");
            } catch (Throwable e) { // whatever a cache throws is counted, and must not end the worker
                failed(warm, e.toString());
            }
        }

        void fail(String reason) {
            failed(served.contains(key), reason);
        }

        private void failed(boolean warm, String reason) {
            tally(phase).record(sinceDue(), false, warm);
            if (warm) {
                firstWarmError.compareAndSet(null, "key " + key + " while origin " + phase + ": " + reason);
            }
        }

        private long sinceDue() {
            return System.nanoTime() - dueNanos;
        }
    }
}
