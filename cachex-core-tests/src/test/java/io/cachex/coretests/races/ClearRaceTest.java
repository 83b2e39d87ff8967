package io.cachex.coretests.races;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.cachex.PutOptions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** B3: a clear strikes a key once. Whoever has seen that the key was struck may rely on what it writes then. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClearRaceTest {

    private static final PutOptions TAGGED = PutOptions.defaults().tags("some");

    private final Cache<Integer> cache =
            Cache.builder("clear", Integer.class).noTimeout().build();

    private volatile boolean written;

    @Test
    void doesNotTakeBackWhatAConditionalPutHasPromised() {
        Rounds.run(
                Rounds.of(50_000),
                () -> {
                    assertKept();
                    cache.put("k", 0);
                },
                cache::clear,
                () -> written = cache.putIfAbsent("k", 1));
        assertKept();
    }

    @Test
    void doesNotTakeBackATaggedValueThatCameAfterIt() {
        Rounds.run(
                Rounds.of(50_000),
                () -> {
                    assertKept();
                    cache.put("k", 0, TAGGED);
                },
                cache::clear,
                () -> {
                    written = cache.getIfPresent("k") == null;
                    if (written) {
                        cache.put("k", 1, TAGGED);
                    }
                });
        assertKept();
    }

    private void assertKept() {
        if (written) {
            assertThat(cache.getIfPresent("k")).isEqualTo(1);
        }
        written = false;
    }
}
