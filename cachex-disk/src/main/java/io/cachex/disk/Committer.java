package io.cachex.disk;

import io.cachex.JournalException;
import io.cachex.JournalException.Reason;
import io.cachex.spi.Journal.Durability;
import io.cachex.spi.TimeSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the calls of many threads one write, and one force, of one thread.
 *
 * <p>While the writer forces what it wrote, new calls gather; all of them are its next write. So the disk sets the pace, and the
 * more wait, the less each costs. Answers are given by a thread of their own: what a caller does with its answer does not
 * hold up the next write.
 */
final class Committer {

    private static final Logger LOG = LoggerFactory.getLogger(Committer.class);
    private static final long BATCH_BYTES = 1024 * 1024;
    private static final long MOST_BYTES = 64 * 1024 * 1024;
    private static final int CLOSE_SECONDS = 30;
    private static final int ANSWER_SECONDS = 5;

    private final Settings settings;
    private final Directory directory;
    private final SegmentLog log;
    private final Compaction compaction;
    private final long batchBytes;
    private final Runnable release;
    private final ExecutorService writer;
    private final ExecutorService answers;
    private volatile @Nullable Thread answering;
    private final long tornBytes;
    private final int corruptSegments;

    private final Object lock = new Object();
    private final Queue<Request> waiting = new ArrayDeque<>(); // guarded by lock
    private long unanswered; // guarded by lock: bytes of those that wait, or whose answer is not given
    private boolean isRunning; // guarded by lock: the writer is at work, or about to be
    private boolean isForceDue; // guarded by lock
    private boolean isClosed; // guarded by lock
    private @Nullable JournalException failure; // guarded by lock: the disk's, once and for all

    private TimeSource.@Nullable Scheduled nextForce; // of the writer
    private boolean isFull; // of the writer
    private volatile DiskJournalStats stats;

    /**
     * At work until closed.
     *
     * @param release lets the directory go, when all is written
     */
    Committer(
            Settings settings,
            Directory directory,
            SegmentLog log,
            Compaction compaction,
            Recovery.Found found,
            Runnable release) {
        this.settings = settings;
        this.directory = directory;
        this.log = log;
        this.compaction = compaction;
        this.batchBytes = Math.min(BATCH_BYTES, settings.segmentBytes() / 4);
        this.release = release;
        this.tornBytes = found.tornBytes();
        this.corruptSegments = found.damaged().size();
        this.stats = log.stats(tornBytes, corruptSegments);
        String name = "cachex-journal-" + directory.path().getFileName();
        this.writer = Executors.newSingleThreadExecutor(task -> daemon(task, name + "-writer"));
        this.answers = Executors.newSingleThreadExecutor(task -> {
            Thread thread = daemon(task, name + "-answers");
            answering = thread;
            return thread;
        });
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Takes a call, behind all that were taken before. */
    CompletionStage<Void> submit(Request request) {
        synchronized (lock) {
            JournalException refusal = refusal(request);
            if (refusal != null) {
                return CompletableFuture.failedStage(refusal);
            }
            waiting.add(request);
            unanswered += request.bytes();
            wake();
        }
        return request.answer.minimalCompletionStage();
    }

    private @Nullable JournalException refusal(Request request) {
        if (isClosed) {
            return Trouble.closed(directory);
        }
        if (failure != null) {
            return Trouble.failed(directory, failure);
        }
        if (unanswered > 0 && unanswered + request.bytes() > MOST_BYTES) {
            return new JournalException(
                    Reason.UNAVAILABLE,
                    "64 MiB wait for the journal in " + directory + "; the disk is too slow for what is written",
                    null);
        }
        return null;
    }

    /** With the lock. */
    private void wake() {
        if (!isRunning) {
            isRunning = true;
            writer.execute(this::run);
        }
    }

    private void run() {
        for (List<Request> batch = next(); batch != null; batch = next()) {
            try {
                work(batch);
                stats = log.stats(tornBytes, corruptSegments);
                answer(batch, null);
            } catch (JournalException e) {
                if (e.reason() == Reason.FAILED) {
                    fail(batch, e);
                } else {
                    answer(batch, e);
                }
            } catch (RuntimeException | Error e) { // nobody knows what was written
                fail(batch, Trouble.failed(directory, e));
            }
        }
    }

    /** What is to be done now, perhaps without calls; null if there is nothing, or nothing can be done. */
    private @Nullable List<Request> next() {
        synchronized (lock) {
            List<Request> batch = new ArrayList<>();
            long bytes = 0;
            for (Request request = waiting.peek(); request != null; request = waiting.peek()) {
                bytes += request.bytes();
                if (!batch.isEmpty() && bytes > batchBytes) {
                    break;
                }
                batch.add(waiting.remove());
            }
            boolean isIdle = batch.isEmpty() && !isForceDue && (isClosed || !compaction.isWanted());
            isRunning = failure == null && !isIdle;
            return isRunning ? batch : null;
        }
    }

    private void work(List<Request> batch) {
        if (!batch.isEmpty()) {
            write(batch);
        }
        if (takeForceDue()) {
            nextForce = null;
            log.force();
        }
        if (compaction.isWanted()) {
            compaction.step();
        }
        if (settings.mode() == Durability.INTERVAL && nextForce == null && log.isDirty()) {
            nextForce = settings.time().schedule(settings.interval(), this::forceSoon);
        }
    }

    private void write(List<Request> batch) {
        try {
            log.write(batch);
        } catch (JournalException e) {
            if (e.reason() == Reason.FULL && !isFull) {
                isFull = true;
                LOG.warn("There is no room for the journal in {}; it takes nothing until there is", directory);
            }
            throw e;
        }
        compaction.resume();
        if (isFull) {
            isFull = false;
            LOG.info("There is room for the journal in {} again", directory);
        }
    }

    private boolean takeForceDue() {
        synchronized (lock) {
            boolean isDue = isForceDue;
            isForceDue = false;
            return isDue;
        }
    }

    private void forceSoon() {
        synchronized (lock) {
            if (!isClosed && failure == null) {
                isForceDue = true;
                wake();
            }
        }
    }

    /** Nothing is taken any more, and what waits has failed. */
    private void fail(List<Request> batch, JournalException cause) {
        LOG.error("The journal in {} failed, and takes nothing until it is opened anew", directory, cause);
        List<Request> lost = new ArrayList<>(batch);
        synchronized (lock) {
            failure = cause;
            lost.addAll(waiting);
            waiting.clear();
        }
        answer(lost, cause);
    }

    private void answer(List<Request> batch, @Nullable JournalException failed) {
        if (batch.isEmpty()) {
            return;
        }
        answers.execute(() -> {
            for (Request request : batch) {
                synchronized (lock) {
                    unanswered -= request.bytes();
                }
                if (failed == null) {
                    request.answer.complete(null);
                } else {
                    request.answer.completeExceptionally(failed);
                }
            }
        });
    }

    DiskJournalStats stats() {
        return stats;
    }

    /** Writes what waits, forces it, and lets threads and files go. */
    void close() {
        synchronized (lock) {
            if (!isClosed) {
                isClosed = true;
                writer.execute(this::finish);
                writer.shutdown();
            }
        }
        if (!isTerminated(writer, CLOSE_SECONDS)) {
            LOG.warn("The journal in {} still writes after {} s; its directory stays in use", directory, CLOSE_SECONDS);
        } else if (Thread.currentThread() != answering) {
            isTerminated(answers, ANSWER_SECONDS);
        }
    }

    private void finish() {
        if (nextForce != null) {
            nextForce.cancel();
        }
        boolean hasFailed;
        synchronized (lock) {
            hasFailed = failure != null;
        }
        try {
            if (!hasFailed) {
                log.force();
            }
            stats = log.stats(tornBytes, corruptSegments);
        } catch (JournalException e) {
            fail(List.of(), e);
        } finally { // whatever happens: a directory that stays in use is lost until the process ends
            release.run();
            answers.shutdown();
        }
    }

    /** Waits in spite of interruptions, which the thread finds again afterwards. */
    private static boolean isTerminated(ExecutorService executor, int seconds) {
        boolean isInterrupted = false;
        try {
            while (true) {
                try {
                    return executor.awaitTermination(seconds, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    isInterrupted = true;
                }
            }
        } finally {
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
