package io.cachex.examples.drill.offline;

import io.cachex.Cache;
import io.cachex.CacheException;
import io.cachex.CallOptions;
import io.cachex.examples.drill.data.City;
import io.cachex.examples.drill.data.Trace;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Asks a service for cities at an even rate, from the beginning of the trace, and counts the answers. */
final class Requests {

    private static final int CALLERS = 16;
    private static final CallOptions AS_IT_IS = CallOptions.defaults().skipLoad();

    private final Trace trace;
    private final int rate;
    private final TimeSource time = TimeSource.system();
    private final CountDownLatch never = new CountDownLatch(1);
    private final LongAdder fresh = new LongAdder();
    private final LongAdder stale = new LongAdder();
    private final LongAdder unknown = new LongAdder();
    private final LongAdder failed = new LongAdder();

    Requests(Trace trace, int rate) {
        this.trace = trace;
        this.rate = rate;
    }

    /** Asks for so long. Counts from zero. */
    StageFigures run(Stage stage, CityService service, Duration length) throws InterruptedException {
        List.of(fresh, stale, unknown, failed).forEach(LongAdder::reset);
        long fromPrimary = service.answersOfPrimary();
        long fromReplica = service.answersOfReplica();
        long start = time.nanos();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            int first = i;
            Thread caller = new Thread(() -> call(service.cities(), first, start, length), "caller");
            callers.add(caller);
            caller.start();
        }
        for (Thread caller : callers) {
            caller.join();
        }
        return new StageFigures(
                stage,
                fresh.sum(),
                stale.sum(),
                unknown.sum(),
                failed.sum(),
                service.answersOfPrimary() - fromPrimary,
                service.answersOfReplica() - fromReplica);
    }

    private void call(Cache<City> cities, int first, long start, Duration length) {
        try {
            long last = rate * length.toMillis() / 1_000;
            for (long n = first; n < last; n += CALLERS) {
                long due = start + n * TimeUnit.SECONDS.toNanos(1) / rate;
                never.await(Math.max(due - time.nanos(), 0), TimeUnit.NANOSECONDS);
                ask(cities, trace.keyAt(n));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask(Cache<City> cities, String key) {
        try {
            (cities.find(key).isStale() ? stale : fresh).increment();
        } catch (CacheException e) {
            (cities.find(key, AS_IT_IS).isPresent() ? failed : unknown).increment();
        }
    }
}
