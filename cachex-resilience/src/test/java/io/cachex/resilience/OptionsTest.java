package io.cachex.resilience;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.ConfigurationException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** BI29: an option that cannot work is refused at once, with its name, its value and the rule. */
class OptionsTest {

    private static final Duration NEGATIVE = Duration.ofSeconds(-1);
    private static final Duration SECOND = Duration.ofSeconds(1);

    static Stream<Arguments> refusals() {
        return Stream.of(
                refusal(() -> CircuitBreaker.of(0, SECOND), "failureThreshold must be at least 1: 0"),
                refusal(
                        () -> CircuitBreaker.of(1, Duration.ZERO),
                        "openFor must be above zero and at most 365 days: PT0S"),
                refusal(
                        () -> CircuitBreaker.of(1, Duration.ofDays(366)),
                        "openFor must be above zero and at most 365 days: PT8784H"),
                refusal(() -> CircuitBreaker.builder().halfOpenMax(0), "halfOpenMax must be at least 1: 0"),
                refusal(() -> CircuitBreaker.builder().resetAfter(NEGATIVE), "resetAfter must be above zero"),
                refusal(
                        () -> CircuitBreaker.builder().backoff(0.5, SECOND),
                        "backoff.multiplier must be from 1.0 to 100.0: 0.5"),
                refusal(
                        () -> CircuitBreaker.builder().backoff(Double.NaN, SECOND),
                        "backoff.multiplier must be from 1.0 to 100.0: NaN"),
                refusal(
                        () -> CircuitBreaker.builder().backoff(2, SECOND).build(),
                        "backoff.cap must be at least openFor: PT1S"),
                refusal(() -> CircuitBreaker.builder().trialLease(NEGATIVE), "trialLease must be above zero"),
                refusal(
                        () -> CircuitBreaker.builder().failureRate(0),
                        "failureRate must be above 0 and at most 1: 0.0"),
                refusal(
                        () -> CircuitBreaker.builder().failureRate(50),
                        "failureRate must be above 0 and at most 1: 50.0"),
                refusal(
                        () -> CircuitBreaker.builder().slowCallRate(1.1, SECOND),
                        "slowCallRate must be above 0 and at most 1: 1.1"),
                refusal(
                        () -> CircuitBreaker.builder().slowCallRate(1, NEGATIVE),
                        "slowCallRate.slowerThan must be above zero"),
                refusal(() -> CircuitBreaker.builder().window(0), "window must be from 1"),
                refusal(
                        () -> CircuitBreaker.builder().window(Duration.ofMillis(1_500)),
                        "window must be whole seconds, from 1 s to 1 h: PT1.5S"),
                refusal(() -> CircuitBreaker.builder().minimumCalls(0), "minimumCalls must be at least 1: 0"),
                refusal(
                        () -> CircuitBreaker.builder()
                                .failureRate(1)
                                .window(5)
                                .minimumCalls(6)
                                .build(),
                        "minimumCalls must be at most the window's 5 calls: 6"),
                refusal(
                        () -> CircuitBreaker.builder()
                                .failureThreshold(7)
                                .failureRate(1)
                                .build(),
                        "set one of them: 7"),
                refusal(() -> CircuitBreaker.builder().name(" "), "name must be not blank: ' '"),
                refusal(() -> CircuitBreaker.builder().name(null), "name must not be null"),
                refusal(() -> CircuitBreaker.builder().classifier(null), "classifier must not be null"),
                refusal(() -> CircuitBreaker.builder().failureWhen(null), "failureWhen must not be null"),
                refusal(() -> CircuitBreaker.builder().timeSource(null), "timeSource must not be null"),
                refusal(() -> CircuitBreaker.builder().openFor(null), "openFor must not be null"),
                refusal(() -> CircuitBreaker.defaults().onStateChange(null), "listener must not be null"),
                refusal(() -> Retry.of(-1), "maxRetries must be at least 0: -1"),
                refusal(
                        () -> Retry.builder().initialDelay(Duration.ZERO),
                        "initialDelay must be whole milliseconds, from 1 ms to 365 days: PT0S"),
                refusal(
                        () -> Retry.builder().maxDelay(Duration.ofNanos(1_500_000)),
                        "maxDelay must be whole milliseconds, from 1 ms to 365 days: PT0.0015S"),
                refusal(
                        () -> Retry.builder()
                                .initialDelay(Duration.ofSeconds(2))
                                .build(),
                        "maxDelay must be at least initialDelay: PT1S"),
                refusal(() -> Retry.builder().multiplier(0.9), "multiplier must be from 1.0 to 100.0: 0.9"),
                refusal(() -> Retry.builder().budget(null), "budget must not be null"),
                refusal(() -> Retry.builder().random(null), "random must not be null"),
                refusal(() -> Retry.builder().executor(null), "executor must not be null"),
                refusal(() -> Retry.builder().classifier(null), "classifier must not be null"),
                refusal(() -> RetryBudget.builder().ratio(-0.1), "ratio must be from 0.0 to 10.0: -0.1"),
                refusal(() -> RetryBudget.builder().window(Duration.ZERO), "window must be above zero"),
                refusal(() -> RetryBudget.builder().minimum(-1), "minimum must be at least 0: -1"),
                refusal(() -> Timeout.of(Duration.ZERO), "limit must be above zero and at most 365 days: PT0S"),
                refusal(() -> Timeout.of(null), "limit must not be null"),
                refusal(() -> Timeout.builder(SECOND).callExecutor(null), "callExecutor must not be null"),
                refusal(() -> Bulkhead.of(0), "maxConcurrent must be at least 1: 0"),
                refusal(() -> Bulkhead.builder().queue(-1), "queue must be at least 0: -1"),
                refusal(() -> Bulkhead.builder().maxWait(Duration.ZERO), "maxWait must be above zero"),
                refusal(() -> RateLimiter.perSecond(0), "perSecond must be from 0.001 to 1.0E8: 0.0"),
                refusal(() -> RateLimiter.builder().burst(0), "burst must be from 1"),
                refusal(() -> RateLimiter.builder().maxWait(NEGATIVE), "maxWait must be zero or more"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("refusals")
    void refusesWhatCannotWork(Executable option, String message) {
        assertThatThrownBy(option::execute)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(message);
    }

    private static Arguments refusal(Executable option, String message) {
        return Arguments.of(option, message);
    }
}
