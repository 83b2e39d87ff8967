package io.cachex.testkit;

import io.cachex.spi.CacheObserver;
import io.cachex.spi.CacheOperation;
import io.cachex.spi.CacheView;
import io.cachex.spi.Invalidation;
import io.cachex.spi.StoreOperation;
import io.cachex.spi.Tier;
import io.cachex.spi.WriteEvent;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * An observer that remembers everything, in the order it was told. Safe for use by many threads.
 *
 * <p>It keeps every event until {@link #clear()}: for tests, not for long runs.
 */
public final class RecordingObserver implements CacheObserver {

    private final Queue<Event> events = new ConcurrentLinkedQueue<>();
    private final boolean timesHits;

    /** An observer that does not ask for the times of hits. */
    public RecordingObserver() {
        this(false);
    }

    private RecordingObserver(boolean timesHits) {
        this.timesHits = timesHits;
    }

    /** An observer that asks for the times of hits. */
    public static RecordingObserver timingHits() {
        return new RecordingObserver(true);
    }

    /** What was heard so far. */
    public List<Event> events() {
        return List.copyOf(events);
    }

    /** What was heard of this kind so far. */
    public <E extends Event> List<E> events(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** How many events of this kind were heard so far. */
    public long count(Class<? extends Event> kind) {
        return events.stream().filter(kind::isInstance).count();
    }

    /** Reads answered by a copy, of whichever tier. */
    public long hits() {
        return count(Hit.class);
    }

    /** Reads answered by a copy of this tier. */
    public long hits(Tier tier) {
        return events(Hit.class).stream().filter(hit -> hit.tier() == tier).count();
    }

    /** Reads that found no copy. */
    public long misses() {
        return count(Miss.class);
    }

    /** Loads that ended, those that failed included. */
    public long loads() {
        return count(Load.class);
    }

    /** Loads that failed. */
    public long failedLoads() {
        return events(Load.class).stream()
                .filter(load -> load.failure() != null)
                .count();
    }

    /** Values served past their freshness. */
    public long stale() {
        return count(Stale.class);
    }

    /** Attempts at this store operation, those that failed included. */
    public long storeCalls(StoreOperation operation) {
        return events(StoreCall.class).stream()
                .filter(call -> call.operation() == operation)
                .count();
    }

    /** Attempts at this store operation that failed. */
    public long failedStoreCalls(StoreOperation operation) {
        return events(StoreCall.class).stream()
                .filter(call -> call.operation() == operation && call.failure() != null)
                .count();
    }

    /** Calls of this kind that ended, those that failed included. */
    public long operations(CacheOperation operation) {
        return events(Operation.class).stream()
                .filter(call -> call.operation() == operation)
                .count();
    }

    /** Of how many background writes this was heard. */
    public long writes(WriteEvent event) {
        return events(Writes.class).stream()
                .filter(heard -> heard.event() == event)
                .mapToLong(Writes::writes)
                .sum();
    }

    /** Forgets what was heard so far. */
    public void clear() {
        events.clear();
    }

    @Override
    public void onOpen(CacheView cache) {
        events.add(new Opened(cache.name(), cache));
    }

    @Override
    public void onClose(CacheView cache) {
        events.add(new Closed(cache.name(), cache));
    }

    @Override
    public boolean hearsHits() {
        return true;
    }

    @Override
    public void onOperation(String cache, CacheOperation operation, long nanos, @Nullable Throwable failure) {
        events.add(new Operation(cache, operation, nanos, failure));
    }

    @Override
    public void onLock(String cache, boolean acquired, long nanos, @Nullable Throwable failure) {
        events.add(new Locked(cache, acquired, nanos, failure));
    }

    @Override
    public boolean timesHits() {
        return timesHits;
    }

    @Override
    public void onHit(String cache, Tier tier) {
        events.add(new Hit(cache, tier));
    }

    @Override
    public void onMiss(String cache) {
        events.add(new Miss(cache));
    }

    @Override
    public void onHitTimed(String cache, long nanos) {
        events.add(new HitTimed(cache, nanos));
    }

    @Override
    public void onLoad(String cache, long nanos, @Nullable Throwable failure) {
        events.add(new Load(cache, nanos, failure));
    }

    @Override
    public void onStale(String cache, long ageNanos, @Nullable Throwable cause) {
        events.add(new Stale(cache, ageNanos, cause));
    }

    @Override
    public void onAvailability(String cache, boolean enabled, boolean available) {
        events.add(new Availability(cache, enabled, available));
    }

    @Override
    public void onStoreCall(String cache, StoreOperation operation, long nanos, @Nullable Throwable failure) {
        events.add(new StoreCall(cache, operation, nanos, failure));
    }

    @Override
    public void onUnreadable(String cache, String reason) {
        events.add(new Unreadable(cache, reason));
    }

    @Override
    public void onEviction(String cache) {
        events.add(new Eviction(cache));
    }

    @Override
    public void onLateLoad(String cache) {
        events.add(new LateLoad(cache));
    }

    @Override
    public void onInvalidation(String cache, Invalidation.Kind kind) {
        events.add(new Invalidated(cache, kind));
    }

    @Override
    public void onDoubt(String cache, String reason) {
        events.add(new Doubt(cache, reason));
    }

    @Override
    public void onWrites(String cache, WriteEvent event, int writes, long waiting) {
        events.add(new Writes(cache, event, writes, waiting));
    }

    @Override
    public void onQueueLevel(String cache, int percent) {
        events.add(new QueueLevel(cache, percent));
    }

    @Override
    public String toString() {
        return "recording(" + events.size() + " events)";
    }

    /** Something a cache told of itself. */
    public sealed interface Event {

        /** The cache's name. */
        String cache();
    }

    /** {@link CacheObserver#onOpen}. */
    public record Opened(String cache, CacheView view) implements Event {}

    /** {@link CacheObserver#onClose}. */
    public record Closed(String cache, CacheView view) implements Event {}

    /** {@link CacheObserver#onOperation}. */
    public record Operation(
            String cache,
            CacheOperation operation,
            long nanos,
            @Nullable Throwable failure) implements Event {}

    /** {@link CacheObserver#onLock}. */
    public record Locked(
            String cache,
            boolean acquired,
            long nanos,
            @Nullable Throwable failure) implements Event {}

    /** {@link CacheObserver#onHit}. */
    public record Hit(String cache, Tier tier) implements Event {}

    /** {@link CacheObserver#onMiss}. */
    public record Miss(String cache) implements Event {}

    /** {@link CacheObserver#onHitTimed}. */
    public record HitTimed(String cache, long nanos) implements Event {}

    /** {@link CacheObserver#onLoad}. */
    public record Load(String cache, long nanos, @Nullable Throwable failure) implements Event {}

    /** {@link CacheObserver#onStale}. */
    public record Stale(
            String cache, long ageNanos, @Nullable Throwable cause) implements Event {}

    /** {@link CacheObserver#onAvailability}. */
    public record Availability(String cache, boolean enabled, boolean available) implements Event {}

    /** {@link CacheObserver#onStoreCall}. */
    public record StoreCall(
            String cache,
            StoreOperation operation,
            long nanos,
            @Nullable Throwable failure) implements Event {}

    /** {@link CacheObserver#onUnreadable}. */
    public record Unreadable(String cache, String reason) implements Event {}

    /** {@link CacheObserver#onEviction}. */
    public record Eviction(String cache) implements Event {}

    /** {@link CacheObserver#onLateLoad}. */
    public record LateLoad(String cache) implements Event {}

    /** {@link CacheObserver#onInvalidation}. */
    public record Invalidated(String cache, Invalidation.Kind kind) implements Event {}

    /** {@link CacheObserver#onDoubt}. */
    public record Doubt(String cache, String reason) implements Event {}

    /** {@link CacheObserver#onWrites}. */
    public record Writes(String cache, WriteEvent event, int writes, long waiting) implements Event {}

    /** {@link CacheObserver#onQueueLevel}. */
    public record QueueLevel(String cache, int percent) implements Event {}
}
