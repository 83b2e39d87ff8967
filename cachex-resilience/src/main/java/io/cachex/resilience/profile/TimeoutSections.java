package io.cachex.resilience.profile;

import io.cachex.profile.CachePlan;
import io.cachex.profile.Kind;
import io.cachex.profile.PolicyPlace;
import io.cachex.profile.Section;
import io.cachex.profile.Wanted;
import io.cachex.resilience.Timeout;
import io.cachex.spi.Policy;
import java.time.Duration;
import java.util.List;

/**
 * {@code attempt_timeout}: of {@code cache}, which hands it on by {@link Wanted}, and of one side. By default an attempt at the
 * store has 100 ms, and one of a load has no limit.
 */
final class TimeoutSections {

    private static final String LIMIT = "limit";
    private static final Duration OF_STORE = Duration.ofMillis(100);

    private TimeoutSections() {}

    static List<Section<?, ?>> all() {
        return List.of(section(Side.STORE), section(Side.LOADER));
    }

    private static Section<?, ?> section(Side side) {
        String path = side.word() + "_policies";
        return Section.ofCache(path, plan -> new Said())
                .always()
                .after("cache")
                .meaning("What stands around the calls to the " + side.word()
                        + " alone, each setting over the one of both" + " sides.")
                .option(Said.option("attempt_timeout", Kind.DURATION, (Duration limit) -> Timeout.builder(limit))
                        .otherwise(
                                side == Side.STORE
                                        ? "`attempt_timeout` of the cache, `100ms`"
                                        : "`attempt_timeout` of the cache, none")
                        .range("above 0, at most 365 days")
                        .meaning("how long one attempt may take")
                        .changeable())
                .thenChanging((said, plan) -> {
                    Sides sides = AllSides.of(plan).at(PolicyPlace.TIMEOUT, plan, recipe(plan));
                    if (side == Side.STORE) { // one of them has to listen for both
                        listen(sides, plan);
                    }
                    sides.say(side, path, limitOf(said));
                    return later -> sides.say(side, path, limitOf(later));
                });
    }

    private static void listen(Sides sides, CachePlan plan) {
        plan.find(Wanted.class)
                .orElseThrow()
                .onAttemptTimeout(limit -> sides.say(
                        null, "cache", limit.map(time -> Said.of(LIMIT, time)).orElse(Said.NOTHING)));
    }

    private static Said limitOf(Said said) {
        return said.has("attempt_timeout") ? Said.of(LIMIT, said.or("attempt_timeout", Duration.ZERO)) : Said.NOTHING;
    }

    private static Sides.Recipe recipe(CachePlan plan) {
        return (side, said) -> {
            if (side == Side.LOADER && said.isNothing()) {
                return Policy.none();
            }
            return Timeout.builder(said.or(LIMIT, OF_STORE))
                    .timeSource(plan.time())
                    .build();
        };
    }
}
