package io.cachex.coretests.trace;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.BulkResult;
import io.cachex.Cache;
import io.cachex.CacheClosedException;
import io.cachex.CacheException;
import io.cachex.CacheLock;
import io.cachex.CacheTimeoutException;
import io.cachex.CallRejectedException;
import io.cachex.LoadException;
import io.cachex.LockException;
import io.cachex.Refresh;
import io.cachex.coretests.Caller;
import io.cachex.coretests.load.EachSetup;
import io.cachex.coretests.load.Scene;
import io.cachex.coretests.load.Setup;
import io.cachex.coretests.load.Tiers;
import io.cachex.coretests.trace.RecordingTracer.Piece;
import io.cachex.spi.CacheTracer.Kind;
import io.cachex.spi.Lease;
import io.cachex.spi.LockProvider;
import io.cachex.spi.StoreOperation;
import io.cachex.spi.Tier;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;

/** N3: what is begun is ended, once, however it ends. */
class TracedEndingsTest {

    @AutoClose
    private final Scene scene = new Scene();

    private final RecordingTracer tracer = new RecordingTracer();

    @AfterEach
    void everythingHasEndedOnce() {
        scene.close();
        assertThat(tracer.pieces).isNotEmpty().allSatisfy(piece -> {
            assertThat(piece.outcome).as("%s", piece).isNotNull();
            assertThat(piece.ends).as("%s", piece).hasValue(1);
        });
    }

    private Throwable failureOf(Piece piece) {
        assertThat(piece.outcome).isNotNull();
        Throwable failure = piece.outcome.failure();
        assertThat(failure).isNotNull();
        return failure;
    }

    @EachSetup
    void aLoadThatFails(Setup setup) {
        Cache<String> cache = scene.cache(setup, options -> options.tracer(tracer));
        scene.origin.fail(new IOException("down"));

        assertThatThrownBy(() -> cache.get("a")).isInstanceOf(LoadException.class);

        assertThat(failureOf(tracer.only(Kind.LOAD))).hasMessage("down");
    }

    /** The origin has answered; it is the copy for the near tier that fails. */
    @EachSetup(Tiers.NEAR)
    void aLoadWhoseValueCannotBeKept(Setup setup) {
        Cache<String> cache = scene.cache(
                setup,
                options -> options.tracer(tracer).copyOnRead(value -> {
                    throw new IllegalStateException("no copy");
                }));

        assertThatThrownBy(() -> cache.get("a")).isInstanceOf(LoadException.class);

        assertThat(failureOf(tracer.only(Kind.LOAD))).hasMessage("no copy");
    }

    @EachSetup
    void aLoadWhoseFailureAnOldValueCovers(Setup setup) {
        Cache<String> cache =
                scene.cache(setup, options -> options.tracer(tracer).ttl(ofMinutes(1)));
        cache.get("a");
        scene.advance(ofMinutes(2));
        scene.origin.fail(new IOException("down"));

        assertThat(cache.get("a")).isEqualTo("a@1");

        assertThat(tracer.of(Kind.LOAD)).hasSize(2).last().satisfies(load -> {
            assertThat(failureOf(load)).hasMessage("down");
            assertThat(load.outcome.isStale()).isTrue();
            assertThat(load.outcome.found()).isOne();
            assertThat(load.outcome.tier()).isEqualTo(setup.tiers().haveNear() ? Tier.NEAR : Tier.STORE);
        });
    }

    /** Its thread goes on, for it does not mind being interrupted. */
    @EachSetup
    void aLoadThatIsGivenUp(Setup setup) {
        Cache<String> cache =
                scene.cache(setup, options -> options.tracer(tracer).loadDeadline(ofSeconds(1)));
        scene.origin.hangForEver();
        Caller<String> caller = Scene.reader(cache, "a");
        scene.origin.awaitLoads(1);

        scene.advance(ofSeconds(2));

        assertThat(caller.failure()).isInstanceOf(CacheTimeoutException.class);
        assertThat(failureOf(tracer.only(Kind.LOAD))).isInstanceOf(CacheTimeoutException.class);
    }

    @EachSetup
    void aBulkLoadThatIsGivenUp(Setup setup) {
        Cache<String> cache = scene.cache(
                setup,
                options -> options.tracer(tracer)
                        .loadDeadline(ofSeconds(1))
                        .bulkLoader(keys -> Map.of("a", String.valueOf(scene.origin.load("a")))));
        scene.origin.hangForEver();
        Caller<BulkResult<String>> caller = Caller.waiting(() -> cache.getAll(List.of("a", "b")));
        scene.origin.awaitLoads(1);

        scene.advance(ofSeconds(2));

        assertThat(caller.result().failures()).containsOnlyKeys("a", "b");
        assertThat(failureOf(tracer.only(Kind.LOAD))).isInstanceOf(CacheTimeoutException.class);
    }

    @EachSetup
    void aLoadThatIsRefused(Setup setup) {
        Cache<String> cache =
                scene.cache(setup, options -> options.tracer(tracer).maximumLoads(1, 0));
        scene.origin.hang();
        Caller<String> first = Scene.reader(cache, "a");
        scene.origin.awaitLoads(1);

        assertThatThrownBy(() -> cache.get("b")).isInstanceOf(CallRejectedException.class);

        assertThat(failureOf(tracer.of(Kind.LOAD).get(1))).isInstanceOf(CallRejectedException.class);
        scene.origin.release();
        assertThat(first.result()).isEqualTo("a@1");
    }

    @EachSetup
    void aLoadThatIsStillUnderWayWhenTheCacheIsClosed(Setup setup) {
        Cache<String> cache = scene.cache(setup, options -> options.tracer(tracer));
        scene.origin.hangForEver();
        Caller<String> caller = Scene.reader(cache, "a");
        scene.origin.awaitLoads(1);

        Caller<Boolean> closing = Caller.waiting(() -> {
            cache.close();
            return true;
        });
        scene.advance(ofSeconds(6));

        assertThat(closing.result()).isTrue();
        assertThat(caller.failure()).isInstanceOf(CacheException.class);
        assertThat(failureOf(tracer.only(Kind.LOAD))).isInstanceOf(CacheClosedException.class);
    }

    /** The executor takes no more: the readers go on with what they have. */
    @EachSetup({Tiers.NEAR, Tiers.NEAR_AND_STORE})
    void aRefreshThatCannotBegin(Setup setup) {
        AtomicBoolean isFull = new AtomicBoolean();
        Cache<String> cache = scene.cache(
                setup,
                options -> options.tracer(tracer)
                        .ttl(ofSeconds(100))
                        .refresh(Refresh.ahead())
                        .executor(task -> {
                            if (isFull.get()) {
                                throw new RejectedExecutionException("full");
                            }
                            Thread thread = new Thread(task);
                            thread.setDaemon(true);
                            thread.start();
                        }));
        cache.get("a");
        scene.advance(ofSeconds(90));
        isFull.set(true);

        assertThat(cache.get("a")).isEqualTo("a@1");

        assertThat(failureOf(tracer.only(Kind.REFRESH))).isInstanceOf(CallRejectedException.class);
        isFull.set(false);
    }

    /** A store that never answers ends with the cache. */
    @EachSetup({Tiers.NEAR_AND_STORE, Tiers.STORE})
    void aCallOfAStoreThatHangs(Setup setup) {
        Cache<String> cache = scene.cache(setup, options -> options.tracer(tracer));
        scene.store.on(StoreOperation.READ, StoreOperation.READ_OR_LEASE).hang();
        Caller<String> caller = Scene.reader(cache, "a");
        Scene.until(() -> scene.store.heldCalls() > 0);

        Caller<Boolean> closing = Caller.waiting(() -> {
            cache.close();
            return true;
        });
        scene.advance(ofSeconds(6));

        assertThat(closing.result()).isTrue();
        assertThat(caller.failure()).isInstanceOf(CacheException.class);
        List<Piece> reads = tracer.of(Kind.STORE_READ);
        assertThat(failureOf(reads.get(reads.size() - 1))).isInstanceOf(CacheClosedException.class);
    }

    @EachSetup({Tiers.NEAR_AND_STORE, Tiers.STORE})
    void aCallOfAStoreThatFails(Setup setup) throws Exception {
        Cache<String> cache = scene.cache(setup, options -> options.tracer(tracer));
        scene.store.onAll().fail(new IOException("no route"));

        assertThat(tracer.request("request", () -> cache.get("a"))).isEqualTo("a@1");

        assertThat(tracer.of(Kind.STORE_READ)).allSatisfy(read -> {
            assertThat(read).hasToString("STORE_READ in request");
            assertThat(failureOf(read)).hasMessage("no route");
        });
    }

    @EachSetup(Tiers.NEAR)
    void aLockThatIsTakenAndOneThatIsRefused(Setup setup) throws Exception {
        Cache<String> cache = scene.cache(setup, options -> options.tracer(tracer));

        Optional<CacheLock> lock = tracer.request("request", () -> cache.tryLock("a", ofMinutes(1)));
        Optional<CacheLock> refused = cache.tryLock("a", ofMinutes(1));

        assertThat(lock).isPresent();
        assertThat(refused).isEmpty();
        assertThat(tracer.of(Kind.LOCK))
                .extracting(piece -> piece.outcome.found())
                .containsExactly(1, 0);
        assertThat(tracer.of(Kind.LOCK).get(0)).hasToString("LOCK in request");
    }

    @EachSetup(Tiers.NEAR)
    void aLockThatIsWaitedFor(Setup setup) throws Exception {
        Cache<String> cache = scene.cache(setup, options -> options.tracer(tracer));
        CacheLock held = cache.tryLock("a", ofMinutes(1)).orElseThrow();
        Caller<Optional<CacheLock>> waiting = Caller.waiting(() -> cache.tryLock("a", ofMinutes(1), ofSeconds(10)));
        Scene.until(() -> tracer.of(Kind.LOCK).size() == 2);
        Piece second = tracer.of(Kind.LOCK).get(1);
        assertThat(second.outcome).isNull();
        assertThat(second.task).satisfies(task -> assertThat(task.patience()).isEqualTo(ofSeconds(10)));

        held.close();

        assertThat(waiting.result()).isPresent();
        assertThat(second.outcome.found()).isOne();
    }

    @EachSetup(Tiers.NEAR)
    void aLockServiceThatDoesNotAnswer(Setup setup) {
        LockProvider silent = new LockProvider() {
            @Override
            public CompletionStage<Optional<Lease>> tryAcquire(String name, Duration ttl) {
                return new CompletableFuture<>();
            }

            @Override
            public void close() {}
        };
        Cache<String> cache =
                scene.cache(setup, options -> options.tracer(tracer).locks(silent));
        Caller<Optional<CacheLock>> caller = Caller.waiting(() -> cache.tryLock("a", ofMinutes(1)));
        Scene.until(() -> tracer.of(Kind.LOCK).size() == 1);

        scene.advance(ofSeconds(6));

        assertThat(caller.failure()).isInstanceOf(LockException.class);
        assertThat(failureOf(tracer.only(Kind.LOCK))).isInstanceOf(LockException.class);
    }
}
