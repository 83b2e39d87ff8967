package io.cachex;

import io.cachex.local.LocalLocks;
import io.cachex.spi.CacheObserver;
import io.cachex.spi.Counting;
import io.cachex.spi.InvalidationSource;
import io.cachex.spi.LockProvider;
import io.cachex.spi.MissGuard;
import io.cachex.spi.Policy;
import io.cachex.spi.PolicyDefaults;
import io.cachex.spi.Store;
import io.cachex.spi.TimeSource;
import io.cachex.store.MemoryStore;
import io.cachex.store.Stores;
import java.util.List;
import java.util.ServiceLoader;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/** Makes the parts of a cache from its builder's options and joins them. */
final class Assembly<T> {

    private static final long COUNTER_BYTES = 4L << 20;

    private final Options<T> options;
    private final Settings<T> settings;
    private final TimeSource time;
    private final Namespace namespace;
    private final @Nullable CacheObserver observer;
    private final Counters counters;
    private final Tags tags = new Tags();
    private final @Nullable Coherence coherence;
    private final @Nullable ExecutorService ownExecutor;
    private final Executor executor;
    private final @Nullable BackgroundWriting<T> writeBehind;
    private final @Nullable Writer<T> writer;
    private final List<Policy> storePolicies;
    private final List<Policy> loaderPolicies;

    Assembly(Options<T> options) {
        this.options = options;
        this.settings = new Settings<>(options);
        this.time = options.time;
        this.namespace = Namespace.of(options.app, options.env, options.name);
        this.observer = Observers.of(options.observers);
        this.counters = new Counters(options.name, observer, time);
        this.coherence = options.bus == null ? null : new Coherence(time, options.revalidateAfterLoss.toNanos());
        if (options.executor == null) {
            ExecutorService threads = CacheThreads.create(options.name);
            this.ownExecutor = threads;
            this.executor = threads;
        } else {
            this.ownExecutor = null;
            this.executor = options.executor;
        }
        Writer<T> given = options.writer;
        this.writeBehind =
                options.writeBehind == null || given == null ? options.writeBehind : options.writeBehind.orBy(given);
        this.writer = writeBehind != null && writeBehind.writer() != null ? null : given;
        this.storePolicies = orDefaults(options.storePolicies, defaults -> defaults.storePolicies(options.name, time));
        this.loaderPolicies = options.loaderPolicies == null ? List.of() : options.loaderPolicies;
    }

    Cache<T> cache() {
        Messages messages = new Messages(UUID.randomUUID().toString(), namespace.name());
        Store stack = options.store == null ? null : storeStack(options.store);
        StoreTier<T> tier = stack == null
                ? null
                : new StoreTier<>(stack, namespace, settings, tags, counters, coherence, messages, options.bus);
        NearTier<T> near = nearTier();
        LoadSlots slots = new LoadSlots(executor, settings.maximumLoads, settings.maximumWaitingLoads);
        Origin<T> origin = origin();
        Policy loadPolicy = loaderPolicies.isEmpty() ? null : Policy.all(loaderPolicies);
        Engine<T> engine = new Engine<>(new Parts<>(
                settings,
                near,
                tier,
                tags,
                coherence,
                counters,
                new Availability(settings, counters, observer),
                executor,
                slots,
                origin,
                options.bulkLoader,
                loadPolicy,
                observer));

        Snapshots<T> snapshots = options.snapshot == null
                ? null // before anything can change a key
                : new Snapshots<>(engine, namespace, options.snapshot, options.near.mostEntries());
        BusLink<T> bus = new BusLink<>(options.bus, engine, messages, observer);
        if (tier != null) {
            tier.recoverBy(new Recovery<>(engine, tier, bus));
        }
        LockProvider locks = options.locks == null ? LocalLocks.of(time) : options.locks;
        MemoryStore ownCounters = stack == null ? MemoryStore.of(COUNTER_BYTES, time) : null;
        Mutations<T> mutations = new Mutations<>(engine, bus, ownCounters, namespace::storeKey);
        HotRefresher<T> refresher = refresher(engine);
        TimeSource.Handle clock = time.open();
        if (settings.missGuard != null) {
            settings.missGuard.begin(
                    new MissGuard.Setup(options.name, namespace.name(), options.bus == null, time, executor));
        }
        begin(bus, clock);
        Behind<T> behind = behind(engine, mutations, bus, clock);
        EngineView<T> view = new EngineView<>(
                engine,
                options,
                loaderPolicies,
                storePolicies,
                behind == null ? null : behind.queue(),
                describe(tier),
                observer);
        view.opened();
        begin(behind, view, bus, clock);
        if (refresher != null) {
            refresher.start();
        }

        Verbs.Body<T> body = new Verbs.Body<>(
                mutations,
                new WriteThrough<>(
                        engine,
                        mutations,
                        new LoadSlots(executor, settings.maximumLoads, settings.maximumWaitingLoads),
                        options.writeOrder),
                new BulkReads<>(engine),
                new Locking<>(engine, locks, namespace.name() + ':'),
                bus,
                ownCounters != null ? ownCounters : counting(stack),
                namespace::storeKey,
                origin,
                options.bulkLoader,
                writer,
                behind);
        Verbs<T> verbs = observer == null ? new Verbs<>(engine, body) : new WatchedVerbs<>(engine, body, observer);
        Lifecycle<T> lifecycle = new Lifecycle<>(
                engine,
                view,
                bus,
                behind,
                options.locks == null ? locks : () -> {},
                refresher,
                ownExecutor,
                clock,
                ownCounters == null ? () -> {} : ownCounters);
        if (snapshots != null) {
            lifecycle.start(snapshots);
        }
        listen(lifecycle, new SourceTarget<>(verbs));
        return new BlockingCache<>(verbs, lifecycle);
    }

    /** A source is user code; nothing is left behind if it refuses. */
    private void listen(Lifecycle<T> lifecycle, SourceTarget<T> target) {
        try {
            for (InvalidationSource source : options.sources) {
                lifecycle.beforeClose(source.begin(options.name, target));
            }
        } catch (RuntimeException e) {
            lifecycle.close();
            throw new ConfigurationException(
                    "invalidationSource must be a source that can begin: " + e.getMessage(), e);
        }
    }

    /** A bus may refuse, for example because it has all the subscribers it allows; nothing is left behind then. */
    private void begin(BusLink<T> bus, TimeSource.Handle clock) {
        try {
            bus.start();
        } catch (ConfigurationException e) {
            bus.close();
            clock.close();
            throw e;
        } catch (RuntimeException e) {
            clock.close();
            throw new ConfigurationException("invalidation must be a bus that can be subscribed to: " + options.bus, e);
        }
    }

    /** A journal may refuse, too: it is in use, or cannot be read. */
    private @Nullable Behind<T> behind(
            Engine<T> engine, Mutations<T> mutations, BusLink<T> bus, TimeSource.Handle clock) {
        if (writeBehind == null) {
            return null;
        }
        try {
            Behind<T> behind = new Behind<>(engine, mutations, writeBehind, observer);
            engine.showWritesOf(behind);
            return behind;
        } catch (RuntimeException e) {
            bus.close();
            clock.close();
            throw e;
        }
    }

    /** Takes over what an earlier run has left, of which observers hear. */
    private void begin(@Nullable Behind<T> behind, EngineView<T> view, BusLink<T> bus, TimeSource.Handle clock) {
        if (behind == null) {
            return;
        }
        try {
            behind.begin();
        } catch (RuntimeException e) {
            view.closed();
            bus.close();
            clock.close();
            throw e;
        }
    }

    /** The whole stack between the engine and the driver, innermost first. The only place where its order is set. */
    private Store storeStack(Store driver) {
        Store stack = decorated(driver); // the user's own
        stack = Stores.neverThrow(stack); // drivers and user code do throw; from here on nothing does
        stack = observer == null
                ? stack
                : Stores.observed(stack, observer, options.name, time); // every attempt is timed
        if (settings.tracer != null) { // every call with all its attempts
            return Stores.traced(stack, readPolicy(), otherPolicy(), settings.tracer, options.name, namespace::userKey);
        }
        return Stores.resilient(stack, readPolicy(), otherPolicy()); // outermost policy first
    }

    private Store decorated(Store driver) {
        try {
            return Stores.decorated(driver, options.decorators);
        } catch (RuntimeException e) { // decorators are user code
            throw new ConfigurationException("decorate must give a store: " + e.getMessage(), e);
        }
    }

    private @Nullable Policy readPolicy() {
        return storePolicies.isEmpty() ? null : Policy.allForReads(storePolicies);
    }

    private @Nullable Policy otherPolicy() {
        return storePolicies.isEmpty() ? null : Policy.all(storePolicies);
    }

    private NearTier<T> nearTier() {
        Near near = options.near;
        if (!near.isOn()) {
            return new NoNear<>();
        }
        Evictions evictions = new Evictions(counters::evicted);
        Bound<T> bound = near.bound(value -> Oversized.encodedSize(value, options.codec));
        return near.policy() == NearPolicy.CAFFEINE
                ? new CaffeineNear<>(bound.most(), evictions)
                : new MarkedNear<>(options.name, bound, near.pressure(), evictions, time, executor);
    }

    private @Nullable Origin<T> origin() {
        if (options.origin != null) {
            return options.origin;
        }
        return options.bulkLoader == null ? null : Origin.ofBulk(options.bulkLoader);
    }

    private @Nullable HotRefresher<T> refresher(Engine<T> engine) {
        var scanEvery = options.refresh.scanEvery();
        return scanEvery == null ? null : new HotRefresher<>(engine, scanEvery, options.refresh.concurrency());
    }

    private static Counting counting(@Nullable Store stack) {
        Counting counting =
                stack == null ? null : stack.capability(Counting.class).orElse(null);
        return counting != null
                ? counting
                : (key, delta, ttl) ->
                        CompletableFuture.failedFuture(new StoreException("the store cannot count: " + stack));
    }

    /** What the user gave; else, where there is a store, what the class path offers. */
    private List<Policy> orDefaults(
            @Nullable List<Policy> given, java.util.function.Function<PolicyDefaults, List<Policy>> choice) {
        if (given != null || options.store == null) {
            return given == null ? List.of() : given;
        }
        if (options.policyDefaults != null) {
            return choice.apply(options.policyDefaults);
        }
        return ServiceLoader.load(PolicyDefaults.class).findFirst().map(choice).orElse(List.of());
    }

    private String describe(@Nullable StoreTier<T> tier) {
        StringBuilder text = new StringBuilder(options.name).append(": ").append(options.near);
        if (origin() != null) {
            text.append(" > load[");
            String policies = Policy.all(loaderPolicies).toString();
            text.append(policies.equals(Policy.none().toString()) ? "" : policies + " > ");
            text.append(options.bulkLoader != null && options.origin == null ? "bulk loader" : "loader");
            text.append(options.refresh.isOff() ? "]" : ", refresh " + options.refresh + "]");
        }
        if (tier != null) {
            text.append(" > ").append(tier);
        }
        if (settings.missGuard != null) {
            text.append(" > ").append(settings.missGuard);
        }
        if (writeBehind != null) {
            text.append(" > ").append(writeBehind);
        }
        if (options.snapshot != null) {
            text.append(" | ").append(options.snapshot);
        }
        if (options.bus != null) {
            text.append(" | ").append(options.bus);
        }
        if (!options.offline.equals(Offline.on())) {
            text.append(" | ").append(options.offline);
        }
        return text.toString();
    }
}
