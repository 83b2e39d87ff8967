package io.cachex.config;

import io.cachex.config.Reload.Change;
import io.cachex.spi.TimeSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the file again when it has changed. It is looked at when the file system tells of a change in its directory, and at an
 * interval; a file that looks new is read once it has looked the same for a moment, so that one that is being written is not
 * read half. Looks happen one at a time, on a thread that is there only when there is something to do; the fields without a
 * word of their own are theirs.
 */
final class FileWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Profiles.class);

    /** How long a file must look the same. */
    static final Duration SETTLED = Duration.ofMillis(200);

    private final Setup setup;
    private final Path file;
    private final TimeSource time;
    private final Function<String, Reload> reload;
    private final WatchThread thread;
    private final Set<Change> told = new HashSet<>(); // what cannot be changed
    private String text; // what was read last, right or wrong
    private Look seen = Look.NOTHING; // when it was read
    private @Nullable Look candidate; // what looks new
    private long candidateSince; // by the clock's nanos
    private volatile TimeSource.@Nullable Scheduled poll;
    private volatile boolean isClosed;

    private FileWatch(Setup setup, Path file, String text, Function<String, Reload> reload) {
        this.setup = setup;
        this.file = file;
        this.time = setup.time();
        this.text = text;
        this.reload = reload;
        this.thread = new WatchThread(file, () -> look(true));
    }

    /**
     * Watches, if that is asked for.
     *
     * @param text what was read already
     */
    static FileWatch start(Setup setup, String text, Function<String, Reload> reload) {
        Path file = setup.input().file();
        FileWatch watch = new FileWatch(setup, file == null ? Path.of("") : file.toAbsolutePath(), text, reload);
        if (file == null || setup.poll().isZero()) {
            watch.isClosed = true;
        } else {
            watch.thread.start();
            watch.pollLater();
        }
        return watch;
    }

    /** Stops; a reload that is under way ends. */
    @Override
    public void close() {
        isClosed = true;
        TimeSource.Scheduled waiting = poll;
        if (waiting != null) {
            waiting.cancel();
        }
        thread.close();
    }

    private void pollLater() {
        if (!isClosed) {
            poll = time.schedule(setup.poll(), () -> {
                thread.run(() -> look(false));
                pollLater();
            });
        }
    }

    /** @param isTold whether the file system says that something has changed, even if nothing looks like it */
    private void look(boolean isTold) {
        if (isClosed) {
            return;
        }
        Look now = Look.at(file);
        if (candidate == null ? isTold || !now.equals(seen) : !now.equals(candidate)) {
            candidate = now;
            candidateSince = time.nanos();
            time.schedule(SETTLED, () -> thread.run(() -> look(false)));
        } else if (candidate == null || time.nanos() - candidateSince < SETTLED.toNanos()) {
            LOG.debug("{}: nothing to read", file);
        } else {
            candidate = null;
            seen = now;
            read();
        }
    }

    private void read() {
        try {
            String latest = setup.text();
            if (latest.equals(text)) {
                LOG.debug("{}: says the same", file);
                return;
            }
            text = latest;
            tell(reload.apply(latest));
        } catch (io.cachex.ConfigurationException e) {
            LOG.warn("the running settings stay: {}", e.getMessage());
        } catch (RuntimeException e) { // a section's: the next file may be better
            if (!isClosed) {
                LOG.warn(
                        "the running settings stay: {} could not be applied",
                        setup.input().name(),
                        e);
            }
        }
    }

    /** Each change that cannot be made is told once, until it is taken back. */
    private void tell(Reload reloaded) {
        String name = setup.input().name();
        if (!reloaded.changed().isEmpty()) {
            LOG.info("{}: changed {}", name, reloaded.changed());
        }
        for (Change change : reloaded.kept()) {
            if (told.add(change)) {
                LOG.warn("{}: cannot be changed at run time, and stays as it is: {}", name, change);
            }
        }
        told.retainAll(new HashSet<>(reloaded.kept()));
    }
}
