package io.cachex.coretests.load;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.cachex.Lookup;
import io.cachex.Refresh;
import io.cachex.coretests.Caller;
import java.io.IOException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;

class RefreshAheadTest {

    @AutoClose
    private final Scene scene = new Scene();

    private Cache<String> ahead(Setup setup) {
        return scene.cache(setup, options -> options.ttl(ofSeconds(100)).refresh(Refresh.ahead()));
    }

    /** B6: from 0.8 of the TTL, on access, and readers never wait. */
    @EachSetup
    void readAfterFourFifthsOfTheTtlRefreshesAndDoesNotWait(Setup setup) {
        Cache<String> cache = ahead(setup);
        cache.get("a");
        scene.advance(ofSeconds(79));
        assertThat(cache.get("a")).isEqualTo("a@1");
        assertThat(cache.stats().refreshes()).isZero();
        scene.origin.hang();

        scene.advance(ofSeconds(1));

        assertThat(cache.get("a")).isEqualTo("a@1");
        scene.origin.awaitLoads(2);
        assertThat(cache.stats().refreshes()).isOne();
        scene.origin.release();
        Scene.until(() -> "a@2".equals(cache.getIfPresent("a")));
    }

    /** B6: one refresh per key, however many read it. */
    @EachSetup({Tiers.NEAR, Tiers.NEAR_AND_STORE})
    void manyReadersStartOneRefresh(Setup setup) {
        Cache<String> cache = ahead(setup);
        cache.get("a");
        scene.advance(ofSeconds(90));
        scene.origin.hang();

        for (int i = 0; i < 100; i++) {
            assertThat(cache.get("a")).isEqualTo("a@1");
        }

        scene.origin.awaitLoads(2).release();
        Scene.until(() -> "a@2".equals(cache.getIfPresent("a")));
        assertThat(scene.origin.loads()).isEqualTo(2);
    }

    /**
     * B6: (1) a reader sees an entry that is due; (2) a refresh lands and is gone; (3) the reader starts a refresh. It
     * finds another entry than the one that was due and does not load.
     */
    @EachSetup({Tiers.NEAR, Tiers.NEAR_AND_STORE})
    void readerWhoSawTheOldEntryDoesNotRefreshTheNewOne(Setup setup) {
        GateTime gate = new GateTime(scene.time);
        Cache<String> cache = scene.cache(
                setup,
                options -> options.ttl(ofSeconds(100)).refresh(Refresh.ahead()).timeSource(gate));
        cache.get("a");
        scene.advance(ofSeconds(90));
        Caller<String> late = Caller.start(() -> {
            gate.stopAfter(1);
            return cache.get("a");
        });
        gate.awaitStopped();

        assertThat(cache.refresh("a")).isEqualTo("a@2");
        scene.store.onAll().fail(new IOException("nor is it the store that saves it"));
        gate.goOn();

        assertThat(late.result()).isEqualTo("a@1");
        Scene.until(() -> cache.stats().refreshes() == 1 && cache.stats().runningLoads() == 0);
        assertThat(scene.origin.loads()).isEqualTo(2);
    }

    /** B6: success starts a full TTL. */
    @EachSetup
    void successStartsAFullTtl(Setup setup) {
        Cache<String> cache = ahead(setup);
        cache.get("a");
        scene.advance(ofSeconds(80));
        cache.get("a");
        Scene.until(() -> "a@2".equals(cache.getIfPresent("a")));

        scene.advance(ofSeconds(79));

        assertThat(cache.get("a")).isEqualTo("a@2");
        assertThat(scene.origin.loads()).isEqualTo(2);
    }

    /** B6: failure keeps the value to its expiry, fresh. */
    @EachSetup
    void failureKeepsTheValueToItsExpiry(Setup setup) {
        Cache<String> cache = ahead(setup);
        cache.get("a");
        scene.advance(ofSeconds(80));
        scene.origin.fail(new IOException("down"));
        cache.get("a");
        Scene.until(() -> cache.stats().loadFailures() == 1);

        scene.advance(ofSeconds(19));

        Lookup<String> found = cache.find("a");
        assertThat(found.value()).isEqualTo("a@1");
        assertThat(found.isStale()).isFalse();
    }

    /** B6: another node's refresh is taken over, and the origin is not asked again. */
    @EachSetup(Tiers.NEAR_AND_STORE)
    void refreshOfAnotherNodeIsTakenOver(Setup setup) {
        Cache<String> cache = ahead(setup);
        cache.get("a");
        scene.advance(ofSeconds(80));
        scene.otherNode().refresh("a");

        cache.get("a");

        Scene.until(() -> "a@2".equals(cache.getIfPresent("a")));
        assertThat(scene.origin.loads()).isEqualTo(2);
    }

    /** B6: a key that nobody reads is not refreshed. */
    @EachSetup
    void unreadKeyIsNotRefreshed(Setup setup) {
        Cache<String> cache = ahead(setup);
        cache.get("a");

        scene.advance(ofHours(1));

        assertThat(scene.origin.loads()).isOne();
    }

    /** B6: probabilistic: the longer the load took and the nearer the expiry, the likelier; never when it took no time. */
    @EachSetup(Tiers.NEAR)
    void probabilisticRefreshComesNearTheExpiryOfSlowLoads(Setup setup) {
        Cache<String> cache = scene.cache(
                setup,
                options -> options.ttl(ofSeconds(100)).timeout(ofHours(1)).refresh(Refresh.probabilistic()));
        cache.get("slow", key -> {
            scene.advance(ofSeconds(10));
            return "slow@0";
        });
        cache.get("quick");
        for (int i = 0; i < 1_000; i++) {
            cache.get("quick");
        }
        assertThat(cache.stats().refreshes()).isZero();

        scene.advance(ofSeconds(89));
        for (int i = 0; i < 1_000; i++) { // each read refreshes with probability e^-0.1
            cache.get("slow");
            cache.get("quick");
        }

        Scene.until(() -> "slow@1".equals(cache.getIfPresent("slow")));
        assertThat(scene.origin.loads("quick")).isOne();
    }

    /** B6: scheduled: what would expire before the next look is refreshed though nobody reads it. */
    @EachSetup({Tiers.NEAR, Tiers.NEAR_AND_STORE})
    void scheduledRefreshKeepsHotKeysFresh(Setup setup) {
        Cache<String> cache = scene.cache(
                setup,
                options -> options.ttl(ofSeconds(100))
                        .refresh(Refresh.off().scheduled(ofSeconds(30), 10))
                        .executor(Runnable::run)); // looks and loads on the thread that advances the time
        cache.get("a");

        scene.advance(ofSeconds(89));
        assertThat(scene.origin.loads()).isOne();
        scene.advance(ofSeconds(1));

        assertThat(cache.getIfPresent("a")).isEqualTo("a@2");
        scene.advance(ofMinutes(5));
        assertThat(cache.getIfPresent("a")).as("after minutes without a reader").isNotNull();
    }

    /** B6: so many scheduled refreshes at once. */
    @EachSetup({Tiers.NEAR, Tiers.NEAR_AND_STORE})
    void scheduledRefreshesAreBoundedInNumber(Setup setup) {
        Cache<String> cache = scene.cache(
                setup,
                options -> options.ttl(ofSeconds(40)).refresh(Refresh.off().scheduled(ofSeconds(30), 2)));
        for (String key : new String[] {"a", "b", "c", "d", "e"}) {
            cache.get(key);
        }
        scene.origin.hang();

        scene.advance(ofSeconds(30));

        scene.origin.awaitLoads(7);
        Awaitility.await().during(ofMillis(50)).until(() -> scene.origin.loads() == 7);
        scene.origin.release();
        scene.origin.awaitLoads(10);
    }

    /** B7: stale-while-revalidate serves at once and loads behind; past its window the reader waits. */
    @EachSetup({Tiers.NEAR, Tiers.NEAR_AND_STORE})
    void staleWhileRevalidateServesAtOnceAndLoadsBehind(Setup setup) {
        Cache<String> cache =
                scene.cache(setup, options -> options.ttl(ofMinutes(1)).staleWhileRevalidate(ofSeconds(30)));
        cache.get("a");
        scene.advance(ofSeconds(89));
        scene.origin.hang();

        Lookup<String> found = cache.find("a");

        assertThat(found.value()).isEqualTo("a@1");
        assertThat(found.staleReason()).isEqualTo(Lookup.StaleReason.REVALIDATING);
        scene.origin.awaitLoads(2).release();
        Scene.until(() -> "a@2".equals(cache.getIfPresent("a")));
        scene.advance(ofSeconds(90));
        assertThat(cache.get("a")).isEqualTo("a@3");
    }

    /** B7: also a value that only the store has. */
    @EachSetup({Tiers.NEAR_AND_STORE, Tiers.STORE})
    void staleWhileRevalidateServesWhatOnlyTheStoreHas(Setup setup) {
        scene.cache(setup, options -> options.ttl(ofMinutes(1))).get("a");
        Cache<String> cache =
                scene.cache(setup, options -> options.ttl(ofMinutes(1)).staleWhileRevalidate(ofSeconds(30)));
        scene.advance(ofSeconds(70));
        scene.origin.hang();

        Lookup<String> found = cache.find("a");

        assertThat(found.value()).isEqualTo("a@1");
        assertThat(found.staleReason()).isEqualTo(Lookup.StaleReason.REVALIDATING);
        scene.origin.awaitLoads(2).release();
        Scene.until(() -> "a@2".equals(cache.getIfPresent("a")));
    }

    /** B4, B7: a revalidation that fails backs off; readers go on being served. */
    @EachSetup({Tiers.NEAR, Tiers.NEAR_AND_STORE})
    void failedRevalidationBacksOff(Setup setup) {
        Cache<String> cache =
                scene.cache(setup, options -> options.ttl(ofMinutes(1)).staleWhileRevalidate(ofSeconds(30)));
        cache.get("a");
        scene.advance(ofSeconds(70));
        scene.origin.fail(new IOException("down"));
        cache.get("a");
        Scene.until(() -> cache.stats().loadFailures() == 1 && cache.stats().runningLoads() == 0);

        scene.advance(ofMillis(400));

        assertThat(cache.get("a")).isEqualTo("a@1");
        assertThat(scene.origin.loads()).isEqualTo(2);
    }
}
