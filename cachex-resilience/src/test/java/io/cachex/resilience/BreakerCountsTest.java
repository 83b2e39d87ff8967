package io.cachex.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.CircuitOpenException;
import io.cachex.Failures;
import io.cachex.testkit.FakeTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** C7: requests = successes + failures + rejected + ignored, exactly, under any concurrency. */
@Timeout(60)
class BreakerCountsTest {

    private static final int THREADS = 8;
    private static final int CALLS = 4_000;

    private final FakeTime time = new FakeTime();
    private final ExecutorService callers = Executors.newFixedThreadPool(THREADS);
    private final ExecutorService callee = Executors.newFixedThreadPool(2);

    /** What the callers saw, by the exception's type. */
    private final Map<Class<?>, LongAdder> seen = new ConcurrentHashMap<>();

    /** Both faces; calls end at once or later on another thread; the clock runs; states are forced meanwhile. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyCallIsCountedOnceAsWhatItWas(boolean window) throws Exception {
        CircuitBreakerBuilder options =
                CircuitBreaker.builder().timeSource(time).openFor(Duration.ofMillis(20));
        CircuitBreaker breaker = (window ? options.failureRate(0.6).window(20) : options.failureThreshold(3)).build();
        List<Future<?>> running = new ArrayList<>();

        for (int t = 0; t < THREADS; t++) {
            SplittableRandom random = new SplittableRandom(t);
            running.add(callers.submit(() -> call(breaker, random)));
        }
        for (Future<?> caller : running) {
            caller.get();
        }
        callee.shutdown();
        assertThat(callee.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        callers.shutdown();

        BreakerSnapshot end = breaker.snapshot();
        assertThat(end.requests()).isEqualTo(THREADS * CALLS);
        assertThat(end.successes()).isEqualTo(seen(Void.class)).isPositive();
        assertThat(end.failures()).isEqualTo(seen(IOException.class)).isPositive();
        assertThat(end.rejected()).isEqualTo(seen(CircuitOpenException.class)).isPositive();
        assertThat(end.ignored()).isEqualTo(seen(NoSuchElementException.class)).isPositive();
        assertThat(end.trialsUnderWay()).isZero();
    }

    private void call(CircuitBreaker breaker, SplittableRandom random) {
        for (int i = 0; i < CALLS; i++) {
            Callable<String> code = code(random.nextInt(10));
            if (random.nextBoolean()) {
                note(thrownBy(breaker, code));
            } else {
                boolean later = random.nextBoolean();
                breaker.execute(() -> later
                                ? onCallee(code)
                                : io.cachex.spi.Policy.Call.of(code).start())
                        .whenComplete((value, failure) -> note(failure));
            }
            if (i % 100 == 0) {
                time.advance(Duration.ofMillis(5));
            }
            if (i % 1_000 == 999) {
                breaker.forceOpen();
                breaker.reset();
            }
        }
    }

    private static Throwable thrownBy(CircuitBreaker breaker, Callable<String> code) {
        try {
            breaker.call(code);
            return null;
        } catch (Exception e) {
            return e;
        }
    }

    private CompletableFuture<String> onCallee(Callable<String> code) {
        CompletableFuture<String> stage = new CompletableFuture<>();
        callee.execute(() -> {
            try {
                stage.complete(code.call());
            } catch (Exception e) {
                stage.completeExceptionally(e);
            }
        });
        return stage;
    }

    private static Callable<String> code(int kind) {
        return () -> {
            if (kind < 4) {
                throw new IOException("away");
            }
            if (kind < 6) {
                throw new NoSuchElementException();
            }
            return "well";
        };
    }

    private void note(Throwable failure) {
        Class<?> type = failure == null ? Void.class : Failures.unwrap(failure).getClass();
        seen.computeIfAbsent(type, ignored -> new LongAdder()).increment();
    }

    private long seen(Class<?> type) {
        return seen.getOrDefault(type, new LongAdder()).sum();
    }
}
