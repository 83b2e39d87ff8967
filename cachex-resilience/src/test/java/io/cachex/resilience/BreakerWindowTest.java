package io.cachex.resilience;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cachex.resilience.CircuitBreaker.State;
import io.cachex.testkit.FakeTime;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** C1: failure-rate and slow-call mode over a window. */
class BreakerWindowTest {

    private static final IOException AWAY = new IOException("away");

    private final FakeTime time = new FakeTime();

    @ParameterizedTest
    @EnumSource
    void opensWhenHalfOfTheWindowFailed(Face face) throws Exception {
        CircuitBreaker breaker = builder().failureRate(0.5).window(10).build();

        for (int i = 0; i < 5; i++) {
            face.run(breaker, () -> "well");
        }
        face.fail(4, breaker, AWAY);
        assertThat(breaker.state()).as("9 of 10 calls").isEqualTo(State.CLOSED);
        face.fail(1, breaker, AWAY);

        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void aSuccessDoesNotResetAWindow() throws Exception {
        CircuitBreaker breaker = builder().failureRate(0.5).window(10).build();

        for (int i = 0; i < 4; i++) {
            Face.BLOCKING.fail(1, breaker, AWAY);
            breaker.call(() -> "well");
        }
        assertThat(breaker.snapshot().failureRate()).as("too few calls").isZero();
        breaker.call(() -> "well");
        breaker.call(() -> "well");
        assertThat(breaker.snapshot().failureRate()).isCloseTo(0.4, within(1e-6));
        assertThat(breaker.snapshot().consecutiveFailures()).isZero();

        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void forgetsWhatIsOlderThanAWindowOfTime() {
        CircuitBreaker breaker = builder()
                .failureRate(0.5)
                .window(ofSeconds(10))
                .minimumCalls(10)
                .build();

        Face.BLOCKING.fail(9, breaker, AWAY);
        time.stepWallClock(ofSeconds(-3600));
        time.advance(ofSeconds(11));
        Face.BLOCKING.fail(9, breaker, AWAY);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        Face.BLOCKING.fail(1, breaker, AWAY);

        assertThat(breaker.state()).isEqualTo(State.OPEN);
        assertThat(breaker.snapshot().nextAttempt()).isEqualTo(ofSeconds(30));
    }

    @ParameterizedTest
    @EnumSource
    void opensWhenTooManyCallsAreSlow(Face face) throws Exception {
        CircuitBreaker breaker =
                builder().slowCallRate(0.5, ofMillis(200)).window(4).build();

        for (long millis : new long[] {100, 100, 201}) {
            face.run(breaker, () -> {
                time.advance(ofMillis(millis));
                return "well";
            });
        }
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        face.run(breaker, () -> {
            time.advance(ofMillis(201));
            return "well";
        });

        assertThat(breaker.state()).isEqualTo(State.OPEN);
        assertThat(breaker.snapshot().successes()).isEqualTo(4);
    }

    @Test
    void measuresCallsThatEndLater() {
        CircuitBreaker breaker = builder()
                .slowCallRate(1, ofMillis(200))
                .window(10)
                .minimumCalls(1)
                .build();
        CompletableFuture<String> quick = new CompletableFuture<>();
        CompletableFuture<String> slow = new CompletableFuture<>();

        breaker.execute(() -> quick);
        quick.complete("well");
        assertThat(breaker.snapshot().slowCallRate()).isZero();
        breaker.execute(() -> slow);
        time.advance(ofSeconds(1));
        slow.complete("well");

        assertThat(breaker.snapshot().slowCallRate()).isEqualTo(0.5);
    }

    /** C3 in window mode: 3 trials close it, and the window starts anew. */
    @Test
    void halfOpensAndClosesLikeTheOtherMode() throws Exception {
        CircuitBreaker breaker = builder().failureRate(0.5).window(4).build();
        Face.BLOCKING.fail(4, breaker, AWAY);
        CompletableFuture<String> late = new CompletableFuture<>();

        time.advance(ofSeconds(30));
        breaker.call(() -> "trial");
        assertThat(breaker.snapshot().failureRate()).isZero();
        breaker.call(() -> "trial");
        breaker.execute(() -> late);
        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
        late.complete("trial");
        assertThat(breaker.state()).isEqualTo(State.CLOSED);

        Face.BLOCKING.fail(3, breaker, AWAY);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        Face.BLOCKING.fail(1, breaker, AWAY);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    /** Late failures of an earlier closed state stay out of the new window. */
    @Test
    void lateFailuresStayOutOfTheNextWindow() {
        CircuitBreaker breaker = builder().failureRate(0.5).window(4).build();
        CompletableFuture<String> late = new CompletableFuture<>();
        for (int i = 0; i < 4; i++) {
            breaker.execute(() -> late);
        }

        breaker.forceOpen();
        breaker.forceClose();
        late.completeExceptionally(AWAY);

        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void printsItsWindows() {
        assertThat(builder().failureRate(0.5).build()).hasToString("breaker(50% of 100)");
        assertThat(builder()
                        .slowCallRate(0.125, ofSeconds(2))
                        .window(ofSeconds(60))
                        .build())
                .hasToString("breaker(12.5% of 1m over 2s)");
        assertThat(builder().failureRate(0.5).slowCallRate(1, ofMillis(80)).build())
                .hasToString("breaker(50% of 100, 100% of 100 over 80ms)");
    }

    private CircuitBreakerBuilder builder() {
        return CircuitBreaker.builder().timeSource(time);
    }
}
