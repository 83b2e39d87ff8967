package io.cachex.benchmarks.turns;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Threads that all do the same for a while, each waiting for its answer before it asks again. */
public final class Crew implements AutoCloseable {

    private final int size;
    private final ExecutorService threads;
    private final List<Samples> samples;
    private final CyclicBarrier start;

    public Crew(int size) {
        this.size = size;
        this.threads = Executors.newFixedThreadPool(size);
        this.samples = IntStream.range(0, size).mapToObj(i -> new Samples()).toList();
        this.start = new CyclicBarrier(size);
    }

    public int size() {
        return size;
    }

    public Turn work(Contender.Operation operation, Duration time) throws Exception {
        samples.forEach(Samples::clear);
        Allocated before = Allocated.untilNow();
        List<Future<Shift>> shifts = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int thread = i;
            shifts.add(threads.submit(() -> shift(operation, thread, time.toNanos())));
        }
        long began = Long.MAX_VALUE;
        long ended = Long.MIN_VALUE;
        int failures = 0;
        for (Future<Shift> shift : shifts) {
            began = Math.min(began, shift.get().began);
            ended = Math.max(ended, shift.get().ended);
            failures += shift.get().failures;
        }
        long bytes = Allocated.untilNow().since(before);
        return Turn.of(samples, ended - began, bytes, failures);
    }

    private record Shift(long began, long ended, int failures) {}

    private Shift shift(Contender.Operation operation, int thread, long nanos) throws Exception {
        Samples mine = samples.get(thread);
        int failures = 0;
        start.await();
        long began = System.nanoTime();
        long now = began;
        while (now - began < nanos) {
            if (!answers(operation, thread)) {
                failures++;
            }
            long then = System.nanoTime();
            mine.add(then - now);
            now = then;
        }
        return new Shift(began, now, failures);
    }

    private static boolean answers(Contender.Operation operation, int thread) {
        try {
            return operation.run(thread) != null;
        } catch (Exception e) {
            return false;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
