package io.cachex.resilience;

import io.cachex.spi.MissGuard;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A guard that remembers keys in a Bloom filter (Burton H. Bloom, "Space/time trade-offs in hash coding with allowable
 * errors", CACM 1970): ten bits a key, no key forgotten, and one in a hundred unknown ones let pass.
 *
 * <p>It says "maybe" of every key until it has been {@linkplain #warmUp warmed up} with all that the origin has; again when
 * it may have missed additions of other nodes, until it has caught up; and when it is too full to be of use. A question
 * allocates nothing and takes no lock. Keys are hashed with a random seed, so nobody can fill chosen bits.
 *
 * <p>Making it anew drops what was deleted, and leaves no moment in which it does not guard:
 *
 * <ol>
 *   <li>The new filter is there, beside the one in use; what is added from now on goes to the new one, then to the other.
 *   <li>The keys of the origin are read and go to the new filter. A key that somebody added before (1) is among them, for
 *       the origin had it before.
 *   <li>The new filter is put to use; then it is the only one.
 * </ol>
 *
 * Who adds looks for the new filter first. If he saw none before (1), see (2); if he saw none after (3), the one in use,
 * which he looks for second, is the new one.
 */
@SuppressWarnings("ReferenceEquality") // a filter is itself and no other
public final class BloomGuard implements MissGuard {

    private static final Logger LOG = LoggerFactory.getLogger(BloomGuard.class);

    /** How much larger than asked for it is: at its capacity it is not yet half full. */
    private static final double ROOM = 1.25;

    private final long capacity;
    private final String shown;
    private final @Nullable Supplier<Stream<String>> source;
    private final @Nullable Duration rebuildEvery;
    private final @Nullable Path file;
    private final @Nullable BloomShare share;
    private final LongAdder denied = new LongAdder();
    private final LongAdder falsePositives = new LongAdder();
    private final LongAdder rebuilds = new LongAdder();
    private final AtomicBoolean warned = new AtomicBoolean();

    /** The keys on their way to the others, which a replaced filter may not have. */
    private final Set<String> telling = ConcurrentHashMap.newKeySet();

    private volatile KeyFilter inUse;
    private volatile @Nullable KeyFilter next;
    private volatile boolean complete; // written under this
    private long epoch; // guarded by this: grows with each doubt
    private boolean rebuilding; // guarded by this
    private @Nullable Rounds rounds; // written once, before the cache is handed out
    private boolean isAlone = true; // as rounds
    private volatile boolean closed;

    BloomGuard(BloomGuardBuilder options) {
        this.capacity = options.expectedInsertions;
        this.shown = "bloom(" + capacity + ", "
                + BigDecimal.valueOf(options.falsePositiveRate)
                        .stripTrailingZeros()
                        .toPlainString() + ")";
        this.source = options.source;
        this.rebuildEvery = options.rebuildEvery;
        this.file = options.file;
        this.share = options.sharedBits == null ? null : new BloomShare(options.sharedBits);
        SecureRandom random = new SecureRandom();
        Tenants tenants = options.tenantOf == null ? null : new Tenants(options.tenantOf, options.quota);
        this.inUse = new KeyFilter(
                new KeyHash(random.nextLong(), random.nextLong()),
                BloomBits.sized((long) Math.ceil(capacity * ROOM), options.falsePositiveRate),
                tenants);
    }

    /** For 10,000 keys, at a rate of 0.01. */
    public static BloomGuard standard() {
        return builder().build();
    }

    /** For 50,000 keys, at a rate of 0.001. */
    public static BloomGuard precise() {
        return expecting(50_000, 0.001);
    }

    /** For 1,000 keys, at a rate of 0.05. */
    public static BloomGuard small() {
        return expecting(1_000, 0.05);
    }

    /**
     * For this many keys at this rate.
     *
     * @param keys see {@link BloomGuardBuilder#expectedInsertions}
     * @param falsePositiveRate see {@link BloomGuardBuilder#falsePositiveRate}
     */
    public static BloomGuard expecting(long keys, double falsePositiveRate) {
        return builder()
                .expectedInsertions(keys)
                .falsePositiveRate(falsePositiveRate)
                .build();
    }

    /** Options. */
    public static BloomGuardBuilder builder() {
        return new BloomGuardBuilder();
    }

    @Override
    public boolean mightExist(String key) {
        return !complete || inUse.mightExist(key);
    }

    @Override
    public void add(String key) {
        KeyFilter coming = next; // before the one in use: see above
        if (coming != null) {
            coming.add(key);
        }
        KeyFilter current = inUse;
        current.add(key);
        if (current.bits().fill() > ROOM * KeyFilter.FULL / 2 && !warned.get()) {
            warnIfSaturated();
        }
    }

    private void warnIfSaturated() {
        BloomStats stats = stats();
        if ((stats.isSaturated() || stats.isBypassed()) && warned.compareAndSet(false, true)) {
            LOG.warn(
                    "{} holds about {} keys, more than it was made for: it lets more unknown keys pass, and all of them"
                            + " when more than half of its bits are set; expect more insertions, or rebuild it",
                    this,
                    stats.items());
        }
    }

    /**
     * Adds keys to those it has. From now on it guards, unless additions of other nodes may have been missed meanwhile. Blocks
     * until the stream has ended; several may run at once.
     *
     * @param keys all that the origin has, read no earlier than this call: a snapshot from before lacks what was added since.
     *     Closed here
     * @return whether it guards
     * @throws RuntimeException what the stream throws; then it guards no more and no less than before
     */
    public boolean warmUp(Stream<String> keys) {
        long began = epoch();
        KeyFilter into = inUse;
        try (keys) {
            keys.forEach(into::load);
        }
        return completed(into, began);
    }

    /**
     * Makes it anew from these keys, without a moment in which it guards less, or forgets what is added meanwhile. Blocks until
     * the stream has ended.
     *
     * @param keys as for {@link #warmUp}
     * @return whether it guards
     * @throws RuntimeException what the stream throws; then it stays as it was
     * @throws IllegalStateException if it is being rebuilt already
     */
    public boolean rebuild(Stream<String> keys) {
        return rebuild(() -> keys);
    }

    /** As {@link #rebuild(Stream)}, with keys that are asked for when additions are being kept: nothing is missed. */
    public boolean rebuild(Supplier<Stream<String>> keys) {
        long began;
        KeyFilter made;
        synchronized (this) {
            if (rebuilding) {
                throw new IllegalStateException("the guard is being rebuilt already");
            }
            rebuilding = true;
            began = epoch;
            made = inUse.empty();
            next = made;
        }
        boolean isReady = false;
        try (Stream<String> all = keys.get()) {
            all.forEach(made::load);
            isReady = true;
        } finally {
            synchronized (this) {
                if (isReady && next == made) {
                    inUse = made;
                    warned.set(false);
                    rebuilds.increment();
                }
                next = null;
                rebuilding = false;
            }
        }
        return completed(made, began);
    }

    /** A filter has all keys, as far as nothing was missed since. */
    private boolean completed(KeyFilter filter, long began) {
        warnIfSaturated();
        if (share != null && !share.leave(filter)) {
            return false;
        }
        synchronized (this) {
            if (epoch == began && inUse == filter) {
                complete = true;
            }
            return complete;
        }
    }

    @Override
    public void begin(Setup setup) {
        isAlone = setup.isAlone();
        if (file != null && isAlone) {
            KeyFilter saved = BloomFile.take(file, inUse);
            synchronized (this) {
                if (saved != null) {
                    inUse = saved;
                    complete = true;
                }
            }
        }
        Rounds made = new Rounds(setup, this::catchUp, rebuildEvery);
        rounds = made;
        if (share != null) {
            share.begin(setup);
        }
        if (source != null && !complete) {
            made.soon();
        } else if (share != null) {
            made.soon();
        }
        made.begin();
    }

    /** Learns what it does not know, or makes itself anew; returns whether that came about. */
    private boolean catchUp(boolean isScheduled) {
        if (closed) {
            return true;
        }
        if (share != null && !complete) {
            adopt(share);
        }
        if (source != null && (isScheduled || !complete)) {
            rebuild(source);
        }
        return complete || (source == null && share == null);
    }

    private void adopt(BloomShare shared) {
        long began = epoch();
        KeyFilter joined = shared.join(inUse);
        if (joined == null) {
            return;
        }
        synchronized (this) {
            if (!joined.hash().equals(inUse.hash()) || !joined.bits().hasSizeOf(inUse.bits())) {
                inUse = joined;
                telling.forEach(this::add); // what else was added is in the row already
            }
        }
        KeyFilter into = inUse;
        if (shared.isComplete() && shared.read(into)) {
            synchronized (this) {
                complete |= epoch == began && inUse == into;
            }
        }
    }

    @Override
    public CompletionStage<Void> share(String key) {
        if (share == null) {
            return CompletableFuture.completedFuture(null);
        }
        telling.add(key);
        add(key); // again: the filter may have been replaced before the key was among those that are carried over
        return share.tell(key, inUse).whenComplete((done, failure) -> telling.remove(key));
    }

    @Override
    public void onDoubt(String reason) {
        doubt();
        Rounds again = rounds;
        if (again != null && (source != null || share != null)) {
            again.soon();
        }
    }

    private synchronized void doubt() {
        epoch++;
        complete = false;
    }

    @Override
    public void onLostChanges() {
        if (share != null) {
            doubt();
            share.discard();
            onDoubt("lost changes");
        }
    }

    private synchronized long epoch() {
        return epoch;
    }

    @Override
    public void onDenied() {
        denied.increment();
    }

    @Override
    public void onFoundNothing() {
        if (complete) {
            falsePositives.increment();
        }
    }

    /** What it knows and has done. */
    public BloomStats stats() {
        KeyFilter filter = inUse;
        BloomBits bits = filter.bits();
        Tenants tenants = filter.tenants();
        return new BloomStats(
                bits.items(),
                capacity,
                denied.sum(),
                falsePositives.sum(),
                bits.rate(),
                bits.fill(),
                complete,
                filter.isFull(),
                tenants == null ? 0 : tenants.over(),
                rebuilds.sum());
    }

    /** {@inheritDoc} Saves itself, if it has a file and knows all keys. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        Rounds open = rounds;
        if (open != null) {
            open.close();
        }
        if (file != null && isAlone && complete) {
            try {
                BloomFile.save(file, inUse);
            } catch (IOException | RuntimeException e) { // the next start warms up
                LOG.warn("{} cannot be saved in {}", this, file, e);
            }
        }
    }

    @Override
    public String toString() {
        return shown;
    }
}
