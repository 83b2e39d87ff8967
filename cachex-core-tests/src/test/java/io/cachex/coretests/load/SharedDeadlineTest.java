package io.cachex.coretests.load;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.AsyncCache;
import io.cachex.Cache;
import io.cachex.CacheTimeoutException;
import io.cachex.testkit.FakeTime;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** B5: all loads of a cache share one timer, and each is given up in its own time. */
class SharedDeadlineTest {

    private final FakeTime time = new FakeTime();
    private final Cache<String> cache = Cache.builder("words", String.class)
            .timeSource(time)
            .executor(Runnable::run)
            .loadDeadline(ofSeconds(30))
            .timeout(ofSeconds(600))
            .build();
    private final AsyncCache<String> async = cache.async();

    private CompletableFuture<@Nullable String> hanging(String key) {
        return async.get(key, (k, context) -> new CompletableFuture<>());
    }

    private static boolean isGivenUp(CompletableFuture<?> load) {
        return load.isDone() && load.handle((value, failure) -> failure).join() instanceof CacheTimeoutException;
    }

    @Test
    void eachLoadIsGivenUpInItsOwnTime() {
        CompletableFuture<?> first = hanging("a");
        time.advance(ofSeconds(10));
        CompletableFuture<?> second = hanging("b");

        time.advance(ofSeconds(20));
        assertThat(isGivenUp(first)).isTrue();
        assertThat(second).isNotDone();
        time.advance(ofSeconds(10));

        assertThat(isGivenUp(second)).isTrue();
    }

    /**
     * (1) The timer goes off for the first load, which is given up; (2) its caller at once begins another one, which arms the
     * timer for itself; (3) the timer is to be armed for the second, which is due before.
     */
    @Test
    void aLoadThatBeginsMeanwhileDelaysNobodysEnd() {
        CompletableFuture<CompletableFuture<@Nullable String>> third = new CompletableFuture<>();
        CompletableFuture<?> first = hanging("a");
        var unused = first.whenComplete((value, failure) -> third.complete(hanging("c")));
        time.advance(ofSeconds(10));
        CompletableFuture<?> second = hanging("b");

        time.advance(ofSeconds(20));
        assertThat(third).isCompleted();
        time.advance(ofSeconds(10));
        assertThat(isGivenUp(second)).isTrue();
        time.advance(ofSeconds(20));

        assertThat(isGivenUp(third.join())).isTrue();
    }
}
