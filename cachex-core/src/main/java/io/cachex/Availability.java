package io.cachex;

import io.cachex.spi.CacheObserver;
import io.cachex.spi.FailureClass;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the origin can be had, from what becomes of loads, and who is told: the log and the observer, once for each change.
 * One thing for both ends of an outage, so that what is said of its beginning, its stale values and its end fits together.
 *
 * <p>A single failure is no outage, and a single answer is not its end, or a line would be written for each of them while
 * an origin fails now and then. Nothing of this is on the way of a hit.
 */
final class Availability {

    private static final Logger LOG = LoggerFactory.getLogger(Cache.class);

    private static final int FAILURES_TO_BEGIN = 3;
    private static final int ANSWERS_TO_END = 100;
    private static final long CALM = Duration.ofSeconds(1).toNanos();
    private static final long BETWEEN_LINES = Duration.ofMinutes(10).toNanos();

    private final Settings<?> settings;
    private final Switches switches;
    private final TimeSource time;
    private final Counters counters;
    private final @Nullable CacheObserver observer;

    /**
     * What is known.
     *
     * @param servedBefore how many old values had been served in place of a load when this began
     */
    private record State(boolean enabled, boolean available, Instant since, long servedBefore) {

        boolean isOnline() {
            return enabled && available;
        }
    }

    private volatile State state; // written under this

    /** Whether nothing has failed since the origin answered: then one more answer changes nothing. */
    private volatile boolean calm = true; // written under this

    private volatile @Nullable Throwable lastFailure; // written under this
    private volatile @Nullable FailureClass lastClass; // written under this
    private volatile @Nullable LoadException refusal; // written under this

    private long offlineSince; // by the monotonic clock, while it is offline; guarded by this
    private long offlineBefore; // how long it was offline before that; guarded by this
    private int failures; // in a row; guarded by this
    private int answers; // in a row, after a failure; guarded by this
    private long failedAt; // guarded by this
    private Instant firstFailedAt; // of those in a row; guarded by this
    private long servedAtFirst; // guarded by this

    private State told; // guarded by telling
    private final Object telling = new Object();
    private final AtomicLong nextLine;

    Availability(Settings<?> settings, Counters counters, @Nullable CacheObserver observer) {
        this.settings = settings;
        this.switches = settings.switches;
        this.time = settings.time;
        this.counters = counters;
        this.observer = observer;
        this.firstFailedAt = time.instant();
        this.state = new State(true, true, firstFailedAt, 0);
        this.told = state;
        this.nextLine = new AtomicLong(time.nanos());
    }

    /** A load answered. */
    void answered() {
        if (!calm && endsOutage()) {
            tell();
        }
    }

    private synchronized boolean endsOutage() {
        failures = 0;
        answers++;
        if (state.available && !calm) {
            calm = true;
        } else if (!state.available && (answers >= ANSWERS_TO_END || time.nanos() - failedAt >= CALM)) {
            calm = true;
            become(state.enabled, true, time.instant(), counters.standIns.sum());
            return true;
        }
        return false;
    }

    /** A load failed whose loader, or its policies, had been asked. */
    void failed(Throwable cause) {
        FailureClass kind = settings.classOf(cause);
        switch (kind) {
            case PERMANENT -> answered();
            case CANCELLED -> {
                // the caller's doing
            }
            case OUTAGE, TRANSIENT, UNKNOWN -> {
                if (!(cause instanceof CallRejectedException) && beginsOutage(cause, kind)) {
                    tell();
                }
            }
        }
    }

    private synchronized boolean beginsOutage(Throwable cause, FailureClass kind) {
        Throwable inner = cause.getCause();
        lastFailure = cause instanceof CircuitOpenException && inner != null ? inner : cause;
        lastClass = kind;
        failedAt = time.nanos();
        calm = false;
        answers = 0;
        if (failures++ == 0) {
            firstFailedAt = time.instant();
            servedAtFirst = counters.standIns.sum();
        }
        boolean begins = state.available && (failures >= FAILURES_TO_BEGIN || cause instanceof CircuitOpenException);
        if (begins) {
            become(state.enabled, false, firstFailedAt, servedAtFirst);
        }
        return begins;
    }

    /** Lets the origin be asked, or not. */
    void enable(boolean enabled) {
        synchronized (this) {
            if (!enabled) {
                refusal = new LoadException(
                        "upstream disabled",
                        state.available ? null : lastFailure,
                        LoadException.Reason.UPSTREAM_DISABLED);
            }
            switches.upstreamEnabled(enabled);
            become(enabled, state.available, time.instant(), counters.standIns.sum());
        }
        tell();
    }

    /** Guarded by this. Time and count go on from before if the cache stays online, or offline. */
    private void become(boolean enabled, boolean available, Instant now, long served) {
        State before = state;
        boolean goesOn = before.isOnline() == (enabled && available);
        state = new State(enabled, available, goesOn ? before.since : now, goesOn ? before.servedBefore : served);
        if (!goesOn && before.isOnline()) {
            offlineSince = time.nanos();
        } else if (!goesOn) {
            offlineBefore += time.nanos() - offlineSince;
        }
    }

    /** How long it was offline, all in all: an outage counts from when it is known for one. */
    synchronized Duration offline() {
        return Duration.ofNanos(offlineBefore + (state.isOnline() ? 0 : time.nanos() - offlineSince));
    }

    /** Why the origin was not asked; with what it failed before, if it was failing when it was disabled. */
    LoadException refusal() {
        LoadException known = refusal;
        return known == null
                ? new LoadException("upstream disabled", null, LoadException.Reason.UPSTREAM_DISABLED)
                : known;
    }

    /** Tells of what is so now, if that is not what was told last; in this order also if two threads change it at once. */
    private void tell() {
        synchronized (telling) {
            State before = told;
            State now = state;
            told = now;
            if (before.enabled != now.enabled) {
                tellEnabled(now.enabled);
            }
            if (before.available != now.available) {
                tellAvailable(before, now.available);
            }
            if (now.isOnline() && !before.isOnline()) {
                nextLine.set(time.nanos()); // the next outage is a new one
            }
            if (observer != null && (before.enabled != now.enabled || before.available != now.available)) {
                observer.onAvailability(settings.name, now.enabled, now.available);
            }
        }
    }

    private void tellEnabled(boolean enabled) {
        if (enabled) {
            LOG.info("cache {}: the upstream is enabled", settings.name);
        } else {
            LOG.warn("cache {}: the upstream is disabled, nothing is loaded", settings.name);
        }
    }

    private void tellAvailable(State before, boolean available) {
        if (available) {
            LOG.info(
                    "cache {}: the origin answers again, after {}; {} reads were answered by old values",
                    settings.name,
                    Duration.between(before.since, time.instant()),
                    counters.standIns.sum() - before.servedBefore);
        } else {
            LOG.warn("cache {}: the origin is not available ({})", settings.name, typeOf(lastFailure));
        }
    }

    /** An old value stands in for a load: a line at the first in an outage, and then one every ten minutes. */
    void servedStale(String key, Entry<?> entry, Lookup.@Nullable StaleReason reason) {
        if (reason == Lookup.StaleReason.BACKING_OFF && calm && state.isOnline()) {
            return; // the outage is over, and has been told
        }
        long now = time.nanos();
        long next = nextLine.get();
        if (now - next >= 0 && nextLine.compareAndSet(next, now + BETWEEN_LINES)) {
            LOG.warn(
                    "cache {}: an old value is served for {}, {} after its load ({})",
                    settings.name,
                    settings.shown(key),
                    Duration.ofNanos(now - entry.startedAt),
                    switches.isUpstreamEnabled() ? typeOf(lastFailure) : "upstream disabled");
        }
    }

    OriginStatus status() {
        State now = state;
        long served = now.isOnline() ? 0 : counters.standIns.sum() - now.servedBefore;
        Throwable failure = lastFailure;
        return new OriginStatus(
                now.enabled, now.available, now.since, served, lastClass, failure == null ? null : typeOf(failure));
    }

    /** Not its message, which may hold anything. */
    private static String typeOf(@Nullable Throwable failure) {
        return failure == null ? "no failure" : failure.getClass().getName();
    }
}
