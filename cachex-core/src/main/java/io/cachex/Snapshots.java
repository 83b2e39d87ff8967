package io.cachex;

import io.cachex.spi.SnapshotPlace;
import io.cachex.spi.TimeSource;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When the near tier is restored and saved: one of these at a time, on the executor. It begins with restoring. A snapshot is
 * not written before that has ended, for it would take the place of one that has more.
 */
final class Snapshots<T> {

    private static final Logger LOG = LoggerFactory.getLogger(Cache.class);

    private final Engine<T> engine;
    private final Namespace namespace;
    private final SnapshotPlace place;
    private final ChangedKeys changed = new ChangedKeys();
    private final Restoring<T> restoring;
    private final CompletableFuture<Integer> restored = new CompletableFuture<>();

    private boolean isBusy = true; // guarded by this, as all that follows
    private boolean isFailing;
    private @Nullable CompletableFuture<Integer> waiting;
    private TimeSource.@Nullable Scheduled timer;

    private volatile boolean isClosing;
    private volatile boolean isGivenUp;

    Snapshots(Engine<T> engine, Namespace namespace, SnapshotPlace place, long mostEntries) {
        this.engine = engine;
        this.namespace = namespace;
        this.place = place;
        changed.begin();
        engine.loading.noteIn(changed);
        this.restoring = new Restoring<>(engine, namespace, place, changed, mostEntries);
    }

    /** Begins to load what an earlier run has left. */
    void start() {
        schedule();
        try {
            engine.executor.execute(this::restore);
        } catch (RuntimeException e) { // it may be full, or closed
            LOG.warn("cache {}: there is no thread to load the snapshot of an earlier run", engine.settings.name, e);
            restoreEnded(0);
        }
    }

    private void restore() {
        restoreEnded(restoring.run());
    }

    private void restoreEnded(int entries) {
        changed.end();
        if (restoring.wasCut()) {
            isGivenUp = true; // what is here is less than what is there
        }
        restored.complete(entries);
        next();
    }

    /** Ends when an earlier run's snapshot is loaded, with the number of entries that were kept; never fails. */
    CompletableFuture<Integer> restored() {
        return restored.copy();
    }

    /** Writes a snapshot that has all that is there now; one that has already begun may not have it. */
    CompletableFuture<Integer> save() {
        CompletableFuture<Integer> saved;
        synchronized (this) {
            if (waiting == null) {
                waiting = new CompletableFuture<>();
            }
            saved = waiting;
            if (isBusy) {
                return saved.copy();
            }
            isBusy = true;
        }
        next();
        return saved.copy();
    }

    private void next() {
        CompletableFuture<Integer> saved;
        synchronized (this) {
            saved = waiting;
            waiting = null;
            isBusy = saved != null;
        }
        if (saved == null) {
            return;
        }
        try {
            engine.executor.execute(() -> save(saved));
        } catch (RuntimeException e) { // it may be full, or closed
            if (isClosing) {
                save(saved); // its caller waits anyway
            } else {
                ended(saved, 0, e);
            }
        }
    }

    private void save(CompletableFuture<Integer> saved) {
        try {
            Saving<T> saving = new Saving<>(engine, namespace, place, () -> isClosing, () -> isGivenUp);
            ended(saved, saving.run(), null);
        } catch (Throwable e) { // a place is user code, and somebody waits
            ended(saved, 0, e);
        }
    }

    private void ended(CompletableFuture<Integer> saved, int entries, @Nullable Throwable failure) {
        report(failure);
        if (failure == null) {
            saved.complete(entries);
        } else {
            saved.completeExceptionally(new CacheException(
                    "the snapshot of cache '" + engine.settings.name + "' could not be written: "
                            + failure.getMessage(),
                    failure));
        }
        next();
    }

    /** A disk that is full stays so for a while: it is said once, and once that it is over. */
    private void report(@Nullable Throwable failure) {
        boolean before;
        synchronized (this) {
            before = isFailing;
            isFailing = failure != null;
        }
        if (failure == null) {
            if (before) {
                LOG.info("cache {}: snapshots can be written again", engine.settings.name);
            }
        } else if (before || isGivenUp) {
            LOG.debug("cache {}: the snapshot could not be written", engine.settings.name, failure);
        } else if (failure instanceof IOException) {
            LOG.warn("cache {}: the snapshot could not be written: {}", engine.settings.name, failure.toString());
        } else {
            LOG.warn("cache {}: the snapshot could not be written", engine.settings.name, failure);
        }
    }

    private void schedule() {
        Duration interval = place.interval();
        if (interval.isZero()) {
            return;
        }
        synchronized (this) {
            if (!isClosing) {
                timer = engine.time.schedule(interval, () -> save().whenComplete((done, failure) -> schedule()));
            }
        }
    }

    /** Writes the last one, if that can be done in this time of the cache's clock. */
    void close(Duration atMost) {
        synchronized (this) {
            isClosing = true;
            if (timer != null) {
                timer.cancel();
            }
        }
        CompletableFuture<Integer> last = save();
        CountDownLatch done = new CountDownLatch(1);
        last.whenComplete((saved, failure) -> done.countDown());
        TimeSource.Scheduled end = engine.time.schedule(atMost, done::countDown);
        try {
            done.await(1, TimeUnit.HOURS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // whoever is in a hurry does not wait
        }
        end.cancel();
        boolean wasGivenUp = isGivenUp;
        isGivenUp = true; // from here on the near tier is emptied
        if (!last.isDone()) {
            LOG.warn(
                    "cache {} is closed without a snapshot, which could not be written in {}",
                    engine.settings.name,
                    atMost);
        } else if (wasGivenUp) {
            LOG.info(
                    "cache {} is closed before the snapshot of an earlier run was loaded, which is left as it was",
                    engine.settings.name);
        }
    }

    @Override
    public String toString() {
        return place.toString();
    }
}
