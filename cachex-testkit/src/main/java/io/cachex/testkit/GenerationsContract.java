package io.cachex.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.Counting;
import io.cachex.spi.Generations;
import io.cachex.spi.Generations.Snapshot;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a store that has {@link Generations} must do. Its tests are skipped for another store. */
public abstract class GenerationsContract extends StoreFixture {

    private static final String SPACE = "app:test:cache:";

    @SuppressWarnings("NullAway.Init") // set before each test
    private Generations generations;

    /** For subclasses. */
    protected GenerationsContract() {}

    @BeforeEach
    final void findCapability() {
        generations = capability(Generations.class);
    }

    @Test
    void beginsAtZero() {
        Snapshot snapshot = snapshot(SPACE, "a", "b");

        assertThat(snapshot.sequence()).isZero();
        assertThat(snapshot.generations()).containsOnlyKeys("a", "b").containsEntry("a", 0L);
    }

    @Test
    void tellsTheSequenceWithoutNames() {
        long drawn = advance(SPACE, "a");

        Snapshot snapshot = snapshot(SPACE);

        assertThat(snapshot.sequence()).isEqualTo(drawn);
        assertThat(snapshot.generations()).isEmpty();
    }

    @Test
    void advancingANameMakesTheNumberDrawnItsGeneration() {
        long first = advance(SPACE, "a");
        long second = advance(SPACE, "b");
        long third = advance(SPACE, "a");

        assertThat(List.of(first, second, third)).isSorted().doesNotHaveDuplicates();
        assertThat(first).isPositive();
        Snapshot snapshot = snapshot(SPACE, "a", "b", "c");
        assertThat(snapshot.sequence()).isEqualTo(third);
        assertThat(snapshot.generations())
                .containsEntry("a", third)
                .containsEntry("b", second)
                .containsEntry("c", 0L)
                .hasSize(3);
    }

    @Test
    void tellsWhatWasLoadedBeforeAnInvalidationFromWhatBeganAfterIt() {
        long before = snapshot(SPACE).sequence();
        long invalidation = advance(SPACE, "tag");
        long after = snapshot(SPACE).sequence();
        advance(SPACE, "another tag");

        long generation = snapshot(SPACE, "tag").generations().getOrDefault("tag", -1L);
        assertThat(generation).isEqualTo(invalidation);
        assertThat(generation).as("above what an entry noted before").isGreaterThan(before);
        assertThat(generation).as("not above what an entry noted after").isLessThanOrEqualTo(after);
    }

    @Test
    void namespacesAreApart() {
        advance(SPACE, "a");
        advance(SPACE, "a");

        assertThat(snapshot("app:test:cache", "a").sequence()).isZero();
        assertThat(snapshot("app:test:", "a", "cache:a").generations())
                .containsEntry("a", 0L)
                .containsEntry("cache:a", 0L);
    }

    @Test
    void namesAreToldApart() {
        long upper = advance(SPACE, "TAG");
        long empty = advance(SPACE, "");
        long key = advance(SPACE, "\ud83d\udd11 {x}:*");

        assertThat(snapshot(SPACE, "tag", "TAG", "", "\ud83d\udd11 {x}:*").generations())
                .containsEntry("tag", 0L)
                .containsEntry("TAG", upper)
                .containsEntry("", empty)
                .containsEntry("\ud83d\udd11 {x}:*", key);
    }

    @Test
    void keysAndCountersOfTheSameNameAreSomethingElse() {
        long drawn = advance("name", "name");

        write("name", value("text", 1));
        store().capability(Counting.class)
                .ifPresent(counting -> Stages.answerOf(counting.increment("name", 100, Duration.ofHours(1))));
        remove("name");

        assertThat(snapshot("name", "name")).satisfies(snapshot -> {
            assertThat(snapshot.sequence()).isEqualTo(drawn);
            assertThat(snapshot.generations()).containsEntry("name", drawn);
        });
    }

    @Test
    void doNotEndWithTime() {
        long drawn = advance(SPACE, "a");

        advance(time() instanceof FakeTime ? Duration.ofDays(1_000) : units(4));

        assertThat(snapshot(SPACE, "a").generations()).containsEntry("a", drawn);
        assertThat(advance(SPACE, "b")).isGreaterThan(drawn);
    }

    @Test
    void aSnapshotDoesNotChangeLater() {
        Snapshot before = snapshot(SPACE, "a");

        advance(SPACE, "a");

        assertThat(before.sequence()).isZero();
        assertThat(before.generations()).containsEntry("a", 0L);
    }

    @Test
    void noNumberIsDrawnTwiceByManyThreads() {
        int each = 100;
        List<Set<Long>> drawn = Crowd.all(thread -> {
            Set<Long> mine = new TreeSet<>();
            for (int i = 0; i < each; i++) {
                mine.add(advance(SPACE, "name " + i % 3));
            }
            return mine;
        });

        TreeSet<Long> all = new TreeSet<>();
        drawn.forEach(all::addAll);
        assertThat(all).hasSize(Crowd.SIZE * each);
        Snapshot snapshot = snapshot(SPACE, "name 0", "name 1", "name 2");
        assertThat(snapshot.sequence()).isEqualTo(all.last());
        assertThat(snapshot.generations().values()).contains(all.last()).doesNotHaveDuplicates();
    }

    @Test
    void aSnapshotIsOfOneMomentWhileManyThreadsAdvance() {
        AtomicInteger advancing = new AtomicInteger(Crowd.SIZE / 2);

        Crowd.each(thread -> {
            if (thread % 2 == 0) {
                for (int i = 0; i < 100; i++) {
                    long drawn = advance(SPACE, "a");
                    Snapshot after = snapshot(SPACE, "a");
                    assertThat(after.generations().get("a")).isGreaterThanOrEqualTo(drawn);
                }
                advancing.decrementAndGet();
                return;
            }
            while (advancing.get() > 0) {
                Snapshot snapshot = snapshot(SPACE, "a");
                assertThat(snapshot.generations().get("a"))
                        .as("only this name is advanced, so its generation is the sequence")
                        .isEqualTo(snapshot.sequence());
            }
        });
    }

    /** P2: a store may know nothing by itself; what it does know is true. */
    @Test
    void whatIsKnownWithoutAskingIsWhatIsAnswered() {
        advance(SPACE, "a");
        Snapshot answered = snapshot(SPACE, "a");

        Snapshot known = generations.known(SPACE, Set.of("a"));

        assertThat(known).isIn(answered, null);
    }

    @Test
    void answerWithFailedStagesOnceClosed() {
        store().close();

        Stages.failureOf(generations.generations(SPACE, Set.of("a")));
        Stages.failureOf(generations.advance(SPACE, "a"));
    }

    private Snapshot snapshot(String namespace, String... names) {
        return Stages.answerOf(generations.generations(namespace, Set.of(names)));
    }

    private long advance(String namespace, String name) {
        return Stages.answerOf(generations.advance(namespace, name));
    }
}
