package io.cachex.coretests.load;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.CacheException;
import io.cachex.CacheTimeoutException;
import io.cachex.CallOptions;
import io.cachex.coretests.Caller;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AutoClose;

class CallerCancelTest {

    @AutoClose
    private final Scene scene = new Scene();

    private static final List<UnaryOperator<CacheBuilder<String>>> THREADS =
            List.of(options -> options, CacheBuilder::noTimeout);

    /** B1, BI35, design trap 5: the caller who started the load leaves, and the others get their answer. */
    @EachSetup
    void interruptOfTheCallerWhoStartedTheLoadLeavesTheOthersAlone(Setup setup) {
        for (UnaryOperator<CacheBuilder<String>> thread : THREADS) {
            Cache<String> cache = scene.cache(setup, options -> thread.apply(options));
            scene.origin.set("a", "value").hang();
            Caller<String> leader = Scene.reader(cache, "a");
            Caller<String> follower = Scene.reader(cache, "a");

            leader.interrupt();

            assertThat(leader.failure()).isInstanceOf(CacheException.class);
            assertThat(follower.isDone()).isFalse();
            scene.origin.release();
            assertThat(follower.result()).isEqualTo("value");
            cache.invalidate("a");
        }
    }

    /** B1, BI35: the load is nobody's: it goes on for those who come later, and its value is kept. */
    @EachSetup
    void loadGoesOnWhenItsOnlyCallerLeaves(Setup setup) {
        for (UnaryOperator<CacheBuilder<String>> thread : THREADS) {
            Cache<String> cache = scene.cache(setup, options -> thread.apply(options));
            scene.origin.set("a", "value").hang();
            Caller<String> leader = Scene.reader(cache, "a");

            leader.interrupt();
            assertThat(leader.failure()).isInstanceOf(CacheException.class);
            scene.origin.release();

            Scene.until(() -> "value".equals(cache.getIfPresent("a")));
            cache.invalidate("a");
        }
    }

    /** B1, BI35: a follower who leaves takes nothing with him. */
    @EachSetup
    void interruptOfAFollowerLeavesTheLoadAlone(Setup setup) {
        for (UnaryOperator<CacheBuilder<String>> thread : THREADS) {
            Cache<String> cache = scene.cache(setup, options -> thread.apply(options));
            scene.origin.set("a", "value").hang();
            Caller<String> leader = Scene.reader(cache, "a");
            Caller<String> follower = Scene.reader(cache, "a");

            follower.interrupt();

            assertThat(follower.failure()).isInstanceOf(CacheException.class);
            scene.origin.release();
            assertThat(leader.result()).isEqualTo("value");
            cache.invalidate("a");
        }
    }

    /** B1, BI35: the same for a bulk load. */
    @EachSetup
    void interruptOfTheCallerOfABulkLoadLeavesTheOthersAlone(Setup setup) {
        for (UnaryOperator<CacheBuilder<String>> thread : THREADS) {
            Cache<String> cache = scene.cache(setup, options -> thread.apply(options));
            scene.origin.set("a", "value").hang();
            Caller<?> leader = Caller.waiting(
                    () -> cache.getAll(List.of("a", "b"), keys -> java.util.Map.of("a", scene.origin.load("a"))));
            Caller<String> follower = Scene.reader(cache, "a");

            leader.interrupt();

            assertThat(leader.failure()).isInstanceOf(CacheException.class);
            scene.origin.release();
            assertThat(follower.result()).isEqualTo("value");
            cache.invalidate("a");
        }
    }

    /** B1, BI35: one caller's timeout is his own. */
    @EachSetup
    void timeoutOfOneCallerLeavesTheOthersAlone(Setup setup) {
        Cache<String> cache =
                scene.cache(setup, options -> options.timeout(ofHours(1)).loadDeadline(ofHours(2)));
        scene.origin.hang();
        Caller<String> patient = Scene.reader(cache, "a");
        Caller<String> hurried =
                Caller.waiting(() -> cache.get("a", CallOptions.defaults().timeout(ofSeconds(1))));

        scene.advance(ofMinutes(1));

        assertThat(hurried.failure()).isInstanceOf(CacheTimeoutException.class);
        assertThat(patient.isDone()).isFalse();
        scene.origin.release();
        assertThat(patient.result()).isEqualTo("a@1");
    }

    /** A3, BI35: completing or cancelling a returned future affects its holder only. */
    @EachSetup
    void futureThatIsCompletedOrCancelledIsItsHoldersAlone(Setup setup) {
        Cache<String> cache = scene.cache(setup);
        scene.origin.hang();
        CompletableFuture<String> cancelled = cache.async().get("a");
        CompletableFuture<String> completed = cache.async().get("a");
        Caller<String> other = Scene.reader(cache, "a");

        cancelled.cancel(true);
        completed.complete("forged");

        scene.origin.release();
        assertThat(other.result()).isEqualTo("a@1");
        assertThat(cache.getIfPresent("a")).isEqualTo("a@1");
    }
}
