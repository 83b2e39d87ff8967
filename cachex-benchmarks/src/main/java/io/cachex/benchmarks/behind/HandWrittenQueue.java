package io.cachex.benchmarks.behind;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

/** As it is written by hand: a Caffeine, a bounded queue and a thread that writes what is in it, in batches. In memory. */
final class HandWrittenQueue implements AutoCloseable {

    private record Write(String key, byte[] value) {}

    private static final int BATCH = 100;

    private final Cache<String, byte[]> values =
            Caffeine.newBuilder().maximumSize(10_000).build();
    private final BlockingQueue<Write> queue = new ArrayBlockingQueue<>(100_000);
    private final Thread worker;

    HandWrittenQueue(Consumer<List<?>> writer) {
        worker = new Thread(
                () -> {
                    List<Write> batch = new ArrayList<>(BATCH);
                    try {
                        while (true) {
                            batch.add(queue.take());
                            queue.drainTo(batch, BATCH - 1);
                            writer.accept(batch);
                            batch.clear();
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "hand-written");
        worker.start();
    }

    void write(String key, byte[] value) throws InterruptedException {
        values.put(key, value);
        queue.put(new Write(key, value));
    }

    @Override
    public void close() {
        worker.interrupt();
    }
}
