package io.cachex.resilience;

import io.cachex.spi.Policy;
import io.cachex.spi.PolicyDefaults;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.List;

/**
 * The policies of a cache that was given none.
 *
 * <p>Store: {@code retry(3) > breaker(5) > timeout(100ms)}, of which reads are not retried. The
 * breaker is named after the cache: {@code users.store}. Around loaders there is nothing that was not asked for.
 */
public final class StandardPolicies implements PolicyDefaults {

    private static final Duration ATTEMPT_TIMEOUT = Duration.ofMillis(100);

    /** For the {@link java.util.ServiceLoader}. */
    public StandardPolicies() {}

    @Override
    public List<Policy> storePolicies(String cache, TimeSource time) {
        return List.of(
                Retry.builder().timeSource(time).build(),
                breaker(cache + ".store", time),
                Timeout.builder(ATTEMPT_TIMEOUT).timeSource(time).build());
    }

    private static Policy breaker(String name, TimeSource time) {
        return CircuitBreaker.builder().name(name).timeSource(time).build();
    }
}
