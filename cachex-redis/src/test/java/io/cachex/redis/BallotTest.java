package io.cachex.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cachex.testkit.FakeTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** F5: n/2 + 1 decide. */
class BallotTest {

    private static final Duration PATIENCE = Duration.ofMillis(50);

    private final FakeTime time = new FakeTime();

    @Test
    void isWonByAMajorityWithoutWaitingForTheRest() {
        Ballot ballot = new Ballot(5, time, PATIENCE);

        ballot.yes();
        ballot.missing();
        ballot.yes();
        assertThat(ballot.result()).isNotDone();
        ballot.yes();

        assertThat(ballot.result().join().isWon()).isTrue();
    }

    @Test
    void isOverWhenAllHaveAnswered() {
        Ballot ballot = new Ballot(3, time, PATIENCE);

        ballot.no();
        ballot.no();
        assertThat(ballot.result()).as("who holds the lock is of interest").isNotDone();
        ballot.yes();

        Ballot.Result result = ballot.result().join();
        assertThat(result.isWon()).isFalse();
        assertThat(result.isLost()).isTrue();
        assertThat(result.isReached()).isTrue();
    }

    @Test
    void isReachedByMostAndNotByOne() {
        Ballot ballot = new Ballot(3, time, PATIENCE);

        ballot.no();
        ballot.missing();
        ballot.no();

        assertThat(ballot.result().join().isReached()).isTrue();
        assertThat(new Ballot.Result(1, 0, 3).isReached()).isFalse();
    }

    @Test
    void isOverWhenAllAreAway() {
        Ballot ballot = new Ballot(3, time, PATIENCE);

        ballot.missing();
        ballot.missing();
        assertThat(ballot.result()).isNotDone();
        ballot.yes();

        Ballot.Result result = ballot.result().join();
        assertThat(result.isWon()).isFalse();
        assertThat(result.isLost()).isFalse();
        assertThat(result.isReached()).isFalse();
    }

    @Test
    void doesNotWaitLongerThanItsPatience() {
        Ballot ballot = new Ballot(3, time, PATIENCE);
        ballot.yes();

        time.advance(PATIENCE);

        await().pollInterval(Duration.ofMillis(1)).until(() -> ballot.result().isDone());
        assertThat(ballot.result().join()).isEqualTo(new Ballot.Result(1, 0, 3));
    }

    @Test
    void aMajorityOfAnEvenNumberIsMoreThanHalf() {
        Ballot ballot = new Ballot(4, time, PATIENCE);

        ballot.yes();
        ballot.yes();
        ballot.no();
        ballot.no();

        assertThat(ballot.result().join().isWon()).isFalse();
    }
}
