package io.cachex.examples.drill.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.testkit.FakeTime;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class LaneTest {

    private static final int KEY = 7;
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final FakeTime time = new FakeTime();
    private final Schedule schedule = new Schedule(28, 1_500, 1); // its limit is 2.02 s
    private final Database database = new Database(10, time);
    private final Fake fleet = new Fake();
    private long alone;
    private final Lane lane = new Lane(
            fleet, new Oracle(database.keys(), database.committed()), (node, now) -> alone, schedule, new Pace(time));

    @Test
    void anAnswerIsCountedInThePhaseInWhichItWasAskedFor() {
        lane.enter(Trouble.NORMAL);
        lane.read(0, KEY);
        lane.enter(Trouble.FROZEN);
        fleet.takes = SECOND;
        lane.read(0, KEY);
        lane.read(0, KEY);

        assertThat(counts(Trouble.NORMAL).reads()).isEqualTo(1);
        assertThat(counts(Trouble.FROZEN).reads()).isEqualTo(2);
        assertThat(counts(Trouble.FROZEN).slowest()).isEqualTo(SECOND.toNanos());
        assertThat(counts(Trouble.FROZEN).errors()).isZero();
        assertThat(lane.outcome().firstBreach()).isNull();
    }

    @Test
    void whatComesBeforeAndAfterIsNotCounted() {
        lane.read(0, KEY);
        lane.enter(Trouble.NORMAL);
        lane.leave();
        fleet.failure = new IllegalStateException("boom");
        lane.read(0, KEY);
        lane.change(0, KEY, 1);

        assertThat(lane.outcome().total().reads()).isZero();
        assertThat(lane.outcome().changes()).isZero();
        assertThat(lane.outcome().firstBreach()).isNull();
    }

    @Test
    void aReadThatFailsIsAnErrorAndToldOnce() {
        lane.enter(Trouble.KILLED);
        fleet.failure = new StackOverflowError("boom");
        lane.read(2, KEY);
        fleet.failure = new IllegalStateException("again");
        lane.read(2, KEY);

        assertThat(counts(Trouble.KILLED).errors()).isEqualTo(2);
        assertThat(counts(Trouble.KILLED).reads()).isEqualTo(2);
        assertThat(lane.outcome().firstBreach())
                .isEqualTo("key 7 on node 3, killed: java.lang.StackOverflowError: boom");
    }

    @Test
    void anOldValueIsAllowedUpToTheLimit() {
        lane.enter(Trouble.CUT);
        lane.change(0, KEY, database.commit(KEY)); // and the fleet goes on serving version 0
        time.advance(schedule.limit());
        lane.read(2, KEY);
        assertThat(lane.outcome().firstBreach()).isNull();

        time.advance(Duration.ofMillis(1));
        lane.read(2, KEY);

        Counts counts = counts(Trouble.CUT);
        assertThat(counts.acknowledged().old()).isEqualTo(2);
        assertThat(counts.acknowledged().beyond()).isEqualTo(1);
        assertThat(counts.acknowledged().worst())
                .isEqualTo(Duration.ofMillis(2_021).toNanos());
        assertThat(lane.outcome().firstBreach()).isEqualTo("key 7 on node 3, cut: 2021 ms after the acknowledgement");
    }

    @Test
    void aChangeThatIsNotToldBreaksNoPromiseButIsSeen() {
        lane.enter(Trouble.FROZEN);
        int version = database.commit(KEY);
        fleet.failure = new IllegalStateException("no Redis");
        lane.change(0, KEY, version);
        fleet.failure = null;
        time.advance(Duration.ofSeconds(9));
        lane.read(0, KEY);

        assertThat(lane.outcome().untold()).isEqualTo(1);
        assertThat(lane.outcome().changes()).isEqualTo(1);
        assertThat(counts(Trouble.FROZEN).acknowledged())
                .extracting(Ages::old, Ages::worst)
                .containsExactly(0L, 0L);
        assertThat(counts(Trouble.FROZEN).committed().worst())
                .isEqualTo(Duration.ofSeconds(9).toNanos());
        assertThat(lane.outcome().firstBreach()).isNull();
    }

    @Test
    void aNodeThatHasLongBeenAloneMayServeOnlyWhatItLoadedLately() {
        lane.enter(Trouble.FROZEN);
        time.advance(Duration.ofSeconds(5)); // and the copy is from the start
        alone = schedule.limit().toNanos();
        lane.read(0, KEY);
        assertThat(counts(Trouble.FROZEN).apart().all().count()).isZero(); // may still have proof from before

        alone++;
        lane.read(0, KEY);

        assertThat(counts(Trouble.FROZEN).apart().beyond()).isEqualTo(1);
        assertThat(lane.outcome().firstBreach()).isEqualTo("key 7 on node 1, frozen: loaded 5000 ms before");
    }

    @Test
    void queriesBelongToThePhaseInWhichTheyWereMade() {
        fleet.loads = 5; // before it began
        lane.enter(Trouble.NORMAL);
        fleet.loads = 7;
        lane.enter(Trouble.FROZEN);
        fleet.loads = 17;
        assertThat(counts(Trouble.FROZEN).loads()).isEqualTo(10);
        lane.leave();
        fleet.loads = 99;

        assertThat(counts(Trouble.NORMAL).loads()).isEqualTo(2);
        assertThat(counts(Trouble.FROZEN).loads()).isEqualTo(10);
        assertThat(counts(Trouble.KILLED).loads()).isZero();
    }

    @Test
    void copiesThatAreNotWhatTheDatabaseHasAreLeftOld() throws Exception {
        ExecutorService sweepers = Executors.newFixedThreadPool(2);
        try {
            assertThat(lane.countOld(database, sweepers)).isZero();
            database.commit(KEY);

            assertThat(lane.countOld(database, sweepers)).isEqualTo(Schedule.NODES);
            assertThat(lane.outcome().leftOld()).isEqualTo(Schedule.NODES);
        } finally {
            sweepers.shutdownNow();
        }
    }

    private Counts counts(Trouble trouble) {
        Map<Trouble, Counts> phases = lane.outcome().phases();
        return phases.get(trouble);
    }

    /** Serves what it loaded in the beginning. */
    private final class Fake implements Fleet {

        private final long loadedAt = time.nanos();
        private Duration takes = Duration.ZERO;
        private Throwable failure;
        private long loads;

        @Override
        public String name() {
            return "fake";
        }

        @Override
        public Copy get(int node, String key) throws Exception {
            time.advance(takes);
            failIfWanted();
            return new Copy(0, loadedAt);
        }

        @Override
        public void invalidate(int node, String key) throws Exception {
            failIfWanted();
        }

        private void failIfWanted() throws Exception {
            if (failure instanceof Error error) {
                throw error;
            }
            if (failure != null) {
                throw (Exception) failure;
            }
        }

        @Override
        public long loads() {
            return loads;
        }

        @Override
        public void close() {}
    }
}
