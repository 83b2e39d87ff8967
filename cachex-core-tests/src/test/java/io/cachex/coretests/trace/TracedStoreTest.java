package io.cachex.coretests.trace;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.LoadContext;
import io.cachex.Near;
import io.cachex.PutOptions;
import io.cachex.coretests.Caller;
import io.cachex.coretests.load.DriverStore;
import io.cachex.coretests.load.EachSetup;
import io.cachex.coretests.load.Scene;
import io.cachex.coretests.load.Setup;
import io.cachex.coretests.load.Tiers;
import io.cachex.coretests.trace.RecordingTracer.Piece;
import io.cachex.resilience.Retry;
import io.cachex.spi.CacheTracer.Kind;
import io.cachex.spi.StoreOperation;
import io.cachex.spi.Tier;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AutoClose;

/** N3: calls of the store are followed, as parts of what their callers do, although many begin on the store's threads. */
class TracedStoreTest {

    @AutoClose
    private final Scene scene = new Scene();

    private final RecordingTracer tracer = new RecordingTracer();

    @AutoClose("shutdown")
    private final ExecutorService driver = Executors.newSingleThreadExecutor();

    private List<String> of(StoreOperation operation) {
        return tracer.pieces.stream()
                .filter(piece -> piece.task != null && piece.task.operation() == operation)
                .map(Piece::toString)
                .toList();
    }

    @EachSetup({Tiers.NEAR_AND_STORE, Tiers.STORE})
    void aMissReadsTheStoreLoadsAndFillsTheStore(Setup setup) throws Exception {
        Cache<String> cache = scene.cache(setup, options -> options.tracer(tracer));

        tracer.request("request", () -> cache.get("a"));

        tracer.awaitEnds();
        assertThat(of(StoreOperation.READ_OR_LEASE)).containsExactly("STORE_READ in request");
        assertThat(of(StoreOperation.FILL)).containsExactly("STORE_WRITE in LOAD");
        assertThat(tracer.of(Kind.STORE_READ)).last().satisfies(read -> {
            assertThat(read.outcome.found()).isZero();
            assertThat(read.outcome.tier()).isEqualTo(Tier.STORE);
        });
        assertThat(cache.describe()).contains("traced");
    }

    @EachSetup(Tiers.STORE)
    void aHitOfTheStoreIsFound(Setup setup) throws Exception {
        scene.otherNode().put("a", "there");
        Cache<String> cache = scene.cache(setup, options -> options.tracer(tracer));

        assertThat(tracer.request("request", () -> cache.get("a"))).isEqualTo("there");

        assertThat(tracer.of(Kind.STORE_READ))
                .last()
                .satisfies(read -> assertThat(read.outcome.found()).isOne());
        assertThat(tracer.of(Kind.LOAD)).isEmpty();
    }

    /** Each of these asks the store again where it has answered, on its own thread. */
    @EachSetup({Tiers.NEAR_AND_STORE, Tiers.STORE})
    void changesArePartsOfWhatTheirCallersDo(Setup setup) throws Exception {
        Cache<String> cache = driven(setup);

        request("put", () -> cache.put("a", "1", PutOptions.defaults().tags("tag")));
        request("putIfAbsent", () -> cache.putIfAbsent("b", "1"));
        request("invalidate", () -> cache.invalidate("a"));
        request("invalidateTag", () -> cache.invalidateTag("tag"));

        tracer.awaitEnds();
        assertThat(of(StoreOperation.WRITE)).containsExactly("STORE_WRITE in put");
        assertThat(of(StoreOperation.COMPARE_AND_WRITE)).containsExactly("STORE_WRITE in putIfAbsent");
        assertThat(of(StoreOperation.READ)).containsExactly("STORE_READ in putIfAbsent");
        assertThat(of(StoreOperation.REMOVE)).containsExactly("STORE_REMOVE in invalidate");
        assertThat(of(StoreOperation.ADVANCE)).containsExactly("STORE_REMOVE in invalidateTag");
    }

    /** So is the load after a look into the store, and what it takes to hold its answer against its tags. */
    @EachSetup({Tiers.NEAR_AND_STORE, Tiers.STORE})
    void readsArePartsOfWhatTheirCallersDo(Setup setup) throws Exception {
        Cache<String> cache = driven(setup);
        request("load", () -> cache.get("a"));
        Cache<String> other = setup.face().of(scene.built(driven().near(Near.off())));
        tracer.awaitEnds();
        Scene.until(() -> other.getIfPresent("a") != null);
        tracer.pieces.clear();

        request("read", () -> other.get("a"));

        assertThat(tracer.pieces).extracting(Piece::toString).containsOnly("STORE_READ in read");
        assertThat(of(StoreOperation.GENERATIONS)).hasSize(2);
        assertThat(of(StoreOperation.READ)).hasSize(1);
    }

    private Cache<String> driven(Setup setup) {
        return setup.face().of(scene.built(setup.tiers().haveNear() ? driven() : driven().near(Near.off())));
    }

    /** Over a store that answers on a thread of its own. */
    private CacheBuilder<String> driven() {
        return Cache.builder("users", String.class)
                .timeSource(scene.time)
                .loader((String key, LoadContext<String> context) -> {
                    context.tags(List.of("loaded"));
                    assertThat(tracer.here()).hasToString("LOAD in load");
                    return key;
                })
                .tracer(tracer)
                .storePolicies()
                .store(new DriverStore(scene.memory, driver));
    }

    private void request(String name, ThrowingCallable call) throws Exception {
        tracer.request(name, () -> {
            try {
                call.call();
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
            return name;
        });
    }

    @EachSetup(Tiers.STORE)
    void countersAreFollowed(Setup setup) throws Exception {
        Cache<String> cache = scene.cache(setup, options -> options.tracer(tracer));

        request("increment", () -> cache.increment("n", 1, ofMinutes(1)));

        assertThat(of(StoreOperation.INCREMENT)).containsExactly("STORE_WRITE in increment");
    }

    /** A write of a key that waits for the one before it is begun by that one's thread, and yet is its own caller's. */
    @EachSetup({Tiers.NEAR_AND_STORE, Tiers.STORE})
    void aWriteThatHadToWaitIsAPartOfWhatItsOwnCallerDoes(Setup setup) {
        Cache<String> cache = scene.cache(setup, options -> options.tracer(tracer));
        scene.store.on(StoreOperation.WRITE).hang();
        Caller<Boolean> first = Caller.waiting(() -> tracer.request("first", () -> put(cache, "1")));
        Scene.until(() -> scene.store.heldCalls() == 1);
        Caller<Boolean> second = Caller.waiting(() -> tracer.request("second", () -> put(cache, "2")));
        assertThat(of(StoreOperation.WRITE)).hasSize(1);

        scene.store.heal();
        scene.store.release();

        assertThat(first.result()).isTrue();
        assertThat(second.result()).isTrue();
        tracer.awaitEnds();
        assertThat(of(StoreOperation.WRITE)).containsExactly("STORE_WRITE in first", "STORE_WRITE in second");
    }

    private static boolean put(Cache<String> cache, String value) {
        cache.put("a", value);
        return true;
    }

    @EachSetup(Tiers.STORE)
    void whatThePoliciesTryAgainIsOneCall(Setup setup) throws Exception {
        Cache<String> cache = scene.cache(
                setup,
                options -> options.tracer(tracer)
                        .storePolicies(Retry.builder()
                                .maxRetries(2)
                                .initialDelay(ofMillis(1))
                                .build()));
        scene.store.on(StoreOperation.REMOVE).failNext(2, new IOException("not now"));

        tracer.request("request", () -> {
            cache.invalidate("a");
            return null;
        });

        assertThat(of(StoreOperation.REMOVE)).containsExactly("STORE_REMOVE in request");
        assertThat(tracer.only(Kind.STORE_REMOVE).retries).hasValue(2);
        assertThat(tracer.only(Kind.STORE_REMOVE).outcome)
                .satisfies(outcome -> assertThat(outcome.failure()).isNull());
    }

    /** What a caller chains to an answer goes on in the caller's trace, whoever has brought the answer. */
    @EachSetup
    void whatFollowsAnAnswerIsAPartOfWhatItsOwnCallerDoes(Setup setup) throws Exception {
        Cache<String> cache = scene.cache(setup, options -> options.tracer(tracer));
        Queue<String> after = new ConcurrentLinkedQueue<>();
        scene.origin.hang();
        CompletableFuture<?> first = tracer.request(
                "first", () -> cache.async().get("a").thenAccept(value -> after.add("first: " + tracer.hereName())));
        CompletableFuture<?> second = tracer.request(
                "second", () -> cache.async().get("a").thenAccept(value -> after.add("second: " + tracer.hereName())));
        CompletableFuture<?> nobody =
                cache.async().get("a").thenAccept(value -> after.add("nobody: " + tracer.hereName()));

        scene.origin.release();

        Scene.until(() -> first.isDone() && second.isDone() && nobody.isDone());
        assertThat(after).containsExactlyInAnyOrder("first: first", "second: second", "nobody: null");
    }

    /** Two requests after each other on the threads of one pool: nothing of the first is left there. */
    @EachSetup
    void nothingOfARequestIsLeftOnTheThreadsThatWorkedForIt(Setup setup) throws Exception {
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        Cache<String> cache = scene.cache(
                setup,
                options -> options.tracer(tracer).executor(driver).loader(key -> {
                    seen.add(key + ": " + tracer.here().parent);
                    return key;
                }));

        for (int i = 0; i < 200; i++) {
            String key = "k" + i;
            if (i % 2 == 0) {
                tracer.request(key, () -> cache.get(key));
            } else {
                cache.get(key);
            }
        }

        for (int i = 0; i < 200; i++) {
            assertThat(seen.poll()).isEqualTo("k" + i + ": " + (i % 2 == 0 ? "k" + i : null));
        }
        assertThat(tracer.here()).isNull();
        assertThat(driver.submit(() -> String.valueOf(tracer.here())).get()).isEqualTo("null");
    }
}
