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
import io.cachex.spi.SelfPublishing;
import io.cachex.spi.SnapshotPlace;
import io.cachex.spi.Store;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a {@link CacheBuilder} was told, and the defaults of the rest. */
final class Options<T> {

    final String name;
    final Codec<T> codec;

    String app = Namespace.DEFAULT_APP;
    String env = Namespace.DEFAULT_ENV;
    Lifetimes lifetimes = Lifetimes.standard();
    Duration revalidateAfterLoss = Duration.ZERO;
    Refresh refresh = Refresh.off();
    Duration timeout = Duration.ofSeconds(5);
    Duration softTimeout = Duration.ZERO;
    Duration loadDeadline = Duration.ofSeconds(30);
    Duration loadLease = Duration.ofSeconds(3);
    int maximumLoads = 64;
    int maximumWaitingLoads = 1_024;
    Duration backoffMin = Duration.ofSeconds(1);
    Duration backoffMax = Duration.ofSeconds(30);
    Duration closeTimeout = Duration.ofSeconds(5);
    Duration bulkWindow = Duration.ZERO;
    int maximumKeyBytes = KeyRules.DEFAULT_MAX_KEY_BYTES;
    int maximumValueBytes = 16 << 20;
    int maximumSubscribers = 50;
    boolean redactKeys;

    @Nullable
    Encryption encryption;

    @Nullable
    Compression compression;

    @Nullable
    Integer schemaVersion;

    @Nullable
    SchemaUpgrade<T> schemaUpgrade;

    FailureClassifier classifier = Failures.standard();
    Offline offline = Offline.on();
    Near near = Near.maximumSize(Near.DEFAULT_MAXIMUM_SIZE);
    Priority priority = Priority.NORMAL;
    WriteOrder writeOrder = WriteOrder.ORIGIN_FIRST;
    RefusedChanges refusedChanges = RefusedChanges.FAIL;
    TimeSource time = TimeSource.system();
    final List<UnaryOperator<Store>> decorators = new ArrayList<>();
    final List<InvalidationSource> sources = new ArrayList<>();
    final List<CacheObserver> observers = new ArrayList<>();
    final List<Consumer<? super Cache<T>>> whenBuilt = new ArrayList<>();

    @Nullable
    Predicate<Throwable> staleIf;

    @Nullable
    Origin<T> origin;

    @Nullable
    BulkLoader<T> bulkLoader;

    @Nullable
    Writer<T> writer;

    @Nullable
    BackgroundWriting<T> writeBehind;

    @Nullable
    Store store;

    @Nullable
    List<Policy> storePolicies;

    @Nullable
    PolicyDefaults policyDefaults;

    @Nullable
    List<Policy> loaderPolicies;

    @Nullable
    SnapshotPlace snapshot;

    @Nullable
    InvalidationBus bus;

    @Nullable
    LockProvider locks;

    @Nullable
    MissGuard missGuard;

    @Nullable
    UnaryOperator<T> copier;

    @Nullable
    CacheTracer tracer;

    @Nullable
    Executor executor;

    Options(String name, Codec<T> codec) {
        this.name = name;
        this.codec = codec;
    }

    static List<Policy> policies(String option, Policy... policies) {
        Rules.notNull(option, policies);
        for (Policy policy : policies) {
            Rules.notNull(option, policy);
        }
        return List.of(policies);
    }

    /** Gives a cache to those who want to know it, and closes it if one of them does not. */
    Cache<T> tell(Cache<T> cache) {
        try {
            whenBuilt.forEach(action -> action.accept(cache));
        } catch (RuntimeException | Error e) { // user code
            cache.close();
            throw e;
        }
        return cache;
    }

    /** Refuses options that contradict each other. */
    void check() {
        Rules.require(
                timeout.isZero() || softTimeout.compareTo(timeout) < 0,
                "softTimeout",
                softTimeout,
                "below timeout (" + timeout + ")");
        Rules.require(
                timeout.isZero() || bulkWindow.compareTo(timeout) < 0,
                "bulkWindow",
                bulkWindow,
                "below timeout (" + timeout + ")");
        boolean loads = origin != null || bulkLoader != null;
        lifetimes.checked(loads);
        boolean tellsOthers =
                store != null && store.capability(SelfPublishing.class).isPresent();
        Rules.require(
                missGuard == null || bus != null || !tellsOthers,
                "missGuard",
                String.valueOf(missGuard),
                "left out where other nodes write to the store and there is no invalidation bus to hear of it");
        Rules.require(loads || refresh.isOff(), "refresh", refresh, "off where there is no loader");
        Rules.require(
                bulkLoader != null || bulkWindow.isZero(),
                "bulkWindow",
                bulkWindow,
                "zero where there is no bulk loader");
        Rules.require(
                refresh.scanEvery() == null || near.isOn(), "refresh", refresh, "unscheduled without a near tier");
        Rules.require(store != null || near.isOn(), "near", near, "on where there is no store");
        Rules.require(
                priority == Priority.NORMAL || near.policy() == NearPolicy.MARKED,
                "priority",
                priority,
                "NORMAL with " + near);
        Rules.require(
                store != null || decorators.isEmpty(), "decorate", "a decorator", "left out where there is no store");
        Rules.require(
                store != null || snapshot != null || encryption == null,
                "encryption",
                "a key",
                "left out where there is neither store nor snapshot");
        Rules.require(snapshot == null || near.isOn(), "snapshot", "a place", "left out without a near tier");
        Rules.require(
                store != null || compression == null,
                "compression",
                String.valueOf(compression),
                "left out where there is no store");
        Rules.require(
                store != null || schemaUpgrade == null,
                "schemaVersion",
                "an upgrade",
                "without an upgrade where there is no store");
        Rules.require(
                store != null || storePolicies == null,
                "storePolicies",
                "policies",
                "left out where there is no store");
        Rules.require(
                store != null || writeOrder == WriteOrder.ORIGIN_FIRST,
                "writeOrder",
                writeOrder,
                "ORIGIN_FIRST where there is no store");
        Rules.require(
                store != null || refusedChanges == RefusedChanges.FAIL,
                "refusedChanges",
                refusedChanges,
                "FAIL where there is no store");
        Rules.require(
                writeBehind == null || writer == null || writeBehind.writer() == null,
                "writer",
                "a writer",
                "left out where writeBehind has one");
        Rules.require(
                revalidateAfterLoss.isZero() || (store != null && bus != null && loads),
                "revalidateAfterLoss",
                revalidateAfterLoss,
                "zero without a store, a bus and a loader");
    }
}
