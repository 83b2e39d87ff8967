package io.cachex.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.Counting;
import io.cachex.spi.Leasing;
import io.cachex.spi.Leasing.Claim;
import io.cachex.spi.Leasing.Claim.Busy;
import io.cachex.spi.Leasing.Claim.Found;
import io.cachex.spi.Leasing.Claim.Granted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What a store that is {@link Leasing} must do. Its tests are skipped for another store.
 *
 * <p>What other writes do to a lease is in {@link LeaseFenceContract}, and waiting for one in {@link LeaseWaitContract}:
 * extend all three.
 */
public abstract class LeasingContract extends LeasingFixture {

    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofDays(1);

    /** For subclasses. */
    protected LeasingContract() {}

    @Test
    void findsWhatIsThere() {
        write("key", value("text", 7, units(10)));

        assertThat(readOrLease(leasing(), "key"))
                .isInstanceOfSatisfying(
                        Found.class,
                        found -> assertThat(found.value())
                                .satisfies(
                                        it -> assertThat(text(it)).isEqualTo("text"),
                                        it -> assertThat(it.version()).isEqualTo(7),
                                        it -> assertThat(it.keepFor())
                                                .isPositive()
                                                .isLessThanOrEqualTo(units(10))));
    }

    @Test
    void whoFindsTakesNoLease() {
        write("key", value("text", 7));
        readOrLease(leasing(), "key");

        assertThat(lease(other(), "key")).isInstanceOf(Granted.class);
    }

    @Test
    void whoFindsNothingIsGrantedTheLeaseAndNobodyElse() {
        String token = granted(readOrLease(leasing(), "key"));

        assertThat(token).isNotBlank();
        assertThat(readOrLease(other(), "key")).isEqualTo(new Busy());
        assertThat(readOrLease(leasing(), "key")).isEqualTo(new Busy()); // not even the holder
        assertThat(lease(other(), "key")).isEqualTo(new Busy());
    }

    @Test
    void aLeaseIsNoValue() {
        granted(readOrLease(leasing(), "key"));

        assertThat(read("key")).isNull();
    }

    @Test
    void answersForEveryKey() {
        write("found", value("text", 7));
        granted(readOrLease(other(), "busy"));

        Map<String, Claim> claims =
                Stages.answerOf(leasing().readOrLease(Set.of("found", "busy", "free", "too"), units(100)));

        assertThat(claims).containsOnlyKeys("found", "busy", "free", "too");
        assertThat(claims.get("found")).isInstanceOf(Found.class);
        assertThat(claims.get("busy")).isEqualTo(new Busy());
        assertThat(claims.get("free")).isInstanceOf(Granted.class);
        assertThat(claims.get("too")).isInstanceOf(Granted.class).isNotEqualTo(claims.get("free"));
    }

    @Test
    void takesEmptyBatches() {
        assertThat(Stages.answerOf(leasing().readOrLease(Set.of(), units(1)))).isEmpty();
        assertThat(Stages.answerOf(leasing().lease(Set.of(), units(1)))).isEmpty();
    }

    @Test
    void givesLargeBatchesTokensOfTheirOwn() {
        Set<String> keys = IntStream.range(0, 2_500).mapToObj(i -> "key:" + i).collect(Collectors.toSet());

        Map<String, Claim> claims = Stages.answerOf(leasing().readOrLease(keys, units(100)));

        assertThat(claims).containsOnlyKeys(keys);
        assertThat(claims.values().stream().map(LeasingFixture::granted).distinct())
                .hasSameSizeAs(keys);
        Map<String, Claim> again = Stages.answerOf(other().lease(keys, units(100)));
        assertThat(again).containsOnlyKeys(keys);
        assertThat(again.values()).containsOnly(new Busy());
    }

    @Test
    void tellsKeysApart() {
        for (String key : List.of("k", "K", "k ", "k:", "{k}", "k*", "%6B", "k\u00e4", "\ud83d\udd11")) {
            assertThat(readOrLease(leasing(), key)).as("'" + key + "'").isInstanceOf(Granted.class);
        }
    }

    @Test
    void leasesWhatIsThereWithoutTouchingIt() {
        write("key", value("stale", 7));

        granted(lease(leasing(), "key"));

        assertThat(lease(other(), "key")).isEqualTo(new Busy());
        assertThat(text(read("key"))).isEqualTo("stale");
        assertThat(readOrLease(other(), "key")).as("what is there is found").isInstanceOf(Found.class);
    }

    @Test
    void aValueWhoseTimeIsOverIsNotFound() {
        write("key", value("text", 7, units(1)));
        advance(halfMore(1));

        assertThat(readOrLease(leasing(), "key")).isInstanceOf(Granted.class);
    }

    @Test
    void aLeaseEndsWithItsTime() {
        String late = granted(readOrLease(leasing(), "key", units(2)));
        advance(unit());
        assertThat(readOrLease(other(), "key")).isEqualTo(new Busy());

        advance(halfMore(1));
        String now = granted(readOrLease(other(), "key"));

        assertThat(fill(leasing(), "key", late, "old")).isFalse();
        assertThat(read("key")).isNull();
        assertThat(fill(other(), "key", now, "new")).isTrue();
    }

    @Test
    void aLeaseWhoseTimeIsOverFillsNothingEvenIfNobodyTookIt() {
        String late = granted(readOrLease(leasing(), "key", units(1)));
        advance(halfMore(1));

        assertThat(fill(leasing(), "key", late, "old")).isFalse();

        assertThat(read("key")).isNull();
    }

    @Test
    void noTokenIsGivenTwice() {
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String filled = granted(lease(i % 2 == 0 ? leasing() : other(), "key"));
            assertThat(fill(leasing(), "key", filled, "value")).isTrue();
            String released = granted(lease(i % 2 == 0 ? leasing() : other(), "key"));
            Stages.answerOf(leasing().release("key", released));
            String voided = granted(lease(i % 2 == 0 ? leasing() : other(), "key"));
            remove("key");
            String elsewhere = granted(lease(i % 2 == 0 ? other() : leasing(), "key:" + i));
            tokens.addAll(List.of(filled, released, voided, elsewhere));
        }
        tokens.add(granted(readOrLease(leasing(), "key", units(1))));
        advance(halfMore(1));
        tokens.add(granted(readOrLease(leasing(), "key")));

        assertThat(tokens).doesNotHaveDuplicates();
    }

    @Test
    void theHolderFillsAndTheLeaseEnds() {
        String token = granted(readOrLease(leasing(), "key"));

        assertThat(Stages.answerOf(leasing().fill("key", token, value("loaded", 7))))
                .isTrue();

        assertThat(stored("key").version()).isEqualTo(7);
        assertThat(text(read("key"))).isEqualTo("loaded");
        assertThat(readOrLease(other(), "key")).isInstanceOf(Found.class);
        assertThat(lease(other(), "key")).isInstanceOf(Granted.class);
    }

    @Test
    void aLeaseFillsOnce() {
        String token = granted(readOrLease(leasing(), "key"));
        assertThat(fill(leasing(), "key", token, "first")).isTrue();

        assertThat(fill(leasing(), "key", token, "second")).isFalse();

        assertThat(text(read("key"))).isEqualTo("first");
    }

    @Test
    void whatIsFilledLivesForItsOwnTime() {
        String token = granted(readOrLease(leasing(), "key", units(20)));
        assertThat(Stages.answerOf(leasing().fill("key", token, value("loaded", 7, units(2)))))
                .isTrue();

        advance(unit());
        assertThat(text(read("key"))).isEqualTo("loaded");

        advance(halfMore(1));
        assertThat(readOrLease(other(), "key")).isInstanceOf(Granted.class);
    }

    @Test
    void fillingAnewRaisesTheVersionAsAWriteDoes() {
        write("key", value("stale", 7));
        String token = granted(lease(leasing(), "key"));

        assertThat(Stages.answerOf(leasing().fill("key", token, value("fresh", 3))))
                .isTrue();

        assertThat(text(read("key"))).isEqualTo("fresh");
        assertThat(stored("key").version()).isGreaterThan(7);
    }

    @Test
    void onlyTheKeysOwnTokenFills() {
        String token = granted(readOrLease(leasing(), "key"));
        String another = granted(readOrLease(leasing(), "another"));

        for (String wrong : List.of(another, token + "0", token.substring(1), "*", "")) {
            assertThat(fill(other(), "key", wrong, "wrong"))
                    .as("'" + wrong + "'")
                    .isFalse();
        }
        assertThat(fill(other(), "never leased", token, "wrong")).isFalse();

        assertThat(Stages.answerOf(store().read(Set.of("key", "another", "never leased"))))
                .isEmpty();
        assertThat(fill(leasing(), "key", token, "right"))
                .as("the holder's own")
                .isTrue();
    }

    @Test
    void aFillThatIsRefusedChangesNothingThatIsThere() {
        write("key", value("stale", 7, units(2)));
        granted(lease(leasing(), "key"));

        assertThat(Stages.answerOf(leasing().fill("key", "wrong", value("wrong", 9))))
                .isFalse();

        assertThat(text(read("key"))).isEqualTo("stale");
        assertThat(stored("key").version()).isEqualTo(7);
        advance(halfMore(2));
        assertThat(read("key")).as("its time was over").isNull();
    }

    @Test
    void renewingMakesALeaseLast() {
        String token = granted(readOrLease(leasing(), "key", units(2)));
        advance(unit());

        assertThat(renew(leasing(), "key", token, units(4))).isTrue();

        advance(units(2));
        assertThat(readOrLease(other(), "key")).isEqualTo(new Busy());
        assertThat(fill(leasing(), "key", token, "loaded")).isTrue();
    }

    @Test
    void renewingCountsFromNowAndMayShorten() {
        String token = granted(readOrLease(leasing(), "key", units(20)));

        assertThat(renew(leasing(), "key", token, units(1))).isTrue();

        advance(halfMore(1));
        assertThat(readOrLease(other(), "key")).isInstanceOf(Granted.class);
    }

    @Test
    void aLeaseThatIsOverIsNotRenewed() {
        String late = granted(readOrLease(leasing(), "late", units(1)));
        String filled = granted(readOrLease(leasing(), "filled"));
        fill(leasing(), "filled", filled, "value");
        String released = granted(readOrLease(leasing(), "released"));
        Stages.answerOf(leasing().release("released", released));
        advance(halfMore(1));

        assertThat(renew(leasing(), "late", late, units(20))).isFalse();
        assertThat(renew(leasing(), "filled", filled, units(20))).isFalse();
        assertThat(renew(leasing(), "released", released, units(20))).isFalse();
        assertThat(renew(leasing(), "never leased", late, units(20))).isFalse();

        for (String key : List.of("late", "filled", "released", "never leased")) {
            assertThat(lease(other(), key))
                    .as("the lease of '" + key + "' is free")
                    .isInstanceOf(Granted.class);
        }
    }

    @Test
    void anothersLeaseIsNotRenewed() {
        String late = granted(readOrLease(leasing(), "key", units(1)));
        advance(halfMore(1));
        granted(readOrLease(other(), "key", units(2)));

        assertThat(renew(leasing(), "key", late, units(20))).isFalse();

        advance(halfMore(2));
        assertThat(readOrLease(leasing(), "key")).as("its time was not touched").isInstanceOf(Granted.class);
    }

    @Test
    void aLeaseThatSomebodyWaitsForIsStillTheHolders() {
        String token = granted(readOrLease(leasing(), "key", units(2)));
        assertThat(readOrLease(other(), "key")).isEqualTo(new Busy());
        assertThat(lease(other(), "key")).isEqualTo(new Busy());

        assertThat(renew(leasing(), "key", token, units(4))).isTrue();
        assertThat(readOrLease(other(), "key")).isEqualTo(new Busy());
        assertThat(fill(leasing(), "key", token, "loaded")).isTrue();
    }

    @Test
    void waitingForALeaseDoesNotMakeItLast() {
        granted(readOrLease(leasing(), "key", units(2)));
        advance(unit());
        assertThat(readOrLease(other(), "key", units(20))).isEqualTo(new Busy());

        advance(halfMore(1));

        assertThat(readOrLease(other(), "key")).isInstanceOf(Granted.class);
    }

    @Test
    void releasingFreesTheLeaseAndLeavesTheValue() {
        write("key", value("stale", 7));
        String token = granted(lease(leasing(), "key"));

        Stages.answerOf(leasing().release("key", token));

        assertThat(fill(leasing(), "key", token, "old")).isFalse();
        assertThat(text(read("key"))).isEqualTo("stale");
        assertThat(lease(other(), "key")).isInstanceOf(Granted.class);
    }

    @Test
    void releasingAnothersLeaseOrOneThatIsOverChangesNothing() {
        String late = granted(readOrLease(leasing(), "key", units(1)));
        advance(halfMore(1));
        String now = granted(readOrLease(other(), "key"));

        Stages.answerOf(leasing().release("key", late));
        Stages.answerOf(leasing().release("key", "wrong"));
        Stages.answerOf(leasing().release("never leased", now));

        assertThat(readOrLease(leasing(), "key")).isEqualTo(new Busy());
        assertThat(fill(other(), "key", now, "loaded")).isTrue();
    }

    @Test
    void leasesAndCountersOfTheSameNameAreApart() {
        Counting counting = capability(Counting.class);
        Stages.answerOf(counting.increment("key", 5, Duration.ofHours(1)));
        String token = granted(readOrLease(leasing(), "key"));

        assertThat(Stages.answerOf(counting.increment("key", 1, Duration.ofHours(1))))
                .isEqualTo(6);
        assertThat(fill(leasing(), "key", token, "loaded")).isTrue();
        assertThat(Stages.answerOf(counting.increment("key", 1, Duration.ofHours(1))))
                .isEqualTo(7);
    }

    @Test
    void oneOfManyThreadsIsGrantedTheLease() {
        for (int round = 0; round < 50; round++) {
            String key = "key:" + round;
            if (round % 2 == 0) {
                write(key, value("stale", 7));
            }
            boolean anew = round % 2 == 0;

            List<Claim> claims = Crowd.all(thread -> {
                Leasing node = thread % 2 == 0 ? leasing() : other();
                return anew ? lease(node, key) : readOrLease(node, key);
            });

            assertThat(claims)
                    .as("round " + round)
                    .filteredOn(Granted.class::isInstance)
                    .hasSize(1);
            assertThat(claims)
                    .as("round " + round)
                    .filteredOn(Busy.class::isInstance)
                    .hasSize(Crowd.SIZE - 1);
        }
    }

    @Test
    void everyKeyOfManyThreadsBatchesIsGrantedOnce() {
        Set<String> keys = IntStream.range(0, 100).mapToObj(i -> "key:" + i).collect(Collectors.toSet());

        List<Map<String, Claim>> all = Crowd.all(
                thread -> Stages.answerOf((thread % 2 == 0 ? leasing() : other()).readOrLease(keys, units(100))));

        for (String key : keys) {
            assertThat(all)
                    .filteredOn(claims -> claims.get(key) instanceof Granted)
                    .as(key)
                    .hasSize(1);
        }
    }

    @Test
    void manyThreadsThatNeedAKeyLoadItOnce() {
        for (int round = 0; round < 25; round++) {
            String key = "key:" + round;
            AtomicInteger loads = new AtomicInteger();

            Crowd.each(thread -> {
                Leasing node = thread % 2 == 0 ? leasing() : other();
                for (Claim claim = readOrLease(node, key); !(claim instanceof Found); claim = readOrLease(node, key)) {
                    if (claim instanceof Granted granted) {
                        loads.incrementAndGet();
                        assertThat(fill(node, key, granted.token(), "loaded")).isTrue();
                    }
                }
            });

            assertThat(loads).as("round " + round).hasValue(1);
        }
    }

    @Test
    void oneOfManyThreadsWithTheSameTokenFills() {
        for (int round = 0; round < 25; round++) {
            String key = "key:" + round;
            String token = granted(readOrLease(leasing(), key));

            List<Boolean> filled =
                    Crowd.all(thread -> fill(thread % 2 == 0 ? leasing() : other(), key, token, "" + thread));

            assertThat(filled).as("round " + round).containsOnlyOnce(true);
            assertThat(text(read(key))).isEqualTo("" + filled.indexOf(true));
        }
    }

    @Test
    void takesTimesFrom10MillisecondsTo1Day() {
        for (Duration time : List.of(SHORTEST, LONGEST)) {
            String token = granted(readOrLease(leasing(), "key of " + time, LONGEST));
            assertThat(renew(leasing(), "key of " + time, token, time)).isTrue();
            granted(readOrLease(leasing(), "another of " + time, time));
            granted(lease(leasing(), "third of " + time, time));
        }
    }

    @Test
    void refusesOtherTimes() {
        List<Duration> refused = List.of(
                SHORTEST.minusNanos(1),
                Duration.ofSeconds(-1),
                LONGEST.plusNanos(1),
                Duration.ofSeconds(Long.MAX_VALUE));
        String token = granted(readOrLease(leasing(), "mine", units(2)));

        for (Duration time : refused) {
            assertRefused(leasing().readOrLease(Set.of("key"), time), time);
            assertRefused(leasing().lease(Set.of("key"), time), time);
            assertRefused(leasing().renew("mine", token, time), time);
        }

        granted(readOrLease(other(), "key"));
        assertThat(readOrLease(other(), "mine")).isEqualTo(new Busy());
        advance(halfMore(2));
        granted(readOrLease(other(), "mine"));
    }

    @Test
    void answersWithFailedStagesOnceClosed() {
        String token = granted(readOrLease(leasing(), "key"));
        store().close();

        Stages.failureOf(leasing().readOrLease(Set.of("other"), units(1)));
        Stages.failureOf(leasing().lease(Set.of("other"), units(1)));
        Stages.failureOf(leasing().fill("key", token, value("loaded", 1)));
        Stages.failureOf(leasing().renew("key", token, units(1)));
        Stages.failureOf(leasing().release("key", token));
    }

    private static void assertRefused(CompletionStage<?> stage, Duration time) {
        assertThat(Stages.failureOf(stage)).as("a time of " + time).isInstanceOf(IllegalArgumentException.class);
    }
}
