package io.cachex.resilience.upstream;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cachex.resilience.upstream.UpstreamStatus.State;
import io.cachex.testkit.FakeTime;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** I6: checks run in parallel with a timeout each, at an adaptive interval, with hysteresis. */
@Timeout(60)
class ChecksTest {

    private final FakeTime time = new FakeTime();
    private final Origin eu = Origin.well("eu");
    private final Origin us = Origin.well("us");
    private Upstreams<String> upstreams = builder().build();

    @AfterEach
    void close() {
        upstreams.close();
    }

    /** I6: interval 1 min. */
    @Test
    void checksOnceAMinute() {
        upstreams = constant().add(eu.upstream(1)).build();

        time.advance(ofMinutes(1).minusNanos(1));
        assertThat(eu.checks).hasValue(1);
        time.advance(ofNanos(1));
        assertThat(eu.checks).hasValue(2);
        time.advance(ofMinutes(10));
        assertThat(eu.checks).hasValue(12);
    }

    /** I6: longer while stable, bounded. */
    @Test
    void checksLessOftenWhileNothingChanges() {
        upstreams = builder().add(eu.upstream(1)).build();

        assertThat(untilNextCheck()).isEqualTo(ofMinutes(1));
        assertThat(untilNextCheck()).isEqualTo(ofSeconds(90));
        assertThat(untilNextCheck()).isEqualTo(ofSeconds(135));
        for (int i = 0; i < 5; i++) {
            untilNextCheck();
        }
        assertThat(untilNextCheck()).isEqualTo(ofMinutes(5));
    }

    @Test
    void checksAnUnhealthyOneNoLessOftenThanUsual() {
        eu.dies();
        upstreams = builder().add(eu.upstream(1)).build();

        for (int i = 0; i < 20; i++) {
            assertThat(untilNextCheck()).isLessThanOrEqualTo(ofMinutes(1));
        }
    }

    /** I6: shorter while flapping, bounded. */
    @Test
    void checksMoreOftenWhileTheStateChanges() {
        upstreams = builder()
                .successesToJoin(1)
                .failuresToLeave(1)
                .add(eu.upstream(1))
                .build();
        Duration before = ofMinutes(1).plusNanos(1);
        for (int i = 0; i < 4; i++) {
            Duration next = time.untilNext().orElseThrow();
            assertThat(next).isLessThan(before);
            before = next;
            eu.isWell = !eu.isWell;
            time.advance(next);
        }
        for (int i = 0; i < 10; i++) {
            eu.isWell = !eu.isWell;
            time.advance(time.untilNext().orElseThrow());
        }
        assertThat(time.untilNext()).hasValue(ofSeconds(5));
    }

    /** I6: jitter. */
    @Test
    void shortensIntervalsAtRandom() {
        upstreams = constant().jitter(0.5).add(eu.upstream(1)).build();
        Duration least = ofMinutes(1);
        Duration most = Duration.ZERO;
        for (int i = 0; i < 200; i++) {
            Duration next = untilNextCheck();
            least = next.compareTo(least) < 0 ? next : least;
            most = next.compareTo(most) > 0 ? next : most;
        }

        assertThat(least).isBetween(ofSeconds(30), ofSeconds(35));
        assertThat(most).isBetween(ofSeconds(55), ofSeconds(60));
    }

    /** I6: hysteresis: so many failures to leave, so many successes to join. */
    @Test
    void oneBadWordChangesNothing() {
        upstreams = builder().add(eu.upstream(1)).add(us.upstream(2)).build();
        us.isWell = true;

        eu.isWell = false;
        upstreams.check();
        upstreams.check();
        assertThat(state("eu")).isEqualTo(State.HEALTHY);
        eu.isWell = true;
        upstreams.check(); // begins to count anew
        eu.isWell = false;
        upstreams.check();
        upstreams.check();
        assertThat(state("eu")).isEqualTo(State.HEALTHY);
        upstreams.check();
        assertThat(state("eu")).isEqualTo(State.UNHEALTHY);

        eu.isWell = true;
        upstreams.check();
        assertThat(state("eu")).isEqualTo(State.UNHEALTHY);
        upstreams.check();
        assertThat(state("eu")).isEqualTo(State.HEALTHY);
    }

    /** In doubt the next check comes after the shortest interval. */
    @Test
    void asksAgainSoonWhenInDoubt() {
        upstreams = builder().add(eu.upstream(1)).build();
        time.advance(ofMinutes(1));
        eu.isWell = false;

        time.advance(ofSeconds(90));
        assertThat(state("eu")).isEqualTo(State.HEALTHY);
        time.advance(ofSeconds(10));

        assertThat(state("eu")).isEqualTo(State.UNHEALTHY);
    }

    /** While nobody is healthy there is nothing to lose. */
    @Test
    void oneGoodWordIsEnoughWhileNobodyIsHealthy() {
        eu.dies();
        upstreams = builder().successesToJoin(10).add(eu.upstream(1)).build();
        eu.comesBack();

        upstreams.check();

        assertThat(state("eu")).isEqualTo(State.HEALTHY);
    }

    /** I6: in parallel; a manual check ends when all verdicts are taken. */
    @Test
    void checksInParallel() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        upstreams = Upstreams.<String>builder("users")
                .add(Upstream.of("a", eu::load).check(() -> meets(both)))
                .add(Upstream.of("b", eu::load).check(() -> meets(both)))
                .build();

        upstreams.check().toCompletableFuture().get(30, TimeUnit.SECONDS);

        assertThat(upstreams.health().healthy()).isEqualTo(2);
    }

    /** I6: a timeout each. */
    @Test
    void aCheckThatHangsHasFailedWhenItsTimeIsOverAndIsInterrupted() {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        upstreams = Upstreams.<String>builder("users")
                .timeSource(time)
                .checkTimeout(ofMillis(200))
                .add(Upstream.of("eu", eu::load).check(() -> {
                    asked.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                    return true;
                }))
                .build();
        await().until(() -> asked.getCount() == 0);

        time.advance(ofMillis(199));
        assertThat(state("eu")).isEqualTo(State.UNKNOWN);
        time.advance(ofMillis(1));

        assertThat(state("eu")).isEqualTo(State.UNHEALTHY);
        assertThat(upstreams.health().upstreams().get(0).problem()).endsWith("TimeoutException");
        await().until(() -> interrupted.getCount() == 0);
    }

    /** A check that does not mind being interrupted costs one thread, however often it is due. */
    @Test
    void aCheckThatNeverComesBackIsNotBegunAgain() {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        upstreams = Upstreams.<String>builder("users")
                .timeSource(time)
                .add(Upstream.of("eu", eu::load).check(() -> {
                    begun.incrementAndGet();
                    boolean isReleased = false;
                    while (!isReleased) {
                        try {
                            release.await();
                            isReleased = true;
                        } catch (InterruptedException e) {
                            Thread.interrupted();
                        }
                    }
                    return true;
                }))
                .build();
        await().until(() -> begun.get() == 1);

        time.advance(ofMinutes(30));

        assertThat(begun).hasValue(1);
        assertThat(state("eu")).isEqualTo(State.UNHEALTHY);
        release.countDown();
        await().until(() -> {
            time.advance(ofMinutes(1));
            return state("eu") == State.HEALTHY;
        });
    }

    @Test
    void aStageThatHangsIsCancelled() {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        upstreams = builder()
                .add(Upstream.of("eu", eu::load).asyncCheck(() -> answer))
                .build();

        time.advance(ofSeconds(5));

        assertThat(answer).isCancelled();
        assertThat(state("eu")).isEqualTo(State.UNHEALTHY);
    }

    /** A throw is a no, of whatever kind, and so is null. */
    @Test
    void aCheckMayThrow() {
        upstreams = builder()
                .add(Upstream.of("throws", eu::load).check(() -> {
                    throw new IOException("no");
                }))
                .add(Upstream.of("error", eu::load).check(() -> {
                    throw new NoClassDefFoundError("no");
                }))
                .add(Upstream.of("null", eu::load).check(() -> null))
                .add(Upstream.of("nullStage", eu::load).asyncCheck(() -> null))
                .add(Upstream.of("thrownStage", eu::load).asyncCheck(() -> {
                    throw new IllegalStateException("no");
                }))
                .add(Upstream.of("failedStage", eu::load)
                        .asyncCheck(() -> CompletableFuture.failedFuture(new IOException("no"))))
                .build();

        assertThat(upstreams.health().upstreams())
                .hasSize(6)
                .allSatisfy(one -> assertThat(one.state()).isEqualTo(State.UNHEALTHY));
    }

    /**
     * 1. a check begins: all is well; 2. loads fail, the breaker opens; 3. the check's answer arrives. It speaks of the time
     * before.
     */
    @Test
    void aCheckThatBeganBeforeTheBreakerOpenedDoesNotBringItBack() throws Exception {
        CompletableFuture<Boolean> first = CompletableFuture.completedFuture(true);
        CompletableFuture<Boolean> second = new CompletableFuture<>();
        AtomicInteger asked = new AtomicInteger();
        upstreams = builder()
                .successesToJoin(1)
                .add(Upstream.of("eu", eu::load).asyncCheck(() -> asked.getAndIncrement() == 0 ? first : second))
                .build();
        upstreams.check();
        assertThat(asked).hasValue(2);
        eu.failure = new IOException("gone");
        for (int i = 0; i < 5; i++) {
            Face.BLOCKING.failureOf(upstreams, "k");
        }
        assertThat(state("eu")).isEqualTo(State.UNHEALTHY);

        second.complete(true);

        assertThat(state("eu")).isEqualTo(State.UNHEALTHY);
        time.advance(ofSeconds(5)); // and another follows soon
        assertThat(asked).hasValue(3);
        assertThat(state("eu")).isEqualTo(State.HEALTHY);
    }

    @Test
    void aCheckUnderWayIsJoined() {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        AtomicInteger asked = new AtomicInteger();
        upstreams = builder()
                .add(Upstream.of("eu", eu::load).asyncCheck(() -> {
                    asked.incrementAndGet();
                    return answer;
                }))
                .build();

        CompletableFuture<Void> manual = upstreams.check().toCompletableFuture();
        assertThat(manual).isNotDone();
        answer.complete(true);

        assertThat(manual).isCompleted();
        assertThat(asked).hasValue(1);
    }

    /** What an executor refuses says nothing of the upstream. */
    @Test
    void aRefusedCheckIsNoVerdict() {
        AtomicInteger refusals = new AtomicInteger();
        upstreams = Upstreams.<String>builder("users")
                .jitter(0)
                .timeSource(time)
                .executor(task -> {
                    if (refusals.get() > 0) {
                        throw new java.util.concurrent.RejectedExecutionException("full");
                    }
                    task.run();
                })
                .add(eu.upstream(1))
                .build();
        refusals.set(1);

        for (int i = 0; i < 5; i++) {
            upstreams.check();
        }
        assertThat(state("eu")).isEqualTo(State.HEALTHY);
        refusals.set(0);
        eu.isWell = false;
        time.advance(ofSeconds(15));
        assertThat(state("eu")).isEqualTo(State.UNHEALTHY);
    }

    @Test
    void closeEndsTheCheckUnderWay() {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        upstreams = builder()
                .add(Upstream.of("eu", eu::load).asyncCheck(() -> answer))
                .build();
        CompletableFuture<Void> manual = upstreams.check().toCompletableFuture();

        upstreams.close();

        assertThat(answer).isCancelled();
        assertThat(manual).isCompleted();
        assertThat(time.pending()).isZero();
    }

    private static boolean meets(CountDownLatch both) throws InterruptedException {
        both.countDown();
        return both.await(20, TimeUnit.SECONDS);
    }

    private Duration untilNextCheck() {
        Duration next = time.untilNext().orElseThrow();
        time.advance(next);
        return next;
    }

    private State state(String id) {
        return upstreams.health().upstreams().stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow()
                .state();
    }

    private UpstreamsBuilder<String> constant() {
        return builder().adaptiveInterval(ofMinutes(1), ofMinutes(1));
    }

    private UpstreamsBuilder<String> builder() {
        return Upstreams.<String>builder("users").jitter(0).timeSource(time).executor(Runnable::run);
    }
}
