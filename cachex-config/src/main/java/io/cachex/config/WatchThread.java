package io.cachex.config;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears from the file system of changes in a file's directory, and runs what is to be done about them, one after the other. Two
 * daemon threads: one that waits for the file system while this is open, and one that is gone a second after the work.
 */
final class WatchThread implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Profiles.class);

    private final Path file;
    private final Runnable onEvent;
    private final ThreadPoolExecutor work;
    private volatile @Nullable WatchService service;

    WatchThread(Path file, Runnable onEvent) {
        this.file = file;
        this.onEvent = onEvent;
        this.work = new ThreadPoolExecutor(
                1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> daemon(task, "cachex-profiles"));
        this.work.allowCoreThreadTimeOut(true);
    }

    /** Begins to listen; where the file system cannot tell, looks at an interval are all there is. */
    void start() {
        Path directory = file.getParent();
        if (directory == null) {
            return;
        }
        try {
            WatchService opened = FileSystems.getDefault().newWatchService();
            service = opened;
            directory.register(
                    opened,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
            daemon(() -> listen(opened), "cachex-profiles-watch").start();
        } catch (IOException | UnsupportedOperationException e) {
            LOG.info("the file system tells nothing of {}: it is looked at now and then", directory);
            LOG.debug("no watch", e);
        }
    }

    void run(Runnable task) {
        try {
            work.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.trace("closed", e);
        }
    }

    @Override
    public void close() {
        work.shutdown();
        WatchService opened = service;
        if (opened != null) {
            try {
                opened.close();
            } catch (IOException e) {
                LOG.debug("the watch could not be closed", e);
            }
        }
    }

    /** Any change in the directory counts: with Kubernetes it is a link beside the file that changes. */
    private void listen(WatchService opened) {
        try {
            while (true) {
                WatchKey key = opened.take();
                boolean isTold = !key.pollEvents().isEmpty();
                if (isTold) {
                    run(onEvent);
                }
                if (!key.reset()) {
                    return; // the directory is gone
                }
            }
        } catch (ClosedWatchServiceException e) {
            LOG.trace("closed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
