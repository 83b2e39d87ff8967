package io.cachex.coretests.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.AsyncCache;
import io.cachex.Cache;
import io.cachex.Near;
import io.cachex.coretests.races.Rounds;
import io.cachex.store.MemoryStore;
import io.cachex.testkit.FakeTime;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * BI40: byte arrays are never shared among callers. Where there is no near tier the store's answer is its one caller's own,
 * and is not copied:
 *
 * <ol>
 *   <li>a caller reads the store, and its flight can be joined;
 *   <li>the answer comes, and nobody has joined: it is to be handed over as it is;
 *   <li>a second caller joins, and gets the same array.
 * </ol>
 *
 * <p>So (2) closes the flight to others first, and the second caller reads for itself.
 */
@Timeout(180)
class SharedValueRaceTest {

    private static final byte[] VALUE = "value".getBytes(StandardCharsets.UTF_8);

    private final FakeTime time = new FakeTime();
    private final SlowReplies store = new SlowReplies(MemoryStore.of(1 << 20, time));
    private final AsyncCache<byte[]> cache = Cache.builder("arrays", byte[].class)
            .timeSource(time)
            .executor(Runnable::run)
            .near(Near.off())
            .store(store)
            .storePolicies()
            .noTimeout()
            .build()
            .async();

    private CompletableFuture<byte[]> first = CompletableFuture.completedFuture(VALUE.clone());
    private volatile CompletableFuture<byte[]> second = CompletableFuture.completedFuture(VALUE.clone());

    @Test
    void twoCallersOfOneReadNeverShareAnArray() {
        cache.put("a", VALUE).join();

        Rounds.run(
                Rounds.of(3_000),
                () -> {
                    check();
                    store.hold();
                    first = cache.getIfPresent("a");
                },
                store::release,
                () -> second = cache.getIfPresent("a"));

        check();
    }

    private void check() {
        assertThat(first.join()).isEqualTo(VALUE);
        assertThat(second.join()).isEqualTo(VALUE).isNotSameAs(first.join());
    }
}
