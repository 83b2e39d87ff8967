package io.cachex.redis.jvms;

import io.cachex.spi.TimeSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * What runs in a {@link ChildJvm}: it says that it is ready, works until it is told to end, and is gone when the JVM that
 * started it is. The first numbers that processes share are those by which they are told.
 */
public abstract class ChildMain {

    /** How many children are ready. */
    public static final int READY = 0;

    /** Which round is on; 0 before the first. */
    public static final int ROUND = 1;

    /** Not zero when all is to end. */
    public static final int END = 2;

    /** Where the numbers of a test begin. */
    public static final int FREE = 8;

    protected final TimeSource time = TimeSource.system();

    /** For subclasses, which have a constructor without parameters. */
    protected ChildMain() {}

    /** Runs the class that the first argument names, on the numbers in the file that the second names. */
    public static void main(String[] arguments) throws Exception {
        Thread parent = new Thread(ChildMain::endWithTheParent, "parent");
        parent.setDaemon(true);
        parent.start();
        List<String> own = Arrays.asList(arguments).subList(2, arguments.length);
        ChildMain child =
                (ChildMain) Class.forName(arguments[0]).getDeclaredConstructor().newInstance();
        child.run(SharedNumbers.open(Path.of(arguments[1])), own);
        System.exit(0);
    }

    /** Works. */
    protected abstract void run(SharedNumbers shared, List<String> arguments) throws Exception;

    /** So many threads that do this; returns when all have ended. What one throws ends the process. */
    protected static void inThreads(int count, IntConsumer work) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            Thread thread = new Thread(() -> work.accept(number), "work-" + i);
            thread.setUncaughtExceptionHandler((failed, failure) -> {
                failure.printStackTrace();
                Runtime.getRuntime().halt(1);
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** Looks each millisecond. */
    protected static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            pause(Duration.ofMillis(1));
        }
    }

    protected static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }

    private static void endWithTheParent() {
        try {
            while (System.in.read() >= 0) {
                // nothing is sent
            }
        } catch (IOException e) {
            // it is gone
        }
        Runtime.getRuntime().halt(2);
    }
}
