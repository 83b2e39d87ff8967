package io.cachex.resilience.upstream;

import java.util.List;

/**
 * All upstreams at one moment.
 *
 * @param name the upstreams' name
 * @param upstreams healthy ones first, as they are asked, then the others as they were added
 */
public record UpstreamsHealth(String name, List<UpstreamStatus> upstreams) {

    /** Keeps the list as it is now. */
    public UpstreamsHealth {
        upstreams = List.copyOf(upstreams);
    }

    /** Whether there is one that can be asked. */
    public boolean isAvailable() {
        return healthy() > 0;
    }

    /** How many can be asked. */
    public int healthy() {
        return (int) upstreams.stream()
                .filter(one -> one.state() == UpstreamStatus.State.HEALTHY)
                .count();
    }
}
