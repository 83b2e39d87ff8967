package io.cachex.resilience;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.Policy;
import io.cachex.spi.PolicyDefaults;
import io.cachex.testkit.FakeTime;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** Design 2, rulings: what a cache has that was given nothing. */
class StandardPoliciesTest {

    private final FakeTime time = new FakeTime();

    @Test
    void isFoundByTheServiceLoader() {
        assertThat(ServiceLoader.load(PolicyDefaults.class)).hasSize(1).first().isInstanceOf(StandardPolicies.class);
    }

    @Test
    void storeCallsAreRetriedButReadsAreNot() {
        List<Policy> policies = new StandardPolicies().storePolicies("users", time);

        assertThat(Policy.all(policies)).hasToString("retry(3) > breaker(5) > timeout(100ms)");
        assertThat(Policy.allForReads(policies)).hasToString("breaker(5) > timeout(100ms)");
        assertThat(((CircuitBreaker) policies.get(1)).name()).isEqualTo("users.store");
        assertThat(((Timeout) policies.get(2)).limit()).isEqualTo(ofMillis(100));
    }

    /** C5: a slow origin never opens the store's breaker and the reverse; caches share nothing. */
}
