package io.cachex;

import java.util.HashSet;
import java.util.Set;

/** Holds a near tier's order against its map: what must be so whenever nobody writes. */
public final class NearInvariants {

    private NearInvariants() {}

    /** Does what upkeep is due, and checks everything. */
    public static <T> void check(Cache<T> cache) {
        check((MarkedNear<?>) Insides.of(cache).tier());
    }

    static <T> void check(MarkedNear<T> near) {
        Upkeep<T> upkeep = near.upkeep();
        upkeep.maintain();
        upkeep.run(done -> {
            Set<String> ordered = new HashSet<>();
            long[] sum = {0};
            upkeep.ranks().forEach((entry, weight) -> {
                require(ordered.add(entry.keyInTier()), "twice in the order: " + entry.keyInTier());
                require(near.peek(entry.keyInTier()) == entry, "in the order but not in the map: " + entry.keyInTier());
                require(entry.place() != Entry.Place.NOWHERE, "in a queue but nowhere: " + entry.keyInTier());
                sum[0] += weight;
            });
            near.forEach((key, entry) -> require(ordered.contains(key), "in the map but not in the order: " + key));
            require(upkeep.ranks().weight() == sum[0], "the queues' weights do not add up");
            require(upkeep.ranks().count() == ordered.size(), "the queues' counts do not add up");
            if (near.weight() != 0) {
                require(near.weight() == sum[0], "taken " + near.weight() + ", but there is " + sum[0]);
            }
        });
    }

    private static void require(boolean rule, String text) {
        if (!rule) {
            throw new AssertionError(text);
        }
    }
}
