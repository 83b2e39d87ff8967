package io.cachex.check;

import io.cachex.AsyncCache;
import io.cachex.Cache;
import io.cachex.CallOptions;
import io.cachex.Lookup;
import io.cachex.spi.Invalidation;
import io.cachex.spi.Subscription;
import io.cachex.spi.Tier;
import io.cachex.spi.TimeSource;
import io.cachex.spi.TimeSource.Scheduled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Watches what a cache serves after a key was changed, as a client would, and reports how long the old value was still
 * there: as a number of nines for each time after the change.
 *
 * <pre>{@code
 * try (CoherenceChecker checker = CoherenceChecker.of(cache)) {
 *     ...
 *     log.info("{}", checker.report());   // after 100 ms: 2 of 31754 stale, 4 nines; 1000 ms: 0 of ...
 * }
 * }</pre>
 *
 * <p>It hears of the changes of other nodes as the cache does, and takes a sample of them. A message that is lost on the
 * cache's own connection is not heard here either; whoever knows of changes by another way, a second connection or the
 * database's log, tells them to {@link #changed}. At given times after a change it reads the key from the near tier alone.
 * An answer that claims to be fresh, and was loaded before the change, is compared with the store: if that has another
 * version or nothing, the answer was stale. What is served as stale, and says so, is none.
 *
 * <p>A look costs a near read, and a round trip to the store if there is an old copy; both count in the cache's statistics.
 * Safe for many threads; looks are made on the timer's thread and do not block it. After Facebook's Polaris ("Cache made
 * consistent", 2022), which watches from outside; this one sees one node.
 */
public final class CoherenceChecker implements AutoCloseable {

    private static final CallOptions NEAR =
            CallOptions.defaults().skipStoreRead().skipLoad();
    private static final CallOptions STORE =
            CallOptions.defaults().skipNearRead().skipNearWrite().skipLoad();

    /** How soon to look again while the old value is there. */
    private static final long AGAIN = Duration.ofMillis(50).toNanos();

    private final AsyncCache<?> cache;
    private final CheckerBuilder options;
    private final TimeSource time;
    private final List<Tally> tallies = new ArrayList<>();
    private final LongAdder changes = new LongAdder();
    private final LongAdder skipped = new LongAdder();
    private final LongAdder unknown = new LongAdder();
    private final AtomicLong worst = new AtomicLong();
    private final AtomicInteger watched = new AtomicInteger();
    private final Set<Watch> waiting = ConcurrentHashMap.newKeySet();
    private final Subscription subscription;
    private volatile boolean closed;

    CoherenceChecker(Cache<?> cache, CheckerBuilder options) {
        this.cache = cache.async();
        this.options = options;
        this.time = options.timeSource;
        options.windows.forEach(after -> tallies.add(new Tally(after.toNanos())));
        this.subscription = cache.onInvalidation(this::hear);
    }

    /** A checker with the defaults of {@link CheckerBuilder}, which begins at once. */
    public static CoherenceChecker of(Cache<?> cache) {
        return builder(cache).build();
    }

    /** Options. */
    public static CheckerBuilder builder(Cache<?> cache) {
        return new CheckerBuilder(cache);
    }

    private void hear(Invalidation message) {
        message.keys().forEach(this::changed);
    }

    /** A key was changed, and whoever changed it has the acknowledgement. Sampled as what the cache hears. */
    public void changed(String key) {
        if (closed || ThreadLocalRandom.current().nextDouble() >= options.sample) {
            return;
        }
        if (watched.incrementAndGet() > options.maximumWatched) {
            watched.decrementAndGet();
            skipped.increment();
            return;
        }
        changes.increment();
        new Watch(key, time.nanos()).lookAfter(tallies.get(0).after);
    }

    /** What was seen until now. */
    public CoherenceReport report() {
        return new CoherenceReport(
                tallies.stream().map(Tally::window).toList(),
                changes.sum(),
                skipped.sum(),
                unknown.sum(),
                Duration.ofNanos(worst.get()));
    }

    /** Ends all watching; the report stays. Idempotent. */
    @Override
    public void close() {
        closed = true;
        subscription.close();
        waiting.forEach(Watch::cancel);
    }

    @Override
    public String toString() {
        return "checker(" + report() + ")";
    }

    /** The counts of one window. */
    private static final class Tally {

        final long after;
        final LongAdder checked = new LongAdder();
        final LongAdder stale = new LongAdder();

        Tally(long after) {
            this.after = after;
        }

        CoherenceReport.Window window() {
            return new CoherenceReport.Window(Duration.ofNanos(after), checked.sum(), stale.sum());
        }
    }

    private enum Verdict {
        CURRENT,
        STALE,
        UNKNOWN
    }

    /** One change, from its sampling to its last look. One look at a time. */
    private final class Watch {

        private final String key;
        private final long changedAt;
        private int next; // the window whose time has not come
        private boolean wasStale;
        private @Nullable Scheduled look; // guarded by this

        Watch(String key, long changedAt) {
            this.key = key;
            this.changedAt = changedAt;
        }

        synchronized void lookAfter(long nanos) {
            waiting.add(this);
            look = time.schedule(Duration.ofNanos(nanos), this::look);
            if (closed) {
                cancel();
            }
        }

        synchronized void cancel() {
            if (look != null) {
                look.cancel();
            }
            waiting.remove(this);
        }

        private void look() {
            waiting.remove(this);
            long now = time.nanos();
            judge(now).whenComplete((verdict, failure) -> {
                count(now, failure == null ? verdict : Verdict.UNKNOWN);
                goOn();
            });
        }

        private CompletableFuture<Verdict> judge(long now) {
            return cache.find(key, NEAR).thenCompose(copy -> {
                if (copy.isMissing() || copy.isStale() || age(now) > copy.age().toNanos()) {
                    return CompletableFuture.completedFuture(Verdict.CURRENT);
                }
                return cache.find(key, STORE).thenApply(stored -> compare(copy, stored));
            });
        }

        private Verdict compare(Lookup<?> copy, Lookup<?> stored) {
            if (stored.cause() != null) {
                return Verdict.UNKNOWN; // the store could not be read
            }
            return stored.tier() == Tier.STORE && stored.version() <= copy.version() ? Verdict.CURRENT : Verdict.STALE;
        }

        private long age(long now) {
            return now - changedAt;
        }

        private void count(long now, Verdict verdict) {
            boolean isStale = verdict == Verdict.STALE;
            wasStale = isStale;
            if (isStale) {
                worst.accumulateAndGet(age(now), Math::max);
            }
            if (verdict == Verdict.UNKNOWN) {
                unknown.increment();
            }
            for (; next < tallies.size() && tallies.get(next).after <= age(now); next++) {
                if (verdict != Verdict.UNKNOWN) {
                    tallies.get(next).checked.increment();
                }
                if (isStale) {
                    tallies.get(next).stale.increment();
                    options.onStale.accept(key, Duration.ofNanos(age(now)));
                }
            }
        }

        private void goOn() {
            if (closed || next == tallies.size()) {
                watched.decrementAndGet();
                return;
            }
            long untilNext = tallies.get(next).after - age(time.nanos());
            lookAfter(wasStale ? Math.min(untilNext, AGAIN) : untilNext);
        }
    }
}
