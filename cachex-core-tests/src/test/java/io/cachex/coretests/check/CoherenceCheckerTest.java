package io.cachex.coretests.check;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.ConfigurationException;
import io.cachex.check.CheckerBuilder;
import io.cachex.check.CoherenceChecker;
import io.cachex.check.CoherenceReport;
import io.cachex.check.CoherenceReport.Window;
import io.cachex.coretests.nodes.ScriptedBus;
import io.cachex.spi.Invalidation.Kind;
import io.cachex.store.MemoryStore;
import io.cachex.testkit.FakeTime;
import io.cachex.testkit.FaultyStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** G3: the checker says how long an old value was served after a change, and does not accuse what is current. */
class CoherenceCheckerTest {

    private final FakeTime time = new FakeTime();
    private final ScriptedBus bus = new ScriptedBus(time);
    private final FaultyStore store = FaultyStore.around(MemoryStore.of(1 << 20, time), time);
    private final Cache<String> writer = node(new ScriptedBus(time));
    private final Cache<String> reader = node(bus);
    private final List<Duration> accused = new ArrayList<>();
    private final CoherenceChecker checker = checker(reader).build();

    private Cache<String> node(ScriptedBus ears) {
        ears.prove(ofHours(10));
        return Cache.builder("users", String.class)
                .timeSource(time)
                .store(store)
                .invalidation(ears)
                .executor(Runnable::run)
                .noTimeout()
                .build();
    }

    private CheckerBuilder checker(Cache<String> cache) {
        return CoherenceChecker.builder(cache)
                .timeSource(time)
                .sample(1)
                .windows(ofMillis(100), ofSeconds(1), ofSeconds(10))
                .onStale((key, age) -> accused.add(age));
    }

    @AfterEach
    void close() {
        checker.close();
        writer.close();
        reader.close();
    }

    private static List<Long> stale(CoherenceReport report) {
        return report.windows().stream().map(Window::stale).toList();
    }

    private static List<Long> checked(CoherenceReport report) {
        return report.windows().stream().map(Window::checked).toList();
    }

    private void readerHasOldValue() {
        writer.put("a", "old");
        reader.getIfPresent("a");
        time.advance(ofMillis(10));
    }

    private void pass(Duration duration) {
        for (long i = 0; i < duration.toMillis(); i += 10) {
            time.advance(ofMillis(10));
        }
    }

    /** FT11: the message of the change is lost, and the bus claims that nothing was. */
    @Test
    void seesOldValueForAsLongAsItIsServed() {
        readerHasOldValue();
        writer.put("a", "new");
        checker.changed("a");

        pass(ofSeconds(3));
        bus.hear(Kind.REMOVE, "a");
        pass(ofSeconds(10));

        CoherenceReport report = checker.report();
        assertThat(stale(report)).startsWith(1L, 1L).endsWith(0L);
        assertThat(report.worst()).isBetween(ofMillis(2_900), ofMillis(3_000));
        assertThat(accused).hasSize(2);
    }

    /** As above: removed, so that there is no newer value to compare with. */
    @Test
    void seesValueThatWasRemoved() {
        readerHasOldValue();
        writer.invalidate("a");
        checker.changed("a");

        pass(ofSeconds(11));

        assertThat(stale(checker.report())).containsExactly(1L, 1L, 1L);
        assertThat(checked(checker.report())).containsExactly(1L, 1L, 1L);
    }

    @Test
    void hearsByItselfWhatOthersChange() {
        readerHasOldValue();
        writer.put("a", "new");
        bus.hear(Kind.PUT, "a");

        pass(ofSeconds(11));

        CoherenceReport report = checker.report();
        assertThat(report.changes()).isEqualTo(1);
        assertThat(checked(report)).containsExactly(1L, 1L, 1L);
        assertThat(stale(report)).containsExactly(0L, 0L, 0L);
        assertThat(report.worst()).isZero();
    }

    /** The copy was made before the change was told, but it is the change itself. */
    @Test
    void doesNotAccuseTheWriterOfItsOwnValue() {
        try (CoherenceChecker own = checker(writer).build()) {
            writer.put("a", "new");
            time.advance(ofMillis(5));
            own.changed("a");

            pass(ofSeconds(11));

            assertThat(stale(own.report())).containsExactly(0L, 0L, 0L);
        }
    }

    @Test
    void doesNotAccuseWhatWasLoadedAfterTheChange() {
        readerHasOldValue();
        writer.invalidate("a");
        bus.hear(Kind.REMOVE, "a");
        time.advance(ofMillis(10));
        reader.get("a", key -> "loaded");
        store.remove(Set.of("cachex:default:users:a"));

        pass(ofSeconds(11));

        assertThat(stale(checker.report())).containsExactly(0L, 0L, 0L);
    }

    /** B4: what says that it is stale deceives nobody. */
    @Test
    void doesNotAccuseWhatIsServedAsStale() {
        readerHasOldValue();
        time.advance(ofSeconds(3));
        bus.doubt();
        writer.put("a", "new");
        checker.changed("a");

        pass(ofSeconds(11));

        assertThat(stale(checker.report())).containsExactly(0L, 0L, 0L);
    }

    /** Nothing is said about a change while the store cannot be read. */
    @Test
    void doesNotKnowWithoutTheStore() {
        readerHasOldValue();
        writer.put("a", "new");
        checker.changed("a");
        store.onAll().fail(new IOException("down"));

        pass(ofSeconds(11));

        CoherenceReport report = checker.report();
        assertThat(report.unknown()).isEqualTo(3);
        assertThat(checked(report)).containsExactly(0L, 0L, 0L);
    }

    @Test
    void watchesNoMoreThanItMay() {
        try (CoherenceChecker small = checker(reader).maximumWatched(2).build()) {
            small.changed("a");
            small.changed("b");
            small.changed("c");

            assertThat(small.report().changes()).isEqualTo(2);
            assertThat(small.report().skipped()).isEqualTo(1);

            pass(ofSeconds(11));
            small.changed("d");
            assertThat(small.report().changes()).isEqualTo(3);
        }
    }

    @Test
    void takesASample() {
        try (CoherenceChecker some = checker(reader)
                .sample(0.1)
                .maximumWatched(100_000)
                .windows(ofMillis(1))
                .build()) {
            for (int i = 0; i < 10_000; i++) {
                some.changed("k" + i);
            }

            assertThat(some.report().changes()).isBetween(800L, 1_200L);
        }
    }

    @Test
    void looksNoMoreOnceItIsClosed() {
        readerHasOldValue();
        checker.changed("a");
        checker.close();
        checker.changed("a");
        bus.hear(Kind.PUT, "a");

        pass(ofSeconds(11));

        assertThat(checked(checker.report())).containsExactly(0L, 0L, 0L);
        assertThat(checker.report().changes()).isEqualTo(1);
    }

    /** A cache has 50 places for handlers. */
    @Test
    void givesItsPlaceBack() {
        for (int i = 0; i < 60; i++) {
            checker(reader).build().close();
        }

        assertThat(checker.report().changes()).isZero();
    }

    @Test
    void survivesTheCachesEnd() {
        checker.changed("a");
        reader.close();

        pass(ofSeconds(11));

        assertThat(checker.report().unknown()).isEqualTo(3);
    }

    @Test
    void countsNinesNoHigherThanItHasLooked() {
        assertThat(new Window(ofSeconds(1), 1_000, 0).nines()).isEqualTo(3);
        assertThat(new Window(ofSeconds(1), 999, 0).nines()).isEqualTo(2);
        assertThat(new Window(ofSeconds(1), 1_000_000, 10).nines()).isEqualTo(5);
        assertThat(new Window(ofSeconds(1), 100, 100).nines()).isZero();
        assertThat(new Window(ofSeconds(1), 0, 0).nines()).isZero();
        assertThat(new Window(ofSeconds(1), 1_000, 1).consistency()).isEqualTo(0.999);
        assertThat(new Window(ofSeconds(1), 0, 0).consistency()).isEqualTo(1);
    }

    @Test
    void saysAllInOneLine() {
        assertThat(checker)
                .hasToString("checker(after 100 ms: 0 of 0 stale, 0 nines; 1000 ms: 0 of 0 stale, 0 nines; "
                        + "10000 ms: 0 of 0 stale, 0 nines; worst 0 ms, 0 changes, 0 skipped, 0 unknown)");
    }

    /** A1. */
    @Test
    void refusesWhatMakesNoSense() {
        CheckerBuilder builder = CoherenceChecker.builder(reader);

        assertThatThrownBy(() -> builder.sample(0))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("sample must be above 0 and at most 1: 0.0");
        assertThatThrownBy(() -> builder.sample(1.1)).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> builder.maximumWatched(0)).hasMessageContaining("maximumWatched");
        assertThatThrownBy(() -> builder.maximumWatched(100_001)).hasMessageContaining("maximumWatched");
        assertThatThrownBy(builder::windows).hasMessageContaining("windows");
        assertThatThrownBy(() -> builder.windows(ofSeconds(2), ofSeconds(1))).hasMessageContaining("windows");
        assertThatThrownBy(() -> builder.windows(Duration.ZERO)).hasMessageContaining("windows");
        assertThatThrownBy(() -> builder.windows(ofMinutes(61))).hasMessageContaining("windows");
    }
}
