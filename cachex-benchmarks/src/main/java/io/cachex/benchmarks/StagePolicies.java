package io.cachex.benchmarks;

import io.cachex.resilience.Bulkhead;
import io.cachex.resilience.CircuitBreaker;
import io.cachex.resilience.Retry;
import io.cachex.resilience.Timeout;
import io.cachex.spi.Policy;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.timelimiter.TimeLimiter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Policies around a call that answers with a stage: one that is done, and one that is done a moment later. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 8, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 100, timeUnit = TimeUnit.MILLISECONDS)
public class StagePolicies {

    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final Duration OPEN = Duration.ofSeconds(30);

    @Param
    public Contender contender;

    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1, task -> {
        Thread thread = new Thread(task, "benchmark-scheduler");
        thread.setDaemon(true);
        return thread;
    });
    private final Pending pending = new Pending();
    private Supplier<CompletionStage<User>> aroundDone;
    private Supplier<CompletionStage<User>> aroundPending;

    @Setup
    public void create() {
        aroundDone = contender.policies.around(() -> CompletableFuture.completedFuture(User.LOADED), scheduler);
        aroundPending = contender.policies.around(pending, scheduler);
    }

    @TearDown
    public void close() {
        scheduler.shutdownNow();
    }

    @Benchmark
    public CompletionStage<User> done() {
        return aroundDone.get();
    }

    /** At one thread only. */
    @Benchmark
    public CompletionStage<User> pending() {
        CompletionStage<User> guarded = aroundPending.get();
        pending.last.complete(User.LOADED);
        return guarded;
    }

    /** Gives stages that are not done yet. */
    private static final class Pending implements Supplier<CompletionStage<User>> {

        private CompletableFuture<User> last = new CompletableFuture<>();

        @Override
        public CompletionStage<User> get() {
            last = new CompletableFuture<>();
            return last;
        }
    }

    /** Puts policies around a call. */
    private interface Guarding {
        Supplier<CompletionStage<User>> around(
                Supplier<CompletionStage<User>> call, ScheduledExecutorService scheduler);
    }

    /** Who is measured; one in each JVM. */
    public enum Contender {
        NONE((call, scheduler) -> call),
        RESILIENCE4J_TIME_LIMITER(
                (call, scheduler) -> TimeLimiter.decorateCompletionStage(TimeLimiter.of(LIMIT), scheduler, call)),
        CACHEX_TIMEOUT((call, scheduler) -> {
            Policy timeout = Timeout.of(LIMIT);
            return () -> timeout.execute(call::get);
        }),
        RESILIENCE4J_ALL((call, scheduler) -> {
            var breaker =
                    io.github.resilience4j.circuitbreaker.CircuitBreaker.of("b", CircuitBreakerConfig.ofDefaults());
            var retry = io.github.resilience4j.retry.Retry.of("r", RetryConfig.ofDefaults());
            var bulkhead = io.github.resilience4j.bulkhead.Bulkhead.of(
                    "h", BulkheadConfig.custom().maxConcurrentCalls(64).build());
            Supplier<CompletionStage<User>> limited =
                    TimeLimiter.decorateCompletionStage(TimeLimiter.of(LIMIT), scheduler, call);
            return io.github.resilience4j.bulkhead.Bulkhead.decorateCompletionStage(
                    bulkhead, retry.decorateCompletionStage(scheduler, breaker.decorateCompletionStage(limited)));
        }),
        CACHEX_ALL((call, scheduler) -> {
            Policy all = Policy.all(Bulkhead.of(64), Retry.of(3), CircuitBreaker.of(5, OPEN), Timeout.of(LIMIT));
            return () -> all.execute(call::get);
        });

        private final Guarding policies;

        Contender(Guarding policies) {
            this.policies = policies;
        }
    }
}
