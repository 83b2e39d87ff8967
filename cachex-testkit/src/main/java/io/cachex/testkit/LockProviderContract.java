package io.cachex.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cachex.spi.Lease;
import io.cachex.spi.Lease.Loss;
import io.cachex.spi.LockProvider;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** What every {@link LockProvider} must do. Extend it and say which provider. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
public abstract class LockProviderContract extends TimedContract {

    private static final String NAME = "lock:user:123";

    @SuppressWarnings("NullAway.Init") // set before each test
    private LockProvider provider;

    @SuppressWarnings("NullAway.Init") // set before each test
    private LockProvider other;

    /** For subclasses. */
    protected LockProviderContract() {}

    /** A provider of locks that are all free. Called once for each test, which closes it. */
    protected abstract LockProvider createProvider();

    /**
     * A provider of the same locks as another node sees them; closed after the test. The given one itself, by default,
     * for locks within one process.
     */
    protected LockProvider otherNode(LockProvider same) {
        return same;
    }

    /** The longest time a lock may be asked for: 1 day, unless the provider is configured for less. */
    protected Duration longestTtl() {
        return Duration.ofDays(1);
    }

    @BeforeEach
    final void openProviders() {
        provider = createProvider();
        other = otherNode(provider);
    }

    @AfterEach
    final void closeProviders() {
        other.close();
        provider.close();
    }

    @Test
    void givesOutAFreeLock() {
        Lease lease = acquire(provider, ttl());

        assertThat(lease.remaining()).isPositive().isLessThanOrEqualTo(ttl());
    }

    @Test
    void aLockThatIsHeldIsEmptyAndNoFailure() {
        acquire(provider, ttl());

        assertHeld(other);
        assertHeld(provider); // not even this thread may take it again
    }

    @Test
    void locksOfOtherNamesAreFree() {
        acquire(provider, ttl());

        assertThat(tryAcquire(other, NAME + "4", ttl())).isPresent();
        assertThat(tryAcquire(other, NAME.toUpperCase(Locale.ROOT), ttl())).isPresent();
        assertThat(tryAcquire(other, " " + NAME, ttl())).isPresent();
    }

    @Test
    void releasingFreesTheLock() {
        Lease lease = acquire(provider, ttl());

        assertThat(release(lease)).isTrue();

        assertThat(lease.remaining()).isZero();
        acquire(other, ttl());
    }

    @Test
    void anyThreadMayReleaseAndExtend() {
        Lease lease = acquire(provider, ttl());

        List<Boolean> extended = Crowd.all(thread -> Stages.answerOf(lease.extend(ttl())));
        List<Boolean> released = Crowd.all(thread -> release(lease));

        assertThat(extended).containsOnly(true);
        assertThat(released).containsOnlyOnce(true);
        acquire(other, ttl());
    }

    @Test
    void releasingTwiceIsHarmless() {
        Lease lease = acquire(provider, ttl());
        assertThat(release(lease)).isTrue();
        assertThat(release(lease)).isFalse();

        acquire(other, ttl());
        assertThat(release(lease)).isFalse();

        assertHeld(provider);
    }

    @Test
    void aLockIsHeldForItsTime() {
        Lease lease = acquire(provider, units(2));

        advance(unit());

        assertThat(lease.remaining()).isPositive().isLessThanOrEqualTo(unit());
        assertHeld(other);
    }

    @Test
    void aLockIsFreeWhenItsTimeIsOver() {
        Lease lease = acquire(provider, units(2));

        advance(halfMore(2));

        assertThat(lease.remaining()).isZero();
        acquire(other, ttl());
    }

    @Test
    void releasingAfterTheTimeIsOverDoesNotFreeAnothersLock() {
        Lease late = acquire(provider, units(1));
        advance(halfMore(1));
        Lease now = acquire(other, ttl());

        assertThat(release(late)).isFalse();

        assertHeld(provider);
        assertHeld(other);
        assertThat(release(now)).isTrue();
    }

    @Test
    void releasingAfterTheTimeIsOverFreesNothing() {
        Lease late = acquire(provider, units(1));

        advance(halfMore(1));

        assertThat(release(late)).isFalse();
        acquire(other, ttl());
    }

    @Test
    void extendingKeepsTheLock() {
        Lease lease = acquire(provider, units(2));
        advance(unit());

        assertThat(extend(lease, units(4))).isTrue();

        assertThat(lease.remaining()).isGreaterThan(units(2)).isLessThanOrEqualTo(units(4));
        advance(units(2));
        assertHeld(other);
        assertThat(lease.remaining()).isPositive();
        advance(halfMore(2));
        assertThat(lease.remaining()).isZero();
        acquire(other, ttl());
    }

    @Test
    void extendingCountsFromNowAndMayShorten() {
        Lease lease = acquire(provider, units(20));

        assertThat(extend(lease, units(1))).isTrue();

        assertThat(lease.remaining()).isLessThanOrEqualTo(units(1));
        advance(halfMore(1));
        acquire(other, ttl());
    }

    @Test
    void aLeaseWhoseTimeIsOverIsNeverTakenAgain() {
        Lease late = acquire(provider, units(1));
        advance(halfMore(1));

        assertThat(extend(late, ttl())).isFalse();

        assertThat(late.remaining()).isZero();
        acquire(other, ttl());
    }

    @Test
    void aLeaseLostToAnotherCannotBeExtended() {
        Lease late = acquire(provider, units(1));
        advance(halfMore(1));
        Lease now = acquire(other, units(2));

        assertThat(extend(late, units(20))).isFalse();

        assertThat(late.remaining()).isZero();
        advance(halfMore(2));
        assertThat(now.remaining()).isZero();
        acquire(provider, ttl()); // the other's time was not touched
    }

    @Test
    void aReleasedLeaseCannotBeExtended() {
        Lease lease = acquire(provider, ttl());
        release(lease);

        assertThat(extend(lease, ttl())).isFalse();

        acquire(other, ttl());
    }

    @Test
    void tellsWhenTheTimeIsOver() {
        Lease lease = acquire(provider, units(2));
        CompletableFuture<Loss> lost = lost(lease);

        advance(unit());
        assertThat(lost).isNotDone();
        advance(halfMore(1));

        assertExpired(lost);
        assertThat(lease.remaining()).isZero();
    }

    @Test
    void tellsWhoAsksLaterThatTheTimeIsOver() {
        Lease lease = acquire(provider, units(1));
        advance(halfMore(1));

        assertExpired(lost(lease));
        assertThat(release(lease)).isFalse();
        assertExpired(lost(lease));
    }

    @Test
    void tellsOfAnExtendedLeaseWhenTheNewTimeIsOver() {
        Lease lease = acquire(provider, units(2));
        CompletableFuture<Loss> lost = lost(lease);
        extend(lease, units(4));

        advance(units(3));
        assertThat(lost).isNotDone();
        advance(halfMore(1));

        assertExpired(lost);
    }

    @Test
    void tellsOfAShortenedLeaseWhenTheNewTimeIsOver() {
        Lease lease = acquire(provider, ttl());
        CompletableFuture<Loss> lost = lost(lease);

        extend(lease, units(1));
        advance(halfMore(1));

        assertExpired(lost);
    }

    @Test
    void aLeaseThatWasReleasedIsNotLost() {
        Lease lease = acquire(provider, units(1));
        CompletableFuture<Loss> lost = lost(lease);

        release(lease);
        advance(halfMore(2));

        assertThat(lost).isNotDone();
        assertThat(lost(lease)).isNotDone();
    }

    @Test
    void nobodyElseCanSayThatALeaseIsLost() {
        Lease lease = acquire(provider, ttl());

        lost(lease).complete(Loss.TAKEN);

        assertThat(lost(lease)).isNotDone();
        assertThat(lease.remaining()).isPositive();
    }

    @Test
    void fencingTokensGrow() {
        long last = Long.MIN_VALUE;
        for (int i = 0; i < 20; i++) {
            Lease lease = acquire(i % 2 == 0 ? provider : other, ttl());
            assertHeld(provider);
            assertThat(lease.fencingToken()).isGreaterThan(last);
            last = lease.fencingToken();
            release(lease);
        }
    }

    @Test
    void fencingTokensGrowAfterALockRanOut() {
        Lease first = acquire(provider, units(1));
        advance(halfMore(1));
        Lease second = acquire(other, units(1));
        advance(time() instanceof FakeTime ? Duration.ofDays(400) : units(4));
        Lease third = acquire(provider, ttl());

        assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
        assertThat(third.fencingToken()).isGreaterThan(second.fencingToken());
    }

    @Test
    void extendingDoesNotChangeTheToken() {
        Lease lease = acquire(provider, ttl());
        long token = lease.fencingToken();

        extend(lease, ttl());

        assertThat(lease.fencingToken()).isEqualTo(token);
    }

    @Test
    void oneOfManyThreadsGetsTheLock() {
        for (int round = 0; round < 50; round++) {
            String name = NAME + ":" + round;

            List<Boolean> got = Crowd.all(thread ->
                    tryAcquire(thread % 2 == 0 ? provider : other, name, ttl()).isPresent());

            assertThat(got).as("round " + round).containsOnlyOnce(true);
        }
    }

    @Test
    void oneOfManyThreadsIsInsideAtATime() {
        AtomicInteger inside = new AtomicInteger();
        ConcurrentLinkedQueue<Long> tokens = new ConcurrentLinkedQueue<>();

        Crowd.each(thread -> {
            for (int done = 0; done < 25; ) {
                Optional<Lease> lease = tryAcquire(thread % 2 == 0 ? provider : other, NAME, longestTtl());
                if (lease.isPresent()) {
                    assertThat(inside.incrementAndGet()).as("holders at once").isEqualTo(1);
                    tokens.add(lease.get().fencingToken());
                    inside.decrementAndGet();
                    assertThat(release(lease.get())).isTrue();
                    done++;
                }
            }
        });

        assertThat(List.copyOf(tokens)).hasSize(Crowd.SIZE * 25).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void takesNamesOfUpTo1024Bytes() {
        for (String name : List.of("n", "\u00e9".repeat(512), "\ud83d\udd11 {a}:*?[b]\"\\", "a".repeat(1_024))) {
            assertThat(tryAcquire(provider, name, ttl())).isPresent();
            assertThat(tryAcquire(other, name, ttl())).isEmpty();
        }
    }

    @Test
    void refusesOtherNames() {
        for (String name : List.of("", "a".repeat(1_025), "\u00e9".repeat(513))) {
            assertThat(Stages.failureOf(provider.tryAcquire(name, ttl())))
                    .as("a name of " + name.length() + " characters")
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void takesTimesFrom10MillisecondsToTheLongest() {
        // Over a network and on a busy machine the shortest time may be over before the lease is there.
        await().atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(tryAcquire(provider, NAME, Duration.ofMillis(10)))
                        .isPresent());
        assertThat(tryAcquire(provider, NAME + "4", longestTtl())).isPresent();
    }

    @Test
    void refusesOtherTimes() {
        List<Duration> refused = List.of(
                Duration.ofMillis(10).minusNanos(1),
                Duration.ZERO,
                Duration.ofSeconds(-1),
                longestTtl().plusNanos(1),
                Duration.ofSeconds(Long.MAX_VALUE));
        for (Duration ttl : refused) {
            assertThat(Stages.failureOf(provider.tryAcquire(NAME, ttl)))
                    .as("a time of " + ttl)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        acquire(other, ttl());
    }

    @Test
    void refusesToExtendForOtherTimes() {
        Lease lease = acquire(provider, units(2));

        for (Duration ttl :
                List.of(Duration.ofMillis(9), Duration.ZERO, longestTtl().plusNanos(1))) {
            assertThat(Stages.failureOf(lease.extend(ttl)))
                    .as("a time of " + ttl)
                    .isInstanceOf(IllegalArgumentException.class);
        }

        assertThat(lease.remaining()).isPositive();
        advance(halfMore(2));
        assertThat(lease.remaining()).isZero();
        acquire(other, ttl());
    }

    @Test
    void givesOutNothingOnceClosed() {
        Lease lease = acquire(provider, units(1));

        provider.close();
        provider.close();

        Stages.failureOf(provider.tryAcquire(NAME, ttl()));
        Stages.failureOf(provider.tryAcquire(NAME + "4", ttl()));
        advance(halfMore(1));
        assertThat(lease.remaining()).isZero();
    }

    @Test
    void aLeaseOfAClosedProviderIsHeldUntilItsTimeIsOver() {
        assumeTrue(other != provider, "there is no second node");
        acquire(provider, units(2));

        provider.close();

        assertHeld(other);
        advance(halfMore(2));
        acquire(other, ttl());
    }

    /** Long enough for a test, and never too long for the provider. */
    private Duration ttl() {
        Duration wanted = units(25);
        return wanted.compareTo(longestTtl()) < 0 ? wanted : longestTtl();
    }

    /** Soon, by a clock that is not advanced by the test. */
    private void assertExpired(CompletableFuture<Loss> lost) {
        await().atMost(time() instanceof FakeTime ? Duration.ofMillis(500) : Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(2))
                .untilAsserted(() -> assertThat(lost).isCompletedWithValue(Loss.EXPIRED));
    }

    private static CompletableFuture<Loss> lost(Lease lease) {
        return lease.lost().toCompletableFuture();
    }

    private void assertHeld(LockProvider by) {
        assertThat(tryAcquire(by, NAME, ttl())).as("a second lease").isEmpty();
    }

    private static Lease acquire(LockProvider from, Duration ttl) {
        Optional<Lease> lease = tryAcquire(from, NAME, ttl);
        assertThat(lease).as("a lease of a free lock").isPresent();
        return lease.orElseThrow();
    }

    private static Optional<Lease> tryAcquire(LockProvider from, String name, Duration ttl) {
        return Stages.answerOf(from.tryAcquire(name, ttl));
    }

    private static boolean extend(Lease lease, Duration ttl) {
        return Stages.answerOf(lease.extend(ttl));
    }

    private static boolean release(Lease lease) {
        return Stages.answerOf(lease.release());
    }
}
