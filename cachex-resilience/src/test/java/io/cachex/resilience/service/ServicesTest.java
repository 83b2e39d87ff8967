package io.cachex.resilience.service;

import static java.util.Collections.synchronizedList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.CacheClosedException;
import io.cachex.CallRejectedException;
import io.cachex.ConfigurationException;
import io.cachex.testkit.FakeTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** L2: HOT (eager), WARM (pool kept at a minimum), COLD (lazy), BACKGROUND (queue); ordered start and close. */
@Timeout(60)
class ServicesTest {

    private final List<String> events = synchronizedList(new ArrayList<>());
    private final Services services = Services.create();

    @Test
    void startsByTierAndClosesTheOtherWayRound() throws Exception {
        Lazy<AutoCloseable> cold = services.cold("report", () -> made("report"));
        services.background("mail", 10, Runnable::run).submit(() -> events.add("mail sent"));
        services.warm(AdaptivePool.builder("db", () -> made("db"))
                .size(1, 1)
                .timeSource(new FakeTime())
                .build());
        services.hot("config", () -> made("config"));
        services.hot("auth", () -> made("auth"));
        events.clear();

        services.start();
        services.start();
        assertThat(events).containsExactly("config made", "auth made", "db made");
        cold.get();
        services.close();
        services.close();

        assertThat(events)
                .containsExactly(
                        "config made",
                        "auth made",
                        "db made",
                        "report made",
                        "report closed",
                        "db closed",
                        "auth closed",
                        "config closed");
        assertThat(services.names(ServiceTier.HOT)).containsExactly("config", "auth");
        assertThatThrownBy(services::start).isInstanceOf(CacheClosedException.class);
    }

    @Test
    void aStartThatFailsClosesWhatHadStarted() {
        services.hot("config", () -> made("config"));
        services.hot("auth", () -> {
            throw new IOException("down");
        });

        assertThatThrownBy(services::start).hasRootCauseInstanceOf(IOException.class);
        assertThat(events).containsExactly("config made", "config closed");
    }

    @Test
    void refusesTwoOfOneName() {
        services.cold("a", () -> "v");

        assertThatThrownBy(() -> services.hot("a", () -> "v")).isInstanceOf(ConfigurationException.class);
        assertThat(services).hasToString("services(COLD lazy(a, not made))");
    }

    @Test
    void backgroundWorkRunsInItsOrderAndIsBounded() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            BackgroundQueue queue = BackgroundQueue.of("mail", 2, threads);
            queue.submit(() -> {
                begun.countDown();
                awaitQuietly(release);
                throw new IllegalStateException("logged");
            });
            begun.await();
            queue.submit(() -> events.add("1"));
            queue.submit(() -> events.add("2"));
            assertThatThrownBy(() -> queue.submit(() -> events.add("3"))).isInstanceOf(CallRejectedException.class);
            assertThat(queue).hasToString("background(mail, 2 of 2)");

            release.countDown();
            queue.close();

            assertThat(events).containsExactly("1", "2");
            assertThatThrownBy(() -> queue.submit(() -> events.add("4"))).isInstanceOf(CallRejectedException.class);
        } finally {
            threads.shutdownNow();
        }
    }

    /**
     * 1. the first piece is on its way to an executor that is full; 2. a second one comes and relies on the task of the
     * first; 3. the executor refuses that task.
     */
    @Test
    void aPieceThatReliedOnARefusedTaskIsRunAllTheSame() {
        AtomicReference<BackgroundQueue> itself = new AtomicReference<>();
        AtomicBoolean isFull = new AtomicBoolean(true);
        BackgroundQueue queue = BackgroundQueue.of("mail", 10, task -> {
            if (isFull.getAndSet(false)) {
                itself.get().submit(() -> events.add("second"));
                throw new RejectedExecutionException("full");
            }
            task.run();
        });
        itself.set(queue);

        assertThatThrownBy(() -> queue.submit(() -> events.add("first"))).isInstanceOf(CallRejectedException.class);

        queue.close();
        assertThat(events).containsExactly("second");
        assertThat(queue.waiting()).isZero();
    }

    private AutoCloseable made(String name) {
        events.add(name + " made");
        return () -> events.add(name + " closed");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
