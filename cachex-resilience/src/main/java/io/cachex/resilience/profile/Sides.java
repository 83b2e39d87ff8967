package io.cachex.resilience.profile;

import io.cachex.profile.CachePlan;
import io.cachex.profile.PolicyPlace;
import io.cachex.spi.Policy;
import io.cachex.spi.ReplaceablePolicy;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One kind of policy of one cache, on both sides: what is said of it for both, and over that for each. A change makes a new
 * policy on each side that it concerns, and on no other. Changed by one thread at a time.
 */
final class Sides {

    /** Makes a policy. */
    interface Recipe {

        /**
         * The policy for a side; {@link Policy#none()} if there is to be none.
         *
         * @throws io.cachex.ConfigurationException if what is said contradicts itself
         */
        Policy of(Side side, Said said);
    }

    private final Recipe recipe;
    private final Map<String, Said> common = new HashMap<>();
    private final Map<Side, Map<String, Said>> own = new EnumMap<>(Side.class);
    private final Map<Side, ReplaceablePolicy> policies = new EnumMap<>(Side.class);
    private final Map<Side, Said> current = new EnumMap<>(Side.class);

    Sides(CachePlan plan, PolicyPlace place, Recipe recipe) {
        this.recipe = recipe;
        for (Side side : Side.values()) {
            own.put(side, new HashMap<>());
            current.put(side, Said.NOTHING);
            policies.put(side, ReplaceablePolicy.of(recipe.of(side, Said.NOTHING)));
        }
        plan.storePolicy(place, policy(Side.STORE));
        plan.loaderPolicy(place, policy(Side.LOADER));
    }

    ReplaceablePolicy policy(Side side) {
        return Objects.requireNonNull(policies.get(side));
    }

    /**
     * A section says something, for one side or both.
     *
     * @param side null for both
     * @throws io.cachex.ConfigurationException if it does not go with what others say; nothing has changed then
     */
    void say(@Nullable Side side, String section, Said said) {
        Map<String, Said> layer = side == null ? common : own.getOrDefault(side, common);
        Said before = layer.put(section, said);
        Map<Side, Said> all = new EnumMap<>(Side.class);
        Map<Side, Policy> made = new EnumMap<>(Side.class);
        try {
            for (Side each : Side.values()) {
                Said merged = merged(each);
                if (!merged.equals(current.getOrDefault(each, Said.NOTHING))) {
                    all.put(each, merged);
                    made.put(each, recipe.of(each, merged));
                }
            }
        } catch (RuntimeException e) {
            layer.put(section, before == null ? Said.NOTHING : before);
            throw e;
        }
        made.forEach((each, policy) -> policy(each).replace(policy));
        current.putAll(all);
    }

    private Said merged(Side side) {
        Said merged = Said.NOTHING;
        for (Said said : common.values()) {
            merged = said.over(merged);
        }
        for (Said said : own.getOrDefault(side, Map.of()).values()) {
            merged = said.over(merged);
        }
        return merged;
    }
}
