package io.cachex.examples.drill.contender;

import io.cachex.examples.drill.data.City;
import org.jspecify.annotations.Nullable;

/** A cache that takes part in the drill. Called by many threads at once. */
public interface Contender extends AutoCloseable {

    /** Room for every city that can be asked for, so that nothing is evicted and time alone decides what is fresh. */
    int CAPACITY = 20_000;

    /** At most nine characters, as the table has no more room. */
    String name();

    /**
     * The city of {@code key}, from the cache or the origin. May block as long as the cache sees fit.
     *
     * @return null when there is no such city
     * @throws Exception when the cache has no answer; it counts as an error of this cache
     */
    @Nullable
    City get(String key) throws Exception;

    /** What it has counted since it was made, and the state it is in. Cheap: asked for every second. */
    ContenderStats stats();

    @Override
    void close();
}
