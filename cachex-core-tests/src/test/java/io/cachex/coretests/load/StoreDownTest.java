package io.cachex.coretests.load;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.CallOptions;
import io.cachex.LoadException;
import io.cachex.StoreException;
import io.cachex.codec.StringCodec;
import io.cachex.coretests.Caller;
import io.cachex.spi.Codec;
import io.cachex.spi.Store;
import io.cachex.spi.StoreOperation;
import io.cachex.spi.StoredValue;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AutoClose;

/** Design trap 10: a store that is down must never be worse than no cache. */
class StoreDownTest {

    /** Where an envelope has the number of its format: behind three bytes of magic. */
    private static final int FORMAT = 3;

    @AutoClose
    private final Scene scene = new Scene();

    /** B10, design trap 10: a failed read is a miss, a failed fill nobody's concern; the caller sees neither. */
    @EachSetup({Tiers.NEAR_AND_STORE, Tiers.STORE})
    void callerOfGetSeesNothingOfAStoreThatIsDown(Setup setup) {
        Cache<String> cache = scene.cache(setup);
        for (Runnable fault : List.<Runnable>of(
                () -> scene.store.onAll().fail(new IOException("down")),
                () -> scene.store.onAll().throwInstead(new IllegalStateException("broken driver")),
                () -> scene.store.onAll().returnNull())) {
            fault.run();
            String key = "k" + scene.origin.loads();

            assertThat(cache.get(key)).isEqualTo(key + "@1");
            assertThat(cache.getIfPresent("other")).isNull();
            assertThat(cache.getAll(List.of("x", "y"))).containsOnlyKeys("x", "y");
        }
    }

    /** A2, design trap 10: it heals without a restart. */
    @EachSetup({Tiers.NEAR_AND_STORE, Tiers.STORE})
    void healsWithoutARestart(Setup setup) {
        scene.store.onAll().fail(new IOException("down"));
        Cache<String> cache = scene.cache(setup);
        cache.get("a");

        scene.store.heal();

        assertThat(cache.get("b")).isEqualTo("b@1");
        assertThat(scene.inStore(setup, "b")).isEqualTo("b@1");
    }

    /** Design trap 10: with a store that is down the near tier goes on, and so do stale values. */
    @EachSetup(Tiers.NEAR_AND_STORE)
    void nearTierAndStaleValuesSurviveTheStore(Setup setup) {
        Cache<String> cache = scene.cache(setup, options -> options.ttl(ofMinutes(1)));
        cache.get("a");
        scene.store.onAll().fail(new IOException("down"));
        assertThat(cache.getIfPresent("a")).isEqualTo("a@1");

        scene.advance(ofMinutes(2));
        scene.origin.fail(new IOException("down, too"));

        assertThat(cache.get("a")).isEqualTo("a@1");
    }

    /** Design trap 11: when both are down the loader's failure surfaces, not the store's. */
    @EachSetup({Tiers.NEAR_AND_STORE, Tiers.STORE})
    void loadersFailureSurfacesNotTheStores(Setup setup) {
        Cache<String> cache = scene.cache(setup);
        scene.store.onAll().fail(new IOException("store down"));
        scene.origin.fail(new IOException("origin down"));

        assertThatThrownBy(() -> cache.get("a"))
                .isInstanceOf(LoadException.class)
                .hasRootCauseMessage("origin down");
    }

    /** Design trap 7: near does not keep a value that the store refused. */
    @EachSetup({Tiers.NEAR_AND_STORE, Tiers.STORE})
    void nearDoesNotKeepAPutThatTheStoreRefused(Setup setup) {
        Cache<String> cache = scene.cache(setup);
        cache.put("a", "before");
        scene.store.on(StoreOperation.WRITE).fail(new IOException("down"));

        assertThatThrownBy(() -> cache.put("a", "after")).isInstanceOf(StoreException.class);

        assertThat(cache.getIfPresent("a")).isNull(); // nor is what it should replace believed any more
    }

    /** A slow store costs its time, and the read goes on when it has answered. */
    @EachSetup({Tiers.NEAR_AND_STORE, Tiers.STORE})
    void slowStoreIsWaitedFor(Setup setup) {
        scene.otherNode().put("a", "value");
        Cache<String> cache = scene.cache(setup);
        scene.store.on(StoreOperation.READ_OR_LEASE).delay(ofSeconds(2));
        Caller<String> reader = Scene.reader(cache, "a");

        scene.advance(ofSeconds(2));

        assertThat(reader.result()).isEqualTo("value");
        assertThat(scene.origin.loads()).isZero();
    }

    /** A10, BI17 to BI19: bytes that cannot be read are a counted miss, repaired by the next load. */
    @EachSetup({Tiers.NEAR_AND_STORE, Tiers.STORE})
    void unreadableBytesAreACountedMissThatTheNextLoadRepairs(Setup setup) {
        Cache<String> cache = scene.cache(setup);
        cache.get("a");
        byte[] good = stored("a").bytes();
        for (byte[] bad : List.of(new byte[0], new byte[] {1, 2, 3}, Arrays.copyOf(good, good.length - 1))) {
            overwrite("a", bad);
            Cache<String> node = scene.cache(setup);

            assertThat(node.getIfPresent("a")).isNull();
            assertThat(node.stats().unreadable()).isOne();
            assertThat(node.get("a")).startsWith("a@");

            assertThat(scene.inStore(setup, "a")).startsWith("a@");
        }
    }

    /** BI20: a newer format is a miss and is not overwritten: a rolling upgrade. */
    @EachSetup({Tiers.NEAR_AND_STORE, Tiers.STORE})
    void newerFormatIsAMissAndNotOverwritten(Setup setup) {
        scene.otherNode().put("a", "newer");
        byte[] newer = stored("a").bytes().clone();
        newer[FORMAT]++;
        overwrite("a", newer);
        Cache<String> cache = scene.cache(setup);

        assertThat(cache.get("a")).isEqualTo("a@1");
        assertThat(cache.get("a")).startsWith("a@");
        assertThat(cache.getAll(List.of("a"))).containsKey("a");

        assertThat(stored("a").bytes()).isEqualTo(newer);
    }

    /** Design trap 6: codecs do not run on the thread on which the store, or an asynchronous origin, answers. */
    @EachSetup({Tiers.NEAR_AND_STORE, Tiers.STORE})
    void codecsDoNotRunOnTheThreadsOfDrivers(Setup setup) {
        ExecutorService driver = Executors.newSingleThreadExecutor(task -> new Thread(task, "driver"));
        List<String> threads = new CopyOnWriteArrayList<>();
        Codec<String> codec = new WatchedCodec(threads);
        try {
            Store slow = new DriverStore(scene.memory, driver);
            Cache<String> cache = setup.face()
                    .of(scene.built(setup.tiers()
                            .put(Cache.builder("users", codec), slow)
                            .timeSource(scene.time)
                            .asyncLoader(
                                    (key, context) -> CompletableFuture.supplyAsync(() -> key + "@origin", driver))));

            assertThat(cache.get("a")).isEqualTo("a@origin");
            assertThat(cache.get("a", CallOptions.defaults().skipNearRead())).isEqualTo("a@origin");
            assertThat(cache.getAll(List.of("b", "c"))).hasSize(2);
            cache.put("d", "put");
            cache.put("d", "put again");
            assertThat(cache.putIfAbsent("e", "put")).isTrue();
            assertThat(cache.expire("e")).isTrue();
        } finally {
            driver.shutdown();
        }
        assertThat(threads).isNotEmpty().doesNotContain("driver");
    }

    private StoredValue stored(String key) {
        String storeKey = "cachex:default:users:" + key;
        Map<String, StoredValue> read =
                scene.memory.read(Set.of(storeKey)).toCompletableFuture().join();
        assertThat(read).containsKey(storeKey);
        return read.get(storeKey);
    }

    private void overwrite(String key, byte[] bytes) {
        String storeKey = "cachex:default:users:" + key;
        scene.memory
                .write(Map.of(storeKey, StoredValue.of(bytes, Duration.ofHours(1), 1)))
                .toCompletableFuture()
                .join();
    }

    private record WatchedCodec(List<String> threads) implements Codec<String> {
        @Override
        public byte[] encode(String value) {
            threads.add(Thread.currentThread().getName());
            return StringCodec.of().encode(value);
        }

        @Override
        public String decode(byte[] bytes) {
            threads.add(Thread.currentThread().getName());
            return StringCodec.of().decode(bytes);
        }

        @Override
        public String id() {
            return "watched";
        }
    }
}
