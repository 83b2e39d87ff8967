package io.cachex.coretests.load;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.cachex.CallOptions;
import io.cachex.LoadException;
import io.cachex.coretests.Caller;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;

class SingleFlightTest {

    @AutoClose
    private final Scene scene = new Scene();

    /** B1: N callers, one load. */
    @EachSetup
    void callersOfOneKeyShareOneLoad(Setup setup) {
        Cache<String> cache = scene.cache(setup);
        scene.origin.hang();
        List<Caller<String>> callers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            callers.add(Scene.reader(cache, "a"));
        }

        scene.origin.release();

        assertThat(callers).extracting(Caller::result).containsOnly("a@1");
        assertThat(scene.origin.loads()).isOne();
        assertThat(cache.stats().sharedLoads()).isEqualTo(7);
    }

    /** B1: the failure is shared with those who wait and frees the slot; a later caller loads again. */
    @EachSetup
    void failureIsSharedByThoseWhoWaitAndForgottenAfterwards(Setup setup) {
        Cache<String> cache = scene.cache(setup);
        scene.origin.hang().fail(new IOException("down"));
        Caller<String> first = Scene.reader(cache, "a");
        Caller<String> second = Scene.reader(cache, "a");

        scene.origin.release();

        assertThat(first.failure()).isInstanceOf(LoadException.class).hasRootCauseMessage("down");
        assertThat(second.failure()).isInstanceOf(LoadException.class).hasRootCauseMessage("down");
        assertThat(scene.origin.heal().loads()).isOne();
        assertThat(cache.get("a")).isEqualTo("a@2");
    }

    /** B1: one load per key, not one load at a time. */
    @EachSetup
    void loadsOfTwoKeysDoNotWaitForEachOther(Setup setup) {
        Cache<String> cache = scene.cache(setup);
        scene.origin.hang();
        Caller<String> first = Scene.reader(cache, "a");
        scene.origin.awaitLoads(1);

        Caller<String> second = Scene.reader(cache, "b");

        scene.origin.awaitLoads(2).release();
        assertThat(first.result()).isEqualTo("a@1");
        assertThat(second.result()).isEqualTo("b@1");
    }

    /** B1, design trap 4: getIfPresent and get must not share a flight: the one would answer absence for the other. */
    @EachSetup
    void getIfPresentAndGetDoNotShareAFlight(Setup setup) {
        Cache<String> cache = scene.cache(setup);
        scene.origin.hang();
        Caller<String> loading = Scene.reader(cache, "a");
        scene.origin.awaitLoads(1);

        String present = cache.getIfPresent("a");

        assertThat(present).isNull();
        assertThat(loading.isDone()).isFalse();
        scene.origin.release();
        assertThat(loading.result()).isEqualTo("a@1");
    }

    /** B1, A3: refresh loads now, and does not take what a load from before it brings. */
    @EachSetup
    void refreshDoesNotJoinALoadThatBeganBefore(Setup setup) {
        Cache<String> cache = scene.cache(setup);
        scene.origin.set("a", "old").hang();
        Caller<String> reader = Scene.reader(cache, "a");
        scene.origin.awaitLoads(1).set("a", "new");

        Caller<String> refresher = Caller.waiting(() -> cache.refresh("a"));

        scene.origin.awaitLoads(2).release();
        assertThat(reader.result()).isEqualTo("old");
        assertThat(refresher.result()).isEqualTo("new");
    }

    /**
     * B1: (1) a caller misses; (2) another load lands and is gone; (3) the caller registers its flight. It looks into
     * the near tier once more and does not load.
     */
    @EachSetup({Tiers.NEAR, Tiers.NEAR_AND_STORE})
    void callerWhoMissedJustBeforeALoadLandedDoesNotLoadAgain(Setup setup) {
        GateTime gate = new GateTime(scene.time);
        Cache<String> cache = scene.cache(setup, options -> options.timeSource(gate));
        Caller<String> late = Caller.start(() -> {
            gate.stopHere();
            return cache.get("a");
        });
        gate.awaitStopped();

        assertThat(cache.get("a")).isEqualTo("a@1");
        scene.store.onAll().fail(new IOException("nor is it the store that saves it"));
        gate.goOn();

        assertThat(late.result()).isEqualTo("a@1");
        assertThat(scene.origin.loads()).isOne();
    }

    /** B1: those who refresh the same key share one load, and so do those who read it meanwhile. */
    @EachSetup
    void callersWhoRefreshAKeyShareOneLoadAfterTheFirst(Setup setup) {
        Cache<String> cache = scene.cache(setup);
        scene.origin.hang();
        Caller<String> refresher = Caller.waiting(() -> cache.refresh("a"));
        scene.origin.awaitLoads(1);

        Caller<String> reader = Scene.reader(cache, "a");

        scene.origin.release();
        assertThat(refresher.result()).isEqualTo("a@1");
        assertThat(reader.result()).isEqualTo("a@1");
        assertThat(scene.origin.loads()).isOne();
    }

    /** B1, A5: of two loads the one that began later is kept, in whichever order they end. */
    @EachSetup
    void laterLoadIsKeptWhenTheEarlierEndsFirst(Setup setup) {
        Cache<String> cache = scene.cache(setup);
        SlowLoads loads = new SlowLoads();
        Caller<String> earlier = Caller.waiting(() -> cache.get("a", loads.next("old")));
        loads.awaitBegun(1);
        Caller<String> later = Caller.waiting(() -> cache.get("a", loads.next("new"), forcedRefresh()));
        loads.awaitBegun(2);

        loads.end("old");
        assertThat(earlier.result()).isEqualTo("old");
        loads.end("new");
        assertThat(later.result()).isEqualTo("new");

        assertThat(cache.getIfPresent("a")).isEqualTo("new");
        assertThat(inStore(setup, "a")).isEqualTo(setup.tiers().haveStore() ? "new" : null);
    }

    /** B1, A5: of two loads the one that began later is kept, in whichever order they end. */
    @EachSetup
    void laterLoadIsKeptWhenTheEarlierEndsLast(Setup setup) {
        Cache<String> cache = scene.cache(setup);
        SlowLoads loads = new SlowLoads();
        Caller<String> earlier = Caller.waiting(() -> cache.get("a", loads.next("old")));
        loads.awaitBegun(1);
        Caller<String> later = Caller.waiting(() -> cache.get("a", loads.next("new"), forcedRefresh()));
        loads.awaitBegun(2);

        loads.end("new");
        assertThat(later.result()).isEqualTo("new");
        loads.end("old");
        assertThat(earlier.result()).isEqualTo("old");

        assertThat(cache.getIfPresent("a")).isEqualTo("new");
        assertThat(inStore(setup, "a")).isEqualTo(setup.tiers().haveStore() ? "new" : null);
    }

    /** A3: a refreshed value is the one that is read from then on, whatever a copy from the store brought meanwhile. */
    @EachSetup(Tiers.NEAR_AND_STORE)
    void refreshIsKeptThoughACopyFromTheStoreCameInBetween(Setup setup) {
        Cache<String> other = scene.cache(setup);
        scene.origin.set("a", "old");
        assertThat(other.get("a")).isEqualTo("old");
        Cache<String> cache = scene.cache(setup);
        scene.advance(ofMinutes(1));
        scene.origin.set("a", "new").hang();
        Caller<String> refresher = Caller.waiting(() -> cache.refresh("a"));
        scene.origin.awaitLoads(2);

        assertThat(cache.getIfPresent("a")).isEqualTo("old");
        scene.origin.release();

        assertThat(refresher.result()).isEqualTo("new");
        assertThat(cache.getIfPresent("a")).isEqualTo("new");
        assertThat(inStore(setup, "a")).isEqualTo("new");
    }

    private @Nullable String inStore(Setup setup, String key) {
        return scene.inStore(setup, key);
    }

    private static CallOptions forcedRefresh() {
        return CallOptions.defaults().forceRefresh();
    }
}
