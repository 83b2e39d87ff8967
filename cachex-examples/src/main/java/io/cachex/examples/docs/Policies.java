package io.cachex.examples.docs;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.cachex.Cache;
import io.cachex.examples.docs.Quickstart.Database;
import io.cachex.examples.docs.Quickstart.User;
import io.cachex.resilience.Bulkhead;
import io.cachex.resilience.CircuitBreaker;
import io.cachex.resilience.RateLimiter;
import io.cachex.resilience.Retry;
import io.cachex.resilience.RetryBudget;
import io.cachex.resilience.Timeout;
import io.cachex.spi.Policy;
import io.cachex.spi.ReplaceablePolicy;
import io.cachex.spi.Store;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;

/** Policies in lists and alone. */
final class Policies {

    private Policies() {}

    static <R> R around(Callable<R> call) throws Exception {
        CircuitBreaker breaker = CircuitBreaker.of(5, ofSeconds(30));
        Policy guarded = Policy.all(
                RateLimiter.perSecond(1_000), Bulkhead.of(32), Retry.of(3), breaker, Timeout.of(ofMillis(200)));
        System.out.println(guarded); // the list, outermost first, as it is called
        return guarded.call(call);
    }

    static <R> CompletionStage<R> around(Policy guarded, Policy.Call<R> call) {
        return guarded.execute(call); // holds no thread, not even while a retry waits
    }

    static void watch(CircuitBreaker breaker) {
        breaker.onStateChange(change -> System.out.println(change));
        System.out.println(breaker.state() + " " + breaker.snapshot());
        breaker.forceOpen(); // an operator's decision
        breaker.reset();
    }

    static Policy inDetail() {
        RetryBudget budget = RetryBudget.defaults(); // may be shared by all that go to one callee
        Retry retry = Retry.builder().maxRetries(2).budget(budget).reads(true).build();
        CircuitBreaker breaker = CircuitBreaker.builder()
                .name("prices")
                .failureRate(0.5)
                .slowCallRate(0.8, ofMillis(500))
                .window(ofSeconds(10))
                .backoff()
                .build();
        Bulkhead bulkhead = Bulkhead.builder()
                .maxConcurrent(32)
                .queue(100)
                .maxWait(ofMillis(200))
                .build();
        return Policy.all(bulkhead, retry, breaker, Timeout.of(ofMillis(800)));
    }

    static Policy changing() {
        ReplaceablePolicy retries = ReplaceablePolicy.of(Retry.of(3));
        Policy list = Policy.all(retries, CircuitBreaker.defaults());
        retries.replace(Retry.of(1)); // for the calls that begin from now on
        return list;
    }

    static Cache<User> guarded(Database db, Store store) {
        return Cache.builder("users", User.class)
                .loader(db::findUser)
                .loaderPolicies(CircuitBreaker.of(5, ofSeconds(30)))
                .maximumLoads(64, 0) // a short line: see below
                .store(store)
                .storePolicies(Retry.of(3), CircuitBreaker.defaults(), Timeout.of(ofMillis(100)))
                .build();
    }
}
