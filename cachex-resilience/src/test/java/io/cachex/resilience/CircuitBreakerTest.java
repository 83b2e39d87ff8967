package io.cachex.resilience;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.CallRejectedException;
import io.cachex.CircuitOpenException;
import io.cachex.SerializationException;
import io.cachex.resilience.CircuitBreaker.State;
import io.cachex.spi.FailureClass;
import io.cachex.spi.Policy;
import io.cachex.spi.Subscription;
import io.cachex.testkit.FakeTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** C1, C2, C4, C6: the states, what opens the breaker, what it says and what it is told. */
class CircuitBreakerTest {

    private static final IOException AWAY = new IOException("away");

    private final FakeTime time = new FakeTime();

    /** C1: 5 failures in a row. */
    @ParameterizedTest
    @EnumSource
    void opensAtTheFifthFailureInARow(Face face) {
        CircuitBreaker breaker = builder().build();

        face.fail(4, breaker, AWAY);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        face.fail(1, breaker, AWAY);

        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    /** C1: a success resets. */
    @ParameterizedTest
    @EnumSource
    void forgetsFailuresAfterASuccess(Face face) throws Exception {
        CircuitBreaker breaker = builder().build();

        face.fail(4, breaker, AWAY);
        face.run(breaker, () -> "well");
        face.fail(4, breaker, AWAY);

        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        assertThat(breaker.snapshot().consecutiveFailures()).isEqualTo(4);
    }

    /** C1: 2 min without failures forget them; design trap 13. */
    @ParameterizedTest
    @EnumSource
    void forgetsFailuresAfterTwoMinutesWithoutOne(Face face) {
        CircuitBreaker breaker = builder().build();

        face.fail(4, breaker, AWAY);
        time.advance(ofMinutes(2).minusNanos(1));
        assertThat(breaker.snapshot().consecutiveFailures()).isEqualTo(4);
        time.advance(Duration.ofNanos(1));
        assertThat(breaker.snapshot().consecutiveFailures()).isZero();
        face.fail(4, breaker, AWAY);

        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    /** C1: failures less than 2 min apart add up, however long the row. */
    @Test
    void addsUpFailuresThatAreLessThanTwoMinutesApart() {
        CircuitBreaker breaker = builder().build();

        for (int i = 0; i < 5; i++) {
            Face.BLOCKING.fail(1, breaker, AWAY);
            time.advance(ofSeconds(119));
        }

        assertThat(breaker.snapshot().failures()).isEqualTo(5);
        assertThat(breaker.snapshot().rejected()).isZero();
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    /** C2: 0 calls reach the callee; the exception names breaker, last failure and when to come again. */
    @ParameterizedTest
    @EnumSource
    void rejectsAtOnceWhileOpenAndSaysWhy(Face face) {
        CircuitBreaker breaker = builder().name("users.store").build();
        face.fail(5, breaker, AWAY);
        time.advance(ofSeconds(10));
        AtomicInteger starts = new AtomicInteger();

        Throwable refusal = face.failureOf(breaker, starts::incrementAndGet);

        assertThat(starts).hasValue(0);
        assertThat(refusal)
                .isInstanceOfSatisfying(CircuitOpenException.class, open -> {
                    assertThat(open.breaker()).isEqualTo("users.store");
                    assertThat(open.retryAfter()).isEqualTo(ofSeconds(20));
                })
                .hasCause(AWAY);
    }

    /** C1: open for 30 s; 3 successes close it, not 2. */
    @ParameterizedTest
    @EnumSource
    void closesAfterThreeTrialsThatSucceed(Face face) throws Exception {
        CircuitBreaker breaker = builder().build();
        face.fail(5, breaker, AWAY);

        time.advance(ofSeconds(30).minusNanos(1));
        assertThat(face.failureOf(breaker, () -> "early")).isInstanceOf(CircuitOpenException.class);
        time.advance(Duration.ofNanos(1));

        assertThat(face.run(breaker, () -> "first")).isEqualTo("first");
        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
        face.run(breaker, () -> "second");
        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
        face.run(breaker, () -> "third");
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    /** C1: one failing trial opens it again for the same time. */
    @ParameterizedTest
    @EnumSource
    void opensAgainWhenATrialFails(Face face) throws Exception {
        CircuitBreaker breaker = builder().build();
        face.fail(5, breaker, AWAY);
        time.advance(ofSeconds(30));

        face.run(breaker, () -> "well");
        face.fail(1, breaker, AWAY);

        assertThat(breaker.state()).isEqualTo(State.OPEN);
        assertThat(breaker.snapshot().nextAttempt()).isEqualTo(ofSeconds(30));
    }

    /** C1: back-off x2 to 10 min when on; off by default (see above); closing forgets it. */
    @Test
    void staysOpenLongerEachTimeTrialsFailWhenBackoffIsOn() throws Exception {
        CircuitBreaker breaker = builder().halfOpenMax(1).backoff().build();
        List<Duration> openFor = new ArrayList<>();

        Face.BLOCKING.fail(5, breaker, AWAY);
        for (int i = 0; i < 7; i++) {
            Duration next = breaker.snapshot().nextAttempt();
            openFor.add(next);
            time.advance(next);
            Face.BLOCKING.fail(1, breaker, AWAY);
        }
        assertThat(openFor)
                .containsExactly(
                        ofSeconds(30),
                        ofSeconds(60),
                        ofSeconds(120),
                        ofSeconds(240),
                        ofSeconds(480),
                        ofSeconds(600),
                        ofSeconds(600));

        time.advance(ofSeconds(600));
        breaker.call(() -> "well");
        Face.BLOCKING.fail(5, breaker, AWAY);
        assertThat(breaker.snapshot().nextAttempt()).isEqualTo(ofSeconds(30));
    }

    /** C4: unavailability counts. */
    @Test
    void countsWhatTellsOfUnavailability() {
        for (Exception failure : List.of(
                AWAY,
                new TimeoutException(),
                new io.cachex.CacheTimeoutException("its timeout"),
                new io.cachex.StoreException("store", null),
                new io.cachex.OriginStatusException(503, "busy"),
                new io.cachex.OriginStatusException(429, "come again"),
                new RuntimeException("who knows"))) {
            CircuitBreaker breaker = builder().build();

            Face.STAGE.fail(5, breaker, failure);

            assertThat(breaker.state()).as("%s", failure).isEqualTo(State.OPEN);
            assertThat(breaker.snapshot().failures()).isEqualTo(5);
        }
    }

    /** C4: not found, encode and decode errors, validation, cancel and interrupt, a policy inside without room: ignored. */
    @Test
    void ignoresWhatSaysNothingOfTheCallee() {
        for (Exception failure : List.of(
                new NoSuchElementException("not found"),
                new SerializationException("decode", null),
                new IllegalArgumentException("validation"),
                new io.cachex.OriginStatusException(404, "not found"),
                new CancellationException(),
                new InterruptedException(),
                new CallRejectedException("no room"))) {
            CircuitBreaker breaker = builder().build();

            Face.STAGE.fail(50, breaker, failure);
            Thread.interrupted();

            assertThat(breaker.state()).as("%s", failure).isEqualTo(State.CLOSED);
            assertThat(breaker.snapshot().ignored()).isEqualTo(50);
        }
    }

    /** C4: what is ignored neither counts nor ends a row. */
    @Test
    void anIgnoredFailureDoesNotEndARow() {
        CircuitBreaker breaker = builder().build();

        Face.BLOCKING.fail(4, breaker, AWAY);
        Face.BLOCKING.fail(1, breaker, new NoSuchElementException());
        Face.BLOCKING.fail(1, breaker, AWAY);

        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    /** C4: a miss is an answer. */
    @ParameterizedTest
    @EnumSource
    void takesNullForASuccess(Face face) throws Exception {
        CircuitBreaker breaker = builder().build();

        face.run(breaker, () -> null);

        assertThat(breaker.snapshot().successes()).isEqualTo(1);
    }

    @Test
    void asksTheUsersClassifierOrPredicate() {
        CircuitBreaker byClass =
                builder().classifier(failure -> FailureClass.PERMANENT).build();
        CircuitBreaker byPredicate = builder()
                .failureWhen(failure -> failure instanceof NoSuchElementException)
                .build();

        Face.STAGE.fail(5, byClass, AWAY);
        Face.STAGE.fail(5, byPredicate, new NoSuchElementException());

        assertThat(byClass.state()).isEqualTo(State.CLOSED);
        assertThat(byPredicate.state()).isEqualTo(State.OPEN);
    }

    @Test
    void countsAFailureThatTheUsersPredicateChokesOn() {
        CircuitBreaker breaker = builder()
                .failureWhen(failure -> {
                    throw new IllegalStateException("mine");
                })
                .build();

        Face.STAGE.fail(5, breaker, AWAY);

        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    /** C6: everything at one moment. */
    @Test
    void snapshotTellsCountsRatesLastFailureAndNextAttempt() throws Exception {
        CircuitBreaker breaker = builder().name("users").build();
        for (int i = 0; i < 5; i++) {
            breaker.call(() -> "well");
        }
        Face.BLOCKING.fail(1, breaker, new NoSuchElementException());
        Face.BLOCKING.fail(5, breaker, AWAY);
        Face.BLOCKING.fail(2, breaker, AWAY);
        time.advance(ofSeconds(1));

        BreakerSnapshot now = breaker.snapshot();

        assertThat(now)
                .isEqualTo(new BreakerSnapshot(
                        "users",
                        State.OPEN,
                        5,
                        5,
                        2,
                        1,
                        0,
                        0.5,
                        0,
                        0,
                        AWAY,
                        time.instant().minusSeconds(1),
                        ofSeconds(29)));
        assertThat(now.requests()).isEqualTo(13);
    }

    /** C6: an open breaker whose time has come says so. */
    @Test
    void nextAttemptIsNowWhenTheTimeIsOver() {
        CircuitBreaker breaker = builder().build();
        Face.BLOCKING.fail(5, breaker, AWAY);

        time.advance(ofSeconds(31));

        assertThat(breaker.snapshot().nextAttempt()).isZero();
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    /** C6: forced open, it stays so until told otherwise. */
    @Test
    void forcedOpenRejectsUntilForcedClosed() throws Exception {
        CircuitBreaker breaker = builder().build();

        breaker.forceOpen();
        time.advance(Duration.ofDays(1));
        assertThat(Face.BLOCKING.failureOf(breaker, () -> "no")).isInstanceOf(CircuitOpenException.class);
        assertThat(breaker.snapshot().nextAttempt()).isNull();

        breaker.forceClose();
        assertThat(breaker.call(() -> "yes")).isEqualTo("yes");
        Face.BLOCKING.fail(5, breaker, AWAY);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    /** C6: reset forgets the failures in a row and the last one, not the counts. */
    @Test
    void resetForgetsFailures() {
        CircuitBreaker breaker = builder().build();
        Face.BLOCKING.fail(4, breaker, AWAY);

        breaker.reset();
        assertThat(breaker.snapshot().lastFailure()).isNull();
        Face.BLOCKING.fail(4, breaker, AWAY);

        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        assertThat(breaker.snapshot().failures()).isEqualTo(8);
    }

    /** C6: listeners hear each change once and in order; N1: codes are not ordinals. */
    @Test
    void tellsListenersOfEachChange() throws Exception {
        CircuitBreaker breaker = builder().name("users").halfOpenMax(1).build();
        List<BreakerChange> changes = new ArrayList<>();
        breaker.onStateChange(change -> {
            throw new IllegalStateException("a listener of the user's");
        });
        Subscription subscription = breaker.onStateChange(changes::add);

        Face.BLOCKING.fail(9, breaker, AWAY);
        time.advance(ofSeconds(30));
        breaker.call(() -> "well");

        assertThat(changes).extracting(BreakerChange::to).containsExactly(State.OPEN, State.HALF_OPEN, State.CLOSED);
        assertThat(changes.get(0))
                .isEqualTo(new BreakerChange(
                        "users", State.CLOSED, State.OPEN, time.instant().minusSeconds(30), AWAY));
        assertThat(subscription.isActive()).isTrue();
        subscription.close();
        subscription.close();
        breaker.forceOpen();
        assertThat(subscription.isActive()).isFalse();
        assertThat(changes).hasSize(3);
        assertThat(State.values()).extracting(State::code).containsExactly(0, 1, 2);
    }

    @Test
    void aListenerMayChangeTheStateAndHearsOfItAfterwards() {
        CircuitBreaker breaker = builder().build();
        List<State> heard = new ArrayList<>();
        breaker.onStateChange(change -> {
            if (change.to() == State.OPEN) {
                breaker.forceClose();
            }
            heard.add(change.to());
        });

        Face.BLOCKING.fail(5, breaker, AWAY);

        assertThat(heard).containsExactly(State.OPEN, State.CLOSED);
    }

    /** Changes are logged once each, without the message of the failure, which may hold a key. */
    @Test
    void logsEachChangeOnce() throws Exception {
        CircuitBreaker breaker = builder().name("logged").halfOpenMax(1).build();

        try (Logs logs = Logs.of(CircuitBreaker.class)) {
            Face.BLOCKING.fail(9, breaker, AWAY);
            time.advance(ofSeconds(30));
            breaker.call(() -> "well");
            breaker.forceOpen();
            breaker.reset();
            breaker.forceOpen();

            assertThat(logs.lines("logged"))
                    .containsExactly(
                            "WARN Circuit breaker 'logged': CLOSED -> OPEN, last failure: java.io.IOException",
                            "INFO Circuit breaker 'logged': OPEN -> HALF_OPEN",
                            "INFO Circuit breaker 'logged': HALF_OPEN -> CLOSED",
                            "WARN Circuit breaker 'logged': CLOSED -> OPEN, last failure: java.io.IOException",
                            "INFO Circuit breaker 'logged': OPEN -> CLOSED",
                            "WARN Circuit breaker 'logged': CLOSED -> OPEN, last failure: none");
        }
    }

    /** C6: 20 / 5 s / 10 is warned about, once; the presets are not. */
    @Test
    void warnsOfACombinationThatCannotProtect() {
        try (Logs logs = Logs.of(CircuitBreaker.class)) {
            builder()
                    .name("weak")
                    .failureThreshold(20)
                    .openFor(ofSeconds(5))
                    .halfOpenMax(10)
                    .build();
            builder().name("weak-not").build();
            builder().name("weak-not").failureThreshold(20).build();
            builder().name("weak-not").openFor(ofSeconds(1)).build();

            assertThat(logs.lines("weak"))
                    .containsExactly("WARN Circuit breaker 'weak' hardly protects: it opens after 20 failures, "
                            + "for 5s only, and then admits 10 calls at once");
            assertThat(logs.lines("weak-not")).isEmpty();
        }
    }

    /** C6: conservative is 3 / 60 s / 1. */
    @Test
    void presetsAreWhatTheySay() {
        assertThat(CircuitBreaker.defaults()).hasToString("breaker(5)");
        assertThat(CircuitBreaker.of(7, ofSeconds(1))).hasToString("breaker(7)");
        CircuitBreaker conservative = CircuitBreaker.conservative();

        Face.BLOCKING.fail(3, conservative, AWAY);

        assertThat(conservative).hasToString("breaker(3)");
        assertThat(conservative.name()).isEqualTo("breaker");
        assertThat(conservative.snapshot().nextAttempt()).isBetween(ofSeconds(50), ofSeconds(60));
    }

    @Test
    void worksAcrossTheWrapOfNanoseconds() throws Exception {
        FakeTime wrapping = FakeTime.at(Long.MAX_VALUE - 1);
        CircuitBreaker breaker = CircuitBreaker.builder().timeSource(wrapping).build();

        Face.BLOCKING.fail(2, breaker, AWAY);
        wrapping.advance(ofSeconds(1));
        Face.BLOCKING.fail(3, breaker, AWAY);
        assertThat(Face.BLOCKING.failureOf(breaker, () -> "no")).isInstanceOf(CircuitOpenException.class);
        wrapping.advance(ofSeconds(30));

        assertThat(breaker.call(() -> "trial")).isEqualTo("trial");
    }

    @Test
    void passesOnAFailureThatComesLate() {
        CircuitBreaker breaker = builder().build();
        CompletableFuture<String> call = new CompletableFuture<>();

        CompletableFuture<String> stage = breaker.execute(() -> call).toCompletableFuture();
        assertThat(breaker.snapshot().requests()).isZero();
        call.completeExceptionally(AWAY);

        assertThatThrownBy(stage::get).hasCause(AWAY);
        assertThat(breaker.snapshot().failures()).isEqualTo(1);
    }

    @Test
    void aPolicyInsideThatThrowsIsAFailure() {
        CircuitBreaker breaker = builder().build();

        Face.STAGE.fail(5, Policy.all(breaker, new BrokenPolicy()), AWAY);

        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    private CircuitBreakerBuilder builder() {
        return CircuitBreaker.builder().timeSource(time);
    }
}
