package io.cachex.coretests.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.Near;
import io.cachex.spi.StoreOperation;
import io.cachex.store.MemoryStore;
import io.cachex.testkit.FakeTime;
import io.cachex.testkit.FaultyStore;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * E7: a removal that the store refused never lets the old value come back, not even by a read that is under way while it is
 * made up for: it has found the old value, and is looked at when the key is trusted again.
 */
class MadeUpMeanwhileTest {

    private final FakeTime time = new FakeTime();
    private final MemoryStore memory = MemoryStore.of(1 << 20, time);
    private final FaultyStore faulty = FaultyStore.around(memory, time);
    private final SlowReplies store = new SlowReplies(faulty);
    private final Cache<String> cache = Cache.builder("words", String.class)
            .timeSource(time)
            .near(Near.maximumSize(10))
            .store(store)
            .storePolicies()
            .noTimeout()
            .build();

    @Test
    void aReadFromBeforeTheRemovalIsNotBelievedAfterIt() {
        cache.put("a", "old");
        cache.put("b", "old");
        faulty.on(StoreOperation.REMOVE).fail(new IOException("down"));
        assertThatThrownBy(() -> cache.invalidate("a")).hasRootCauseMessage("down");
        assertThatThrownBy(() -> cache.invalidate("b")).hasRootCauseMessage("down");
        store.hold();
        CompletableFuture<String> one = cache.async().getIfPresent("a");
        CompletableFuture<? extends Map<String, String>> many = cache.async().getAllPresent(List.of("b"));

        faulty.heal();
        Awaitility.await().pollInterval(Duration.ofMillis(2)).until(() -> {
            time.advance(Duration.ofSeconds(1));
            return memory.size() == 0;
        });
        store.release();

        assertThat(one).succeedsWithin(Duration.ofSeconds(30)).isNull();
        assertThat(many)
                .succeedsWithin(Duration.ofSeconds(30))
                .satisfies(found -> assertThat(found).isEmpty());
        assertThat(cache.getIfPresent("a")).isNull();
        assertThat(cache.getIfPresent("b")).isNull();
    }
}
