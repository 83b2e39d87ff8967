package io.cachex;

import io.cachex.spi.Codec;
import io.cachex.spi.FailureClass;
import io.cachex.spi.FailureClassifier;
import io.cachex.spi.MissGuard;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** What a cache was told, as plain numbers: durations in nanoseconds, 0 for off. */
final class Settings<T> {

    private static final Logger LOG = LoggerFactory.getLogger(Cache.class);

    final String name;
    final Codec<T> codec;
    final TimeSource time;

    final Refresh refresh;
    final Priority priority;
    final boolean knowsPriorities;

    final long timeout;
    final long softTimeout;
    final long loadDeadline;
    final Duration lease;
    final int maximumLoads;
    final int maximumWaitingLoads;
    final long bulkWindow;
    final long backoffMin;
    final long backoffMax;
    final long closeTimeout;

    /** Stands between the values in the near tier and everybody else's. */
    final Protection<T> protection;

    final KeyRules keyRules;
    final int maximumValueBytes;
    final @Nullable Encryption encryption;
    final @Nullable MissGuard missGuard;
    final @Nullable Compression compression;
    final int schemaVersion;
    final @Nullable SchemaUpgrade<T> schemaUpgrade;
    final int maximumSubscribers;
    final FailureClassifier classifier;
    final @Nullable Predicate<Throwable> staleIf;
    final @Nullable GuardedTracer tracer;
    final boolean queuesRefusedChanges;
    final Switches switches;
    private volatile boolean hasComplained;

    /** From 0 (inclusive) to 1; for jitter and probabilities. */
    final DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();

    private static final Set<FailureClass> COVERED =
            EnumSet.of(FailureClass.OUTAGE, FailureClass.TRANSIENT, FailureClass.UNKNOWN);

    Settings(Options<T> options) {
        this.name = options.name;
        this.codec = options.codec;
        this.time = options.time;
        this.refresh = options.refresh;
        this.priority = options.priority;
        this.knowsPriorities = options.near.policy() == NearPolicy.MARKED;
        this.timeout = options.timeout.toNanos();
        this.softTimeout = options.softTimeout.toNanos();
        this.loadDeadline = options.loadDeadline.toNanos();
        this.lease = options.loadLease;
        this.maximumLoads = options.maximumLoads;
        this.maximumWaitingLoads = options.maximumWaitingLoads;
        this.bulkWindow = options.bulkWindow.toNanos();
        this.backoffMin = options.backoffMin.toNanos();
        this.backoffMax = options.backoffMax.toNanos();
        this.closeTimeout = options.closeTimeout.toNanos();
        this.protection = Protection.of(options);
        this.encryption = options.encryption;
        this.missGuard = options.missGuard;
        this.compression = options.compression;
        this.schemaVersion = options.schemaVersion == null ? codec.schemaVersion() : options.schemaVersion;
        this.schemaUpgrade = options.schemaUpgrade;
        this.keyRules = new KeyRules(options.maximumKeyBytes, options.redactKeys);
        this.maximumValueBytes = options.maximumValueBytes;
        this.maximumSubscribers = options.maximumSubscribers;
        this.classifier = options.classifier;
        this.staleIf = options.staleIf;
        this.tracer =
                options.tracer == null ? null : new GuardedTracer(options.tracer, options.name, options.redactKeys);
        this.queuesRefusedChanges = options.refusedChanges == RefusedChanges.QUEUE;
        this.switches = new Switches(options.offline, options.lifetimes);
    }

    /** Whether the key's stale value may be served in place of this failure. */
    boolean mayCover(String key, Throwable failure) {
        return switches.serves(key) && isCoverable(failure);
    }

    /** What kind of failure it is; unknown if the classifier throws. */
    FailureClass classOf(Throwable failure) {
        try {
            return classifier.classify(failure);
        } catch (Throwable e) { // the user's, and somebody waits for the flight
            return FailureClass.UNKNOWN;
        }
    }

    /** Whether a stale value may be served in place of this failure; not if those who are asked throw. */
    boolean isCoverable(Throwable failure) {
        try {
            return staleIf != null ? staleIf.test(failure) : COVERED.contains(classifier.classify(failure));
        } catch (Throwable e) { // the user's, and somebody waits for the flight
            LOG.atLevel(hasComplained ? Level.DEBUG : Level.WARN)
                    .log(
                            "cache {}: whether a stale value may cover a failure cannot be told, because of a {}",
                            name,
                            e.getClass().getName());
            hasComplained = true; // it may be so for every load
            return false;
        }
    }

    /** Refuses a priority that the near tier would ignore. */
    Priority checked(Priority wanted) {
        Rules.require(wanted == Priority.NORMAL || knowsPriorities, "priority", wanted, "NORMAL with this near tier");
        return wanted;
    }

    /** The key as it may stand in a message. */
    String shown(String key) {
        return keyRules.shown(key);
    }
}
