package io.cachex.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.Generations.Snapshot;
import io.cachex.spi.Invalidation;
import io.cachex.spi.Invalidation.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** G3: what proves that nothing was missed, and what puts it in doubt. */
class NamespaceStateTest {

    private static final long S = 1_000;

    private long now = 50;
    private static final String ONE = "one";

    private final NamespaceState state = new NamespaceState(now, Set.of(ONE));

    @Test
    void nothingIsProvenBeforeAHeartbeatIsAnswered() {
        assertThat(isLive()).isFalse();

        hear(1);

        assertThat(isLive()).isFalse();
        assertThat(state.snapshot(Set.of(), now)).isNull();
    }

    @Test
    void anAnswerThatAgreesProvesTheBoundFromWhenItWasAskedFor() {
        assertThat(answer(0, 40)).isNull();
        assertThat(state.liveUntil()).isEqualTo(40 + S);

        assertThat(hear(1)).isEqualTo(NamespaceState.Heard.NEXT);
        now = 200;
        assertThat(answer(1, 190)).isNull();
        assertThat(state.liveUntil()).isEqualTo(190 + S);
    }

    @Test
    void aLateAnswerProvesNothingBeyondItsOwnQuestion() {
        answer(0, 40);
        now = 40 + 3 * S;

        assertThat(answer(0, 50)).isNull();

        assertThat(state.liveUntil()).isEqualTo(50 + S);
        assertThat(isLive()).isFalse();
    }

    @Test
    void anOlderAnswerTakesNothingAway() {
        answer(0, 45);
        answer(0, 40);

        assertThat(state.liveUntil()).isEqualTo(45 + S);
    }

    /** FT11: a lost message is seen at the next one. */
    @Test
    void aGapPutsInDoubtAndGoesOnBehindIt() {
        answer(16, 40);
        long epoch = state.epoch();

        assertThat(hear(20)).isEqualTo(NamespaceState.Heard.doubtful("gap 17..19"));

        assertThat(state.epoch()).isGreaterThan(epoch);
        assertThat(isLive()).isFalse();
        assertThat(hear(21)).isEqualTo(NamespaceState.Heard.NEXT);
        assertThat(answer(21, 60)).isNull();
        assertThat(isLive()).isTrue();
    }

    /** FT11: or by the next heartbeat. */
    @Test
    void aHeartbeatTellsOfWhatWasMissed() {
        answer(16, 40);

        assertThat(answer(19, 60)).isEqualTo("gap 17..19");

        assertThat(isLive()).isFalse();
        assertThat(answer(19, 70)).isNull();
        assertThat(isLive()).isTrue();
    }

    /** FT12: exact duplicates change nothing. */
    @Test
    void whatWasHeardIsNotHeardAgain() {
        answer(0, 40);
        for (int i = 1; i <= 200; i++) {
            hear(i);
        }
        long epoch = state.epoch();

        for (int i = 137; i <= 200; i++) {
            assertThat(hear(i)).isEqualTo(NamespaceState.Heard.AGAIN);
        }

        assertThat(state.epoch()).isEqualTo(epoch);
        assertThat(answer(200, 60)).isNull();
    }

    /** FT12: a message that comes behind its successor was taken for lost; that was all it could do. */
    @Test
    void aReorderedMessageIsDoubtedOnce() {
        answer(0, 40);
        hear(1);
        assertThat(hear(3).doubt()).isEqualTo("gap 2..2");
        long epoch = state.epoch();

        assertThat(hear(2)).isEqualTo(NamespaceState.Heard.AGAIN);
        assertThat(hear(2)).isEqualTo(NamespaceState.Heard.AGAIN);

        assertThat(state.epoch()).isEqualTo(epoch);
        assertThat(hear(4)).isEqualTo(NamespaceState.Heard.NEXT);
    }

    @Test
    void aMessageThatAHeartbeatWasFasterThanChangesNothingMore() {
        answer(5, 40);
        hear(6);
        assertThat(answer(8, 60)).isEqualTo("gap 7..8");

        assertThat(hear(7)).isEqualTo(NamespaceState.Heard.AGAIN);
        assertThat(hear(8)).isEqualTo(NamespaceState.Heard.AGAIN);
        assertThat(hear(9)).isEqualTo(NamespaceState.Heard.NEXT);
    }

    /** FT7, FT20: the server lost its data and counts anew; the numbers alone say so. */
    @Test
    void anotherMessageOfANumberThatWasHeardIsARestart() {
        answer(0, 40);
        for (int i = 1; i <= 5; i++) {
            hear(i);
        }

        NamespaceState.Heard heard = state.hear(ONE, message(1, "another"), now);

        assertThat(heard).isEqualTo(NamespaceState.Heard.doubtful("the sequence went from 5 to 1"));
        assertThat(isLive()).isFalse();
        assertThat(hear(2)).isEqualTo(NamespaceState.Heard.NEXT);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 100, 935})
    void aNumberFromLongAgoIsARestart(long number) {
        answer(900, 40);
        for (int i = 901; i <= 1_000; i++) {
            hear(i);
        }

        assertThat(hear(number).doubt()).isEqualTo("the sequence went from 1000 to " + number);
    }

    @Test
    void aHeartbeatThatCountsLessIsARestart() {
        answer(9, 40);

        assertThat(answer(3, 60)).isEqualTo("the sequence went from 9 to 3");

        assertThat(isLive()).isFalse();
        assertThat(hear(4)).isEqualTo(NamespaceState.Heard.NEXT);
    }

    /** FT20: everything was deleted, and as many messages sent as before. */
    @Test
    void anotherIncarnationIsDoubtThoughTheNumbersAgree() {
        answer(3, 40);

        assertThat(state.answer(ONE, 3, "other", 60 + S, now)).isEqualTo("the server lost its data");

        assertThat(isLive()).isFalse();
        assertThat(state.answer(ONE, 3, "other", 70 + S, now)).isNull();
        assertThat(isLive()).isTrue();
    }

    @Test
    void aMessageWithoutANumberPutsInDoubtAndTakesNothingFromTheSequence() {
        answer(3, 40);

        NamespaceState.Heard heard = state.hear(ONE, message(0, "a"), now);

        assertThat(heard.isNews()).isTrue();
        assertThat(heard.doubt()).isNotBlank();
        assertThat(isLive()).isFalse();
        assertThat(hear(4)).isEqualTo(NamespaceState.Heard.NEXT);
    }

    @Test
    void afterANewConnectionAnyNumberIsTheNext() {
        answer(3, 40);
        long epoch = state.epoch();

        state.forget(ONE, now);

        assertThat(isLive()).isFalse();
        assertThat(state.epoch()).isGreaterThan(epoch);
        assertThat(hear(70)).isEqualTo(NamespaceState.Heard.NEXT);
        assertThat(state.answer(ONE, 70, "other", 60 + S, now)).isNull();
        assertThat(isLive()).isTrue();
    }

    @Test
    void generationsThatWereLearnedAreKnownWhileLive() {
        answer(3, 40);
        assertThat(state.snapshot(Set.of("a"), now)).isNull();

        state.learn(state.epoch(), new Snapshot(3, Map.of("a", 2L, "", 0L)));

        assertThat(state.snapshot(Set.of("a", ""), now)).isEqualTo(new Snapshot(3, Map.of("a", 2L, "", 0L)));
        assertThat(state.snapshot(Set.of("a", "b"), now)).isNull();
        now = 40 + S;
        assertThat(state.snapshot(Set.of("a"), now)).as("no longer proven").isNull();
    }

    @Test
    void messagesOfTagsAndOfAClearTellTheirGenerations() {
        answer(3, 40);

        state.hear(ONE, Invalidation.ofTag("n", "ns", "a", 4).numbered(4), now);
        state.hear(ONE, Invalidation.ofClear("n", "ns", 5).numbered(5), now);

        assertThat(state.snapshot(Set.of("a", ""), now)).isEqualTo(new Snapshot(5, Map.of("a", 4L, "", 5L)));
    }

    @Test
    void anAnswerOlderThanAMessageDoesNotHideIt() {
        answer(3, 40);
        long asked = state.epoch();
        state.hear(ONE, Invalidation.ofTag("n", "ns", "a", 4).numbered(4), now);

        state.learn(asked, new Snapshot(3, Map.of("a", 2L)));

        assertThat(state.snapshot(Set.of("a"), now)).isEqualTo(new Snapshot(4, Map.of("a", 4L)));
    }

    @Test
    void theNumbersOfMessagesAreNoGenerations() {
        answer(3, 40);
        hear(4);
        assertThat(state.snapshot(Set.of(), now))
                .as("the last generation is not known")
                .isNull();

        state.learn(state.epoch(), new Snapshot(1_000_000, Map.of()));
        hear(5);

        assertThat(state.snapshot(Set.of(), now)).isEqualTo(new Snapshot(1_000_000, Map.of()));
        hear(9);
        answer(9, 60);
        assertThat(state.snapshot(Set.of(), now)).as("forgotten with the doubt").isNull();
    }

    /** G6: what is loaded after an invalidation that was acknowledged is valid, though its message is still on its way. */
    @Test
    void theSequenceIsAtLeastEveryGenerationThatIsKnown() {
        answer(3, 40);

        state.learn(state.epoch(), new Snapshot(4, Map.of("a", 4L)));

        assertThat(state.snapshot(Set.of("a"), now)).isEqualTo(new Snapshot(4, Map.of("a", 4L)));
    }

    @Test
    void whatWasAskedBeforeADoubtIsNotLearned() {
        answer(3, 40);
        long asked = state.epoch();
        hear(9);

        state.learn(asked, new Snapshot(9, Map.of("a", 2L)));
        answer(9, 60);

        assertThat(state.snapshot(Set.of("a"), now)).isNull();
    }

    @Test
    void remembersABoundedNumberOfGenerations() {
        answer(3, 40);
        for (int i = 0; i < 10_001; i++) {
            state.learn(state.epoch(), new Snapshot(3, Map.of("tag" + i, 1L)));
        }

        assertThat(state.snapshot(Set.of("tag0"), now)).isNull();
        assertThat(state.snapshot(Set.of("tag1", "tag10000"), now)).isNotNull();
    }

    /** FT11, FT12: whatever is lost, doubled or shuffled, a proof is never given while a message is missing. */
    @Test
    void isNeverLiveWithoutHavingHeardOrDoubted() {
        Random random = new Random(42);
        for (int round = 0; round < 300; round++) {
            NamespaceState other = new NamespaceState(0, Set.of(ONE));
            other.answer(ONE, 0, "i", S, 0);
            List<Long> missed = new ArrayList<>();
            long sequence = 0;
            for (int step = 1; step < 100; step++) {
                long at = step * 10L;
                switch (random.nextInt(4)) {
                    case 0 -> missed.add(++sequence); // lost
                    case 1 -> {
                        if (sequence > 0) {
                            long number = sequence - random.nextInt(3) % sequence;
                            missed.remove(number); // an echo, or late
                            if (other.hear(ONE, message(number, "k"), at).doubt() != null) {
                                missed.clear();
                            }
                        }
                    }
                    case 2 -> {
                        if (other.hear(ONE, message(++sequence, "k"), at).doubt() != null) {
                            missed.clear();
                        }
                    }
                    default -> {
                        boolean proven = other.answer(ONE, sequence, "i", at + S, at) == null;
                        assertThat(proven && !missed.isEmpty())
                                .as("proven without " + missed)
                                .isFalse();
                        missed.clear();
                    }
                }
            }
        }
    }

    /** O4: in a cluster it is proven what is proven of every master. */
    @Test
    void whatOneMasterDoesNotProveIsNotProven() {
        state.masters(Set.of(ONE, "two"), now);
        assertThat(state.answer(ONE, 0, "i", 40 + S, now)).isNull();
        assertThat(isLive()).isFalse();

        assertThat(state.answer("two", 0, "i", 30 + S, now)).isNull();
        assertThat(state.liveUntil()).isEqualTo(30 + S);
        assertThat(state.answer(ONE, 0, "i", 60 + S, now)).isNull();
        assertThat(state.liveUntil()).isEqualTo(30 + S);

        assertThat(state.hear("two", message(3, "k"), now).doubt()).isEqualTo("gap 1..2");
        assertThat(isLive()).isFalse();
        assertThat(state.answer(ONE, 0, "i", 70 + S, now)).isNull();
        assertThat(isLive()).as("two has proven nothing since").isFalse();
        assertThat(state.answer("two", 3, "i", 80 + S, now)).isNull();
        assertThat(state.liveUntil()).isEqualTo(70 + S);
    }

    /** Masters number for themselves; listeners are told of numbers that grow. */
    @Test
    void mastersNumberForThemselves() {
        state.masters(Set.of(ONE, "two"), now);
        state.answer(ONE, 5, "i", 40 + S, now);
        state.answer("two", 0, "j", 40 + S, now);

        assertThat(state.hear("two", message(1, "a"), now)).isEqualTo(NamespaceState.Heard.NEXT);
        assertThat(state.numbered(message(1, "a")).sequence()).isEqualTo(6);
        assertThat(state.hear(ONE, message(6, "b"), now)).isEqualTo(NamespaceState.Heard.NEXT);
        assertThat(state.numbered(message(6, "b")).sequence()).isEqualTo(7);
    }

    @Test
    void otherMastersAreADoubt() {
        answer(0, 40);
        long epoch = state.epoch();

        state.masters(Set.of(ONE, "two"), now);

        assertThat(state.epoch()).isGreaterThan(epoch);
        assertThat(isLive()).isFalse();
        assertThat(state.hear("three", message(1, "k"), now).doubt()).contains("not known");
    }

    private NamespaceState.Heard hear(long number) {
        return state.hear(ONE, message(number, "k"), now);
    }

    private @Nullable String answer(long last, long askedAt) {
        return state.answer(ONE, last, "incarnation", askedAt + S, now);
    }

    private boolean isLive() {
        return state.liveUntil() - now > 0;
    }

    private static Invalidation message(long number, String key) {
        return Invalidation.ofKeys("node", "ns", Kind.REMOVE, Set.of(key), 0).numbered(number);
    }
}
