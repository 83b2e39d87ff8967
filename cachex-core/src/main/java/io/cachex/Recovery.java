package io.cachex;

import io.cachex.spi.Invalidation.Kind;
import io.cachex.spi.JournalEntry.Operation;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The changes of which it is not known whether the store has them: it was away, or did not answer in time; or it may have
 * lost those that it acknowledged within the last 30 s. Their keys are removed from the store, their tags advanced, and the
 * others told, as soon as it answers again: a change that did not come about must not leave the value that it replaced, nor
 * the copies of it.
 *
 * <p>Until then this node takes nothing of such a key from the store, and fills nothing in. To remove once too often is
 * harmless, so an unknown outcome is simply tried again, after a growing random pause. With more than {@value #MOST} keys
 * everything is invalidated instead: nothing is forgotten.
 */
final class Recovery<T> {

    private static final Logger LOG = LoggerFactory.getLogger(Cache.class);

    static final int MOST = 10_000;

    private static final int AT_ONCE = 100;
    private static final long NOTHING = -1; // waits
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final Engine<T> engine;
    private final StoreTier<T> store;
    private final BusLink<T> bus;
    private final TimeSource time;

    /**
     * A change that failed.
     *
     * @param number tells it from a later one of the same key
     * @param isKept whether the log has it, or is about to: it needs no second one to be made up for once
     */
    private record Failure(long number, boolean isKept) {}

    // All guarded by this.
    private final Map<String, Failure> keys = new LinkedHashMap<>();
    private final Map<String, Failure> names = new LinkedHashMap<>();
    private long failures;
    private boolean isOn; // a round waits or runs
    private Duration pause = SHORTEST_PAUSE;

    private final RecentChanges recentKeys = new RecentChanges();
    private final RecentChanges recentNames = new RecentChanges();
    private volatile boolean remembers;
    private @Nullable RefusedLog log; // written once, before the cache is handed out

    /** How many were made up for. Written under the lock, before {@link #waiting}. */
    private volatile long madeUp;

    /** How many wait, for a look without the lock. */
    private volatile int waiting;

    Recovery(Engine<T> engine, StoreTier<T> store, BusLink<T> bus) {
        this.engine = engine;
        this.store = store;
        this.bus = bus;
        this.time = engine.time;
    }

    /** What a read of the store notes before it asks. */
    long seen() {
        return waiting == 0 ? NOTHING : madeUp;
    }

    /**
     * Whether the store's word on a key does not count: a change of it waits to be made up for, or one may have been meanwhile.
     * (1) A read finds the old value; (2) the key is removed, and waits no more; (3) the answer to (1) is looked at.
     *
     * @param seen as it was before the store was asked
     */
    boolean concerns(String key, Entry.Extras extras, long seen) {
        return waits(key, extras) || (seen != NOTHING && seen != madeUp); // in this order
    }

    private boolean waits(String key, Entry.Extras extras) {
        if (waiting == 0) {
            return false;
        }
        synchronized (this) {
            return keys.containsKey(key)
                    || names.containsKey(Tags.EVERYTHING)
                    || extras.tags().stream().anyMatch(names::containsKey);
        }
    }

    /** From now on failures are also kept where the end of this process does not take them. */
    void keepIn(RefusedLog refused) {
        log = refused;
    }

    /** Takes a key whose change failed. */
    void add(String key) {
        add(Operation.REMOVE, key);
    }

    private void add(Operation operation, String name) {
        boolean wasKept;
        synchronized (this) {
            wasKept = note(failed(operation), name, log != null);
            bound();
            begin();
        }
        if (log != null && !wasKept) {
            log.keep(operation, name);
        }
    }

    /** Takes what an earlier run could not make up for: it is kept already. */
    synchronized void inherit(Operation operation, String name) {
        note(failed(operation), name, true);
        bound();
        begin();
    }

    /** The log did not take it; the next failure of it asks once more. */
    synchronized void notKept(Operation operation, String name) {
        failed(operation).computeIfPresent(name, (same, failure) -> new Failure(failure.number, false));
    }

    private Map<String, Failure> failed(Operation operation) {
        return operation == Operation.REMOVE ? keys : names;
    }

    /** Notes a failure; whether an earlier one that is not yet made up for was kept. */
    private boolean note(Map<String, Failure> failed, String name, boolean isKept) {
        Failure before = failed.get(name);
        boolean wasKept = before != null && before.isKept;
        failed.put(name, new Failure(++failures, isKept || wasKept));
        return wasKept;
    }

    /** Makes up for one that was kept, which the log then forgets. */
    CompletionStage<?> again(Operation operation, String name) {
        Failure before = failure(operation, name);
        return (operation == Operation.REMOVE ? remove(name) : advance(name))
                .thenRun(() -> forgotten(operation, name, before));
    }

    private synchronized @Nullable Failure failure(Operation operation, String name) {
        return failed(operation).get(name);
    }

    /** What has failed since the log's turn came, and was not kept because this was, is to be kept now. */
    private void forgotten(Operation operation, String name, @Nullable Failure before) {
        boolean hasFailedSince;
        synchronized (this) {
            Failure now = failed(operation).get(name);
            if (before == null || now == null) {
                return; // noted anew since then, and kept by itself; or made up for
            }
            hasFailedSince = now.number != before.number;
            failed(operation).put(name, new Failure(now.number, hasFailedSince));
        }
        if (hasFailedSince && log != null) {
            log.keep(operation, name);
        }
    }

    private void bound() {
        if (keys.size() > MOST) {
            LOG.warn(
                    "cache {}: more than {} changes failed, all of it will be invalidated", engine.settings.name, MOST);
            keys.clear();
            note(names, Tags.EVERYTHING, false);
        }
    }

    /** From now on changes that are made are remembered for a while. */
    void remember() {
        remembers = true;
    }

    /** Takes what was changed of late: the store may not have it any more. */
    synchronized void addRecent() {
        long now = time.nanos();
        List<String> recent = recentKeys.list(now);
        recent.forEach(key -> note(keys, key, false));
        recentNames.list(now).forEach(name -> note(names, name, false));
        if (recentKeys.isIncomplete(now) || recentNames.isIncomplete(now)) {
            note(names, Tags.EVERYTHING, false);
        }
        bound();
        if (!keys.isEmpty() || !names.isEmpty()) {
            begin();
        }
    }

    /** Forgets a key of which a later change was made; unless the store loses that. */
    void made(String key) {
        if (remembers) {
            recentKeys.add(key, time.nanos());
        }
        if (waiting > 0) {
            synchronized (this) {
                if (keys.remove(key) != null) {
                    settled();
                }
            }
        }
    }

    /** A name's generation was advanced; unless the store loses that. */
    void advanced(String name) {
        if (remembers) {
            recentNames.add(name, time.nanos());
        }
    }

    /** Takes a name whose generation could not be advanced. */
    void addName(String name) {
        add(Operation.ADVANCE, name);
    }

    private void begin() {
        waiting = keys.size() + names.size();
        if (!isOn) {
            isOn = true;
            pause = SHORTEST_PAUSE;
            LOG.warn(
                    "cache {}: the store did not take a change, or may have lost one, which will be made up for",
                    engine.settings.name);
            later();
        }
    }

    private synchronized void later() {
        long most = pause.toNanos();
        pause = Duration.ofNanos(Math.min(2 * most, LONGEST_PAUSE.toNanos()));
        long nanos = ThreadLocalRandom.current().nextLong(most / 2, most + 1);
        time.schedule(Duration.ofNanos(nanos), () -> engine.run(this::round));
    }

    private void round() {
        if (engine.isClosed()) {
            return;
        }
        Stream<CompletableFuture<?>> advances = first(names).stream().map(name -> made(names, name, this::advance));
        Stream<CompletableFuture<?>> removals = first(keys).stream().map(key -> made(keys, key, this::remove));
        CompletableFuture.allOf(Stream.concat(advances, removals).toArray(CompletableFuture[]::new))
                .whenComplete((ok, failure) -> {
                    if (failure != null) {
                        later();
                    } else if (isOver()) {
                        LOG.info("cache {}: the changes that failed are made up for", engine.settings.name);
                    } else {
                        engine.run(this::round);
                    }
                });
    }

    private synchronized List<String> first(Map<String, Failure> failed) {
        return failed.keySet().stream().limit(AT_ONCE).toList();
    }

    /** In its turn among the key's writes. */
    private CompletionStage<?> remove(String key) {
        return engine.order
                .change(key, () -> store.remove(key, Kind.REMOVE))
                .thenCompose(done -> bus.tell(Kind.REMOVE, key));
    }

    private CompletionStage<?> advance(String name) {
        return store.advance(name).thenCompose(generation -> {
            engine.tags.learn(name, generation);
            return bus.tellName(name, generation);
        });
    }

    private CompletableFuture<?> made(
            Map<String, Failure> failed, String name, Function<String, CompletionStage<?>> amends) {
        Failure failure;
        synchronized (this) {
            failure = failed.get(name);
        }
        return amends.apply(name)
                .thenRun(() -> {
                    synchronized (this) {
                        Failure now = failed.get(name);
                        if (now != null && failure != null && now.number == failure.number) {
                            failed.remove(name); // unless it has failed again meanwhile
                            settled();
                        }
                    }
                })
                .toCompletableFuture();
    }

    /** With the lock. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock
    private void settled() {
        madeUp++;
        waiting = keys.size() + names.size();
    }

    private synchronized boolean isOver() {
        isOn = waiting > 0;
        return !isOn;
    }
}
