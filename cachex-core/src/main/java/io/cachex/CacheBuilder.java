package io.cachex;

import io.cachex.spi.CacheObserver;
import io.cachex.spi.CacheTracer;
import io.cachex.spi.Codec;
import io.cachex.spi.FailureClassifier;
import io.cachex.spi.InvalidationBus;
import io.cachex.spi.InvalidationSource;
import io.cachex.spi.LockProvider;
import io.cachex.spi.MissGuard;
import io.cachex.spi.Policy;
import io.cachex.spi.PolicyDefaults;
import io.cachex.spi.SnapshotPlace;
import io.cachex.spi.Store;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Puts a cache together: one method per option, in any order, then {@link #build()}. Made by {@link Cache#builder}.
 *
 * <p>An option that cannot work is refused with a {@link ConfigurationException} that names it, its value and the rule;
 * nothing is repaired silently. What is left out is as documented at its method. Not for use by several threads.
 *
 * @param <T> the type of the cache's values
 */
public final class CacheBuilder<T> {

    private final Options<T> options;

    CacheBuilder(String name, Codec<T> codec) {
        this.options = new Options<>(Rules.notNull("name", name), codec);
        namespace(options.app, options.env);
    }

    /**
     * Puts {@code app:env:cache:} before every key in the store and on the bus ({@code cachex:default}): caches with
     * another application, environment or name never see each other's entries.
     *
     * @param app from 1 to 64 characters of {@code A-Z a-z 0-9 . _ -}
     * @param env as app
     */
    public CacheBuilder<T> namespace(String app, String env) {
        Rules.notNull("namespace", app);
        Rules.notNull("namespace", env);
        try {
            Namespace.of(app, env, options.name);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("namespace: " + e.getMessage(), e);
        }
        options.app = app;
        options.env = env;
        return this;
    }

    /**
     * How long a value is fresh (5 minutes): above zero, at most 365 days. Counts from the start of its load. Can be changed
     * while the cache runs, as staleIfError, staleWhileRevalidate, negativeTtl and jitter: {@link Cache#lifetimes(Lifetimes)}.
     */
    public CacheBuilder<T> ttl(Duration ttl) {
        options.lifetimes = options.lifetimes.ttl(ttl);
        return this;
    }

    /**
     * How long past its freshness a value may be served if the origin fails (1 hour), zero for never. The bound is
     * absolute: ttl + staleIfError from the start of its load, however often it was copied.
     */
    public CacheBuilder<T> staleIfError(Duration staleIfError) {
        options.lifetimes = options.lifetimes.staleIfError(staleIfError);
        return this;
    }

    /**
     * Which failures of a load a stale value may cover: by default those that {@link #failureClassifier} calls an outage,
     * transient or unknown, so never an authoritative answer like "not found" or "forbidden".
     */
    public CacheBuilder<T> staleIf(Predicate<Throwable> staleIf) {
        options.staleIf = Rules.notNull("staleIf", staleIf);
        return this;
    }

    /**
     * Whether values are kept past their freshness, and served when the origin fails ({@link Offline#on()}). Can be changed
     * while the cache runs: {@link Cache#offline(Offline)}.
     */
    public CacheBuilder<T> offline(Offline offline) {
        options.offline = Rules.notNull("offline", offline);
        return this;
    }

    /** Tells the classes of failures ({@link Failures#standard()}). */
    public CacheBuilder<T> failureClassifier(FailureClassifier classifier) {
        options.classifier = Rules.notNull("failureClassifier", classifier);
        return this;
    }

    /**
     * How long a key whose load failed, and that has a stale value, is left alone before it is loaded again (1 s, growing
     * to 30 s): jittered between half and the whole of {@code min}, doubled at each failure up to {@code max}.
     */
    public CacheBuilder<T> failureBackoff(Duration min, Duration max) {
        Rules.timeout("failureBackoff.min", min);
        Rules.timeout("failureBackoff.max", max);
        Rules.require(min.compareTo(max) <= 0, "failureBackoff.min", min, "at most max (" + max + ")");
        options.backoffMin = min;
        options.backoffMax = max;
        return this;
    }

    /**
     * How long past its freshness a value is served at once while it is loaded anew in the background (zero: not). Cannot
     * be longer than staleIfError.
     */
    public CacheBuilder<T> staleWhileRevalidate(Duration staleWhileRevalidate) {
        options.lifetimes = options.lifetimes.staleWhileRevalidate(staleWhileRevalidate);
        return this;
    }

    /** How long the origin's answer that there is no value is remembered (zero: not). */
    public CacheBuilder<T> negativeTtl(Duration negativeTtl) {
        options.lifetimes = options.lifetimes.negativeTtl(negativeTtl);
        return this;
    }

    /** By which fraction of it, from 0 (default) to 1, each time to live is shortened at random. */
    public CacheBuilder<T> jitter(double jitter) {
        options.lifetimes = options.lifetimes.jitter(jitter);
        return this;
    }

    /** When values are loaded anew before they expire ({@link Refresh#off()}). Needs a loader. */
    public CacheBuilder<T> refresh(Refresh refresh) {
        options.refresh = Rules.notNull("refresh", refresh);
        return this;
    }

    /** Loads values for {@link Cache#get(String)} (none). */
    public CacheBuilder<T> loader(Loader<T> loader) {
        options.origin = Origin.ofPlain(Rules.notNull("loader", loader));
        return this;
    }

    /** As {@link #loader(Loader)}, with a context. */
    public CacheBuilder<T> loader(ContextLoader<T> loader) {
        options.origin = Origin.ofContextual(Rules.notNull("loader", loader));
        return this;
    }

    /** As {@link #loader(Loader)}, for origins that answer later. */
    public CacheBuilder<T> asyncLoader(AsyncLoader<T> loader) {
        options.origin = Origin.ofAsync(Rules.notNull("asyncLoader", loader));
        return this;
    }

    /** Loads values for {@link Cache#getAll} (none: one by one), and for single reads if there is no other loader. */
    public CacheBuilder<T> bulkLoader(BulkLoader<T> loader) {
        options.bulkLoader = Rules.notNull("bulkLoader", loader);
        return this;
    }

    /**
     * Lets single misses that come within this time share one bulk load (zero: not). At most 1 day; a few milliseconds are
     * usual. Below timeout. Needs a bulk loader.
     */
    public CacheBuilder<T> bulkWindow(Duration window) {
        options.bulkWindow = Rules.window("bulkWindow", window);
        return this;
    }

    /**
     * Writes to the origin what is put, and deletes what is invalidated (nothing): at once, or in the background where
     * {@link #writeBehind} takes this writer for its own.
     */
    public CacheBuilder<T> writer(Writer<T> writer) {
        options.writer = Rules.notNull("writer", writer);
        return this;
    }

    /**
     * Writes to the origin in the background, in an order that is kept for each key (not): {@link Cache#writeBehind}, and,
     * if it has a writer, also what is put and invalidated. Its journal is opened when the cache is built.
     */
    public CacheBuilder<T> writeBehind(BackgroundWriting<T> writing) {
        options.writeBehind = Rules.notNull("writeBehind", writing);
        return this;
    }

    /** Which of origin and store is written first ({@link WriteOrder#ORIGIN_FIRST}). */
    public CacheBuilder<T> writeOrder(WriteOrder order) {
        options.writeOrder = Rules.notNull("writeOrder", order);
        return this;
    }

    /**
     * What the caller of a change hears that the store did not take ({@link RefusedChanges#FAIL}). It is made up for in either
     * case.
     */
    public CacheBuilder<T> refusedChanges(RefusedChanges answer) {
        options.refusedChanges = Rules.notNull("refusedChanges", answer);
        return this;
    }

    /**
     * For how long, after the store was found to have lost changes that it had acknowledged (a failover, a restart), each value
     * that it has from before is loaded anew when it is asked for, once among all nodes; if that fails it may stand in. 0 (the
     * default) trusts the store at once; at most 365 days. A time to live bounds the harm in either case.
     */
    public CacheBuilder<T> revalidateAfterLoss(Duration period) {
        options.revalidateAfterLoss = Rules.zeroOrMore("revalidateAfterLoss", period);
        return this;
    }

    /**
     * The total time of a call (5 s): above zero, at most 1 day. When it is over the caller gets a stale value or a
     * {@link CacheTimeoutException}; the load goes on. With a time limit, loaders run on the executor: a thread that runs
     * a loader cannot be freed from it.
     */
    public CacheBuilder<T> timeout(Duration timeout) {
        options.timeout = Rules.timeout("timeout", timeout);
        return this;
    }

    /**
     * Lets calls and loads take as long as they take. Blocking callers then run their loader themselves, with their own
     * stack trace and thread locals; a loader that hangs hangs them.
     */
    public CacheBuilder<T> noTimeout() {
        options.timeout = Duration.ZERO;
        options.loadDeadline = Duration.ZERO;
        return this;
    }

    /**
     * After which time a caller gets the stale value, if there is one, while the load goes on (zero: not). Below timeout,
     * and at most 1 day.
     */
    public CacheBuilder<T> softTimeout(Duration softTimeout) {
        options.softTimeout = Rules.window("softTimeout", softTimeout);
        return this;
    }

    /**
     * How long a load may run (30 s): above zero, at most 1 day. Then it is given up, its thread interrupted, and the key
     * can be loaded again; a loader that ignores the interrupt keeps its place among {@link #maximumLoads}.
     */
    public CacheBuilder<T> loadDeadline(Duration deadline) {
        options.loadDeadline = Rules.timeout("loadDeadline", deadline);
        return this;
    }

    /**
     * How long a store that gives leases ({@link io.cachex.spi.Leasing}) keeps other processes from loading a key that this
     * one loads (3 s): from 100 ms to 1 hour. A load that takes longer renews it; after a process died while it loaded,
     * the others wait for so long. Not below the bound of the bus, where that has one.
     */
    public CacheBuilder<T> loadLease(Duration lease) {
        Rules.timeout("loadLease", lease);
        Rules.require(
                lease.toMillis() >= 100 && lease.toHours() < 1, "loadLease", lease, "at least 100 ms and below 1 hour");
        options.loadLease = lease;
        return this;
    }

    /**
     * How many loads run at once on the executor (64), and how many more wait (1,024); the rest is refused with
     * {@link CallRejectedException}, which stale values may cover.
     *
     * @param running from 1 to 100,000
     * @param waiting from 0 to 1,000,000
     */
    public CacheBuilder<T> maximumLoads(int running, int waiting) {
        options.maximumLoads = Rules.between("maximumLoads.running", running, 1, 100_000);
        options.maximumWaitingLoads = Rules.between("maximumLoads.waiting", waiting, 0, 1_000_000);
        return this;
    }

    /** The tier inside this process ({@code Near.maximumSize(10_000)}). */
    public CacheBuilder<T> near(Near near) {
        options.near = Rules.notNull("near", near);
        return this;
    }

    /** How much entries are worth keeping near, unless a put or a load says otherwise ({@link Priority#NORMAL}). */
    public CacheBuilder<T> priority(Priority priority) {
        options.priority = Rules.notNull("priority", priority);
        return this;
    }

    /**
     * Keeps the near tier while the process is away (not): it is written when the cache is closed, when {@link Cache#snapshot}
     * asks for it, and as often as the place says, and loaded in the background when a cache is built over the same place.
     * Values have the age they really have; what cannot be used is left out with a warning, and never fails the start.
     */
    public CacheBuilder<T> snapshot(SnapshotPlace place) {
        options.snapshot = Rules.notNull("snapshot", place);
        return this;
    }

    /**
     * The shared tier (none). The cache closes it; see {@code Stores.unclosed} for one that several caches share. Without
     * {@link #storePolicies} it gets those that {@code cachex-resilience} gives, if that is there.
     */
    public CacheBuilder<T> store(Store store) {
        options.store = Rules.notNull("store", store);
        return this;
    }

    /** Puts something of yours around the store; of several the one given first is the outermost. */
    public CacheBuilder<T> decorate(UnaryOperator<Store> decorator) {
        options.decorators.add(Rules.notNull("decorate", decorator));
        return this;
    }

    /** What stands around every attempt at the store, outermost first; nothing, if none is given. */
    public CacheBuilder<T> storePolicies(Policy... outermostFirst) {
        options.storePolicies = Options.policies("storePolicies", outermostFirst);
        return this;
    }

    /** What stands around every attempt at the store where {@link #storePolicies} says nothing (what the class path offers). */
    public CacheBuilder<T> policyDefaults(PolicyDefaults defaults) {
        options.policyDefaults = Rules.notNull("policyDefaults", defaults);
        return this;
    }

    /** What stands around every load, outermost first (nothing). */
    public CacheBuilder<T> loaderPolicies(Policy... outermostFirst) {
        options.loaderPolicies = Options.policies("loaderPolicies", outermostFirst);
        return this;
    }

    /** Tells other caches of the same namespace what changes here, and hears from them (none). Several caches share a bus; closing one leaves it open. */
    public CacheBuilder<T> invalidation(InvalidationBus bus) {
        options.bus = Rules.notNull("invalidation", bus);
        return this;
    }

    /**
     * Hears of changes that nobody makes through a cache, for example by a {@link io.cachex.webhook.Webhook}; given
     * several times, from several sources. Stays open when the cache is closed.
     */
    public CacheBuilder<T> invalidationSource(InvalidationSource source) {
        options.sources.add(Rules.notNull("invalidationSource", source));
        return this;
    }

    /** How many handlers {@link Cache#onInvalidation} takes (50): from 1 to 100,000. */
    public CacheBuilder<T> maximumSubscribers(int most) {
        options.maximumSubscribers = Rules.between("maximumSubscribers", most, 1, 100_000);
        return this;
    }

    /**
     * Answers reads of keys that the origin cannot have with absence, without a load (nobody). For one cache alone, which closes
     * it. All nodes that share keys must have one, and a bus where their store is shared.
     */
    public CacheBuilder<T> missGuard(MissGuard guard) {
        options.missGuard = Rules.notNull("missGuard", guard);
        return this;
    }

    /** Gives out the locks of {@link Cache#tryLock} (locks of this process). Closing the cache leaves it open. */
    public CacheBuilder<T> locks(LockProvider locks) {
        options.locks = Rules.notNull("locks", locks);
        return this;
    }

    /**
     * Copies values on their way into and out of the near tier, so that nobody can change what is cached (off). Byte
     * arrays are always copied.
     */
    public CacheBuilder<T> copyOnRead(UnaryOperator<T> copier) {
        options.copier = Rules.notNull("copyOnRead", copier);
        return this;
    }

    /** {@link #copyOnRead(UnaryOperator)} by way of the codec: right for every value, and as slow as a store hit. */
    public CacheBuilder<T> copyOnRead() {
        return copyOnRead(value -> options.codec.decode(options.codec.encode(value)));
    }

    /** Hears what the cache does (nobody). May be called several times. */
    public CacheBuilder<T> observer(CacheObserver observer) {
        options.observers.add(Rules.notNull("observer", observer));
        return this;
    }

    /**
     * Is given the cache as soon as it is built, before {@link #build} returns (nobody); of several, in their order. What it
     * throws closes the cache and fails the build.
     */
    public CacheBuilder<T> whenBuilt(Consumer<? super Cache<T>> action) {
        options.whenBuilt.add(Rules.notNull("whenBuilt", action));
        return this;
    }

    /** Follows loads, store calls, locks and flushes from their beginning to their end (nobody). */
    public CacheBuilder<T> tracer(CacheTracer tracer) {
        options.tracer = Rules.notNull("tracer", tracer);
        return this;
    }

    /** The longest key in UTF-8 bytes (1,024): from 1 to 65,536. */
    public CacheBuilder<T> maximumKeyBytes(int bytes) {
        options.maximumKeyBytes = Rules.between("maximumKeyBytes", bytes, 1, 65_536);
        return this;
    }

    /**
     * The largest value that is kept (16 MiB), from 1 byte to 1 GiB: of its encoded form where there is a store, else of
     * byte arrays and text only. A larger one is returned to its caller and not cached.
     */
    public CacheBuilder<T> maximumValueBytes(int bytes) {
        options.maximumValueBytes = Rules.between("maximumValueBytes", bytes, 1, 1 << 30);
        return this;
    }

    /**
     * Seals values on their way to the store (they go as they are), each for its namespace and its key: one that was altered, or
     * put in another's place, is a miss, and so is one that is not sealed or whose key is not known. Keys, tags, times and
     * counters are not sealed. A {@link #snapshot} is sealed as well. Needs a store or a snapshot. Where there is no key to seal with, {@code put} and {@code get} of what has to be
     * loaded fail as with a codec that fails.
     */
    public CacheBuilder<T> encryption(Encryption encryption) {
        options.encryption = Rules.notNull("encryption", encryption);
        return this;
    }

    /**
     * Compresses values on their way to the store (off). What is larger than {@link #maximumValueBytes} when inflated is not
     * read. Needs a store.
     */
    public CacheBuilder<T> compression(Compression compression) {
        options.compression = Rules.notNull("compression", compression);
        return this;
    }

    /**
     * Names the schema of this release's values (the codec's own: 1). Values that were stored under an earlier one are loaded
     * anew. Those of a later one, written by nodes that are upgraded already, are a miss here and left alone while they are
     * fresh.
     *
     * @param version 0 to 65,535; to be raised when the codec's bytes change their meaning
     */
    public CacheBuilder<T> schemaVersion(int version) {
        options.schemaVersion = Rules.between("schemaVersion", version, 0, EnvelopeHeader.MAX_SCHEMA_VERSION);
        options.schemaUpgrade = null;
        return this;
    }

    /**
     * As {@link #schemaVersion(int)}, with a way to read what was stored under an earlier schema, whichever codec wrote it.
     * Needs a store.
     */
    public CacheBuilder<T> schemaVersion(int version, SchemaUpgrade<T> upgrade) {
        schemaVersion(version);
        options.schemaUpgrade = Rules.notNull("schemaVersion", upgrade);
        return this;
    }

    /** Keeps keys out of every message and log line (false). */
    public CacheBuilder<T> redactKeys(boolean redact) {
        options.redactKeys = redact;
        return this;
    }

    /** How long {@link Cache#close()} waits for work under way (5 s): above zero, at most 1 day. */
    public CacheBuilder<T> closeTimeout(Duration closeTimeout) {
        options.closeTimeout = Rules.timeout("closeTimeout", closeTimeout);
        return this;
    }

    /** Runs loads, refreshes and handlers (threads of the cache's own, made when needed). Not closed by the cache. */
    public CacheBuilder<T> executor(Executor executor) {
        options.executor = Rules.notNull("executor", executor);
        return this;
    }

    /** The clock ({@link TimeSource#system()}). For tests. */
    public CacheBuilder<T> timeSource(TimeSource time) {
        options.time = Rules.notNull("timeSource", time);
        return this;
    }

    /**
     * Builds the cache. Does no input or output, but for a journal on this machine: everything behind the cache may be down.
     *
     * @throws ConfigurationException if options contradict each other
     * @throws JournalException if there is a journal that cannot be used
     */
    public Cache<T> build() {
        options.check();
        return options.tell(new Assembly<>(options).cache());
    }
}
