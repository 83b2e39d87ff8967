package io.cachex.testkit.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A child process with a directory of its own. Both are gone when it is closed, and at the latest when this JVM ends. */
final class ServerProcess implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 10;

    /** Those whose end this JVM still owes. */
    private static final Set<ServerProcess> OPEN = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> OPEN.forEach(ServerProcess::close), "cachex-testkit-redis-end"));
    }

    private final Path directory;
    private final Process process;

    private ServerProcess(Path directory, Process process) {
        this.directory = directory;
        this.process = process;
    }

    /**
     * Starts a process in a directory, which it owns from then on; what it prints goes to {@code output.log} there.
     *
     * @throws UncheckedIOException if there is no such program
     */
    static ServerProcess start(Path directory, List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log(directory).toFile())
                    .start();
            process.getOutputStream().close();
            ServerProcess started = new ServerProcess(directory, process);
            OPEN.add(started);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command, e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** What the process printed. */
    String output() {
        try {
            return Files.readString(log(directory));
        } catch (IOException e) {
            return "no output: " + e;
        }
    }

    /** Asks the process to end, waits, and ends it if it does not. */
    void stop() {
        thaw(); // or it would not hear
        process.destroy();
        if (!hasEnded()) {
            kill();
        }
    }

    /** Ends the process at once, as {@code kill -9}. */
    void kill() {
        process.destroyForcibly();
        if (!hasEnded()) {
            throw new IllegalStateException("the process " + pid() + " does not end");
        }
    }

    /** Leaves the directory to another process. */
    void forget() {
        OPEN.remove(this);
    }

    /** Stops the process where it stands; done when it does stand. */
    void freeze() {
        signal("STOP");
        Waiting.until("the process " + pid() + " stands still", () -> !process.isAlive() || isStanding());
    }

    /** Lets a frozen process go on. */
    void thaw() {
        if (process.isAlive()) {
            signal("CONT");
        }
    }

    /** Ends the process at once and deletes its directory. */
    @Override
    public void close() {
        process.destroyForcibly();
        hasEnded();
        OPEN.remove(this);
        deleteAll(directory);
    }

    /** Deletes a directory with all that is in it, as far as that can be done. */
    static void deleteAll(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            directory.toFile().deleteOnExit();
        }
    }

    private boolean hasEnded() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    interrupted = true; // the process must not outlive the test for that
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void signal(String name) {
        try {
            Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid()).start();
            if (!kill.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new IllegalStateException("no signal " + name + " to the process " + pid());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("signals need a POSIX shell", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sending a signal", e);
        }
    }

    /** Where the system says so; a signal is not delivered before it was sent, but may be after. */
    private boolean isStanding() {
        Path stat = Path.of("/proc", Long.toString(pid()), "stat");
        try {
            String text = Files.readString(stat);
            return text.charAt(text.lastIndexOf(')') + 2) == 'T';
        } catch (IOException e) {
            return !Files.exists(Path.of("/proc/self/stat")); // not Linux: nothing to ask
        }
    }

    private static Path log(Path directory) {
        return directory.resolve("output.log");
    }
}
