package io.cachex.coretests.verbs;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.CacheLock;
import io.cachex.LockException;
import io.cachex.coretests.Caller;
import io.cachex.coretests.EachFace;
import io.cachex.coretests.Face;
import io.cachex.local.LocalLocks;
import io.cachex.spi.Lease;
import io.cachex.spi.LockProvider;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

class LockTest {

    private final Tiers tiers = new Tiers();
    private final FlakyLocks locks = new FlakyLocks(LocalLocks.of(tiers.time));
    private final AtomicInteger losses = new AtomicInteger();

    private Cache<String> cache(Face face) {
        return face.of(
                tiers.words(Shape.NEAR).locks(locks).executor(Runnable::run).build());
    }

    /** F1, F3: one holder at a time; closing twice is harmless; tokens grow. */
    @EachFace
    void oneHolderAtATime(Face face) {
        Cache<String> cache = cache(face);

        CacheLock first = cache.tryLock("a", ofSeconds(30)).orElseThrow();
        assertThat(cache.tryLock("a", ofSeconds(30))).isEmpty();
        assertThat(cache.tryLock("b", ofSeconds(30))).isPresent();
        first.close();
        first.close();
        CacheLock second = cache.tryLock("a", ofSeconds(30)).orElseThrow();

        assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
        assertThat(second.key()).isEqualTo("a");
        assertThat(first.isHeld()).isFalse();
        assertThat(second.isHeld()).isTrue();
        first.close();
        assertThat(cache.tryLock("a", ofSeconds(30))).isEmpty();
    }

    /** F3: expiry frees it, and a release after it frees nobody else's. */
    @EachFace
    void expiryFreesTheLock(Face face) {
        Cache<String> cache = cache(face);
        CacheLock late = cache.tryLock("a", ofSeconds(30)).orElseThrow();
        tiers.time.advance(ofSeconds(31));

        CacheLock next = cache.tryLock("a", ofSeconds(30)).orElseThrow();
        late.close();

        assertThat(late.remaining()).isZero();
        assertThat(late.extend(ofSeconds(30))).isFalse();
        assertThat(next.isHeld()).isTrue();
        assertThat(cache.tryLock("a", ofSeconds(30))).isEmpty();
    }

    /** F1: with a wait, the lock comes when its holder gives it back; or not, without an error. */
    @EachFace
    void aCallerWaitsForTheLock(Face face) {
        Cache<String> cache = cache(face);
        CacheLock first = cache.tryLock("a", ofSeconds(30)).orElseThrow();
        Caller<Optional<CacheLock>> lucky = Caller.waiting(() -> cache.tryLock("a", ofSeconds(30), ofSeconds(10)));
        tiers.time.advance(ofSeconds(1));
        assertThat(lucky.isDone()).isFalse();

        first.close();
        tiers.time.advance(ofMillis(60));

        assertThat(lucky.result()).isPresent();
        Caller<Optional<CacheLock>> unlucky = Caller.waiting(() -> cache.tryLock("a", ofSeconds(30), ofSeconds(2)));
        tiers.time.advance(ofSeconds(3));
        assertThat(unlucky.result()).isEmpty();
    }

    /** F1: those who wait here get it in the order in which they came, each at the moment it is free: no time passes. */
    @EachFace
    void thoseWhoWaitTakeTurns(Face face) {
        Cache<String> cache = cache(face);
        CacheLock held = cache.tryLock("a", ofSeconds(30)).orElseThrow();
        List<Caller<Optional<CacheLock>>> line = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            line.add(Caller.waiting(() -> cache.tryLock("a", ofSeconds(30), ofSeconds(10))));
        }

        for (int i = 0; i < line.size(); i++) {
            held.close();
            held = line.get(i).result().orElseThrow();
            assertThat(line.subList(i + 1, line.size())).noneMatch(Caller::isDone);
        }

        held.close();
        assertThat(cache.tryLock("a", ofSeconds(30), ofSeconds(1))).isPresent();
    }

    /** F1: however many wait here, the provider is asked by one. */
    @EachFace
    void onlyTheFirstAsks(Face face) {
        Cache<String> cache = cache(face);
        assertThat(cache.tryLock("a", ofSeconds(30))).isPresent();
        for (int i = 0; i < 10; i++) {
            Caller.waiting(() -> cache.tryLock("a", ofSeconds(30), ofSeconds(20)));
        }
        int before = locks.asked.get();

        for (int i = 0; i < 100; i++) {
            tiers.time.advance(ofMillis(10));
        }

        assertThat(locks.asked.get() - before).isBetween(15, 41); // every 25 to 50 ms
    }

    /** F1: who leaves the line, by time or by choice, holds nobody up. */
    @EachFace
    void whoLeavesHoldsNobodyUp(Face face) {
        Cache<String> cache = cache(face);
        CacheLock held = cache.tryLock("a", ofSeconds(30)).orElseThrow();
        Caller<Optional<CacheLock>> brief = Caller.waiting(() -> cache.tryLock("a", ofSeconds(30), ofMillis(100)));
        Caller<Optional<CacheLock>> gone = Caller.waiting(() -> cache.tryLock("a", ofSeconds(30), ofSeconds(10)));
        Caller<Optional<CacheLock>> tooLate = Caller.waiting(() -> cache.tryLock("a", ofSeconds(30), ofMillis(200)));
        Caller<Optional<CacheLock>> last = Caller.waiting(() -> cache.tryLock("a", ofSeconds(30), ofSeconds(10)));

        tiers.time.advance(ofMillis(100));
        assertThat(brief.result()).isEmpty();
        gone.interrupt();
        gone.failure();
        tiers.time.advance(ofMillis(100));
        assertThat(tooLate.result()).isEmpty();
        held.close();

        assertThat(last.result()).isPresent();
    }

    /** F1: the next of the line looks for itself when the first has left, or has got the lock: others free it, too, or time. */
    @EachFace
    void theNextLooksForItself(Face face) {
        Cache<String> cache = cache(face);
        Lease elsewhere = locks.inside
                .tryAcquire("cachex:default:words:lock:a", ofSeconds(30))
                .toCompletableFuture()
                .join()
                .orElseThrow();
        Caller<Optional<CacheLock>> brief = Caller.waiting(() -> cache.tryLock("a", ofSeconds(30), ofMillis(100)));
        Caller<Optional<CacheLock>> second = Caller.waiting(() -> cache.tryLock("a", ofSeconds(2), ofSeconds(10)));
        Caller<Optional<CacheLock>> third = Caller.waiting(() -> cache.tryLock("a", ofSeconds(2), ofSeconds(10)));

        tiers.time.advance(ofMillis(100));
        assertThat(brief.result()).isEmpty();
        elsewhere.release();
        tiers.time.advance(ofMillis(60));
        assertThat(second.result()).isPresent();
        tiers.time.advance(ofMillis(2_100));

        assertThat(third.result()).isPresent();
    }

    /** F1: who leaves from behind makes nobody ask. */
    @EachFace
    void whoLeavesFromBehindDisturbsNobody(Face face) {
        Cache<String> cache = cache(face);
        assertThat(cache.tryLock("a", ofSeconds(30))).isPresent();
        Caller.waiting(() -> cache.tryLock("a", ofSeconds(30), ofSeconds(10)));
        Caller<Optional<CacheLock>> behind = Caller.waiting(() -> cache.tryLock("a", ofSeconds(30), ofSeconds(10)));
        int before = locks.asked.get();

        behind.interrupt();
        behind.failure();

        assertThat(locks.asked).hasValue(before);
    }

    /** F1: (1) the first asks and hears that it is taken, (2) it is freed before the first has heard, (3) the first hears. */
    @EachFace
    void lockThatIsFreedWhileTheFirstAsksIsAskedForAgain(Face face) {
        Cache<String> cache = cache(face);
        CacheLock held = cache.tryLock("a", ofSeconds(30)).orElseThrow();
        CompletableFuture<Optional<Lease>> slow = new CompletableFuture<>();
        locks.acquisition = slow;
        Caller<Optional<CacheLock>> first = Caller.waiting(() -> cache.tryLock("a", ofSeconds(30), ofSeconds(10)));

        locks.acquisition = null;
        held.close();
        slow.complete(Optional.empty());

        assertThat(first.result()).isPresent();
    }

    /** F1: a caller who is interrupted, or cancels, gets no lock later. */
    @EachFace
    void aCallerWhoLeavesGetsNoLockLater(Face face) {
        Cache<String> cache = cache(face);
        CacheLock first = cache.tryLock("a", ofSeconds(30)).orElseThrow();
        Caller<Optional<CacheLock>> gone = Caller.waiting(() -> cache.tryLock("a", ofSeconds(30), ofSeconds(10)));

        gone.interrupt();
        gone.failure();
        first.close();
        tiers.time.advance(ofSeconds(1));

        assertThat(cache.tryLock("a", ofSeconds(30))).isPresent();
    }

    /** F4: a renewed lock is held for as long as its holder likes, and not a moment longer. */
    @EachFace
    void aRenewedLockStays(Face face) {
        Cache<String> cache = cache(face);
        CacheLock lock = cache.tryLock("a", ofSeconds(30)).orElseThrow();
        lock.onLost(losses::incrementAndGet);

        lock.autoRenew();
        tiers.time.advance(Duration.ofMinutes(10));

        assertThat(lock.isHeld()).isTrue();
        assertThat(lock.remaining()).isGreaterThanOrEqualTo(ofSeconds(19));
        lock.close();
        assertThat(losses).hasValue(0);
        assertThat(cache.tryLock("a", ofSeconds(30))).isPresent();
        tiers.time.advance(Duration.ofMinutes(1));
        assertThat(losses).hasValue(0);
    }

    /** F4: without renewal onLost fires before the validity ends; the holder can still give the lock back. */
    @EachFace
    void onLostFiresBeforeTheValidityEnds(Face face) {
        Cache<String> cache = cache(face);
        CacheLock lock = cache.tryLock("a", ofSeconds(30)).orElseThrow();
        lock.onLost(() -> {
            assertThat(lock.isHeld()).isTrue();
            losses.incrementAndGet();
        });

        tiers.time.advance(ofSeconds(26));
        assertThat(losses).hasValue(0);
        tiers.time.advance(ofSeconds(2));

        assertThat(losses).hasValue(1);
        lock.close();
        assertThat(cache.tryLock("a", ofSeconds(30))).isPresent();
    }

    /** F4: a loss that the lock service tells of is told at once, once, and ends renewal. */
    @EachFace
    void aLossThatTheLockServiceTellsOfIsToldAtOnce(Face face) {
        CacheLock lock = cache(face).tryLock("a", ofSeconds(30)).orElseThrow();
        lock.autoRenew().onLost(losses::incrementAndGet);

        locks.loss.complete(Lease.Loss.TAKEN);

        assertThat(losses).hasValue(1);
        tiers.time.advance(Duration.ofMinutes(2));
        assertThat(losses).hasValue(1);
        assertThat(lock.isHeld()).isFalse();
    }

    /** F4: who asks after the loss is told at once, also if it was noticed when nobody had asked. */
    @EachFace
    void whoAsksAfterTheLossIsToldAtOnce(Face face) {
        CacheLock lock = cache(face).tryLock("a", ofSeconds(30)).orElseThrow();
        lock.autoRenew();
        locks.loss.complete(Lease.Loss.SERVER_CHANGED);

        lock.onLost(losses::incrementAndGet);

        assertThat(losses).hasValue(1);
    }

    /** F4: a lock that was closed is not lost, whatever the lock service says. */
    @EachFace
    void aClosedLockIsNotLost(Face face) {
        CacheLock lock = cache(face).tryLock("a", ofSeconds(30)).orElseThrow();
        lock.onLost(losses::incrementAndGet);

        lock.close();
        locks.loss.complete(Lease.Loss.TAKEN);
        lock.onLost(losses::incrementAndGet);
        tiers.time.advance(Duration.ofMinutes(1));

        assertThat(losses).hasValue(0);
    }

    /** F4: an extended lock is lost later. */
    @EachFace
    void anExtendedLockIsLostLater(Face face) {
        CacheLock lock = cache(face).tryLock("a", ofSeconds(30)).orElseThrow();
        lock.onLost(losses::incrementAndGet);
        tiers.time.advance(ofSeconds(20));

        assertThat(lock.extend(ofSeconds(30))).isTrue();
        tiers.time.advance(ofSeconds(26));

        assertThat(losses).hasValue(0);
        tiers.time.advance(ofSeconds(2));
        assertThat(losses).hasValue(1);
    }

    /** F4: renewals that fail, or are never answered, are told before the validity ends, once. */
    @EachFace
    void renewalsThatFailAreToldBeforeTheValidityEnds(Face face) {
        Cache<String> cache = cache(face);
        for (CompletableFuture<Boolean> answer : new CompletableFuture[] {
            CompletableFuture.failedFuture(new IOException("down")), new CompletableFuture<>()
        }) {
            losses.set(0);
            locks.extension = null;
            CacheLock lock = cache.tryLock("a", ofSeconds(30)).orElseThrow();
            lock.autoRenew().onLost(() -> {
                assertThat(lock.isHeld()).isTrue();
                losses.incrementAndGet();
            });
            tiers.time.advance(ofSeconds(40));
            locks.extension = answer;

            tiers.time.advance(Duration.ofMinutes(2));

            assertThat(losses).hasValue(1);
        }
    }

    /** F1, A12: an unreachable lock service is an error, also one that does not answer. */
    @EachFace
    void anUnreachableLockServiceIsAnError(Face face) {
        Cache<String> cache = cache(face);
        locks.acquisition = CompletableFuture.failedFuture(new IOException("down"));
        assertThatThrownBy(() -> cache.tryLock("a", ofSeconds(30)))
                .isInstanceOf(LockException.class)
                .hasRootCauseMessage("down");
        CompletableFuture<Optional<Lease>> late = new CompletableFuture<>();
        locks.acquisition = late;

        Caller<Optional<CacheLock>> caller = Caller.waiting(() -> cache.tryLock("a", ofSeconds(30)));
        tiers.time.advance(ofSeconds(5));

        assertThat(caller.failure()).isInstanceOf(LockException.class);
        locks.acquisition = null;
        late.complete(locks.inside
                .tryAcquire("late", ofSeconds(30))
                .toCompletableFuture()
                .join());
        Awaitility.await()
                .untilAsserted(() -> assertThat(locks.inside
                                .tryAcquire("late", ofSeconds(30))
                                .toCompletableFuture()
                                .join())
                        .isPresent());
    }

    /** A1: impossible times are refused. */
    @EachFace
    void impossibleTimesAreRefused(Face face) {
        Cache<String> cache = cache(face);

        for (Duration ttl : new Duration[] {Duration.ZERO, ofSeconds(-1), Duration.ofDays(2), null}) {
            assertThatThrownBy(() -> cache.tryLock("a", ttl)).hasMessageContaining("ttl");
        }
        assertThatThrownBy(() -> cache.tryLock("a", ofSeconds(1), ofSeconds(-1)))
                .hasMessageContaining("wait");
        assertThatThrownBy(() -> cache.tryLock("", ofSeconds(1))).isInstanceOf(IllegalArgumentException.class);
    }

    /** Locks whose answers can be replaced. */
    private static final class FlakyLocks implements LockProvider {

        private final LockProvider inside;
        private final AtomicInteger asked = new AtomicInteger();
        private volatile CompletionStage<Optional<Lease>> acquisition;
        private volatile CompletionStage<Boolean> extension;
        private final CompletableFuture<Lease.Loss> loss = new CompletableFuture<>();

        FlakyLocks(LockProvider inside) {
            this.inside = inside;
        }

        @Override
        public CompletionStage<Optional<Lease>> tryAcquire(String name, Duration ttl) {
            asked.incrementAndGet();
            CompletionStage<Optional<Lease>> answer = acquisition;
            return answer != null
                    ? answer
                    : inside.tryAcquire(name, ttl).thenApply(lease -> lease.map(FlakyLease::new));
        }

        @Override
        public void close() {
            inside.close();
        }

        private final class FlakyLease implements Lease {

            private final Lease lease;

            FlakyLease(Lease lease) {
                this.lease = lease;
            }

            @Override
            public long fencingToken() {
                return lease.fencingToken();
            }

            @Override
            public Duration remaining() {
                return lease.remaining();
            }

            @Override
            public CompletionStage<Boolean> extend(Duration ttl) {
                return extension != null ? extension : lease.extend(ttl);
            }

            @Override
            public CompletionStage<Boolean> release() {
                return lease.release();
            }

            @Override
            public CompletionStage<Loss> lost() {
                return lease.lost().applyToEither(loss, cause -> cause);
            }
        }
    }
}
