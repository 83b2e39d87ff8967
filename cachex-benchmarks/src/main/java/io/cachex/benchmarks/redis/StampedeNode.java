package io.cachex.benchmarks.redis;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A JVM of the stampede: reads lines {@code <contender> <key> <microseconds>}, lets its callers ask for the key at that
 * moment of the epoch, and answers {@code <loads> <microseconds until the last was answered> <wrong answers>}.
 */
public final class StampedeNode {

    static final int CALLERS = 64;
    static final long LOAD_MILLIS = 100;

    private final Map<String, ReadThrough> contenders;
    private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    private final CountDownLatch never = new CountDownLatch(1);

    private StampedeNode(Map<String, ReadThrough> contenders) {
        this.contenders = contenders;
    }

    /** {@code StampedeNode <host> <port>}; ends with its input. */
    public static void main(String[] args) throws Exception {
        PrintStream answers = System.out;
        System.setOut(System.err); // what libraries print is no answer
        Clients clients = new Clients(args[0], Integer.parseInt(args[1]));
        StampedeNode node = new StampedeNode(ReadThrough.contenders(clients));
        answers.println("ready");
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            String[] words = order.split(" ", -1);
            answers.println(node.stampede(words[0], words[1], Long.parseLong(words[2])));
        }
        System.exit(0); // threads of the libraries are not waited for
    }

    private String stampede(String contender, String key, long startMicros) throws Exception {
        ReadThrough cache = contenders.get(contender);
        AtomicInteger loads = new AtomicInteger();
        String expected = "value of " + key;
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Long>> answers = new ArrayList<>();
        AtomicInteger wrong = new AtomicInteger();
        Supplier<byte[]> loader = () -> load(loads, expected);
        for (int i = 0; i < CALLERS; i++) {
            answers.add(callers.submit(() -> {
                start.await();
                byte[] value = cache.get(key, loader);
                if (!expected.equals(new String(value, StandardCharsets.UTF_8))) {
                    wrong.incrementAndGet();
                }
                return nowMicros();
            }));
        }
        while (nowMicros() < startMicros) {
            LockSupport.parkNanos(50_000);
        }
        start.countDown();
        long last = startMicros;
        for (Future<Long> answer : answers) {
            last = Math.max(last, answer.get(1, TimeUnit.MINUTES));
        }
        return loads.get() + " " + (last - startMicros) + " " + wrong.get();
    }

    private byte[] load(AtomicInteger loads, String value) {
        loads.incrementAndGet();
        try {
            if (never.await(LOAD_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("never");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return value.getBytes(StandardCharsets.UTF_8);
    }

    /** The one clock that all processes share. */
    static long nowMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }
}
