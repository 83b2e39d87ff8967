package io.cachex.resilience;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.CircuitOpenException;
import io.cachex.spi.Policy;
import io.cachex.spi.ReplaceablePolicy;
import io.cachex.testkit.FakeTime;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** M3: breaker, retry and rates change at run time, under the calls of a cache. */
class ReplaceablePolicyTest {

    private final FakeTime time = new FakeTime();
    private final IOException away = new IOException("away");

    /** M3: from now on calls go by the new one. */
    @ParameterizedTest
    @EnumSource
    void callsGoByWhatIsInside(Face face) throws Exception {
        ReplaceablePolicy policy = ReplaceablePolicy.of(breaker(1));
        assertThat(face.failureOf(policy, this::fail)).isSameAs(away);
        assertThat(face.failureOf(policy, () -> "well")).isInstanceOf(CircuitOpenException.class);

        policy.replace(breaker(2));

        assertThat(face.run(policy, () -> "well")).isEqualTo("well");
        assertThat(face.failureOf(policy, this::fail)).isSameAs(away);
        assertThat(face.run(policy, () -> "well")).isEqualTo("well");
    }

    /** M3: a call that is under way ends with the policy it began with, and tells that one how it went. */
    @Test
    void aCallThatBeganKeepsTheOldOne() {
        CircuitBreaker old = breaker(1);
        CircuitBreaker next = breaker(1);
        ReplaceablePolicy policy = ReplaceablePolicy.of(old);
        CompletableFuture<String> answer = new CompletableFuture<>();
        CompletionStage<String> begun = policy.execute(() -> answer);

        policy.replace(next);
        answer.completeExceptionally(away);

        assertThat(begun).isCompletedExceptionally();
        assertThat(old.state()).isEqualTo(CircuitBreaker.State.OPEN);
        assertThat(next.state()).isEqualTo(CircuitBreaker.State.CLOSED);
        assertThat(next.snapshot().requests()).isZero();
    }

    /** Reads of a store go through it by what is inside at each call, also if that changes. */
    @ParameterizedTest
    @EnumSource
    void readsFollowWhatIsInside(Face face) {
        ReplaceablePolicy policy = ReplaceablePolicy.of(retry(false));
        Policy reads = Policy.allForReads(List.of(policy));
        assertThat(policy.forReads()).isFalse();
        assertThat(attempts(face, policy)).isEqualTo(2);
        assertThat(attempts(face, reads)).isEqualTo(1);

        policy.replace(retry(true));
        assertThat(policy.forReads()).isTrue();
        assertThat(attempts(face, reads)).isEqualTo(2);

        policy.replace(Policy.all(retry(false), Bulkhead.of(3)));
        assertThat(reads).hasToString("bulkhead(3)");
        assertThat(attempts(face, reads)).isEqualTo(1);

        policy.replace(Policy.none());
        assertThat(attempts(face, reads)).isEqualTo(1);
        assertThat(policy.forReads()).isFalse();
    }

    /** It stands in a list as what is inside does; nothing inside is nothing. */
    @ParameterizedTest
    @EnumSource
    void standsInAList(Face face) throws Exception {
        ReplaceablePolicy policy = ReplaceablePolicy.of(Retry.of(3));
        Policy list = Policy.all(policy, Bulkhead.of(1));
        assertThat(list).hasToString("retry(3) > bulkhead(1)");

        policy.replace(Policy.none());

        assertThat(policy.current()).isSameAs(Policy.none());
        assertThat(list).hasToString("bulkhead(1)");
        assertThat(face.run(list, () -> "well")).isEqualTo("well");
        assertThat(face.failureOf(list, this::fail)).isSameAs(away);
        assertThat(policy.execute(new BrokenPolicy(), () -> CompletableFuture.completedFuture("well")))
                .as("a policy inside that throws")
                .isCompletedExceptionally();
    }

    /** One that is inside itself would call itself for ever. */
    @Test
    void refusesWhatIsReplaceable() {
        ReplaceablePolicy policy = ReplaceablePolicy.of(Policy.none());

        assertThatThrownBy(() -> policy.replace(policy)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> policy.replace(Policy.all(Bulkhead.of(1), policy)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("replaceable");
        assertThat(policy.current()).isSameAs(Policy.none());
    }

    private int attempts(Face face, Policy policy) {
        AtomicInteger attempts = new AtomicInteger();
        face.failureOf(policy, () -> {
            attempts.incrementAndGet();
            return fail();
        });
        return attempts.get();
    }

    private String fail() throws IOException {
        throw away;
    }

    private CircuitBreaker breaker(int threshold) {
        return CircuitBreaker.builder()
                .failureThreshold(threshold)
                .openFor(ofSeconds(30))
                .timeSource(time)
                .build();
    }

    private Retry retry(boolean reads) {
        return Retry.builder()
                .maxRetries(1)
                .initialDelay(ofMillis(1))
                .reads(reads)
                .timeSource(new JumpingNowhere(time))
                .executor(Runnable::run)
                .build();
    }
}
