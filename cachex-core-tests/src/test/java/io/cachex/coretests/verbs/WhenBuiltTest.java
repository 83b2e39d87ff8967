package io.cachex.coretests.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.CacheClosedException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** M3: what has to know a cache that somebody else builds hears of it. */
class WhenBuiltTest {

    @Test
    void allAreGivenTheCacheBeforeBuildReturns() {
        List<Cache<?>> given = new ArrayList<>();
        CacheBuilder<String> builder =
                Cache.builder("users", String.class).whenBuilt(given::add).whenBuilt(given::add);
        assertThat(given).isEmpty();

        try (Cache<String> cache = builder.build()) {
            assertThat(given).containsExactly(cache, cache);
        }
    }

    /** A11: nothing is left behind of a cache that nobody gets. */
    @Test
    void whatTheyThrowClosesTheCache() {
        List<Cache<?>> given = new ArrayList<>();
        IllegalStateException failure = new IllegalStateException("no");
        CacheBuilder<String> builder = Cache.builder("users", String.class)
                .whenBuilt(given::add)
                .whenBuilt(cache -> {
                    throw failure;
                });

        assertThatThrownBy(builder::build).isSameAs(failure);

        assertThatThrownBy(() -> given.get(0).getIfPresent("a")).isInstanceOf(CacheClosedException.class);
    }
}
