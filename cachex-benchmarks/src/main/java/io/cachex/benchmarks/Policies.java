package io.cachex.benchmarks;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import io.cachex.resilience.Bulkhead;
import io.cachex.resilience.CircuitBreaker;
import io.cachex.resilience.Retry;
import io.cachex.spi.Policy;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Policies around a blocking call that succeeds at once. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 6, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 100, timeUnit = TimeUnit.MILLISECONDS)
public class Policies {

    private static final Duration OPEN = Duration.ofSeconds(30);

    @Param
    public Contender contender;

    private Callable<User> guarded;

    @Setup
    public void create() {
        guarded = contender.policies.apply(() -> User.LOADED);
    }

    @Benchmark
    public User call() throws Exception {
        return guarded.call();
    }

    /** Who is measured; one in each JVM. */
    public enum Contender {
        NONE(call -> call),
        RESILIENCE4J_BULKHEAD_RETRY_BREAKER(call -> {
            var retry = io.github.resilience4j.retry.Retry.of("r", RetryConfig.ofDefaults());
            Callable<User> inner = resilience4jBreaker().decorateCallable(call);
            return io.github.resilience4j.bulkhead.Bulkhead.decorateCallable(
                    resilience4jBulkhead(), retry.decorateCallable(inner));
        }),
        CACHEX_BULKHEAD_RETRY_BREAKER(call -> {
            Policy all = Policy.all(Bulkhead.of(64), Retry.of(3), CircuitBreaker.of(5, OPEN));
            return () -> all.call(call);
        }),
        CACHEX_BULKHEAD_RETRY_WINDOWED_BREAKER(call -> {
            var breaker =
                    CircuitBreaker.builder().failureRate(0.5).openFor(OPEN).build();
            Policy all = Policy.all(Bulkhead.of(64), Retry.of(3), breaker);
            return () -> all.call(call);
        }),
        FAILSAFE_BULKHEAD_RETRY_BREAKER(call -> {
            FailsafeExecutor<User> executor = Failsafe.with(
                    dev.failsafe.Bulkhead.of(64),
                    dev.failsafe.RetryPolicy.<User>ofDefaults(),
                    dev.failsafe.CircuitBreaker.<User>ofDefaults());
            return () -> executor.get(call::call);
        }),
        RESILIENCE4J_BREAKER(call -> resilience4jBreaker().decorateCallable(call)),
        CACHEX_BREAKER(call -> {
            Policy breaker = CircuitBreaker.of(5, OPEN);
            return () -> breaker.call(call);
        }),
        CACHEX_WINDOWED_BREAKER(call -> {
            Policy breaker =
                    CircuitBreaker.builder().failureRate(0.5).openFor(OPEN).build();
            return () -> breaker.call(call);
        }),
        FAILSAFE_BREAKER(call -> {
            FailsafeExecutor<User> executor = Failsafe.with(dev.failsafe.CircuitBreaker.<User>ofDefaults());
            return () -> executor.get(call::call);
        });

        private final UnaryOperator<Callable<User>> policies;

        Contender(UnaryOperator<Callable<User>> policies) {
            this.policies = policies;
        }

        private static io.github.resilience4j.circuitbreaker.CircuitBreaker resilience4jBreaker() {
            return io.github.resilience4j.circuitbreaker.CircuitBreaker.of("b", CircuitBreakerConfig.ofDefaults());
        }

        private static io.github.resilience4j.bulkhead.Bulkhead resilience4jBulkhead() {
            BulkheadConfig config =
                    BulkheadConfig.custom().maxConcurrentCalls(64).build();
            return io.github.resilience4j.bulkhead.Bulkhead.of("h", config);
        }
    }
}
