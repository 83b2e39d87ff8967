package io.cachex.redis.jvms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cachex.spi.TimeSource;
import io.cachex.testkit.redis.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** FT5, FT6: 2,000 requests a second, and the server stands still. */
@Timeout(120)
class FrozenServerTest {

    private static final boolean SOAK = Boolean.getBoolean("cachex.soak");
    private static final Duration BOUND = Duration.ofMillis(SOAK ? 2_000 : 1_000);
    private static final Duration FROZEN = Duration.ofMillis(SOAK ? 5_000 : 2_500);
    private static final Duration KNOWN = BOUND.plusMillis(500); // near copies are old, and five requests timed out

    /**
     * No caller of a warm key waits for longer than a request's timeout (100 ms; here five times that); when the link counts
     * as dead the 99th percentile is below 1 ms (here five times that); the heap does not grow by what is not answered.
     */
    @Test
    void nobodyWaitsLongWhileTheServerStandsStill() throws InterruptedException {
        try (RedisServer server = RedisServer.create().start();
                SharedNumbers shared = SharedNumbers.create(AskingNode.VERY_LONG_WAITS + 1);
                ChildJvm node =
                        ChildJvm.start(AskingNode.class, shared, server.uri(), BOUND.toMillis(), KNOWN.toMillis())) {
            ChildJvm.awaitReady(shared, 1, List.of(node));
            pause(Duration.ofMillis(1_500)); // warm
            lookAtHeap(shared, 1);
            long warm = shared.get(AskingNode.CALLS);

            shared.set(AskingNode.FROZEN_AT, TimeSource.system().nanos());
            server.freeze();
            pause(FROZEN);
            long calls = shared.get(AskingNode.CALLS) - warm;
            shared.set(ChildMain.ROUND, 1); // no more waits are noted
            lookAtHeap(shared, 3);
            server.thaw();
            shared.set(ChildMain.END, 1);
            node.awaitEnd();

            System.out.println("frozen for " + FROZEN.toMillis() + " ms: " + calls + " calls, the longest wait "
                    + shared.get(AskingNode.LONGEST) / 1_000_000.0 + " ms (" + shared.get(AskingNode.LONG_WAITS)
                    + " above 50 ms, " + shared.get(AskingNode.VERY_LONG_WAITS)
                    + " above 150 ms), p99 when the link counts as dead "
                    + shared.get(AskingNode.P99) / 1_000 + " us of " + shared.get(AskingNode.SETTLED_CALLS)
                    + " calls, heap " + shared.get(AskingNode.GROWTH) / 1024 + " KiB more");
            assertThat(shared.get(AskingNode.FAILED)).isZero();
            assertThat(calls).isGreaterThan(500);
            assertThat(Duration.ofNanos(shared.get(AskingNode.LONGEST))).isLessThan(Duration.ofMillis(5 * 100));
            assertThat(shared.get(AskingNode.SETTLED_CALLS)).isGreaterThan(100);
            assertThat(Duration.ofNanos(shared.get(AskingNode.P99))).isLessThan(Duration.ofMillis(5));
            assertThat(shared.get(AskingNode.GROWTH)).isLessThan(12 << 20);
        }
    }

    private static void lookAtHeap(SharedNumbers shared, int step) {
        shared.set(AskingNode.HEAP, step);
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> shared.get(AskingNode.HEAP) == step + 1);
    }

    private static void pause(Duration time) throws InterruptedException {
        assertThat(new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS))
                .isFalse();
    }
}
