package io.cachex.resilience;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How many keys each tenant has added since the filter was made. One that has added more than it may is guarded no more: its
 * keys are not added, and "maybe" is said of all of them, so that nobody else's guard is filled up and nothing is hidden.
 */
final class Tenants {

    private static final int MOST = 10_000; // tenants beyond that share a count

    private final Function<String, String> tenantOf;
    private final int quota;
    private final ConcurrentMap<String, AtomicInteger> counts = new ConcurrentHashMap<>();
    private final AtomicInteger others = new AtomicInteger();
    private volatile boolean anyOver;

    Tenants(Function<String, String> tenantOf, int quota) {
        this.tenantOf = tenantOf;
        this.quota = quota;
    }

    /** The same rule, nothing added yet. */
    static @Nullable Tenants anew(@Nullable Tenants like) {
        return like == null ? null : new Tenants(like.tenantOf, like.quota);
    }

    /** Whether the key's tenant may add one more. */
    boolean mayAdd(String key) {
        AtomicInteger count = count(key);
        int now = count.updateAndGet(n -> n > quota ? n : n + 1);
        if (now > quota) {
            anyOver = true;
            return false;
        }
        return true;
    }

    /** Whether the key's tenant has added more than it may. */
    boolean isOver(String key) {
        return anyOver && count(key).get() > quota;
    }

    /** How many have. */
    int over() {
        int many = others.get() > quota ? 1 : 0;
        for (AtomicInteger count : counts.values()) {
            many += count.get() > quota ? 1 : 0;
        }
        return many;
    }

    private AtomicInteger count(String key) {
        String tenant = tenantOf.apply(key);
        AtomicInteger there = counts.get(tenant);
        if (there != null) {
            return there;
        }
        return counts.size() >= MOST ? others : counts.computeIfAbsent(tenant, unknown -> new AtomicInteger());
    }
}
