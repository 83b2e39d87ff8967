package io.cachex.observability;

import io.cachex.spi.CacheOperation;
import io.cachex.spi.CachePart.Place;
import io.cachex.spi.CacheView;
import io.cachex.spi.StoreOperation;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The meters of what a cache tells. The usual ones are there from the beginning, so that the first event is seen as a change; the
 * others come with their first event. After the end events have no effect.
 */
final class EventMeters {

    static final String OPERATIONS = "cache.operations";
    static final String OPERATIONS_TEXT = "Operations by how they ended; reads count one for each key";

    private static final String DURATION = "cache.operation.duration";
    private static final String DURATION_TEXT = "How long operations took; near hits are not among the reads";
    private static final String NEAR_HIT = "near_hit";
    private static final String LOCK = "lock";

    private final MeterRegistry registry;
    private final MetricsOptions options;
    private final Tags tags;
    private final Map<String, Operation> operations = new ConcurrentHashMap<>();
    private final Map<String, Counter> locks = new ConcurrentHashMap<>();
    private final List<Meter> meters = new ArrayList<>(); // guarded by this
    private volatile @Nullable Counter dead; // written under this
    private boolean ended; // guarded by this

    /** An operation's time, and its counts by status unless they are read at the cache. */
    private record Operation(
            Timer timer, @Nullable Counter ok, @Nullable Counter error) {

        void ended(long nanos, boolean well) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
            Counter counter = well ? ok : error;
            if (counter != null) {
                counter.increment();
            }
        }
    }

    EventMeters(MeterRegistry registry, MetricsOptions options, Tags tags) {
        this.registry = registry;
        this.options = options;
        this.tags = tags;
    }

    /** Makes those that this cache will usually have. */
    synchronized void expect(CacheView cache) {
        operation(Labels.of(CacheOperation.GET));
        operation(Labels.of(CacheOperation.PUT));
        operation(Labels.of(CacheOperation.INVALIDATE));
        if (Figures.has(cache, Place.LOADER)) {
            operation("load");
        }
        if (options.timesHits()) {
            operation(NEAR_HIT);
        }
        if (Figures.has(cache, Place.LOCKS)) {
            List.of("acquired", "busy", Labels.ERROR).forEach(this::locks);
        }
        if (Figures.has(cache, Place.WRITE_QUEUE) && dead == null) {
            dead = kept(Counter.builder(options.named("dlq.failed.operations"))
                    .description("Background writes given up, and kept as dead letters")
                    .tags(tags)
                    .register(registry));
        }
    }

    /** Removes them all. */
    synchronized void end() {
        ended = true;
        meters.forEach(registry::remove);
        meters.clear();
    }

    void nearHit(long nanos) {
        ended(NEAR_HIT, nanos, true);
    }

    void ended(CacheOperation operation, long nanos, boolean well) {
        ended(Labels.of(operation), nanos, well);
    }

    void storeCall(StoreOperation operation, long nanos, boolean well) {
        ended(Labels.of(operation), nanos, well);
    }

    void load(long nanos, boolean well) {
        ended("load", nanos, well);
    }

    void lock(boolean acquired, long nanos, boolean well) {
        ended(LOCK, nanos, well);
        Counter counter = locks(acquired ? "acquired" : well ? "busy" : Labels.ERROR);
        if (counter != null) {
            counter.increment();
        }
    }

    void dead(int writes) {
        Counter counter = dead;
        if (counter != null) {
            counter.increment(writes);
        }
    }

    private void ended(String name, long nanos, boolean well) {
        Operation operation = operation(name);
        if (operation != null) {
            operation.ended(nanos, well);
        }
    }

    private @Nullable Operation operation(String name) {
        Operation known = operations.get(name);
        return known != null ? known : create(name);
    }

    private synchronized @Nullable Operation create(String name) {
        Operation known = operations.get(name);
        if (known != null || ended) {
            return known;
        }
        boolean isRead = name.equals(NEAR_HIT)
                || name.equals(Labels.of(CacheOperation.GET))
                || name.equals(Labels.of(CacheOperation.GET_ALL)); // their keys are counted at the cache
        Operation made = new Operation(
                timer(name), isRead ? null : counter(name, Labels.OK), isRead ? null : counter(name, Labels.ERROR));
        operations.put(name, made);
        return made;
    }

    private Timer timer(String operation) {
        return kept(Timer.builder(options.named(DURATION))
                .description(DURATION_TEXT)
                .tags(tags.and(Labels.OPERATION, operation))
                .serviceLevelObjectives(options.buckets().toArray(Duration[]::new))
                .register(registry));
    }

    private Counter counter(String operation, String status) {
        return kept(Counter.builder(options.named(OPERATIONS))
                .description(OPERATIONS_TEXT)
                .tags(tags.and(Labels.OPERATION, operation, Labels.STATUS, status))
                .register(registry));
    }

    private @Nullable Counter locks(String result) {
        Counter known = locks.get(result);
        return known != null ? known : createLocks(result);
    }

    private synchronized @Nullable Counter createLocks(String result) {
        Counter known = locks.get(result);
        if (known != null || ended) {
            return known;
        }
        Counter made = kept(Counter.builder(options.named("cachex.lock.acquisitions"))
                .description("Calls for a lock by how they ended")
                .tags(tags.and(Labels.RESULT, result))
                .register(registry));
        locks.put(result, made);
        return made;
    }

    /** Guarded by this. */
    private <M extends Meter> M kept(M meter) {
        meters.add(meter);
        return meter;
    }
}
