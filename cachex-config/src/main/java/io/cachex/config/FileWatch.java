package io.cachex.config;

import io.cachex.ConfigurationException;
import io.cachex.config.Reload.Change;
import io.cachex.spi.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the file again when it has changed. It is looked at when the file system tells of a change in its directory, and at an
 * interval; a file that looks new is read once it has looked the same for a moment, so that one that is being written is not
 * read half. Looks happen one at a time, on a thread that is there only when there is something to do.
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
    private final Set<Change> told = new HashSet<>(); // of what cannot be changed; touched by looks
    private String text; // what was read last, right or wrong; touched by looks
    private Look seen; // when it was read; touched by looks
    private Optional<Look> candidate = Optional.empty(); // touched by looks
    private boolean wasUnreadable; // touched by looks
    private volatile TimeSource.@Nullable Scheduled next;
    private volatile boolean isClosed;

    private FileWatch(Setup setup, Path file, String text, Function<String, Reload> reload) {
        this.setup = setup;
        this.file = file;
        this.time = setup.time();
        this.text = text;
        this.reload = reload;
        this.seen = Look.NONE;
        this.thread = new WatchThread(file, () -> look(true));
    }

    /** Watches, if that is asked for; what was read first is known. */
    static FileWatch start(Setup setup, String text, Function<String, Reload> reload) {
        Path file = setup.input().file();
        boolean isOn = file != null && !setup.poll().isZero();
        FileWatch watch = new FileWatch(setup, file == null ? Path.of("") : file.toAbsolutePath(), text, reload);
        if (isOn) {
            watch.thread.start();
            watch.schedule(setup.poll());
        } else {
            watch.isClosed = true;
        }
        return watch;
    }

    /** Stops; a reload that is under way ends. */
    @Override
    public void close() {
        isClosed = true;
        TimeSource.Scheduled waiting = next;
        if (waiting != null) {
            waiting.cancel();
        }
        thread.close();
    }

    private void schedule(Duration delay) {
        if (!isClosed) {
            next = time.schedule(delay, () -> thread.run(() -> {
                look(false);
                schedule(candidate.isPresent() ? SETTLED : setup.poll());
            }));
        }
    }

    /** @param isTold whether the file system says that something has changed */
    private void look(boolean isTold) {
        if (isClosed) {
            return;
        }
        Look now = Look.at(file);
        if (isTold) {
            candidate = Optional.of(now);
            time.schedule(SETTLED, () -> thread.run(() -> look(false)));
        } else if (candidate.isPresent() && candidate.get().equals(now)) {
            candidate = Optional.empty();
            seen = now;
            read();
        } else if (candidate.isPresent() || !now.equals(seen)) {
            candidate = Optional.of(now);
        }
    }

    private void read() {
        try {
            String latest = setup.text();
            boolean isSame = latest.equals(text);
            text = latest;
            if (isSame) {
                wasUnreadable = false;
                return;
            }
            tell(reload.apply(latest));
            wasUnreadable = false;
        } catch (ConfigurationException e) {
            LOG.warn("the running settings stay: {}", e.getMessage());
            wasUnreadable = true;
        } catch (IllegalStateException e) { // closed meanwhile
            LOG.debug("not read again", e);
        } catch (RuntimeException e) { // a section's: the next file may be better
            LOG.warn("the running settings stay: {} could not be applied", setup.input().name(), e);
        }
    }

    private void tell(Reload reloaded) {
        if (!reloaded.changed().isEmpty()) {
            LOG.info("{} was read again: {}", setup.input().name(), reloaded.changed());
        }
        for (Change change : reloaded.kept()) {
            if (told.add(change)) {
                LOG.warn("{}: cannot be changed at run time: {}", setup.input().name(), change);
            }
        }
        told.retainAll(new HashSet<>(reloaded.kept()));
    }

    /** How a file looks from outside. */
    record Look(String path, long size, long modifiedNanos, String key) {

        static final Look NONE = new Look("", -1, 0, "");

        static Look at(Path file) {
            try {
                Path real = file.toRealPath();
                BasicFileAttributes is = Files.readAttributes(real, BasicFileAttributes.class);
                long modified = is.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS);
                return new Look(real.toString(), is.size(), modified, String.valueOf(is.fileKey()));
            } catch (IOException e) {
                return NONE;
            }
        }
    }
}
