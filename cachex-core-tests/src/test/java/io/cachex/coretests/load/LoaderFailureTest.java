package io.cachex.coretests.load;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.CacheException;
import io.cachex.CallRejectedException;
import io.cachex.LoadException;
import io.cachex.coretests.Caller;
import io.cachex.coretests.EachFace;
import io.cachex.coretests.Face;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;

class LoaderFailureTest {

    @AutoClose
    private final Scene scene = new Scene();

    /** The ways in which a loader is run: on the executor, and on its caller's thread. */
    private static final List<UnaryOperator<CacheBuilder<String>>> THREADS =
            List.of(options -> options, CacheBuilder::noTimeout);

    /** B1, BI34, design trap 2: whatever a loader throws, its flight ends, and the key can be loaded again. */
    @EachSetup
    void whateverALoaderThrowsItsFlightEnds(Setup setup) {
        for (UnaryOperator<CacheBuilder<String>> thread : THREADS) {
            for (Throwable failure : List.of(
                    new IOException("checked"),
                    new IllegalStateException("unchecked"),
                    new AssertionError("an error"),
                    new StackOverflowError("too deep"))) {
                Cache<String> cache = scene.cache(setup, options -> thread.apply(options));

                Caller<String> caller = Caller.start(() -> cache.get("a", key -> sneaky(failure)));

                assertThat(caller.failure()).isInstanceOf(LoadException.class).hasCause(failure);
                assertThat(cache.stats().runningLoads()).isZero();
                assertThat(cache.get("a", key -> "good")).isEqualTo("good");
                cache.invalidate("a");
            }
        }
    }

    /** BI34: a loader that is interrupted ends its flight; on its caller's thread the interrupt flag is kept. */
    @EachSetup
    void interruptedLoaderEndsItsFlight(Setup setup) {
        for (UnaryOperator<CacheBuilder<String>> thread : THREADS) {
            Cache<String> cache = scene.cache(setup, options -> thread.apply(options));

            Caller<String> caller = Caller.start(() -> cache.get("a", key -> sneaky(new InterruptedException("stop"))));

            assertThat(caller.failure())
                    .isInstanceOf(CacheException.class)
                    .hasRootCauseInstanceOf(InterruptedException.class);
            Scene.until(() -> cache.stats().runningLoads() == 0);
            assertThat(cache.get("a", key -> "good")).isEqualTo("good");
            cache.invalidate("a");
        }
    }

    /** B1: a loader that returns null says that there is no value. */
    @EachSetup
    void nullIsAbsence(Setup setup) {
        Cache<String> cache = scene.cache(setup);

        assertThat(cache.get("a", key -> null)).isNull();
        assertThat(cache.getIfPresent("a")).isNull();
        assertThat(cache.get("a")).isEqualTo("a@1");
    }

    /** B1, BI34, design trap 2: an asynchronous loader may throw before it returns a stage. */
    @EachFace
    void asynchronousLoaderThatThrowsBeforeItReturnsAStageFailsItsLoad(Face face) {
        Cache<String> cache = asyncCache(
                face,
                options -> options.asyncLoader((key, context) -> {
                    throw new IOException("no stage");
                }));

        assertThatThrownBy(() -> cache.get("a"))
                .isInstanceOf(LoadException.class)
                .hasRootCauseMessage("no stage");
        assertThat(cache.stats().runningLoads()).isZero();
    }

    /** B1: a null stage is a failure, not absence. */
    @EachFace
    @SuppressWarnings("NullAway") // on purpose
    void nullStageFailsItsLoad(Face face) {
        Cache<String> cache = asyncCache(face, options -> options.asyncLoader((key, context) -> null));

        assertThatThrownBy(() -> cache.get("a"))
                .isInstanceOf(LoadException.class)
                .hasRootCauseInstanceOf(NullPointerException.class);
    }

    /** B1: a stage that fails is the loader's failure, without the wrapper that carries it. */
    @EachFace
    void failedStageIsUnwrapped(Face face) {
        IOException down = new IOException("down");
        Cache<String> cache = asyncCache(
                face,
                options -> options.asyncLoader(
                        (key, context) -> CompletableFuture.failedFuture(new CompletionException(down))));

        assertThatThrownBy(() -> cache.get("a"))
                .isInstanceOf(LoadException.class)
                .hasCause(down);
    }

    /** B1, BI32, design trap 1: a loader that asks the cache for its own key is told so. */
    @EachSetup
    void loaderThatAsksForItsOwnKeyGetsAnIllegalStateException(Setup setup) {
        for (UnaryOperator<CacheBuilder<String>> thread : THREADS) {
            Cache<String> cache = scene.cache(setup, options -> thread.apply(options));

            Caller<String> caller = Caller.start(() -> cache.get("a", key -> cache.get(key, again -> "never")));

            assertThat(caller.failure()).isInstanceOf(LoadException.class);
            assertThat(root(caller.failure()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("must not ask its cache for the key it is loading");
        }
    }

    /** B1, BI32: also through the load of another key, which runs on another thread. */
    @EachSetup
    void loaderThatAsksForItsOwnKeyThroughAnotherGetsAnIllegalStateException(Setup setup) {
        for (UnaryOperator<CacheBuilder<String>> thread : THREADS) {
            Cache<String> cache = scene.cache(setup, options -> thread.apply(options));

            Caller<String> caller =
                    Caller.start(() -> cache.get("a", a -> cache.get("b", b -> cache.get("c", c -> cache.get("a")))));

            assertThat(root(caller.failure())).isInstanceOf(IllegalStateException.class);
        }
    }

    /** B1: a loader may ask for other keys. */
    @EachSetup
    void loaderMayAskForOtherKeys(Setup setup) {
        for (UnaryOperator<CacheBuilder<String>> thread : THREADS) {
            Cache<String> cache = scene.cache(setup, options -> thread.apply(options));

            Caller<String> caller = Caller.start(() -> cache.get("a", a -> cache.get("b", b -> "b") + "a"));

            assertThat(caller.result()).isEqualTo("ba");
            cache.clear();
        }
    }

    /** B1, BI32: a bulk loader that asks for one of its keys is told so. */
    @EachSetup
    void bulkLoaderThatAsksForOneOfItsKeysGetsAnIllegalStateException(Setup setup) {
        for (UnaryOperator<CacheBuilder<String>> thread : THREADS) {
            Cache<String> cache = scene.cache(setup, options -> thread.apply(options));

            Caller<Map<String, ?>> caller = Caller.start(() -> cache.getAll(
                            List.of("a", "b"), keys -> Map.of("a", String.valueOf(cache.get("a"))))
                    .failures());

            assertThat(caller.result()).containsOnlyKeys("a", "b");
            assertThat(caller.result().values())
                    .allSatisfy(
                            failure -> assertThat(root((Throwable) failure)).isInstanceOf(IllegalStateException.class));
        }
    }

    /** B1: a bulk loader's map is user code, too. */
    @EachSetup
    void bulkLoaderWhoseMapThrowsFailsItsKeys(Setup setup) {
        Cache<String> cache = scene.cache(setup);
        Map<String, String> broken = new java.util.AbstractMap<>() {
            @Override
            public java.util.Set<Entry<String, String>> entrySet() {
                throw new IllegalStateException("broken map");
            }
        };

        Caller<Map<String, ?>> caller = Caller.start(
                () -> cache.getAll(List.of("a", "b"), keys -> broken).failures());

        assertThat(caller.result()).containsOnlyKeys("a", "b");
        assertThat(cache.stats().runningLoads()).isZero();
    }

    /** B1, B5: an executor that cannot start a load fails it, and no place among the loads is lost. */
    @EachFace
    void executorThatThrowsLosesNoSlot(Face face) {
        AtomicInteger failing = new AtomicInteger(3);
        Executor executor = task -> {
            if (failing.getAndDecrement() > 0) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            new Thread(task).start();
        };
        Cache<String> cache =
                asyncCache(face, options -> options.executor(executor).maximumLoads(1, 0));
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> cache.get("a")).isInstanceOf(CallRejectedException.class);
        }

        Caller<String> caller = Caller.start(() -> cache.get("a"));

        assertThat(caller.result()).isEqualTo("a@1");
    }

    /** Design trap 11: a loader's exception is not taken for the store's: nothing reads or writes the store again. */
    @EachSetup({Tiers.NEAR_AND_STORE, Tiers.STORE})
    void loadersExceptionIsNoStoreError(Setup setup) {
        Cache<String> cache = scene.cache(setup, options -> options.ttl(ofMinutes(1)));
        io.cachex.StoreException thrown = new io.cachex.StoreException("the loader's own store");

        assertThatThrownBy(() -> cache.get("a", key -> {
                    throw thrown;
                }))
                .isSameAs(thrown);

        assertThat(scene.observer.failedStoreCalls(io.cachex.spi.StoreOperation.READ_OR_LEASE))
                .isZero();
        assertThat(scene.observer.failedLoads()).isOne();
        assertThat(scene.store.calls(io.cachex.spi.StoreOperation.READ_OR_LEASE))
                .isOne();
    }

    private Cache<String> asyncCache(Face face, UnaryOperator<CacheBuilder<String>> options) {
        return face.of(scene.cache(Tiers.NEAR, options));
    }

    private static @Nullable Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> String sneaky(Throwable failure) throws X {
        throw (X) failure;
    }
}
