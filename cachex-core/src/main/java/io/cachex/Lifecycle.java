package io.cachex;

import io.cachex.spi.Subscription;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What belongs to a cache as a whole: its counters as a snapshot, its description, and its end. */
final class Lifecycle<T> {

    private static final Logger LOG = LoggerFactory.getLogger(Cache.class);

    private final Engine<T> engine;
    private final EngineView<T> view;
    private final BusLink<T> bus;
    private final @Nullable Behind<T> behind;
    private final AutoCloseable ownLocks;
    private final @Nullable HotRefresher<T> refresher;
    private final @Nullable ExecutorService ownExecutor;
    private final TimeSource.Handle clock;
    private final AutoCloseable counters;
    private @Nullable Snapshots<T> snapshots; // written once, before the cache is handed out
    private final List<Subscription> sources = new ArrayList<>(); // filled before the cache is handed out
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);

    Lifecycle(
            Engine<T> engine,
            EngineView<T> view,
            BusLink<T> bus,
            @Nullable Behind<T> behind,
            AutoCloseable ownLocks,
            @Nullable HotRefresher<T> refresher,
            @Nullable ExecutorService ownExecutor,
            TimeSource.Handle clock,
            AutoCloseable counters) {
        this.engine = engine;
        this.view = view;
        this.bus = bus;
        this.behind = behind;
        this.ownLocks = ownLocks;
        this.refresher = refresher;
        this.ownExecutor = ownExecutor;
        this.clock = clock;
        this.counters = counters;
    }

    /** Ends this when the cache takes no more calls. */
    void beforeClose(Subscription source) {
        sources.add(source);
    }

    /** Begins to restore, and saves when the cache is closed. */
    void start(Snapshots<T> begun) {
        snapshots = begun;
        begun.start();
    }

    /**
     * When the near tier is restored and saved.
     *
     * @throws ConfigurationException if it never is
     */
    Snapshots<T> snapshots() {
        if (snapshots == null) {
            throw new ConfigurationException("cache '" + engine.settings.name + "' has no snapshot");
        }
        return snapshots;
    }

    String describe() {
        return view.describe();
    }

    CacheStats stats() {
        Counters c = engine.counters;
        RunningLoads running = RunningLoads.of(engine);
        return new CacheStats(
                c.nearHits.sum(),
                c.storeHits.sum(),
                c.misses(),
                c.loads.sum(),
                c.loadFailures.sum(),
                c.sharedLoads.sum(),
                c.staleServes.sum(),
                c.lateLoads.sum(),
                c.refreshes.sum(),
                c.backoffs.sum(),
                c.unreadable.sum(),
                c.oversized.sum(),
                c.refusedFills.sum(),
                c.doubts.sum(),
                engine.near.evictions(),
                engine.near.size(),
                engine.near.weight(),
                engine.near.evictionsByCause(),
                running.count(),
                Duration.ofNanos(running.oldestNanos()),
                c.puts.sum());
    }

    /** Stop intake, drain, stop schedulers, leave the bus, close the store, stop threads: once; others wait for it. */
    void close() {
        if (!closing.compareAndSet(false, true)) {
            awaitQuietly(closed);
            return;
        }
        engine.stopIntake();
        sources.forEach(source -> quietly("invalidation source", source));
        if (refresher != null) {
            refresher.close();
        }
        drain();
        if (behind != null) {
            behind.close(Duration.ofNanos(engine.settings.closeTimeout));
        }
        if (snapshots != null) {
            snapshots.close(Duration.ofNanos(engine.settings.closeTimeout));
        }
        engine.abandon();
        quietly("bus", bus::close);
        quietly("locks", ownLocks);
        quietly("counters", counters);
        if (engine.settings.missGuard != null) {
            quietly("miss guard", engine.settings.missGuard);
        }
        StoreTier<T> store = engine.store;
        if (store != null) {
            quietly("store", store::close);
        }
        if (ownExecutor != null) {
            ownExecutor.shutdownNow();
        }
        if (engine.settings.tracer != null) {
            quietly("tracer", engine.settings.tracer);
        }
        clock.close();
        view.closed();
        LOG.debug("cache {} is closed", engine.settings.name);
        closed.countDown();
    }

    /** Waits for loads and writes under way, at most for the close timeout of the cache's own clock. */
    private void drain() {
        CountDownLatch drained = new CountDownLatch(1);
        CompletableFuture<?> work = CompletableFuture.allOf(engine.changes.ended(), engine.loading.ended())
                .thenCompose(ended -> engine.order.drained()); // both of them write
        work.whenComplete((done, failure) -> drained.countDown());
        if (work.isDone()) {
            return;
        }
        Duration most = Duration.ofNanos(engine.settings.closeTimeout);
        TimeSource.Scheduled timer = engine.time.schedule(most, drained::countDown);
        awaitQuietly(drained);
        timer.cancel();
        if (!work.isDone()) {
            LOG.warn("cache {} is closed with loads or writes that did not end in {}", engine.settings.name, most);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(1, TimeUnit.HOURS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // whoever is in a hurry does not wait
        }
    }

    private void quietly(String part, AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) { // a plug-in's; the rest has to be closed all the same
            LOG.warn("cache {}: closing the {} failed", engine.settings.name, part, e);
        }
    }
}
