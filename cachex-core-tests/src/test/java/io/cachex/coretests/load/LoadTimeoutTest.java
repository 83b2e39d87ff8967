package io.cachex.coretests.load;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.cachex.CacheTimeoutException;
import io.cachex.CallOptions;
import io.cachex.CallRejectedException;
import io.cachex.Lookup;
import io.cachex.coretests.Caller;
import io.cachex.coretests.EachFace;
import io.cachex.coretests.Face;
import io.cachex.spi.StoreOperation;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;

class LoadTimeoutTest {

    @AutoClose
    private final Scene scene = new Scene();

    /** B5: soft timeout: serve stale now, finish in background. */
    @EachSetup
    void softTimeoutServesStaleNowAndTheLoadGoesOn(Setup setup) {
        Cache<String> cache =
                scene.cache(setup, options -> options.ttl(ofMinutes(1)).softTimeout(ofMillis(100)));
        cache.get("a");
        scene.advance(ofMinutes(2));
        scene.origin.hang();
        Caller<Lookup<String>> reader = Caller.waiting(() -> cache.find("a"));
        scene.origin.awaitLoads(2);

        scene.advance(ofMillis(100));

        assertThat(reader.result().value()).isEqualTo("a@1");
        assertThat(reader.result().staleReason()).isEqualTo(Lookup.StaleReason.LOAD_SLOW);
        scene.origin.release();
        Scene.until(() -> "a@2".equals(cache.getIfPresent("a")));
    }

    /** B5: with nothing stale to serve, the soft timeout changes nothing. */
    @EachSetup
    void softTimeoutWaitsOnWhereThereIsNothingStale(Setup setup) {
        Cache<String> cache = scene.cache(setup, options -> options.softTimeout(ofMillis(100)));
        scene.origin.hang();
        Caller<String> reader = Scene.reader(cache, "a");
        scene.origin.awaitLoads(1);

        scene.advance(ofMillis(200));

        assertThat(reader.isDone()).isFalse();
        scene.origin.release();
        assertThat(reader.result()).isEqualTo("a@1");
    }

    /** B5: hard timeout: give up, and the load goes on for those who come later. */
    @EachSetup
    void hardTimeoutGivesUpAndTheLoadGoesOn(Setup setup) {
        Cache<String> cache = scene.cache(setup);
        scene.origin.hang();
        Caller<String> reader = Scene.reader(cache, "a");
        scene.origin.awaitLoads(1);

        scene.advance(ofSeconds(5));

        assertThat(reader.failure()).isInstanceOf(CacheTimeoutException.class).hasMessageContaining("5000 ms");
        scene.origin.release();
        Scene.until(() -> "a@1".equals(cache.getIfPresent("a")));
        assertThat(scene.origin.loads()).isOne();
    }

    /** B4, B5: a hard timeout is an unavailability, which a stale value covers. */
    @EachSetup
    void hardTimeoutServesTheStaleValueIfThereIsOne(Setup setup) {
        Cache<String> cache = scene.cache(setup, options -> options.ttl(ofMinutes(1)));
        cache.get("a");
        scene.advance(ofMinutes(2));
        scene.origin.hang();
        Caller<Lookup<String>> reader = Caller.waiting(() -> cache.find("a"));
        scene.origin.awaitLoads(2);

        scene.advance(ofSeconds(5));

        assertThat(reader.result().value()).isEqualTo("a@1");
        assertThat(reader.result().staleReason()).isEqualTo(Lookup.StaleReason.LOAD_SLOW);
        assertThat(reader.result().cause()).isInstanceOf(CacheTimeoutException.class);
    }

    /** A4: a call may have a timeout of its own. */
    @EachSetup
    void callMayHaveATimeoutOfItsOwn(Setup setup) {
        Cache<String> cache = scene.cache(setup);
        scene.origin.hang();
        Caller<String> reader =
                Caller.waiting(() -> cache.get("a", CallOptions.defaults().timeout(ofMillis(50))));
        scene.origin.awaitLoads(1);

        scene.advance(ofMillis(50));

        assertThat(reader.failure()).isInstanceOf(CacheTimeoutException.class).hasMessageContaining("50 ms");
    }

    /** B5: an abandoned load has a deadline of its own; then it is interrupted and the key can be loaded again. */
    @EachSetup
    void loadThatHangsIsInterruptedAtItsDeadlineAndTheKeyIsLoadableAgain(Setup setup) {
        Cache<String> cache = scene.cache(setup, options -> options.timeout(ofHours(1)));
        scene.origin.hang();
        Caller<String> reader = Scene.reader(cache, "a");
        scene.origin.awaitLoads(1);

        scene.advance(ofSeconds(30));

        assertThat(reader.failure()).isInstanceOf(CacheTimeoutException.class).hasMessageContaining("30000 ms");
        Scene.until(() -> scene.origin.interrupts() == 1);
        scene.origin.release();
        assertThat(cache.get("a")).isEqualTo("a@2");
        assertThat(cache.stats().runningLoads()).isZero();
    }

    /** B5, issue 2: a loader that hangs for ever: the key is loadable again, the threads are bounded by the bulkhead. */
    @EachSetup
    void loadersThatHangForEverHoldNoMoreThanTheirSlots(Setup setup) {
        Cache<String> cache =
                scene.cache(setup, options -> options.timeout(ofHours(1)).maximumLoads(3, 0));
        scene.origin.hangForEver();
        List<Caller<String>> stuck =
                List.of(Scene.reader(cache, "a"), Scene.reader(cache, "b"), Scene.reader(cache, "c"));
        scene.origin.awaitLoads(3);
        scene.advance(ofSeconds(30));
        assertThat(stuck).extracting(Caller::failure).allMatch(CacheTimeoutException.class::isInstance);

        Caller<String> refused = Caller.start(() -> cache.get("a"));

        assertThat(refused.failure()).isInstanceOf(CallRejectedException.class);
        assertThat(scene.origin.loads()).isEqualTo(3);
        scene.origin.release();
        Awaitility.await().untilAsserted(() -> assertThat(cache.get("a")).isEqualTo("a@2"));
    }

    /** B5: a load that waits for a slot until its deadline never runs, and its slot is not lost. */
    @EachSetup
    void loadThatWaitedForASlotUntilItsDeadlineNeverRuns(Setup setup) {
        Cache<String> cache =
                scene.cache(setup, options -> options.timeout(ofHours(1)).maximumLoads(1, 1));
        scene.origin.hangForEver();
        Caller<String> running = Scene.reader(cache, "a");
        scene.origin.awaitLoads(1);
        Caller<String> waiting = Scene.reader(cache, "b");

        scene.advance(ofSeconds(30));
        assertThat(running.failure()).isInstanceOf(CacheTimeoutException.class);
        assertThat(waiting.failure()).isInstanceOf(CacheTimeoutException.class);
        scene.origin.release();

        Awaitility.await().untilAsserted(() -> assertThat(cache.get("c")).isEqualTo("c@1"));
        assertThat(scene.origin.loads("b")).isZero();
    }

    /** B5: the age of the oldest running load is a metric. */
    @EachSetup
    void ageOfTheOldestLoadIsCounted(Setup setup) {
        Cache<String> cache = scene.cache(setup, options -> options.timeout(ofHours(1)));
        scene.origin.hang();
        Scene.reader(cache, "a");
        scene.origin.awaitLoads(1);

        scene.advance(ofSeconds(7));

        assertThat(cache.stats().runningLoads()).isOne();
        assertThat(cache.stats().oldestLoad()).isBetween(ofSeconds(7).minusNanos(1_000), ofSeconds(7));
    }

    /** B5, design trap 3: a loader with a deadline does not run on the thread that waits for it. */
    @EachSetup
    void loaderWithADeadlineRunsOnTheExecutor(Setup setup) {
        Cache<String> cache = scene.cache(setup);

        String thread = cache.get("a", key -> Thread.currentThread().getName());

        assertThat(thread).startsWith("cachex-users-");
    }

    /** B5: without a limit the blocking caller runs the loader itself. */
    @EachSetup
    void loaderWithoutALimitRunsOnItsCallersThread(Setup setup) {
        Cache<String> cache = scene.cache(setup, options -> options.noTimeout());

        String thread = cache.get("a", key -> Thread.currentThread().getName());

        assertThat(thread)
                .startsWith(
                        setup.face() == Face.BLOCKING ? Thread.currentThread().getName() : "cachex-users-");
    }

    /** B5: an asynchronous load that is given up is cancelled and gives its slot back at once: it holds no thread. */
    @EachFace
    void asynchronousLoadIsCancelledAtItsDeadline(Face face) {
        CompletableFuture<String> never = new CompletableFuture<>();
        Cache<String> cache = face.of(scene.cache(
                Tiers.NEAR,
                options -> options.asyncLoader(
                                (key, context) -> key.equals("a") ? never : CompletableFuture.completedFuture("value"))
                        .timeout(ofHours(1))
                        .maximumLoads(1, 0)));
        Caller<String> reader = Scene.reader(cache, "a");
        Scene.until(() -> never.getNumberOfDependents() > 0);

        scene.advance(ofSeconds(30));

        assertThat(reader.failure()).isInstanceOf(CacheTimeoutException.class);
        Scene.until(never::isCancelled);
        assertThat(cache.get("b")).isEqualTo("value");
    }

    /** B1, B5, design trap 10: a read of the store that never answers does not hold its key for ever. */
    @EachSetup({Tiers.NEAR_AND_STORE, Tiers.STORE})
    void storeThatNeverAnswersDoesNotHoldTheKeyForEver(Setup setup) {
        Cache<String> cache = scene.cache(setup);
        scene.store.on(StoreOperation.READ, StoreOperation.READ_OR_LEASE).hang();
        Caller<String> reader = Scene.reader(cache, "a");
        Caller<String> looking = Caller.waiting(() -> cache.getIfPresent("b"));
        Caller<?> bulk = Caller.waiting(() -> cache.getAll(List.of("c", "d")));

        scene.advance(ofSeconds(30));

        assertThat(reader.failure()).isInstanceOf(CacheTimeoutException.class);
        assertThat(looking.failure()).isInstanceOf(CacheTimeoutException.class);
        bulk.result();
        Scene.until(() -> cache.stats().runningLoads() == 0);
        scene.store.heal(); // what hangs hangs on
        assertThat(cache.get("a")).isEqualTo("a@1");
        assertThat(cache.getIfPresent("b")).isNull();
        assertThat(cache.getAll(List.of("c", "d"))).containsEntry("c", "c@1").containsEntry("d", "d@1");
    }

    /** B5, B8: a bulk load that hangs is given up, too, and its keys can be loaded again. */
    @EachSetup
    void bulkLoadThatHangsIsGivenUpAtItsDeadline(Setup setup) {
        Cache<String> cache = scene.cache(setup, options -> options.timeout(ofHours(1)));
        SlowLoads loads = new SlowLoads();
        Caller<?> reader = Caller.waiting(() -> cache.getAll(
                        List.of("a", "b"),
                        keys -> java.util.Map.of("a", loads.next("late").load("a", null)))
                .failures()
                .keySet());
        loads.awaitBegun(1);

        scene.advance(ofSeconds(30));

        assertThat(reader.result()).isEqualTo(java.util.Set.of("a", "b"));
        assertThat(cache.getAll(List.of("a", "b"))).containsEntry("a", "a@1").containsEntry("b", "b@1");
    }
}
