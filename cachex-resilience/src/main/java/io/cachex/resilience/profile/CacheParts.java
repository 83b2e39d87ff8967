package io.cachex.resilience.profile;

import io.cachex.resilience.BloomGuard;
import io.cachex.resilience.CircuitBreaker;
import io.cachex.spi.Policy;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a document made for its caches and a program may want to reach: {@code profiles.find(CacheParts.class)}. Of a cache that
 * was begun twice, what was made last. Safe for many threads.
 */
public final class CacheParts {

    private final Map<String, BloomGuard> guards = new ConcurrentHashMap<>();
    private final Map<String, Sides> breakers = new ConcurrentHashMap<>();

    CacheParts() {}

    /** The Bloom guard of this cache, to be warmed up, made anew, or asked for its counts; empty if it has none. */
    public Optional<BloomGuard> bloomGuard(String cache) {
        return Optional.ofNullable(guards.get(cache));
    }

    /** The breaker around the calls to this cache's store, as it is now; empty if there is none. */
    public Optional<CircuitBreaker> storeBreaker(String cache) {
        return breaker(cache, Side.STORE);
    }

    /** The breaker around this cache's loads, as it is now; empty if there is none. */
    public Optional<CircuitBreaker> loaderBreaker(String cache) {
        return breaker(cache, Side.LOADER);
    }

    void bloomGuard(String cache, BloomGuard guard) {
        guards.put(cache, guard);
    }

    void breakers(String cache, Sides sides) {
        breakers.put(cache, sides);
    }

    private Optional<CircuitBreaker> breaker(String cache, Side side) {
        Sides sides = breakers.get(cache);
        Policy now = sides == null ? Policy.none() : sides.policy(side).current();
        return now instanceof CircuitBreaker breaker ? Optional.of(breaker) : Optional.empty();
    }

    @Override
    public String toString() {
        return "cacheParts(guards " + guards.keySet() + ", breakers " + breakers.keySet() + ")";
    }
}
