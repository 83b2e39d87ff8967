package io.cachex.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.Counting;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a store that is {@link Counting} must do. Its tests are skipped for another store. */
public abstract class CountingContract extends StoreFixture {

    private static final Duration LONG = Duration.ofHours(1);

    @SuppressWarnings("NullAway.Init") // set before each test
    private Counting counting;

    /** For subclasses. */
    protected CountingContract() {}

    @BeforeEach
    final void findCapability() {
        counting = capability(Counting.class);
    }

    @Test
    void countsFromZero() {
        assertThat(add("key", 3)).isEqualTo(3);
        assertThat(add("key", 4)).isEqualTo(7);
        assertThat(add("key", -10)).isEqualTo(-3);
        assertThat(add("key", 0)).isEqualTo(-3);
        assertThat(add("other", 0)).isZero();
    }

    @Test
    void countersAreApartFromValues() {
        write("key", value("41", 1));
        assertThat(add("key", 1)).isEqualTo(1);
        assertThat(text(read("key"))).isEqualTo("41");

        add("counter", 5);
        assertThat(read("counter")).isNull();
        write("counter", value("text", 1));
        assertThat(add("counter", 1)).isEqualTo(6);
    }

    @Test
    void removingAKeyRemovesItsCounter() {
        add("key", 5);
        add("other", 5);

        remove("key");

        assertThat(add("key", 1)).isEqualTo(1);
        assertThat(add("other", 1)).isEqualTo(6);
    }

    @Test
    void aCounterEndsWithItsTime() {
        add("key", 5, units(2));

        advance(unit());
        assertThat(add("key", 1, units(2))).isEqualTo(6);

        advance(halfMore(1));
        assertThat(add("key", 1)).isEqualTo(1);
    }

    @Test
    void anExistingCounterKeepsItsTime() {
        add("long", 5, units(20));
        add("short", 5, units(2));
        add("long", 1, units(1));
        add("short", 1, units(20));

        advance(halfMore(2));

        assertThat(add("long", 1)).isEqualTo(7);
        assertThat(add("short", 1)).isEqualTo(1);
    }

    @Test
    void takesTheShortestAndTheLongestTimes() {
        assertThat(add("short", 5, Duration.ofMillis(1))).isEqualTo(5);
        assertThat(add("long", 5, Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(5);

        advance(unit());

        assertThat(add("short", 1)).isEqualTo(1);
        assertThat(add("long", 1)).isEqualTo(6);
    }

    @Test
    void refusesATimeThatIsNotAboveZero() {
        for (Duration ttl : List.of(Duration.ZERO, Duration.ofNanos(-1))) {
            assertThat(Stages.failureOf(counting.increment("key", 1, ttl)))
                    .isInstanceOf(IllegalArgumentException.class);
        }

        assertThat(add("key", 1)).isEqualTo(1);
    }

    @Test
    void countsExactlyBeyondWhatADoubleCan() {
        long large = (1L << 53) + 1;

        assertThat(add("key", large)).isEqualTo(large);
        assertThat(add("key", 2)).isEqualTo(large + 2);
        assertThat(add("key", Long.MAX_VALUE - large - 2)).isEqualTo(Long.MAX_VALUE);
        assertThat(add("negative", Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void failsRatherThanOverflow() {
        add("most", Long.MAX_VALUE);
        add("least", Long.MIN_VALUE);

        assertThat(Stages.failureOf(counting.increment("most", 1, LONG))).isInstanceOf(ArithmeticException.class);
        assertThat(Stages.failureOf(counting.increment("least", -1, LONG))).isInstanceOf(ArithmeticException.class);

        assertThat(add("most", 0)).isEqualTo(Long.MAX_VALUE);
        assertThat(add("least", 0)).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void noIncrementOfManyThreadsIsLost() {
        int each = 250;
        List<Set<Long>> counts = Crowd.all(thread -> {
            Set<Long> mine = new TreeSet<>();
            for (int i = 0; i < each; i++) {
                mine.add(add("key", 1));
            }
            return mine;
        });

        Set<Long> all = new TreeSet<>();
        counts.forEach(all::addAll);
        assertThat(all).as("the counts, each given once").hasSize(Crowd.SIZE * each);
        assertThat(add("key", 0)).isEqualTo((long) Crowd.SIZE * each);
    }

    @Test
    void answersWithAFailedStageOnceClosed() {
        store().close();

        Stages.failureOf(counting.increment("key", 1, LONG));
    }

    private long add(String key, long delta) {
        return add(key, delta, LONG);
    }

    private long add(String key, long delta, Duration ttlIfCreated) {
        return Stages.answerOf(counting.increment(key, delta, ttlIfCreated));
    }
}
