package io.cachex.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cachex.spi.Leasing;
import io.cachex.spi.Leasing.Claim.Busy;
import io.cachex.spi.Leasing.Claim.Found;
import io.cachex.spi.Leasing.Claim.Granted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * What a store that is {@link Leasing} must do for those who wait for a lease. Its tests are skipped for another store.
 *
 * <p>A store may tell them late or early. These tests make nothing happen that could be a reason for it.
 */
public abstract class LeaseWaitContract extends LeasingFixture {

    /** For subclasses. */
    protected LeaseWaitContract() {}

    /** How long it may take until somebody is told: 10 s of real time, far more than any store should need. */
    protected Duration patience() {
        return Duration.ofSeconds(10);
    }

    @Test
    void whoWaitsIsToldOfAFill() {
        String token = granted(readOrLease(leasing(), "key"));
        List<CompletableFuture<Void>> waiting = waiters(5);

        assertThat(fill(leasing(), "key", token, "loaded")).isTrue();

        waiting.forEach(this::assertTold);
        assertThat(readOrLease(other(), "key")).isInstanceOf(Found.class);
    }

    @Test
    void whoWaitsIsToldOfARelease() {
        String token = granted(readOrLease(leasing(), "key"));
        List<CompletableFuture<Void>> waiting = waiters(5);

        Stages.answerOf(leasing().release("key", token));

        waiting.forEach(this::assertTold);
        assertThat(readOrLease(other(), "key")).isInstanceOf(Granted.class);
    }

    @Test
    void whoWaitsForAKeyThatIsThereIsToldToo() {
        write("key", value("stale", 7));
        String token = granted(lease(leasing(), "key"));
        assertThat(lease(other(), "key")).isEqualTo(new Busy());
        CompletableFuture<Void> waiting =
                other().settled("key", Duration.ofHours(1)).toCompletableFuture();

        fill(leasing(), "key", token, "fresh");

        assertTold(waiting);
    }

    @Test
    void whoWaitsIsNotToldWhileTheLeaseIsHeld() {
        String token = granted(readOrLease(leasing(), "key", units(20)));
        List<CompletableFuture<Void>> waiting = waiters(2);

        advance(unit());
        renew(leasing(), "key", token, units(20));
        Stages.answerOf(other().release("key", "another's"));

        assertThat(waiting).noneMatch(CompletableFuture::isDone);
    }

    @Test
    void whoWaitsIsToldAtTheLatestAfterTheTimeItSaid() {
        granted(readOrLease(leasing(), "key", units(100)));
        assertThat(readOrLease(other(), "key")).isEqualTo(new Busy());
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        for (String key : List.of("key", "key", "never leased")) {
            waiting.add(other().settled(key, units(1)).toCompletableFuture());
            waiting.add(leasing().settled(key, Duration.ofNanos(1)).toCompletableFuture());
        }

        advance(halfMore(1));

        waiting.forEach(this::assertTold);
        assertThat(readOrLease(other(), "key")).as("the lease is still held").isEqualTo(new Busy());
    }

    @Test
    void waitingNeverFails() {
        granted(readOrLease(leasing(), "key", units(100)));
        assertThat(readOrLease(leasing(), "key")).isEqualTo(new Busy());
        CompletableFuture<Void> before = leasing().settled("key", units(1)).toCompletableFuture();

        store().close();
        CompletableFuture<Void> after = leasing().settled("key", units(1)).toCompletableFuture();
        advance(halfMore(1));

        assertTold(before);
        assertTold(after);
    }

    /** Waiters of both nodes for a lease that is held, told so beforehand. */
    private List<CompletableFuture<Void>> waiters(int count) {
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Leasing node = i % 2 == 0 ? other() : leasing();
            assertThat(readOrLease(node, "key")).isEqualTo(new Busy());
            waiting.add(node.settled("key", Duration.ofHours(1)).toCompletableFuture());
        }
        return waiting;
    }

    private void assertTold(CompletableFuture<Void> waiting) {
        await().atMost(patience()).pollInterval(Duration.ofMillis(2)).until(waiting::isDone);
        Stages.answerOf(waiting);
    }
}
