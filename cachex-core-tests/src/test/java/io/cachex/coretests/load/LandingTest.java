package io.cachex.coretests.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.cachex.coretests.Caller;
import io.cachex.spi.StoreOperation;
import org.junit.jupiter.api.AutoClose;

/** What a load's result replaces when it lands, and what it does not. */
class LandingTest {

    @AutoClose
    private final Scene scene = new Scene();

    /** B3: a load that set out from a value that was put knows of it, and may replace it. */
    @EachSetup({Tiers.NEAR, Tiers.NEAR_AND_STORE})
    void refreshReplacesWhatWasPutBefore(Setup setup) {
        Cache<String> cache = scene.cache(setup);
        cache.put("a", "put");

        cache.refresh("a");

        assertThat(cache.getIfPresent("a")).isEqualTo("a@1");
    }

    /**
     * B3: (1) a put is on its way to the store, (2) a load begins, finds nothing there yet and reads the old value from the
     * origin, (3) the put gets there, (4) the load ends. With a near tier its entry would keep the load out; without one
     * only the poison does.
     */
    @EachSetup(Tiers.STORE)
    void loadThatBeganWhileAPutWasOnItsWayDoesNotReplaceIt(Setup setup) {
        Cache<String> cache = scene.cache(setup);
        scene.store.on(StoreOperation.WRITE).hang();
        Caller<Boolean> put = Caller.start(() -> {
            cache.put("a", "put");
            return true;
        });
        Scene.until(() -> scene.store.heldCalls() == 1);
        scene.origin.hang();
        Caller<String> reader = Scene.reader(cache, "a");
        scene.origin.awaitLoads(1);

        scene.store.heal();
        scene.store.release();
        assertThat(put.result()).isTrue();
        scene.origin.release();

        assertThat(reader.result()).isEqualTo("a@1");
        assertThat(cache.getIfPresent("a")).isEqualTo("put");
    }
}
