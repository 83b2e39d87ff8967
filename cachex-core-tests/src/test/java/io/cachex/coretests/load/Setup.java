package io.cachex.coretests.load;

import io.cachex.coretests.Face;

/** One way of running a scenario. */
public record Setup(Face face, Tiers tiers) {

    @Override
    public String toString() {
        return face + ", " + tiers;
    }
}
