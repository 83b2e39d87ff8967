package io.cachex.coretests.trace;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.BulkLoader;
import io.cachex.Cache;
import io.cachex.Loader;
import io.cachex.Refresh;
import io.cachex.coretests.Caller;
import io.cachex.coretests.load.EachSetup;
import io.cachex.coretests.load.Scene;
import io.cachex.coretests.load.Setup;
import io.cachex.coretests.load.Tiers;
import io.cachex.coretests.trace.RecordingTracer.Piece;
import io.cachex.resilience.Retry;
import io.cachex.spi.CacheObserver;
import io.cachex.spi.CacheTracer.Kind;
import io.cachex.spi.StoreOperation;
import io.cachex.spi.Tier;
import io.cachex.store.Stores;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;

/** N3: loads are followed, as parts of what their callers do, on whatever thread they run. */
class TracedLoadsTest {

    @AutoClose
    private final Scene scene = new Scene();

    private final RecordingTracer tracer = new RecordingTracer();
    private final Queue<String> seenByLoader = new ConcurrentLinkedQueue<>();

    /** Notes what it runs as a part of, as a traced client would. */
    private final Loader<String> loader = key -> {
        seenByLoader.add(tracer.here() + "");
        return scene.origin.load(key);
    };

    @EachSetup
    void aLoadIsAPartOfTheReadThatAsksAndItsLoaderRunsWithin(Setup setup) throws Exception {
        Cache<String> cache =
                scene.cache(setup, options -> options.loader(loader).tracer(tracer));

        String value = tracer.request("request", () -> cache.get("a"));

        assertThat(value).isEqualTo("a@1");
        assertThat(tracer.only(Kind.LOAD)).hasToString("LOAD in request");
        assertThat(seenByLoader).containsExactly("LOAD in request");
        assertThat(tracer.only(Kind.LOAD).task).satisfies(task -> {
            assertThat(task.cache()).isEqualTo("users");
            assertThat(task.keys()).isOne();
            assertThat(task.names()).isEmpty();
        });
        assertThat(tracer.only(Kind.LOAD).outcome).satisfies(outcome -> {
            assertThat(outcome.tier()).isEqualTo(Tier.ORIGIN);
            assertThat(outcome.found()).isOne();
            assertThat(outcome.failure()).isNull();
        });
    }

    @EachSetup
    void aLoadOnTheCallersThreadIsFollowedAlike(Setup setup) throws Exception {
        Cache<String> cache = scene.cache(
                setup, options -> options.loader(loader).tracer(tracer).noTimeout());

        tracer.request("request", () -> cache.get("a"));

        assertThat(seenByLoader).containsExactly("LOAD in request");
    }

    @EachSetup
    void anAsyncLoaderIsCalledWithin(Setup setup) throws Exception {
        CompletableFuture<String> later = new CompletableFuture<>();
        Cache<String> cache = scene.cache(
                setup,
                options -> options.tracer(tracer).asyncLoader((key, context) -> {
                    seenByLoader.add(tracer.here() + "");
                    return later;
                }));

        Caller<String> caller = Caller.waiting(() -> tracer.request("request", () -> cache.get("a")));
        Scene.until(() -> seenByLoader.size() == 1);
        assertThat(tracer.only(Kind.LOAD).outcome).isNull();
        later.complete("late");

        assertThat(caller.result()).isEqualTo("late");
        assertThat(seenByLoader).containsExactly("LOAD in request");
        assertThat(tracer.only(Kind.LOAD).outcome).isNotNull();
    }

    /** What the policies try again is told of the same load. */
    @EachSetup
    void anAttemptAfterTheFirstIsToldOfTheLoad(Setup setup) throws Exception {
        AtomicInteger loads = new AtomicInteger();
        Cache<String> cache = scene.cache(
                setup,
                options -> options.tracer(tracer)
                        .noTimeout()
                        .loaderPolicies(Retry.builder()
                                .maxRetries(2)
                                .initialDelay(ofMillis(1))
                                .build())
                        .loader(key -> {
                            seenByLoader.add(tracer.here() + "");
                            if (loads.incrementAndGet() < 3) {
                                throw new IOException("not yet");
                            }
                            return "third";
                        }));

        assertThat(tracer.request("request", () -> cache.get("a"))).isEqualTo("third");

        assertThat(tracer.only(Kind.LOAD).retries).hasValue(2);
        assertThat(seenByLoader).hasSize(3).containsOnly("LOAD in request");
    }

    /** Who joins a load that is under way begins none, and is told which one it waits for. */
    @EachSetup
    void whoJoinsALoadHasALinkToIt(Setup setup) {
        Cache<String> cache = scene.cache(setup, options -> options.tracer(tracer));
        scene.origin.hang();
        Caller<String> first = Caller.waiting(() -> tracer.request("first", () -> cache.get("a")));
        scene.origin.awaitLoads(1);
        Caller<String> second = Caller.waiting(() -> tracer.request("second", () -> cache.get("a")));
        Scene.until(() -> tracer.joined.size() == 1);

        scene.origin.release();

        assertThat(List.of(first.result(), second.result())).containsOnly("a@1");
        assertThat(tracer.only(Kind.LOAD)).hasToString("LOAD in first");
        assertThat(tracer.joined).containsExactly(new RecordingTracer.Joined("second", tracer.only(Kind.LOAD)));
    }

    /** A value that was read too late is served at once; what loads it anew is a part of that read, and ends later. */
    @EachSetup({Tiers.NEAR, Tiers.NEAR_AND_STORE})
    void aRefreshIsAPartOfTheReadThatCausedIt(Setup setup) throws Exception {
        Cache<String> cache = scene.cache(
                setup,
                options -> options.loader(loader)
                        .tracer(tracer)
                        .ttl(ofSeconds(100))
                        .refresh(Refresh.ahead()));
        cache.get("a");
        scene.advance(ofSeconds(90));
        scene.origin.hang();

        assertThat(tracer.request("reader", () -> cache.get("a"))).isEqualTo("a@1");
        scene.origin.awaitLoads(2);

        Piece refresh = tracer.only(Kind.REFRESH);
        assertThat(refresh).hasToString("REFRESH in reader");
        assertThat(refresh.outcome).isNull();
        scene.origin.release();
        tracer.awaitEnds();
        assertThat(seenByLoader).containsExactly("LOAD", "REFRESH in reader");
        assertThat(tracer.of(Kind.LOAD)).hasSize(1);
        assertThat(tracer.of(Kind.STORE_READ))
                .filteredOn(read -> read.parent == refresh)
                .extracting(read -> read.task.operation())
                .containsExactlyElementsOf(
                        setup.tiers().haveStore()
                                ? List.of(StoreOperation.GENERATIONS, StoreOperation.READ_OR_LEASE)
                                : List.of());
    }

    @EachSetup
    void staleWhileRevalidateLoadsAsAPartOfItsReader(Setup setup) throws Exception {
        Cache<String> cache = scene.cache(
                setup,
                options ->
                        options.loader(loader).tracer(tracer).ttl(ofMinutes(1)).staleWhileRevalidate(ofMinutes(5)));
        cache.get("a");
        scene.advance(ofMinutes(2));

        tracer.request("reader", () -> cache.get("a"));

        Scene.until(() -> scene.origin.loads() == 2);
        tracer.awaitEnds();
        assertThat(tracer.only(Kind.REFRESH)).hasToString("REFRESH in reader");
        assertThat(seenByLoader).containsExactly("LOAD", "REFRESH in reader");
    }

    /** Single misses of several callers share a load: a part of the first one's, with a link to each other's. */
    @EachSetup
    void aLoadOfSeveralCallersHasLinksToThem(Setup setup) {
        BulkLoader<String> all = keys -> {
            seenByLoader.add(tracer.here() + "");
            return Map.of("a", "1", "b", "2");
        };
        Cache<String> cache = scene.built(setup.tiers()
                .put(Cache.builder("users", String.class), Stores.unclosed(scene.store))
                .timeSource(scene.time)
                .bulkLoader(all)
                .bulkWindow(ofMillis(10))
                .tracer(tracer));
        Caller<String> first = Caller.waiting(() -> tracer.request("first", () -> cache.get("a")));
        Caller<String> second = Caller.waiting(() -> tracer.request("second", () -> cache.get("b")));

        scene.advance(ofMillis(10));

        assertThat(List.of(first.result(), second.result())).containsExactly("1", "2");
        Piece load = tracer.only(Kind.LOAD);
        assertThat(load).hasToString("LOAD in first");
        assertThat(load.links).singleElement().hasToString("second");
        assertThat(load.task).satisfies(task -> assertThat(task.keys()).isEqualTo(2));
        assertThat(load.outcome)
                .satisfies(outcome -> assertThat(outcome.found()).isEqualTo(2));
        assertThat(load.ends).hasValue(1);
        assertThat(seenByLoader).containsExactly("LOAD in first");
    }

    @EachSetup
    void aReadOfManyKeysIsOneLoad(Setup setup) throws Exception {
        Cache<String> cache =
                scene.cache(setup, options -> options.tracer(tracer).bulkLoader(keys -> Map.of("a", "1", "b", "2")));

        tracer.request("request", () -> cache.getAll(List.of("a", "b", "c")));

        assertThat(tracer.only(Kind.LOAD)).hasToString("LOAD in request");
        assertThat(tracer.only(Kind.LOAD).outcome)
                .satisfies(outcome -> assertThat(outcome.found()).isEqualTo(2));
    }

    /** A value from near memory is nobody's business: 10,000 hits, nothing begun, nothing asked. */
    @EachSetup({Tiers.NEAR, Tiers.NEAR_AND_STORE})
    void nearHitsAreNotFollowed(Setup setup) throws Exception {
        Cache<String> cache = scene.cache(setup, options -> options.tracer(tracer));
        cache.get("a");
        tracer.awaitEnds();
        int begun = tracer.pieces.size();
        int asked = tracer.contexts();

        tracer.request("request", () -> {
            for (int i = 0; i < 10_000; i++) {
                assertThat(cache.get("a")).isEqualTo("a@1");
            }
            return null;
        });

        assertThat(tracer.pieces).hasSize(begun);
        assertThat(tracer.contexts()).isEqualTo(asked);
    }

    /** Who times loads can say which one it was: the observer is told within. */
    @EachSetup
    void theObserverHearsOfALoadWithinIt(Setup setup) throws Exception {
        Queue<String> told = new ConcurrentLinkedQueue<>();
        Cache<String> cache = scene.cache(
                setup,
                options -> options.tracer(tracer).observer(new CacheObserver() {
                    @Override
                    public void onLoad(String name, long nanos, @Nullable Throwable failure) {
                        told.add(tracer.here() + "");
                    }
                }));

        tracer.request("request", () -> cache.get("a"));

        assertThat(told).containsExactly("LOAD in request");
    }
}
