package io.cachex.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.Lease.Loss;
import io.cachex.testkit.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** F3, F4: what a holder may count on, whatever the answers and whenever they come. */
class RedisLeaseTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final FakeTime time = new FakeTime();
    private final Server server = new Server();
    private final RedisLease lease =
            new RedisLease(server, time, "job", "owner", 17, time.nanos() + LockRules.validity(MINUTE));

    @Test
    void isValidForItsTimeLessOnePercentAndTwoMilliseconds() {
        assertThat(lease.remaining()).isEqualTo(Duration.ofMillis(59_398));

        time.advance(Duration.ofMillis(59_397));
        assertThat(lease.remaining()).isEqualTo(Duration.ofMillis(1));
        time.advance(Duration.ofMillis(1));
        assertThat(lease.remaining()).isZero();
        assertThat(lease.isOver()).isTrue();
    }

    @Test
    void anExtensionCountsFromWhenItWasSent() {
        time.advance(SECOND);
        CompletionStage<Boolean> extended = lease.extend(MINUTE);
        time.advance(SECOND);
        assertThat(lease.remaining()).as("nothing is promised yet").isEqualTo(Duration.ofMillis(57_398));

        server.answer(true);

        assertThat(extended.toCompletableFuture().join()).isTrue();
        assertThat(lease.remaining()).isEqualTo(Duration.ofMillis(58_398));
    }

    /** A renewal that is not acknowledged while the lease is valid comes too late, though the server made it. */
    @Test
    void anExtensionThatIsAnsweredTooLateIsNone() {
        CompletionStage<Boolean> extended = lease.extend(MINUTE);
        time.advance(MINUTE);

        server.answer(true);

        assertThat(extended.toCompletableFuture().join()).isFalse();
        assertThat(lease.remaining()).isZero();
        assertThat(server.releases).as("given back, for nobody uses it").isEqualTo(1);
    }

    @Test
    void aShorterTimeCountsFromWhenItWasSentWhateverIsAnswered() {
        CompletionStage<Boolean> extended = lease.extend(SECOND);
        assertThat(lease.remaining()).isEqualTo(Duration.ofMillis(988));

        server.fail();

        assertThat(extended.toCompletableFuture()).isCompletedExceptionally();
        assertThat(lease.remaining()).isEqualTo(Duration.ofMillis(988));
    }

    @Test
    void whatWasNotAnsweredMayHappenAtAnyTime() {
        lease.extend(Duration.ofSeconds(2));
        server.fail();
        time.advance(SECOND);

        lease.extend(MINUTE);
        server.answer(true);

        assertThat(lease.remaining()).isEqualTo(Duration.ofMillis(1_978));
    }

    @Test
    void extensionsAreSentOneAfterTheOther() {
        CompletionStage<Boolean> first = lease.extend(MINUTE);
        CompletionStage<Boolean> second = lease.extend(SECOND);
        assertThat(server.extensions).containsExactly(MINUTE);

        server.answer(true);
        assertThat(first.toCompletableFuture().join()).isTrue();
        assertThat(server.extensions).containsExactly(MINUTE, SECOND);
        server.answer(true);

        assertThat(second.toCompletableFuture().join()).isTrue();
        assertThat(lease.remaining()).isEqualTo(Duration.ofMillis(988));
    }

    @Test
    void aServerThatDoesNotKnowOfItEndsIt() {
        CompletionStage<Boolean> extended = lease.extend(MINUTE);

        server.answer(false);

        assertThat(extended.toCompletableFuture().join()).isFalse();
        assertThat(lease.remaining()).isZero();
        assertThat(lease.lost().toCompletableFuture()).isCompletedWithValue(Loss.TAKEN);
        assertThat(server.ended).isEqualTo(1);
    }

    @Test
    void onceOverNothingIsAskedAnyMore() {
        time.advance(MINUTE);

        assertThat(lease.extend(MINUTE).toCompletableFuture().join()).isFalse();

        assertThat(server.extensions).isEmpty();
    }

    @Test
    void anAnswerAfterTheReleaseBringsNothingBack() {
        CompletionStage<Boolean> extended = lease.extend(MINUTE);
        lease.release();

        server.answer(true);

        assertThat(extended.toCompletableFuture().join()).isFalse();
        assertThat(lease.remaining()).isZero();
    }

    @Test
    void isLostOnceAndNotWhenItIsOverAnyway() {
        CompletableFuture<Loss> lost = lease.lost().toCompletableFuture();
        lease.lose(Loss.SERVER_CHANGED);
        lease.lose(Loss.TAKEN);

        assertThat(lost).isCompletedWithValue(Loss.SERVER_CHANGED);
        assertThat(server.ended).isEqualTo(1);
        assertThat(time.pending()).isZero();

        RedisLease over = new RedisLease(server, time, "job", "owner", 18, time.nanos());
        over.lose(Loss.TAKEN);
        assertThat(over.lost().toCompletableFuture()).isCompletedWithValue(Loss.EXPIRED);
    }

    @Test
    void aReleasedLeaseLeavesNoTimerBehind() {
        lease.lost();
        assertThat(time.pending()).isEqualTo(1);

        lease.release();

        assertThat(time.pending()).isZero();
    }

    /** The time is over and the lock is released before the timer tells: it is its time that ended it. */
    @Test
    void aReleaseThatComesTooLateTellsOfTheLoss() {
        time.schedule(Duration.ofMillis(59_398), lease::release); // due with the lease's own timer, and before it
        CompletableFuture<Loss> lost = lease.lost().toCompletableFuture();

        time.advance(MINUTE);

        assertThat(lost).isCompletedWithValue(Loss.EXPIRED);
    }

    /** An extension to a shorter time, sent and not answered: nothing longer is counted on, and the loss is told by then. */
    @Test
    void tellsOfTheLossWhenATimeThatWasAskedForIsOver() {
        CompletableFuture<Loss> lost = lease.lost().toCompletableFuture();

        lease.extend(SECOND);
        time.advance(SECOND);

        assertThat(lost).isCompletedWithValue(Loss.EXPIRED);
    }

    @Test
    void aReleaseThatWasNotAnsweredIsRepeatedUntilTheTimeIsOver() {
        server.releaseFails = true;

        CompletionStage<Boolean> freed = lease.release();

        assertThat(freed.toCompletableFuture()).isCompletedExceptionally();
        time.advance(Duration.ofSeconds(2));
        int before = server.releases;
        assertThat(before).isBetween(4, 8);
        server.releaseFails = false;
        time.advance(Duration.ofSeconds(10));
        assertThat(server.releases).isEqualTo(before + 1);
    }

    @Test
    void showsNeitherNameNorOwner() {
        assertThat(lease.toString()).contains("17").doesNotContain("job", "owner");
    }

    /** Answers when it is told to. */
    private static final class Server implements RedisLease.Keeper {

        private final List<Duration> extensions = new ArrayList<>();
        private CompletableFuture<Boolean> pending = new CompletableFuture<>();
        private boolean releaseFails;
        private int releases;
        private int ended;

        void answer(boolean answer) {
            pending.complete(answer);
        }

        void fail() {
            pending.completeExceptionally(new IllegalStateException("no answer"));
        }

        @Override
        public void checkTtl(Duration ttl) {}

        @Override
        public CompletionStage<Boolean> extend(String name, String owner, Duration ttl) {
            extensions.add(ttl);
            pending = new CompletableFuture<>();
            return pending;
        }

        @Override
        public CompletionStage<Boolean> release(String name, String owner) {
            releases++;
            return releaseFails
                    ? CompletableFuture.failedFuture(new IllegalStateException("no answer"))
                    : CompletableFuture.completedFuture(true);
        }

        @Override
        public void ended(RedisLease lease) {
            ended++;
        }
    }
}
