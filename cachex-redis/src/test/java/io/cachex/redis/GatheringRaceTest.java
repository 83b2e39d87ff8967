package io.cachex.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.StoredValue;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class GatheringRaceTest {

    /** Does something when it is asked for the time: between two steps of whoever asks. */
    private static final class Interfering implements TimeSource {

        private Runnable interference = () -> {};

        @Override
        public long nanos() {
            Runnable once = interference;
            interference = () -> {};
            once.run();
            return TimeSource.system().nanos();
        }

        @Override
        public long coarseNanos() {
            return nanos();
        }

        @Override
        public Instant instant() {
            return TimeSource.system().instant();
        }

        @Override
        public Scheduled schedule(Duration delay, Runnable task) {
            return TimeSource.system().schedule(delay, task);
        }

        @Override
        public Handle open() {
            return TimeSource.system().open();
        }
    }

    /** (1) A read sees that it must wait, (2) the last answer comes, and nobody waits yet, (3) the read waits: for whom? */
    @Test
    void aReadThatBeginsToWaitWhenTheLastAnswerComesIsSent() {
        Interfering time = new Interfering();
        List<CompletableFuture<List<StoredValue>>> requests = new ArrayList<>();
        try (Redis redis = Redis.builder().time(time).build()) {
            Gathering gathering = new Gathering(
                    redis.link("test", Kind.COMMANDS, Duration.ofMinutes(1)),
                    keys -> {
                        requests.add(new CompletableFuture<>());
                        return requests.get(requests.size() - 1);
                    },
                    () -> 100,
                    1);
            Names names = new Names("cx", "invalidation", "health");
            ValueRead first = new ValueRead("first", names);
            ValueRead second = new ValueRead("second", names);
            gathering.read(first);
            time.interference = () -> requests.get(0).complete(Collections.singletonList(null));

            gathering.read(second);

            assertThat(first).isCompleted();
            assertThat(requests).hasSize(2);
            requests.get(1).complete(Collections.singletonList(null));
            assertThat(second).isCompleted();
        }
    }
}
