package io.cachex.redis.jvms;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A JVM of its own that runs a {@link ChildMain}, and can be stopped, continued and killed like the process it is. It ends
 * with {@link #close()}, and at the latest with this JVM.
 */
public final class ChildJvm implements AutoCloseable {

    private static final Set<ChildJvm> OPEN = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> OPEN.forEach(ChildJvm::kill), "child-jvms-end"));
    }

    private final Process process;
    private final Path output;

    private ChildJvm(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts it; its arguments are the numbers it shares with others, then these. */
    public static ChildJvm start(Class<? extends ChildMain> main, SharedNumbers shared, Object... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ChildMain.class.getName(),
                main.getName(),
                shared.file().toString()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        try {
            Path output = Files.createTempFile("cachex-child-", ".log");
            ChildJvm child = new ChildJvm(
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start(),
                    output);
            OPEN.add(child);
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until so many children of these numbers are ready. */
    public static void awaitReady(SharedNumbers shared, int count, List<ChildJvm> children) {
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .pollInterval(5, TimeUnit.MILLISECONDS)
                .until(() -> {
                    children.forEach(ChildJvm::assertGoesOn);
                    return shared.get(ChildMain.READY) >= count;
                });
    }

    private void assertGoesOn() {
        if (!process.isAlive()) {
            throw new AssertionError("a child ended with " + process.exitValue() + ":\n" + output());
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Stops it where it stands; done when it does stand. */
    public void freeze() {
        signal("STOP");
        Awaitility.await()
                .atMost(10, TimeUnit.SECONDS)
                .pollInterval(1, TimeUnit.MILLISECONDS)
                .until(this::isStanding);
    }

    /** Lets it go on; does nothing if it is not stopped. */
    public void thaw() {
        if (process.isAlive()) {
            signal("CONT");
        }
    }

    /** Ends it at once, as {@code kill -9}. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until it has ended by itself, and well. */
    public void awaitEnd() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("a child does not end:\n" + output());
        }
        if (process.exitValue() != 0) {
            throw new AssertionError("a child ended with " + process.exitValue() + ":\n" + output());
        }
    }

    /** What it printed. */
    public String output() {
        try {
            return Files.readString(output).strip();
        } catch (IOException e) {
            return "no output: " + e;
        }
    }

    @Override
    public void close() {
        kill();
        OPEN.remove(this);
        try {
            Files.deleteIfExists(output);
        } catch (IOException e) {
            output.toFile().deleteOnExit();
        }
    }

    private void signal(String name) {
        try {
            Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid()).start();
            if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new IllegalStateException("no signal " + name + " to the process " + process.pid());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Where the system says so. */
    private boolean isStanding() {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
        } catch (IOException e) {
            return true; // no Linux, or it has ended: nothing to wait for
        }
    }
}
