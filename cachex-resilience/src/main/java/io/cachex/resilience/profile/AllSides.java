package io.cachex.resilience.profile;

import io.cachex.profile.CachePlan;
import io.cachex.profile.PolicyPlace;
import java.util.EnumMap;
import java.util.Map;

/** The policies of one cache, by their places: which sections say something of them, and find each other here. */
final class AllSides {

    private final Map<PolicyPlace, Sides> places = new EnumMap<>(PolicyPlace.class);

    private AllSides() {}

    /** Those of the plan's cache. */
    static AllSides of(CachePlan plan) {
        return plan.find(AllSides.class).orElseGet(() -> {
            AllSides sides = new AllSides();
            plan.share(AllSides.class, sides);
            return sides;
        });
    }

    /** The policies of a place; made if there are none. */
    Sides at(PolicyPlace place, CachePlan plan, Sides.Recipe recipe) {
        return places.computeIfAbsent(place, empty -> new Sides(plan, place, recipe));
    }
}
