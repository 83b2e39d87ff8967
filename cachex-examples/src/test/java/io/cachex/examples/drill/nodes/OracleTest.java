package io.cachex.examples.drill.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.examples.drill.nodes.Oracle.Staleness;
import org.junit.jupiter.api.Test;

class OracleTest {

    private static final int KEY = 1;

    private final Times committed = new Times(2);
    private final Oracle oracle = new Oracle(2, committed);

    @Test
    void theLatestVersionIsNotStale() {
        change(1, 10, 20);

        assertThat(oracle.judge(KEY, 1, 1_000)).isEqualTo(new Staleness(0, 0));
    }

    @Test
    void aReadIsStaleByTheTimeSinceTheNextVersion() {
        change(1, 10, 20);

        assertThat(oracle.judge(KEY, 0, 50)).isEqualTo(new Staleness(30, 40));
    }

    @Test
    void aReadThatBeganBeforeTheAcknowledgementWasPromisedNothing() {
        change(1, 10, 20);

        assertThat(oracle.judge(KEY, 0, 20)).isEqualTo(new Staleness(0, 10));
        assertThat(oracle.judge(KEY, 0, 15)).isEqualTo(new Staleness(0, 5));
        assertThat(oracle.judge(KEY, 0, 10)).isEqualTo(new Staleness(0, 0));
    }

    @Test
    void aChangeThatWasNotAcknowledgedCountsFromItsCommitAlone() {
        committed.note(KEY, 1, 10);

        assertThat(oracle.judge(KEY, 0, 1_000)).isEqualTo(new Staleness(0, 990));
    }

    /** Whoever hears of version 2 drops version 0, though nobody was told of version 1. */
    @Test
    void theAcknowledgementOfALaterVersionCoversAllBefore() {
        committed.note(KEY, 1, 10);
        change(2, 100, 110);

        assertThat(oracle.judge(KEY, 0, 200)).isEqualTo(new Staleness(90, 190));
        assertThat(oracle.judge(KEY, 1, 200)).isEqualTo(new Staleness(90, 100));
    }

    @Test
    void theEarliestAcknowledgementCountsWhateverTheirOrder() {
        change(1, 10, 150);
        change(2, 100, 110);

        assertThat(oracle.judge(KEY, 0, 200)).isEqualTo(new Staleness(90, 190));
        assertThat(oracle.judge(KEY, 1, 200)).isEqualTo(new Staleness(90, 100));
    }

    @Test
    void keysHaveNothingToDoWithEachOther() {
        change(1, 10, 20);

        assertThat(oracle.judge(0, 0, 1_000)).isEqualTo(new Staleness(0, 0));
    }

    @Test
    void thereIsRoomForAnyNumberOfVersionsAndAnyClock() {
        for (int version = 1; version <= 1_000; version++) {
            change(version, Long.MIN_VALUE + version, Long.MAX_VALUE - 1_000 + version); // a clock that wraps
        }

        assertThat(oracle.judge(KEY, 998, Long.MIN_VALUE + 2_000).sinceCommitted())
                .isEqualTo(1_001);
        assertThat(oracle.judge(KEY, 998, Long.MIN_VALUE + 9).sinceAcknowledged())
                .isEqualTo(11);
        assertThat(oracle.judge(KEY, 1_000, Long.MIN_VALUE + 2_000)).isEqualTo(new Staleness(0, 0));
    }

    private void change(int version, long commit, long acknowledgement) {
        committed.note(KEY, version, commit);
        oracle.acknowledged(KEY, version, acknowledgement);
    }
}
