package io.cachex.resilience.health;

import io.cachex.Cache;
import io.cachex.Rules;
import io.cachex.resilience.BloomGuard;
import io.cachex.resilience.BloomStats;
import io.cachex.resilience.upstream.UpstreamStatus;
import io.cachex.resilience.upstream.Upstreams;
import io.cachex.resilience.upstream.UpstreamsHealth;
import io.cachex.spi.Criticality;
import io.cachex.spi.Health;
import io.cachex.spi.HealthCheck;
import io.cachex.spi.Store;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Checks of the parts that come with the house, and of your own. */
public final class Checks {

    private static final String PROBE_KEY = "cachex.health.probe";

    private Checks() {}

    /**
     * A cache: critical, and never worse than degraded while it answers. See {@link CacheCheck} for what makes it so.
     *
     * @param cache is asked for its counters only
     */
    public static CacheCheck cache(Cache<?> cache) {
        return new CacheCheck(Rules.notNull("cache", cache));
    }

    /** A store: warm, unhealthy if it does not answer a read. The read costs a round trip. */
    public static HealthCheck store(String name, Store store) {
        Rules.notNull("store", store);
        return of(name, Criticality.WARM, () -> store.read(Set.of(PROBE_KEY)).thenApply(found -> Health.healthy()));
    }

    /**
     * Upstreams: warm, for a cache goes on without; unhealthy if none is healthy, degraded if one is not. Asks nobody: the
     * upstreams check themselves.
     */
    public static HealthCheck upstreams(Upstreams<?> upstreams) {
        Rules.notNull("upstreams", upstreams);
        String name = "upstreams " + upstreams.health().name();
        return of(name, Criticality.WARM, () -> CompletableFuture.completedFuture(health(upstreams.health())));
    }

    /**
     * The guard before a cache's loads: cold, degraded if it holds more keys than it was made for, or is too full to be asked;
     * never unhealthy, for then all reads go on as without it. Not having been warmed up, or catching up, is no reason.
     *
     * @param name of the cache
     */
    public static HealthCheck missGuard(String name, BloomGuard guard) {
        Rules.notNull("name", name);
        Rules.notNull("guard", guard);
        return of(
                "miss guard " + name, Criticality.COLD, () -> CompletableFuture.completedFuture(health(guard.stats())));
    }

    /**
     * A check of your own.
     *
     * @param check must not block; see {@link HealthCheck#check()}
     */
    public static HealthCheck of(String name, Criticality criticality, Supplier<CompletionStage<Health>> check) {
        return new Own(
                Rules.notNull("name", name), Rules.notNull("criticality", criticality), Rules.notNull("check", check));
    }

    private static Health health(BloomStats guard) {
        if (!guard.isSaturated() && !guard.isBypassed()) {
            return Health.healthy();
        }
        String keys = "holds about " + guard.items() + " keys, made for " + guard.capacity();
        return Health.degraded(guard.isBypassed() ? keys + "; too full to be asked" : keys);
    }

    private static Health health(UpstreamsHealth upstreams) {
        List<String> away = upstreams.upstreams().stream()
                .filter(one -> one.state() != UpstreamStatus.State.HEALTHY)
                .map(one -> one.id() + (one.problem() == null ? " is not known yet" : ": " + one.problem()))
                .toList();
        if (upstreams.isAvailable()) {
            return away.isEmpty() ? Health.healthy() : new Health(Health.Status.DEGRADED, away);
        }
        return new Health(Health.Status.UNHEALTHY, away.isEmpty() ? List.of("there is none") : away);
    }

    private record Own(String name, Criticality criticality, Supplier<CompletionStage<Health>> asked)
            implements HealthCheck {

        @Override
        public CompletionStage<Health> check() {
            return asked.get();
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
