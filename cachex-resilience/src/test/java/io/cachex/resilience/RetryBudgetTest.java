package io.cachex.resilience;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.testkit.FakeTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** D2: at most 20 % extra calls over 10 s. */
class RetryBudgetTest {

    private static final IOException AWAY = new IOException("away");

    private final FakeTime time = new FakeTime();
    private final RetryBudget budget = RetryBudget.builder().timeSource(time).build();

    /** D2: in an outage 1,000 calls are at most 1,200 attempts, not 4,000. */
    @ParameterizedTest
    @EnumSource
    void retriesDoNotMultiplyAnOutage(Face face) {
        Retry retry = Retry.builder()
                .timeSource(new JumpingNowhere(time))
                .budget(budget)
                .executor(Runnable::run)
                .build();
        AtomicInteger attempts = new AtomicInteger();

        for (int i = 0; i < 1_000; i++) {
            face.failureOf(retry, () -> {
                attempts.incrementAndGet();
                throw AWAY;
            });
        }

        assertThat(attempts).hasValue(1_200);
        assertThat(retry.retries()).isEqualTo(200);
        assertThat(budget.refused()).isPositive();
    }

    /** Where calls are rare, a few retries are always there: 10 in 10 s. */
    @Test
    void rareCallsMayBeRetried() {
        budget.countCall();

        assertThat(granted(100)).isEqualTo(10);
    }

    @Test
    void theWindowSlides() {
        calls(1_000);
        assertThat(granted(1_000)).isEqualTo(200);

        time.advance(ofSeconds(9));
        assertThat(granted(1)).as("after 9 s").isZero();
        time.advance(ofSeconds(3));
        assertThat(granted(1_000)).as("calls and retries have gone").isEqualTo(10);
        calls(500);
        assertThat(granted(1_000)).isEqualTo(90);
    }

    @Test
    void retriesThatAreSpreadAreBoundedToo() {
        int granted = 0;
        for (int second = 0; second < 30; second++) {
            calls(100);
            granted += granted(100);
            time.advance(ofSeconds(1));
        }

        assertThat(granted).isBetween(400, 600);
    }

    @Test
    void isSharedBetweenRetries() {
        Retry one = Retry.builder()
                .timeSource(new JumpingNowhere(time))
                .budget(budget)
                .build();
        Retry other = Retry.builder()
                .timeSource(new JumpingNowhere(time))
                .budget(budget)
                .build();

        Face.BLOCKING.fail(100, one, AWAY);
        Face.BLOCKING.fail(100, other, AWAY);

        assertThat(one.retries() + other.retries()).isEqualTo(40);
    }

    @Test
    void isExactUnderConcurrency() throws Exception {
        RetryBudget generous = RetryBudget.builder().ratio(10).timeSource(time).build();
        for (int i = 0; i < 20_000; i++) {
            generous.countCall();
        }
        ExecutorService threads = Executors.newFixedThreadPool(4);
        CyclicBarrier start = new CyclicBarrier(4);
        try {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(threads.submit(() -> {
                    start.await();
                    return granted(generous, 60_000);
                }));
            }
            int granted = 0;
            for (Future<Integer> one : all) {
                granted += one.get();
            }
            assertThat(granted).isEqualTo(200_000);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void noBudgetMeansNoRetries() {
        RetryBudget none =
                RetryBudget.builder().ratio(0).minimum(0).timeSource(time).build();
        none.countCall();

        assertThat(none.tryRetry()).isFalse();
        assertThat(none.refused()).isEqualTo(1);
    }

    @Test
    void printsItself() {
        assertThat(RetryBudget.defaults()).hasToString("budget(20% in 10s)");
    }

    private void calls(int count) {
        for (int i = 0; i < count; i++) {
            budget.countCall();
        }
    }

    private int granted(int wanted) {
        return granted(budget, wanted);
    }

    private static int granted(RetryBudget budget, int wanted) {
        int granted = 0;
        for (int i = 0; i < wanted; i++) {
            granted += budget.tryRetry() ? 1 : 0;
        }
        return granted;
    }
}
