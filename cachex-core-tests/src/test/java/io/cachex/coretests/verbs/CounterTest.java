package io.cachex.coretests.verbs;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.ConfigurationException;
import io.cachex.coretests.Caller;
import io.cachex.coretests.Face;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

class CounterTest {

    private final Tiers tiers = new Tiers();

    /** A3: counters start at 0, take any delta, and are a key space of their own. */
    @EachShape
    void countersCountBesideTheValues(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).build());
        cache.put("n", "a value");

        assertThat(cache.increment("n", 5, ofMinutes(1))).isEqualTo(5);
        assertThat(cache.increment("n", -7, ofMinutes(1))).isEqualTo(-2);
        assertThat(cache.increment("n", 0, ofMinutes(1))).isEqualTo(-2);
        assertThat(cache.getIfPresent("n")).isEqualTo("a value");
    }

    /** A3: the time to live is that of the call that made the counter. */
    @EachShape
    void aCounterKeepsTheTimeItWasMadeWith(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).build());
        cache.increment("n", 1, ofSeconds(10));

        tiers.time.advance(ofSeconds(6));
        assertThat(cache.increment("n", 1, ofMinutes(10))).isEqualTo(2);
        tiers.time.advance(ofSeconds(6));

        assertThat(cache.increment("n", 1, ofSeconds(10))).isOne();
    }

    /** A3: an overflow is an error and changes nothing. */
    @EachShape
    void anOverflowChangesNothing(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).build());
        cache.increment("n", Long.MAX_VALUE, ofMinutes(1));

        assertThatThrownBy(() -> cache.increment("n", 1, ofMinutes(1))).isInstanceOf(ArithmeticException.class);
        assertThat(cache.increment("n", -1, ofMinutes(1))).isEqualTo(Long.MAX_VALUE - 1);
    }

    /** A3: invalidate removes counters; clear does not. */
    @EachShape
    void invalidateRemovesCountersAndClearDoesNot(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).build());
        cache.increment("a", 3, ofMinutes(1));
        cache.increment("b", 3, ofMinutes(1));

        cache.invalidate("a");
        cache.clear();

        assertThat(cache.increment("a", 1, ofMinutes(1))).isOne();
        assertThat(cache.increment("b", 1, ofMinutes(1))).isEqualTo(4);
    }

    /** A3: concurrent counting loses nothing. */
    @EachShape
    void concurrentCountingLosesNothing(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).build());

        List<Caller<Long>> callers = IntStream.range(0, 4)
                .mapToObj(i -> Caller.start(() -> {
                    long last = 0;
                    for (int n = 0; n < 250; n++) {
                        last = cache.increment("n", 1, ofMinutes(1));
                    }
                    return last;
                }))
                .toList();
        callers.forEach(Caller::result);

        assertThat(cache.increment("n", 0, ofMinutes(1))).isEqualTo(1_000);
    }

    /** BI24: impossible times to live are refused. */
    @EachShape
    void impossibleTimesAreRefused(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).build());

        for (Duration ttl : new Duration[] {Duration.ZERO, ofSeconds(-1), Duration.ofSeconds(Long.MAX_VALUE)}) {
            assertThatThrownBy(() -> cache.increment("n", 1, ttl))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("ttlIfCreated");
        }
    }
}
