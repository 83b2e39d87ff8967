package io.cachex.resilience.upstream;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.cachex.CacheClosedException;
import io.cachex.spi.Subscription;
import io.cachex.testkit.FakeTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** I7: onHealthChange never blocks the checker; a slow listener gets the latest state, and never loses the last one. */
@Timeout(60)
class HealthChangeTest {

    private final FakeTime time = new FakeTime();
    private final Origin eu = Origin.well("eu");
    private final Origin us = Origin.well("us");
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(Upstreams.class);

    @BeforeEach
    void listenToTheLog() {
        logger.setAdditive(false);
        logger.setLevel(Level.INFO);
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void leaveTheLog() {
        logger.detachAppender(log);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    @Test
    void tellsThePresentStateAndEachChange() {
        Upstreams<String> upstreams = direct().add(eu.upstream(1)).build();
        List<Integer> healthy = new ArrayList<>();

        Subscription subscription = upstreams.onHealthChange(state -> healthy.add(state.healthy()));
        eu.isWell = false;
        upstreams.check();
        eu.isWell = true;
        upstreams.check();
        upstreams.check(); // nothing new

        assertThat(healthy).containsExactly(1, 0, 1);
        assertThat(subscription.isActive()).isTrue();
        subscription.close();
        eu.isWell = false;
        upstreams.check();
        assertThat(healthy).hasSize(3);
        assertThat(subscription.isActive()).isFalse();
    }

    @Test
    void aSlowListenerMissesStatesButNotTheLastOneAndHoldsNobodyUp() {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        List<Integer> heard = new CopyOnWriteArrayList<>();
        try (Upstreams<String> upstreams = Upstreams.<String>builder("users")
                .timeSource(time)
                .successesToJoin(1)
                .failuresToLeave(1)
                .add(eu.upstream(1))
                .build()) {
            upstreams.check().toCompletableFuture().join();
            upstreams.onHealthChange(state -> {
                heard.add(state.healthy());
                inside.countDown();
                awaitQuietly(release);
            });
            awaitQuietly(inside);

            for (int i = 0; i < 9; i++) {
                eu.isWell = !eu.isWell;
                upstreams.check().toCompletableFuture().join(); // the checker goes on
            }
            release.countDown();

            await().until(() -> heard.size() == 2);
            assertThat(heard).containsExactly(1, 0);
        }
    }

    @Test
    void aListenerThatThrowsIsLoggedAndToldAgain() {
        Upstreams<String> upstreams = direct().add(eu.upstream(1)).build();
        List<Integer> heard = new ArrayList<>();
        upstreams.onHealthChange(state -> {
            throw new IllegalStateException("no");
        });
        upstreams.onHealthChange(state -> heard.add(state.healthy()));

        eu.isWell = false;
        upstreams.check();

        assertThat(heard).containsExactly(1, 0);
        assertThat(lines()).filteredOn(line -> line.contains("listener failed")).hasSize(2);
    }

    @Test
    void aStateThatTheExecutorRefusedIsToldLater() {
        AtomicBoolean isFull = new AtomicBoolean();
        List<Integer> heard = new ArrayList<>();
        Upstreams<String> upstreams = Upstreams.<String>builder("users")
                .jitter(0)
                .failuresToLeave(1)
                .timeSource(time)
                .executor(task -> {
                    if (isFull.get()) {
                        throw new RejectedExecutionException("full");
                    }
                    task.run();
                })
                .add(Upstream.of("eu", eu::load).check(() -> {
                    isFull.set(!eu.isWell); // from here on
                    return eu.check();
                }))
                .build();
        upstreams.onHealthChange(state -> heard.add(state.healthy()));
        eu.isWell = false;
        upstreams.check();
        assertThat(heard).containsExactly(1);

        isFull.set(false);
        time.advance(ofSeconds(1));

        assertThat(heard).containsExactly(1, 0);
    }

    @Test
    void whatTheExecutorRefusedIsNotTriedForEverAfterTheClose() {
        AtomicBoolean isFull = new AtomicBoolean();
        Upstreams<String> upstreams = Upstreams.<String>builder("users")
                .timeSource(time)
                .executor(task -> {
                    if (isFull.get()) {
                        throw new RejectedExecutionException("full, and then shut down");
                    }
                    task.run();
                })
                .add(eu.upstream(1))
                .build();
        isFull.set(true);
        upstreams.onHealthChange(state -> {});

        upstreams.close();
        time.advance(ofSeconds(5));

        assertThat(time.pending()).isZero();
        assertThatThrownBy(() -> upstreams.onHealthChange(state -> {})).isInstanceOf(CacheClosedException.class);
        assertThat(time.pending()).isZero();
    }

    /** Under concurrency the last state that a listener hears is the last there was. */
    @Test
    void theLastStateIsHeardWhoeverCausesIt() throws Exception {
        int rounds = Boolean.getBoolean("cachex.soak") ? 5_000 : 150;
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (Upstreams<String> upstreams = Upstreams.<String>builder("users")
                .successesToJoin(1)
                .failuresToLeave(1)
                .executor(threads)
                .build()) {
            AtomicReference<UpstreamsHealth> last = new AtomicReference<>();
            upstreams.onHealthChange(last::set);
            for (int round = 0; round < rounds; round++) {
                List<Future<?>> all = new ArrayList<>();
                for (int t = 0; t < 3; t++) {
                    String id = "u" + t;
                    all.add(threads.submit(() -> {
                        if (ThreadLocalRandom.current().nextBoolean()) {
                            upstreams.add(Upstream.of(id, eu::load).check(() -> true));
                        } else {
                            upstreams.remove(id);
                        }
                    }));
                }
                for (Future<?> one : all) {
                    one.get();
                }
                upstreams.check().toCompletableFuture().join();
                await().pollInSameThread()
                        .pollDelay(java.time.Duration.ZERO)
                        .pollInterval(java.time.Duration.ofMillis(1))
                        .until(() -> ids(last.get()).equals(ids(upstreams.health())));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** I3, I6: state changes are logged once. */
    @Test
    void logsEachChangeOnce() {
        Upstreams<String> upstreams = direct().failuresToLeave(3)
                .add(eu.upstream(1))
                .add(us.upstream(2))
                .build();
        eu.isWell = false;
        us.isWell = false;
        time.advance(ofMinutes(10));
        us.isWell = true;
        time.advance(ofMinutes(10));
        upstreams.remove("eu");

        assertThat(lines())
                .containsExactly(
                        "INFO Upstreams 'users': eu is healthy, it was unknown",
                        "INFO Upstreams 'users': us is healthy, it was unknown",
                        "WARN Upstreams 'users': eu is unhealthy, it was healthy: it says so",
                        "WARN Upstreams 'users': us is unhealthy, it was healthy: it says so",
                        "WARN Upstreams 'users': none is available",
                        "INFO Upstreams 'users': us is healthy, it was unhealthy",
                        "INFO Upstreams 'users': available again",
                        "INFO Upstreams 'users': eu was removed");
    }

    private static List<String> ids(UpstreamsHealth health) {
        return health == null
                ? List.of()
                : health.upstreams().stream()
                        .map(one -> one.id() + one.state())
                        .sorted()
                        .toList();
    }

    private List<String> lines() {
        return log.list.stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    private UpstreamsBuilder<String> direct() {
        return Upstreams.<String>builder("users")
                .jitter(0)
                .successesToJoin(1)
                .failuresToLeave(1)
                .timeSource(time)
                .executor(Runnable::run);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
