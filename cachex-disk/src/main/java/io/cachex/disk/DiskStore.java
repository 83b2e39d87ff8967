package io.cachex.disk;

import io.cachex.StoreException;
import io.cachex.spi.Counting;
import io.cachex.spi.Generations;
import io.cachex.spi.Store;
import io.cachex.spi.StoredValue;
import io.cachex.spi.TimeSource;
import io.cachex.spi.Versioned;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store in a directory of the local disk, bounded by bytes and entries, for one process: a second tier where there is no
 * server, and one that is there again after a restart.
 *
 * <p>It is opened in the background, and never fails a start. While it cannot be used, because another process has the directory
 * or the disk fails, its operations fail, which to a cache is as if it had none; it is tried again every 5 s. A file that is
 * damaged is renamed, and an empty one takes its place.
 *
 * <p>Changes are written together, within a second. Removals and invalidations by tag are written before they are acknowledged:
 * they outlive the process however it ends. If the machine stops, the last second is lost, nothing else. What is read is what
 * was written for that key, by a checksum of its own, or nothing.
 *
 * <p>Its clock is that on the wall, but never before the latest time that it has shown: a clock that is set back between two runs
 * makes nothing younger than it was. All work is done by one thread of the store's own, which also completes the stages: what
 * depends on them must not block.
 */
public final class DiskStore implements Store, Versioned, Counting, Generations {

    private static final Logger LOG = LoggerFactory.getLogger(DiskStore.class);
    private static final Duration COMMIT_AFTER = Duration.ofSeconds(1);
    private static final Duration REST = Duration.ofMinutes(10);
    private static final long TRY_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long LOST_AFTER_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long MOST_UNSAVED = 4 << 20;
    private static final long SPARE_BYTES = 64L << 20;
    private static final int SWEPT_AT_ONCE = 1_000;
    private static final int FILL_RATE = 60;
    private static final int COMPACTED_AT_ONCE = 4 << 20;
    private static final int CLOSE_SECONDS = 5;

    private final Path directory;
    private final long maximumBytes;
    private final long maximumEntries;
    private final TimeSource time;
    private final ThreadPoolExecutor worker;
    private final TimeSource.Handle clockHandle;
    private volatile Clock clock;
    private volatile boolean isClosed;

    // Belongs to the worker's thread.
    private @Nullable ShelfFile file;
    private @Nullable Shelf shelf;
    private @Nullable String trouble;
    private long triedAt;
    private TimeSource.@Nullable Scheduled tick;
    private long tickAt;

    /** A moment by both clocks; from there it goes on as the monotonic one does. */
    private record Clock(long micros, long nanos) {}

    DiskStore(Path directory, long maximumBytes, long maximumEntries, int maximumWaiting, TimeSource time) {
        this.directory = directory;
        this.maximumBytes = maximumBytes;
        this.maximumEntries = maximumEntries;
        this.time = time;
        this.clock = new Clock(wallMicros(), time.nanos());
        this.clockHandle = time.open();
        this.worker = new ThreadPoolExecutor(
                1, 1, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(maximumWaiting), DiskStore::thread);
        worker.allowCoreThreadTimeOut(true);
        worker.execute(this::tryToOpen);
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "cachex-disk-store");
        thread.setDaemon(true);
        return thread;
    }

    /** A store in this directory, with all options at their defaults. It is created for its owner alone if it is not there. */
    public static DiskStore at(Path directory) {
        return builder(directory).build();
    }

    /** The options, each with its default. */
    public static DiskStoreBuilder builder(Path directory) {
        return new DiskStoreBuilder(directory);
    }

    @Override
    public CompletionStage<Map<String, StoredValue>> read(Set<String> keys) {
        Set<String> asked = Set.copyOf(keys);
        return submit(on -> on.read(asked));
    }

    @Override
    public CompletionStage<Void> write(Map<String, StoredValue> entries) {
        Map<String, StoredValue> given = Map.copyOf(entries);
        return change(on -> on.write(given));
    }

    @Override
    public CompletionStage<Void> remove(Set<String> keys) {
        Set<String> given = Set.copyOf(keys);
        return change(on -> {
            on.remove(given);
            on.commit();
        });
    }

    @Override
    public CompletionStage<Boolean> writeIfVersion(String key, long expected, StoredValue value) {
        if (expected < ABSENT || value.version() <= expected) {
            return CompletableFuture.failedFuture(new IllegalArgumentException(
                    "version must be above that expected, which is at least 0: " + value.version() + ", " + expected));
        }
        return submit(on -> on.writeIf(key, expected, value));
    }

    @Override
    public CompletionStage<Long> increment(String key, long delta, Duration ttlIfCreated) {
        return submit(on -> on.increment(key, delta, ttlIfCreated));
    }

    @Override
    public CompletionStage<Snapshot> generations(String namespace, Set<String> names) {
        Set<String> asked = Set.copyOf(names);
        return submit(on -> on.generations(namespace, asked));
    }

    @Override
    public CompletionStage<Long> advance(String namespace, String name) {
        return submit(on -> {
            long drawn = on.advance(namespace, name);
            on.commit();
            return drawn;
        });
    }

    @Override
    public long clockMicros() {
        Clock began = clock;
        return began.micros + (time.nanos() - began.nanos) / 1_000;
    }

    private long wallMicros() {
        var now = time.instant();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }

    private CompletionStage<Void> change(Consumer<Shelf> change) {
        return submit(on -> {
                    change.accept(on);
                    return true;
                })
                .thenAccept(done -> {});
    }

    private <R> CompletionStage<R> submit(Function<Shelf, R> operation) {
        if (isClosed) {
            return CompletableFuture.failedFuture(closed());
        }
        CompletableFuture<R> answer = new CompletableFuture<>();
        try {
            worker.execute(() -> run(operation, answer));
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(
                    isClosed ? closed() : new StoreException("too many operations wait for the disk: " + this));
        }
        return answer;
    }

    private static StoreException closed() {
        return new StoreException("the disk store is closed");
    }

    private <R> void run(Function<Shelf, R> operation, CompletableFuture<R> answer) {
        R result;
        try {
            if (isClosed) {
                throw closed();
            }
            Shelf on = usable();
            result = operation.apply(on);
            if (on.unsaved() >= MOST_UNSAVED) {
                on.commit();
            }
            tickAfter(COMMIT_AFTER);
        } catch (IllegalArgumentException | ArithmeticException | StoreException e) { // what was asked for cannot be
            answer.completeExceptionally(e);
            return;
        } catch (Throwable e) { // the disk, or what damaged bytes lead the library to
            failed(e);
            answer.completeExceptionally(new StoreException("the disk failed: " + e, e));
            return;
        }
        answer.complete(result);
    }

    // Opening.

    private Shelf usable() {
        if (shelf == null && time.nanos() - triedAt >= TRY_AGAIN_NANOS) {
            tryToOpen();
        }
        Shelf there = shelf;
        if (there == null) {
            throw new StoreException(String.valueOf(trouble));
        }
        return there;
    }

    private void tryToOpen() {
        if (isClosed) {
            return;
        }
        triedAt = time.nanos();
        try {
            ShelfFile opened = ShelfFile.open(directory);
            try {
                begin(opened, new Shelf(opened.store, maximumBytes, maximumEntries));
            } catch (RuntimeException | AssertionError e) { // it opens, and what is in it cannot be read
                opened.abandon(e);
                opened = ShelfFile.open(directory);
                begin(opened, new Shelf(opened.store, maximumBytes, maximumEntries));
            }
            if (trouble != null) {
                LOG.info("{} can be used", this);
            }
            trouble = null;
        } catch (Throwable e) { // also of a library that is not what it was built with: the cache goes on without
            if (trouble == null) {
                LOG.warn("{} cannot be used, and is tried again: {}", this, String.valueOf(e.getMessage()));
            }
            trouble = String.valueOf(e.getMessage());
        }
    }

    private void begin(ShelfFile opened, Shelf found) {
        clock = new Clock(Math.max(wallMicros(), found.mark()), time.nanos());
        found.startAt(this::clockMicros);
        file = opened;
        shelf = found;
        tickAfter(REST);
    }

    /** What was not written is lost; the rest is opened again, or set aside if that is not possible. */
    private void failed(Throwable why) {
        LOG.warn("{} has failed, and is opened again: {}", this, why.toString());
        ShelfFile broken = file;
        file = null;
        shelf = null;
        trouble = why.toString();
        triedAt = time.nanos();
        if (broken == null) {
            return;
        }
        try {
            if (isDamage(why)) {
                broken.abandon(why);
                triedAt -= TRY_AGAIN_NANOS;
            } else {
                broken.letGo();
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("Could not let go of {}", this, e);
        }
    }

    /** Anything but a disk that fails or is full, or a file that was closed because of that. */
    private static boolean isDamage(Throwable why) {
        if (why instanceof VirtualMachineError) {
            return false;
        }
        return !(why instanceof MVStoreException e)
                || (e.getErrorCode() != DataUtils.ERROR_READING_FAILED
                        && e.getErrorCode() != DataUtils.ERROR_WRITING_FAILED
                        && e.getErrorCode() != DataUtils.ERROR_CLOSED);
    }

    // What has to be done from time to time.

    /** One tick waits at a time: an earlier one takes the place of a later one. */
    private void tickAfter(Duration delay) {
        long due = time.nanos() + delay.toNanos();
        boolean isLost = time.nanos() - tickAt > LOST_AFTER_NANOS; // there was no room for it in the queue
        if (tick != null && tickAt - due <= 0 && !isLost) {
            return;
        }
        if (tick != null) {
            tick.cancel();
        }
        tickAt = due;
        tick = time.schedule(delay, this::submitTick);
    }

    private void submitTick() {
        try {
            worker.execute(this::tick);
        } catch (RejectedExecutionException e) { // closed, or so busy that the next operation does it
            LOG.debug("{} is too busy for what has to be done from time to time", this);
        }
    }

    private void tick() {
        tick = null;
        Shelf on = shelf;
        ShelfFile in = file;
        if (isClosed || on == null || in == null) {
            return;
        }
        try {
            on.sweep(SWEPT_AT_ONCE);
            on.commit();
            in.store.sync();
            in.store.compact(FILL_RATE, COMPACTED_AT_ONCE);
            on.commit();
            if (in.size() > 3 * maximumBytes + SPARE_BYTES) {
                LOG.warn("{} has grown to {} B in spite of its bound, and begins empty", this, in.size());
                file = null;
                shelf = null;
                in.delete();
                tryToOpen();
            } else {
                tickAfter(REST);
            }
        } catch (Throwable e) { // the disk
            failed(e);
        }
    }

    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        worker.shutdown(); // what waits is refused, quickly
        try {
            if (worker.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                closeFile();
            } else {
                LOG.warn("{} is closed while the disk hangs: what was not written is lost", this);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // whoever is in a hurry does not wait; the last second may be lost
        }
        clockHandle.close();
    }

    /** The worker has ended, and what belonged to it is ours. */
    private void closeFile() {
        if (tick != null) {
            tick.cancel();
        }
        Shelf on = shelf;
        ShelfFile in = file;
        if (on == null || in == null) {
            return;
        }
        try {
            on.commit();
            in.close();
        } catch (RuntimeException e) {
            LOG.warn("{} could not write its last changes: {}", this, e.toString());
            in.letGo();
        }
    }

    /** Where, and how much at most: {@code disk(/var/lib/app/cache, 268435456 B)}. */
    @Override
    public String toString() {
        return "disk(" + directory + ", " + maximumBytes + " B)";
    }
}
