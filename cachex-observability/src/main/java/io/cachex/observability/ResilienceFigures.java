package io.cachex.observability;

import io.cachex.resilience.BloomGuard;
import io.cachex.resilience.BloomStats;
import io.cachex.resilience.BreakerSnapshot;
import io.cachex.resilience.CircuitBreaker;
import io.cachex.resilience.Retry;
import io.cachex.resilience.upstream.UpstreamStatus;
import io.cachex.resilience.upstream.Upstreams;
import io.cachex.spi.CachePart;
import io.cachex.spi.CachePart.Place;
import io.cachex.spi.CacheView;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What is read at the breakers, retries, Bloom guards and upstreams that a cache was built with. */
final class ResilienceFigures {

    private static final String UNNAMED = CircuitBreaker.defaults().name();

    private ResilienceFigures() {}

    static List<Figure> of(CacheView cache) {
        List<Figure> all = new ArrayList<>();
        breakers(cache).keySet().forEach(component -> all.addAll(breaker(component)));
        if (!cache.parts(Retry.class).isEmpty()) {
            all.add(retries(Place.STORE_POLICY, "store"));
            all.add(retries(Place.LOADER_POLICY, "loader"));
        }
        if (!cache.parts(BloomGuard.class).isEmpty()) {
            all.addAll(bloom());
        }
        if (!cache.parts(Upstreams.class).isEmpty()) {
            all.add(upstreams(UpstreamStatus.State.HEALTHY, "healthy"));
            all.add(upstreams(UpstreamStatus.State.UNHEALTHY, "unhealthy"));
            all.add(upstreams(UpstreamStatus.State.UNKNOWN, "unknown"));
        }
        return all;
    }

    /**
     * The cache's breakers by the component they are shown as: the name they were given, without the cache's before it; of one
     * without a name, what it protects. The second of a name gets a number.
     */
    private static Map<String, CircuitBreaker> breakers(CacheView cache) {
        Map<String, CircuitBreaker> breakers = new LinkedHashMap<>();
        for (CachePart part : cache.parts()) {
            if (part.part() instanceof CircuitBreaker breaker) {
                String component = component(cache, part.place(), breaker);
                String free = component;
                for (int i = 2; breakers.containsKey(free); i++) {
                    free = component + '_' + i;
                }
                breakers.put(free, breaker);
            }
        }
        return breakers;
    }

    private static String component(CacheView cache, Place place, CircuitBreaker breaker) {
        String name = breaker.name();
        String own = cache.name() + '.';
        if (name.equals(UNNAMED)) {
            return place == Place.STORE_POLICY ? "store" : "loader";
        }
        return name.startsWith(own) ? name.substring(own.length()) : name;
    }

    private static List<Figure> breaker(String component) {
        return List.of(
                figure(
                        Figure.Kind.HIGHEST,
                        "circuit.breaker.state",
                        "The state of a circuit breaker: 0 closed, 1 half-open, 2 open",
                        Labels.COMPONENT,
                        component,
                        breaker(component, snapshot -> snapshot.state().code())),
                figure(
                        Figure.Kind.COUNT,
                        "circuit.breaker.failures",
                        "Calls through a circuit breaker that ended in a failure which counts",
                        Labels.COMPONENT,
                        component,
                        breaker(component, BreakerSnapshot::failures)),
                figure(
                        Figure.Kind.COUNT,
                        "circuit.breaker.successes",
                        "Calls through a circuit breaker that succeeded",
                        Labels.COMPONENT,
                        component,
                        breaker(component, BreakerSnapshot::successes)),
                figure(
                        Figure.Kind.COUNT,
                        "cachex.breaker.rejected",
                        "Calls that a circuit breaker did not start",
                        Labels.COMPONENT,
                        component,
                        breaker(component, BreakerSnapshot::rejected)));
    }

    private static ToDoubleFunction<CacheView> breaker(String component, ToDoubleFunction<BreakerSnapshot> value) {
        return cache -> {
            CircuitBreaker breaker = breakers(cache).get(component);
            return breaker == null ? 0 : value.applyAsDouble(breaker.snapshot());
        };
    }

    private static Figure retries(Place place, String component) {
        return figure(
                Figure.Kind.COUNT,
                "cachex.retries",
                "Calls that were repeated",
                Labels.COMPONENT,
                component,
                cache -> cache.parts().stream()
                        .filter(part -> part.place() == place)
                        .mapToLong(part -> part.part() instanceof Retry retry ? retry.retries() : 0)
                        .sum());
    }

    private static List<Figure> bloom() {
        return List.of(
                bloom(Figure.Kind.SUM, "bloom.filter.items", "About how many keys the filter holds", BloomStats::items),
                bloom(
                        Figure.Kind.SUM,
                        "bloom.filter.capacity",
                        "For how many keys the filter was made",
                        BloomStats::capacity),
                bloom(
                        Figure.Kind.COUNT,
                        "bloom.filter.false.positives",
                        "Loads that the filter let pass and that found nothing",
                        BloomStats::falsePositives),
                bloom(
                        Figure.Kind.COUNT,
                        "cachex.bloom.denied",
                        "Reads answered with absence because of the filter",
                        BloomStats::denied),
                bloom(
                        Figure.Kind.LOWEST,
                        "cachex.bloom.guarding",
                        "1 if the filter knows all keys and is asked, else 0",
                        stats -> stats.isGuarding() ? 1 : 0));
    }

    private static Figure bloom(Figure.Kind kind, String name, String description, ToDoubleFunction<BloomStats> value) {
        return new Figure(
                kind,
                name,
                Tags.empty(),
                description,
                null,
                cache -> cache.parts(BloomGuard.class).stream()
                        .mapToDouble(guard -> value.applyAsDouble(guard.stats()))
                        .sum());
    }

    @SuppressWarnings("rawtypes") // of whatever type the values are
    private static Figure upstreams(UpstreamStatus.State state, String label) {
        return figure(
                Figure.Kind.SUM,
                "cachex.upstreams",
                "Upstreams in a state",
                Labels.STATE,
                label,
                cache -> cache.parts(Upstreams.class).stream()
                        .mapToLong(upstreams -> count(upstreams, state))
                        .sum());
    }

    private static long count(Upstreams<?> upstreams, UpstreamStatus.State state) {
        return upstreams.health().upstreams().stream()
                .filter(one -> one.state() == state)
                .count();
    }

    private static Figure figure(
            Figure.Kind kind,
            String name,
            String description,
            String key,
            String tag,
            ToDoubleFunction<CacheView> value) {
        return new Figure(kind, name, Tags.of(key, tag), description, null, value);
    }
}
