package io.cachex.resilience;

import static java.time.Duration.ofSeconds;

import io.cachex.spi.Policy;
import io.cachex.spi.ReplaceablePolicy;
import io.cachex.spi.TimeSource;
import io.cachex.testkit.FakeTime;
import io.cachex.testkit.PolicyContract;
import org.junit.jupiter.api.Nested;

/** What every policy must do, for each policy of this module and for all of them together. */
class ContractTest {

    private abstract static class Contract extends PolicyContract {

        final FakeTime time = new FakeTime();

        @Override
        protected TimeSource time() {
            return time;
        }
    }

    @Nested
    class OfTheRateLimiter extends Contract {
        @Override
        protected Policy createPolicy() {
            return rateLimiter(time);
        }
    }

    @Nested
    class OfTheBulkhead extends Contract {
        @Override
        protected Policy createPolicy() {
            return bulkhead(time);
        }
    }

    @Nested
    class OfTheRetry extends Contract {
        @Override
        protected Policy createPolicy() {
            return retry(time);
        }
    }

    @Nested
    class OfTheBreaker extends Contract {
        @Override
        protected Policy createPolicy() {
            return breaker(time);
        }
    }

    @Nested
    class OfTheBreakerWithAWindow extends Contract {
        @Override
        protected Policy createPolicy() {
            return CircuitBreaker.builder().failureRate(0.5).timeSource(time).build();
        }
    }

    @Nested
    class OfTheTimeout extends Contract {
        @Override
        protected Policy createPolicy() {
            return timeout(time);
        }
    }

    @Nested
    class OfNone extends Contract {
        @Override
        protected Policy createPolicy() {
            return Policy.none();
        }
    }

    @Nested
    class OfTheWholeList extends Contract {
        @Override
        protected Policy createPolicy() {
            return Policy.all(rateLimiter(time), bulkhead(time), retry(time), breaker(time), timeout(time));
        }
    }

    @Nested
    class OfAReplaceableOne extends Contract {
        @Override
        protected Policy createPolicy() {
            ReplaceablePolicy policy = ReplaceablePolicy.of(Policy.none());
            policy.replace(breaker(time));
            return policy;
        }
    }

    @Nested
    class OfAReplaceableOneWithNothingInside extends Contract {
        @Override
        protected Policy createPolicy() {
            return ReplaceablePolicy.of(Policy.none());
        }
    }

    private static Policy rateLimiter(TimeSource time) {
        return RateLimiter.builder()
                .maxWait(ofSeconds(1))
                .timeSource(time)
                .executor(Runnable::run)
                .build();
    }

    private static Policy bulkhead(TimeSource time) {
        return Bulkhead.builder()
                .queue(10)
                .timeSource(time)
                .executor(Runnable::run)
                .build();
    }

    private static Policy retry(TimeSource time) {
        return Retry.builder().timeSource(time).executor(Runnable::run).build();
    }

    private static Policy breaker(TimeSource time) {
        return CircuitBreaker.builder().timeSource(time).build();
    }

    /** Blocking code on the caller's thread, which the contract wants and a user may choose. */
    private static Policy timeout(TimeSource time) {
        return Timeout.builder(ofSeconds(1))
                .timeSource(time)
                .executor(Runnable::run)
                .callExecutor(Runnable::run)
                .build();
    }
}
