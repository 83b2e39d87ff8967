package io.cachex.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.cachex.spi.Policy;
import io.cachex.spi.ReplaceablePolicy;
import io.cachex.testkit.FakeTime;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * P4: on success the policies allocate nothing of their own, on either face, even where the compiler does not help. The
 * bulkhead stands apart: Resilience4j makes two suppliers of events nobody listens to, until the compiler removes them.
 */
@Tag("no-agent")
class AllocationTest {

    private static final int CALLS = 20_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final FakeTime time = new FakeTime();
    private final Policy guards = Policy.all(
            RateLimiter.builder().burst(1_000_000).timeSource(time).build(),
            Retry.builder().timeSource(time).build(),
            CircuitBreaker.builder().timeSource(time).build());

    @Test
    void blockingCallsThatSucceedAllocateNothing() throws Exception {
        Callable<String> code = () -> "well";

        assertThat(bytesPerCall(() -> guards.call(code))).isZero();
    }

    @Test
    void stagesThatHaveSucceededAllocateNothing() throws Exception {
        Policy list = Policy.all(
                guards, Timeout.builder(Duration.ofMillis(80)).timeSource(time).build());
        CompletableFuture<String> done = CompletableFuture.completedFuture("well");
        Policy.Call<String> call = () -> done;

        assertThat(bytesPerCall(() -> list.execute(call))).isZero();
    }

    /** M3: that settings can change at run time costs no allocation either, alone or in a list, with and without something inside. */
    @Test
    void whatCanBeReplacedAllocatesNothing() throws Exception {
        Policy list = Policy.all(
                ReplaceablePolicy.of(Policy.none()),
                ReplaceablePolicy.of(Retry.builder().timeSource(time).build()),
                ReplaceablePolicy.of(CircuitBreaker.builder().timeSource(time).build()));
        Policy reads = Policy.allForReads(List.of(list));
        CompletableFuture<String> done = CompletableFuture.completedFuture("well");
        Policy.Call<String> call = () -> done;
        Callable<String> code = () -> "well";

        assertThat(bytesPerCall(() -> list.execute(call))).isZero();
        assertThat(bytesPerCall(() -> list.call(code))).isZero();
        assertThat(bytesPerCall(() -> reads.execute(call))).isZero();
    }

    @Test
    void aBulkheadAllocatesOnlyWhatResilience4jDoes() throws Exception {
        Policy bulkhead = Bulkhead.builder().timeSource(time).build();
        Callable<String> code = () -> "well";

        assertThat(bytesPerCall(() -> bulkhead.call(code))).isLessThanOrEqualTo(40);
    }

    /** The smallest of a few rounds: a counter may grow, a class be loaded. */
    private long bytesPerCall(Callable<?> call) throws Exception {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < CALLS; i++) {
                call.call();
            }
            least = Math.min(least, (threads.getCurrentThreadAllocatedBytes() - before) / CALLS);
        }
        return least;
    }
}
