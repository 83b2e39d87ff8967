package io.cachex.examples.drill.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.examples.drill.contender.Contender;
import io.cachex.examples.drill.contender.ContenderStats;
import io.cachex.examples.drill.data.City;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LaneTest {

    private static final ContenderStats TWO_LOADS = new ContenderStats(0, 2, 0, 2, "open");

    private final Fake cache = new Fake();
    private final Lane lane = new Lane(cache, Lane.WORKERS);

    @AfterEach
    void close() {
        lane.close();
    }

    @Test
    void anAnswerIsNoError() throws Exception {
        send("a", Phase.NORMAL);
        lane.finish();

        Figures figures = lane.figures(Phase.NORMAL);
        assertThat(figures.requests()).isEqualTo(1);
        assertThat(figures.errors()).isZero();
        assertThat(figures.warmRequests()).isZero();
        assertThat(figures.latencies().count()).isEqualTo(1);
        assertThat(lane.firstWarmError()).isNull();
    }

    @Test
    void aKeyThatWasServedBeforeIsWarm() throws Exception {
        send("a", Phase.NORMAL);
        cache.awaitCalls(1);
        cache.failure = new IllegalStateException("boom");
        send("a", Phase.DOWN);
        send("b", Phase.DOWN);
        lane.finish();

        Figures figures = lane.figures(Phase.DOWN);
        assertThat(figures.errors()).isEqualTo(2);
        assertThat(figures.warmRequests()).isEqualTo(1);
        assertThat(figures.warmErrors()).isEqualTo(1);
        assertThat(figures.coldErrors()).isEqualTo(1);
        assertThat(lane.firstWarmError()).isEqualTo("key a while origin down: java.lang.IllegalStateException: boom");
    }

    @Test
    void errorsOfTheCacheDoNotEndItsWorkers() throws Exception {
        cache.failure = new StackOverflowError();
        for (int i = 0; i < 3 * Lane.WORKERS; i++) {
            send("a", Phase.NORMAL);
        }
        lane.finish();

        assertThat(lane.figures(Phase.NORMAL).errors()).isEqualTo(3 * Lane.WORKERS);
        assertThat(cache.calls).hasValue(3 * Lane.WORKERS);
    }

    @Test
    void theCityOfAnotherKeyIsAnError() throws Exception {
        cache.answer = new City("other", "", "", 0, 0);
        send("a", Phase.NORMAL);
        lane.finish();

        assertThat(lane.figures(Phase.NORMAL).errors()).isEqualTo(1);
    }

    @Test
    void aRequestThatWaitedTooLongFailsWithoutTheCacheBeingAsked() throws Exception {
        lane.submit("a", Phase.HANGS, System.nanoTime() - Lane.PATIENCE.toNanos() - 1);
        lane.finish();

        assertThat(lane.figures(Phase.HANGS).errors()).isEqualTo(1);
        assertThat(lane.figures(Phase.HANGS).latencies().percentile(50)).isGreaterThan(Lane.PATIENCE.toNanos());
        assertThat(cache.calls).hasValue(0);
    }

    @Test
    void requestsThatFindNoRoomFailAtOnce() throws Exception {
        keepAllWorkersBusy();
        int room = 4 * Lane.WORKERS + 1; // twice the patience at this rate, and one
        for (int i = 0; i < room + 3; i++) {
            send("a", Phase.HANGS);
        }
        assertThat(lane.figures(Phase.HANGS).errors()).isEqualTo(3);

        cache.gate.countDown();
        lane.finish();

        assertThat(lane.figures(Phase.HANGS).requests()).isEqualTo(Lane.WORKERS + room + 3);
        assertThat(lane.figures(Phase.HANGS).errors()).isEqualTo(3);
    }

    @Test
    void closingFailsWhatStillWaitsAndInterruptsWhatRuns() throws Exception {
        keepAllWorkersBusy();
        send("a", Phase.HANGS);
        send("a", Phase.HANGS);

        lane.close();
        lane.finish();

        assertThat(lane.figures(Phase.HANGS).errors()).isEqualTo(Lane.WORKERS + 2);
    }

    private void keepAllWorkersBusy() {
        cache.gate = new CountDownLatch(1);
        for (int i = 0; i < Lane.WORKERS; i++) {
            send("a", Phase.HANGS);
        }
        cache.awaitCalls(Lane.WORKERS);
    }

    @Test
    void countsOfTheCacheBelongToThePhaseInWhichTheyWereMade() {
        lane.enter(Phase.NORMAL);
        cache.stats = new ContenderStats(1, 1, 0, 1, "closed");
        lane.enter(Phase.SLOW);
        cache.stats = cache.stats.plus(TWO_LOADS);

        assertThat(lane.figures(Phase.NORMAL).stats()).isEqualTo(new ContenderStats(1, 1, 0, 1, "closed"));
        assertThat(lane.figures(Phase.SLOW).stats()).isEqualTo(TWO_LOADS);
        assertThat(lane.figures(Phase.HANGS).stats()).isEqualTo(ContenderStats.NONE);
    }

    /** Due long after now: a slow machine must not use up the request's patience. */
    private void send(String key, Phase phase) {
        lane.submit(key, phase, System.nanoTime() + TimeUnit.HOURS.toNanos(1));
    }

    private static final class Fake implements Contender {

        private final AtomicInteger calls = new AtomicInteger();
        private volatile CountDownLatch gate = new CountDownLatch(0);
        private volatile Throwable failure;
        private volatile City answer;
        private volatile ContenderStats stats = ContenderStats.NONE;

        @Override
        public String name() {
            return "fake";
        }

        @Override
        public City get(String key) throws Exception {
            calls.incrementAndGet();
            gate.await();
            if (failure instanceof Error error) {
                throw error;
            }
            if (failure != null) {
                throw (Exception) failure;
            }
            return answer == null ? new City(key, "", "", 0, 0) : answer;
        }

        void awaitCalls(int count) {
            Awaitility.await().until(() -> calls.get() >= count);
        }

        @Override
        public ContenderStats stats() {
            return stats;
        }

        @Override
        public void close() {}
    }
}
