package io.cachex.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cachex.local.LocalBus;
import io.cachex.spi.Generations;
import io.cachex.spi.Invalidation;
import io.cachex.spi.Invalidation.Kind;
import io.cachex.spi.InvalidationBus;
import io.cachex.spi.Leasing;
import io.cachex.spi.SelfPublishing;
import io.cachex.spi.Store;
import io.cachex.spi.StoredValue;
import io.cachex.spi.Versioned;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a store that is {@link SelfPublishing} must do. Its tests are skipped for another store.
 *
 * <p>That its writes void leases is in {@link LeaseFenceContract}.
 */
public abstract class SelfPublishingContract extends StoreFixture {

    private static final String SPACE = "app:test:users:";
    private static final String KEY = SPACE + "1";

    @SuppressWarnings("NullAway.Init") // set before each test
    private SelfPublishing publishing;

    @SuppressWarnings("NullAway.Init") // set before each test
    private Heard heard;

    private @Nullable InvalidationBus bus;
    private @Nullable InvalidationBus other;

    /** For subclasses. */
    protected SelfPublishingContract() {}

    /** The bus on which what the store publishes is heard; nothing was sent on it yet. Closed after the test. */
    protected abstract InvalidationBus busOf(Store store);

    /**
     * The same bus as another node sees it; closed after the test. The given one itself, by default, for a bus within one
     * process.
     */
    protected InvalidationBus otherNode(InvalidationBus same) {
        return same;
    }

    /** How long a message may take: 10 s of real time, far more than any bus should need. */
    protected Duration patience() {
        return Duration.ofSeconds(10);
    }

    @BeforeEach
    final void findCapability() {
        publishing = capability(SelfPublishing.class);
        bus = busOf(store());
        other = otherNode(bus);
        heard = listen(new Heard(patience()));
    }

    @AfterEach
    final void closeBuses() {
        if (other != null) { // null if the test was skipped
            other.close();
        }
        if (bus != null) {
            bus.close();
        }
    }

    @Test
    void knowsItsOwnBusFromOthers() {
        try (InvalidationBus elsewhere = LocalBus.create()) {
            assertThat(publishing.publishesTo(bus())).isTrue();
            assertThat(publishing.publishesTo(elsewhere)).isFalse();
        }
    }

    @Test
    void writingPublishesOneMessageWithTheVersionThatWasStored() {
        write(KEY, value("old", 10));

        put(KEY, value("new", 3));

        assertThat(text(read(KEY))).isEqualTo("new");
        assertThat(stored(KEY).version()).as("raised as by a write").isGreaterThan(10);
        assertThat(heardAlone()).satisfies(message -> {
            assertThat(message.version()).isEqualTo(stored(KEY).version());
            assertIs(message, put("1"));
        });
    }

    @Test
    void writingSeveralPublishesOneMessage() {
        Map<String, StoredValue> entries = Map.of(SPACE + "1", value("1", 4), SPACE + "2", value("2", 5));

        Stages.answerOf(publishing.write(entries, put("1", "2")));

        assertThat(Stages.answerOf(store().read(entries.keySet()))).hasSize(2);
        assertThat(heardAlone()).satisfies(message -> {
            assertThat(message.version()).isPositive();
            assertIs(message, put("1", "2"));
        });
    }

    @Test
    void removingPublishesOneMessage() {
        write(KEY, value("old", 10));

        Stages.answerOf(publishing.remove(Set.of(KEY), removal("1")));

        assertThat(read(KEY)).isNull();
        assertThat(heardAlone()).satisfies(message -> assertIs(message, removal("1")));
    }

    /** The store may have lost or dropped what nodes still have a copy of: they must hear of it. */
    @Test
    void removingWhatTheStoreDoesNotHavePublishesAllTheSame() {
        Stages.answerOf(publishing.remove(Set.of(KEY), removal("1")));

        assertThat(heardAlone()).satisfies(message -> assertIs(message, removal("1")));
    }

    @Test
    void comparingAndWritingPublishesOneMessage() {
        write(KEY, value("old", 5));

        assertThat(Stages.answerOf(publishing.writeIfVersion(KEY, 5, value("new", 9), put("1"))))
                .isTrue();

        assertThat(text(read(KEY))).isEqualTo("new");
        assertThat(heardAlone()).satisfies(message -> {
            assertThat(message.version()).isEqualTo(9);
            assertIs(message, put("1"));
        });
    }

    @Test
    void aWriteThatIsRefusedPublishesNothing() {
        write(KEY, value("old", 5));

        assertThat(Stages.answerOf(publishing.writeIfVersion(KEY, 4, value("wrong", 9), put("1"))))
                .isFalse();
        assertThat(Stages.answerOf(publishing.writeIfVersion(KEY, Versioned.ABSENT, value("wrong", 9), put("1"))))
                .isFalse();
        assertThat(Stages.failureOf(publishing.writeIfVersion(KEY, 5, value("wrong", 5), put("1"))))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(text(read(KEY))).isEqualTo("old");
        assertNothingHeard();
    }

    @Test
    void aWriteThatFailsPublishesNothing() {
        write(KEY, value("old", 1L << 53));

        assertThat(Stages.failureOf(publishing.write(Map.of(KEY, value("new", 1)), put("1"))))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(text(read(KEY))).isEqualTo("old");
        assertNothingHeard();
    }

    @Test
    void emptyBatchesPublishNothing() {
        Stages.answerOf(publishing.write(Map.of(), put("1")));
        Stages.answerOf(publishing.remove(Set.of(), removal("1")));

        assertNothingHeard();
    }

    @Test
    void advancingPublishesTheGenerationThatWasDrawn() {
        long tag = Stages.answerOf(publishing.advance(SPACE, "tag", Invalidation.ofTag("node-1", SPACE, "tag", 0)));
        long all = Stages.answerOf(publishing.advance(SPACE, "", Invalidation.ofClear("node-1", SPACE, 0)));

        assertThat(tag).isPositive();
        assertThat(all).isGreaterThan(tag);
        heard.awaitCount(2);
        assertIs(heard.messages().get(0), Invalidation.ofTag("node-1", SPACE, "tag", tag));
        assertIs(heard.messages().get(1), Invalidation.ofClear("node-1", SPACE, all));
        store().capability(Generations.class)
                .ifPresent(generations -> assertThat(Stages.answerOf(generations.generations(SPACE, Set.of("tag", "")))
                                .generations())
                        .containsEntry("tag", tag)
                        .containsEntry("", all));
        marker();
        heard.awaitCount(3);
    }

    @Test
    void plainWritesAreSilent() {
        write(KEY, value("1", 1));
        remove(KEY);
        store().capability(Versioned.class)
                .ifPresent(
                        versioned -> Stages.answerOf(versioned.writeIfVersion(KEY, Versioned.ABSENT, value("2", 2))));
        store().capability(Leasing.class).ifPresent(leasing -> Stages.answerOf(leasing.lease(Set.of(KEY), units(1))));

        assertNothingHeard();
    }

    @Test
    void carriesWhatTheMessageSays() {
        List<Invalidation> messages = List.of(
                Invalidation.ofKeys("node \u00e4", SPACE, Kind.PUT, Set.of("a", "\ud83d\udd11 {x}:*\"\\\n%s'", ""), 0),
                Invalidation.ofKeys("", SPACE, Kind.EXPIRE, Set.of("]]", "%1", "\u2028"), 0));

        Stages.answerOf(publishing.write(Map.of(KEY, value("1", 1)), messages.get(0)));
        Stages.answerOf(publishing.remove(Set.of(KEY), messages.get(1)));

        heard.awaitCount(2);
        assertIs(heard.messages().get(0), messages.get(0));
        assertIs(heard.messages().get(1), messages.get(1));
    }

    @Test
    void numbersGoOnWithThoseOfTheBus() {
        put(KEY, value("1", 1));
        marker();
        Stages.answerOf(publishing.remove(Set.of(KEY), removal("1")));
        marker();

        heard.awaitCount(4);
        assertThat(heard.messages()).extracting(Invalidation::sequence).containsExactly(1L, 2L, 3L, 4L);
        assertThat(heard.doubts()).isEmpty();
    }

    @Test
    void namespacesAreApart() {
        Invalidation elsewhere = Invalidation.ofKeys("node-1", SPACE + "more:", Kind.PUT, Set.of("1"), 0);

        Stages.answerOf(publishing.write(Map.of(SPACE + "more:1", value("1", 1)), elsewhere));

        assertNothingHeard();
    }

    /** The change and its message are one step: whoever hears of a version reads that version, or a later one. */
    @Test
    void whoHearsOfAChangeReadsIt() {
        Queue<CompletionStage<Long>> missing = new ConcurrentLinkedQueue<>();
        Heard reader = listen(new Heard(
                patience(),
                message -> missing.add(store().read(Set.of(KEY))
                        .thenApply(found -> message.version() - in(found, KEY).version()))));

        for (int i = 0; i < 50; i++) {
            put(KEY, value("" + i, 1));
        }

        reader.awaitCount(50);
        assertThat(missing)
                .hasSize(50)
                .allSatisfy(one -> assertThat(Stages.answerOf(one))
                        .as("by how much the version read is too low")
                        .isLessThanOrEqualTo(0));
    }

    @Test
    void everyChangeOfManyThreadsIsHeardOnceAndInItsOrder() {
        int each = 25;

        Crowd.each(thread -> {
            for (int i = 0; i < each; i++) {
                put(KEY, value(thread + "/" + i, 1));
            }
        });

        heard.awaitCount(Crowd.SIZE * each);
        for (int i = 0; i < Crowd.SIZE * each; i++) {
            assertThat(heard.messages().get(i).sequence()).isEqualTo(i + 1L);
        }
        assertThat(heard.messages())
                .extracting(Invalidation::version)
                .as("versions, in the order of the numbers")
                .isSorted()
                .doesNotHaveDuplicates()
                .endsWith(stored(KEY).version());
        assertThat(heard.doubts()).isEmpty();
    }

    @Test
    void oneOfManyThreadsWritesAndPublishes() {
        for (int round = 0; round < 20; round++) {
            String key = SPACE + "round:" + round;

            List<Boolean> won = Crowd.all(thread -> Stages.answerOf(publishing.writeIfVersion(
                    key, Versioned.ABSENT, value("" + thread, 10 + thread), put("" + thread))));

            heard.awaitCount(round + 1);
            assertThat(won).as("round " + round).containsOnlyOnce(true);
            assertThat(heard.messages().get(round)).satisfies(message -> {
                assertThat(message.keys()).containsExactly("" + won.indexOf(true));
                assertThat(message.version()).isEqualTo(stored(key).version());
            });
        }
        assertThat(heard.messages()).hasSize(20);
    }

    @Test
    void answersWithFailedStagesOnceClosed() {
        store().close();

        Stages.failureOf(publishing.write(Map.of(KEY, value("1", 1)), put("1")));
        Stages.failureOf(publishing.remove(Set.of(KEY), removal("1")));
        Stages.failureOf(publishing.writeIfVersion(KEY, Versioned.ABSENT, value("1", 1), put("1")));
        Stages.failureOf(publishing.advance(SPACE, "tag", Invalidation.ofTag("node-1", SPACE, "tag", 0)));
    }

    private void put(String key, StoredValue value) {
        Stages.answerOf(publishing.write(Map.of(key, value), put("1")));
    }

    private static Invalidation put(String... keys) {
        return Invalidation.ofKeys("node-1", SPACE, Kind.PUT, Set.of(keys), 0);
    }

    private static Invalidation removal(String... keys) {
        return Invalidation.ofKeys("node-1", SPACE, Kind.REMOVE, Set.of(keys), 0);
    }

    /** The only message there was, beside one that is sent now; several servers may tell of the two in any order. */
    private Invalidation heardAlone() {
        marker();
        heard.awaitCount(2);
        List<Invalidation> others = heard.messages().stream()
                .filter(message -> !message.keys().equals(Set.of("marker")))
                .toList();
        assertThat(others).hasSize(1);
        assertThat(heard.messages()).extracting(Invalidation::sequence).containsExactly(1L, 2L);
        assertThat(heard.doubts()).isEmpty();
        return others.get(0);
    }

    private void assertNothingHeard() {
        marker();
        await().atMost(patience())
                .pollInterval(Duration.ofMillis(2))
                .untilAsserted(() -> assertThat(heard.keys()).contains("marker"));
        assertThat(heard.messages()).hasSize(1);
        assertThat(heard.messages().get(0).sequence()).isEqualTo(1);
    }

    private void marker() {
        Stages.answerOf(bus().publish(removal("marker")));
    }

    /** The message is this one, whatever its sequence and its version. */
    private static void assertIs(Invalidation message, Invalidation given) {
        assertThat(new Invalidation(
                        message.source(),
                        message.namespace(),
                        0,
                        0,
                        message.kind(),
                        message.keys(),
                        message.tags(),
                        message.generation()))
                .isEqualTo(given);
    }

    private Heard listen(Heard listener) {
        InvalidationBus at = other;
        if (at == null) {
            throw new IllegalStateException("no test is running");
        }
        Heard.awaitLive(at.subscribe(SPACE, listener), time(), patience());
        return listener.withoutDoubts();
    }

    private InvalidationBus bus() {
        InvalidationBus own = bus;
        if (own == null) {
            throw new IllegalStateException("no test is running");
        }
        return own;
    }
}
