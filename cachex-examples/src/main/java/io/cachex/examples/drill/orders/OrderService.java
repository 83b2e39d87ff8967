package io.cachex.examples.drill.orders;

import io.cachex.spi.TimeSource;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A service in a process of its own, so that it can be killed. It accepts one order after the other, and says so on its
 * standard output: {@code accepted 17}. When its time is over, or its input ends, it waits until all is written, and names
 * those that were given up: {@code parked 249}, then {@code end}.
 */
public final class OrderService {

    static final String ACCEPTED = "accepted ";
    static final String PARKED = "parked ";
    static final String END = "end";

    private OrderService() {}

    /** Runs it: contender, URL of the database, directory of the journal, first number, orders per second. */
    public static void main(String[] args) throws Exception {
        Contender contender = Contender.valueOf(args[0]);
        Path journal = Path.of(args[2]);
        long first = Long.parseLong(args[3]);
        int rate = Integer.parseInt(args[4]);
        CountDownLatch stop = new CountDownLatch(1);
        listen(stop);
        try (OrderTables tables = new OrderTables(args[1], contender);
                OrderWriter writer =
                        contender == Contender.CACHEX ? new CacheXWriter(tables, journal) : new HandmadeWriter(tables);
                // Each line is out before the next order: what was said is true, whenever the process is killed.
                PrintStream out =
                        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8)) {
            accept(writer, first, rate, stop, out);
            writer.drain();
            writer.parked().forEach(number -> out.println(PARKED + number));
            out.println(END);
        }
    }

    private static void accept(OrderWriter writer, long first, int rate, CountDownLatch stop, PrintStream out)
            throws Exception {
        TimeSource time = TimeSource.system();
        long start = time.nanos();
        for (long number = first; ; number++) {
            long due = start + (number - first) * TimeUnit.SECONDS.toNanos(1) / rate;
            if (stop.await(Math.max(due - time.nanos(), 0), TimeUnit.NANOSECONDS)) {
                return;
            }
            writer.accept(Order.of(number));
            out.println(ACCEPTED + number);
        }
    }

    /** The end of the input says that there are no more orders. */
    private static void listen(CountDownLatch stop) {
        Thread listener = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            // nothing is said, but the end
                        }
                    } catch (java.io.IOException e) {
                        // as good an end as any
                    }
                    stop.countDown();
                },
                "end of orders");
        listener.setDaemon(true);
        listener.start();
    }
}
