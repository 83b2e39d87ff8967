package io.cachex.coretests.behind;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.BulkWriter;
import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.spi.JournalEntry.Operation;
import io.cachex.testkit.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** E4: a queue that is full lets its callers wait; those who do not wait themselves take no more threads than loads do. */
@Timeout(120)
class WaitingCallsTest {

    private static final int THREADS = 4;
    private static final int CALLS = 200;

    private final FakeTime time = new FakeTime();
    private final HeldQueue<String> queue = new HeldQueue<>(BulkWriter.of(new Rows()));

    private CacheBuilder<String> words(String name) {
        return Cache.builder(name, String.class)
                .timeSource(time)
                .maximumLoads(THREADS, 1)
                .writeBehind(queue);
    }

    private static List<CompletableFuture<?>> calls(Cache<String> cache) {
        List<CompletableFuture<?>> calls = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            calls.add(cache.async().writeBehind("k" + i, "v"));
        }
        return calls;
    }

    private static long threadsOf(Cache<String> cache) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("cachex-" + cache.name() + "-"))
                .count();
    }

    private static void awaitThreads(Cache<String> cache) {
        Awaitility.await().pollInterval(Duration.ofMillis(2)).until(() -> threadsOf(cache) >= THREADS);
    }

    @Test
    void callersWhoDoNotWaitTakeFewThreads() {
        queue.block(Operation.PUT);
        try (Cache<String> cache = words("patient").noTimeout().build()) {
            List<CompletableFuture<?>> calls = calls(cache);
            awaitThreads(cache);
            long taken = threadsOf(cache);
            queue.unblock();
            assertThat(taken).isEqualTo(THREADS);

            assertThat(CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)))
                    .succeedsWithin(Duration.ofSeconds(60));
            assertThat(queue.waitingKeys()).hasSize(CALLS);
        }
    }

    /** Who was told that it took too long is not written all the same much later, unless the queue had been asked. */
    @Test
    void whoHasWaitedTooLongIsNotAcceptedLater() {
        queue.block(Operation.PUT);
        try (Cache<String> cache = words("impatient").build()) {
            List<CompletableFuture<?>> calls = calls(cache);
            awaitThreads(cache);

            time.advance(Duration.ofMinutes(1));
            queue.unblock();

            for (CompletableFuture<?> call : calls) {
                assertThat(call).failsWithin(Duration.ofSeconds(60));
            }
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> queue.waitingKeys().size() == THREADS);
        }
    }
}
