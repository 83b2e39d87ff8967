package io.cachex.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** G3: silence beyond the bound ends a connection. */
class HeartbeatTest {

    private static final long S = 1_000;

    @ParameterizedTest
    @ValueSource(longs = {0, 1_000_000, Long.MAX_VALUE - 500, Long.MIN_VALUE})
    void aConnectionIsGivenUpABoundAfterTheLastQuestionThatWasAnswered(long start) {
        Heartbeat heartbeat = new Heartbeat(S, start);
        assertThat(heartbeat.isOverdue(start + S - 1)).isFalse();
        assertThat(heartbeat.isOverdue(start + S)).isTrue();

        assertThat(heartbeat.answered(start + 300)).isEqualTo(start + 300 + S);

        assertThat(heartbeat.isOverdue(start + 300 + S - 1)).isFalse();
        assertThat(heartbeat.isOverdue(start + 300 + S)).isTrue();
    }
}
