package io.cachex.config;

import io.cachex.CacheBuilder;
import io.cachex.profile.CachePlan;
import io.cachex.profile.Plan;
import io.cachex.profile.PolicyPlace;
import io.cachex.spi.Policy;
import io.cachex.spi.TimeSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the sections make for one cache. For one thread at a time. */
final class OneCache implements CachePlan {

    private final Plan process;
    private final String cache;
    private final CacheBuilder<?> builder;
    private final Parts parts = new Parts();
    private final Map<PolicyPlace, Policy> storePolicies = new EnumMap<>(PolicyPlace.class);
    private final Map<PolicyPlace, Policy> loaderPolicies = new EnumMap<>(PolicyPlace.class);

    OneCache(Plan process, String cache, CacheBuilder<?> builder) {
        this.process = process;
        this.cache = cache;
        this.builder = builder.timeSource(process.time());
    }

    @Override
    public String cache() {
        return cache;
    }

    @Override
    public CacheBuilder<?> builder() {
        return builder;
    }

    @Override
    public TimeSource time() {
        return process.time();
    }

    @Override
    public void storePolicy(PolicyPlace place, Policy policy) {
        put(storePolicies, place, policy);
    }

    @Override
    public void loaderPolicy(PolicyPlace place, Policy policy) {
        put(loaderPolicies, place, policy);
    }

    @Override
    public <S> void share(Class<S> type, S part) {
        parts.share(type, part);
    }

    @Override
    public <S> Optional<S> find(Class<S> type) {
        return parts.find(type).or(() -> process.find(type));
    }

    /** Tells the builder of the policies, in their order; they are used if there is a store, and nothing else is said. */
    void end() {
        if (!storePolicies.isEmpty()) {
            List<Policy> policies = List.copyOf(storePolicies.values());
            builder.policyDefaults((name, time) -> policies);
        }
        if (!loaderPolicies.isEmpty()) {
            builder.loaderPolicies(loaderPolicies.values().toArray(new Policy[0]));
        }
    }

    /** Closes the parts of a cache that will not be. */
    void close() {
        parts.close();
    }

    private static void put(Map<PolicyPlace, Policy> policies, PolicyPlace place, Policy policy) {
        if (policies.putIfAbsent(place, policy) != null) {
            throw new IllegalStateException("there is a policy at " + place + " already");
        }
    }

    @Override
    public String toString() {
        return "cache(" + cache + ")";
    }
}
