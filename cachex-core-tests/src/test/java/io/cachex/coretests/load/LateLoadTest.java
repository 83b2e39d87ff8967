package io.cachex.coretests.load;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.cachex.CallOptions;
import io.cachex.ContextLoader;
import io.cachex.Lookup;
import io.cachex.PutOptions;
import io.cachex.Refresh;
import io.cachex.coretests.Caller;
import io.cachex.coretests.Face;
import io.cachex.spi.StoreOperation;
import io.cachex.testkit.RecordingObserver;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** B3, step by step: a load begins and reads the old value; the key changes; the load ends. It must not be kept. */
class LateLoadTest {

    @AutoClose
    private final Scene scene = new Scene();

    /** What changes the key while a load of it is under way, and what is there afterwards. */
    enum Change {
        INVALIDATE(null) {
            @Override
            void make(Cache<String> cache) {
                cache.invalidate("a");
            }
        },
        INVALIDATE_ALL(null) {
            @Override
            void make(Cache<String> cache) {
                cache.invalidateAll(List.of("b", "a"));
            }
        },
        INVALIDATE_TAG(null) {
            @Override
            void make(Cache<String> cache) {
                cache.invalidateTag("tag");
            }
        },
        CLEAR(null) {
            @Override
            void make(Cache<String> cache) {
                cache.clear();
            }
        },
        PUT("put") {
            @Override
            void make(Cache<String> cache) {
                cache.put("a", "put");
            }
        },
        PUT_ALL("put") {
            @Override
            void make(Cache<String> cache) {
                cache.putAll(Map.of("a", "put"));
            }
        },
        WRITE_THROUGH("put") {
            @Override
            void make(Cache<String> cache) {
                cache.writeThrough("a", "put", (key, value) -> {});
            }
        },
        EXPIRE(null) {
            @Override
            void make(Cache<String> cache) {
                cache.expire("a");
            }
        },
        PUT_IF_ABSENT("put") {
            @Override
            void make(Cache<String> cache) {
                cache.expire("a");
                assertThat(cache.putIfAbsent("a", "put")).isTrue();
            }
        },
        REPLACE("put") {
            @Override
            void make(Cache<String> cache) {
                cache.put("a", "before");
                boolean replaced = false;
                for (int attempt = 0; attempt < 2 && !replaced; attempt++) { // as a caller would, if another was first
                    replaced = cache.replace("a", cache.find("a").version(), "put");
                }
                assertThat(replaced).isTrue();
            }
        },
        PUBLISH_INVALIDATION(null) {
            @Override
            void make(Cache<String> cache) {
                cache.publishInvalidation("a");
            }
        };

        private final @Nullable String after;

        Change(@Nullable String after) {
            this.after = after;
        }

        abstract void make(Cache<String> cache);
    }

    /** A change in a setup. */
    record Case(Setup setup, Change change) {}

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Tiers tiers : Tiers.values()) {
            for (Face face : Face.values()) {
                Arrays.stream(Change.values()).forEach(change -> cases.add(new Case(new Setup(face, tiers), change)));
            }
        }
        return cases.stream();
    }

    static Stream<Case> casesWithNear() {
        return cases().filter(one -> one.setup.tiers().haveNear());
    }

    static Stream<Case> casesWithBoth() {
        return cases().filter(one -> one.setup.tiers() == Tiers.NEAR_AND_STORE);
    }

    /** B3: a foreground load. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void foregroundLoad(Case that) {
        Cache<String> cache = scene.cache(that.setup);
        SlowLoads loads = new SlowLoads();
        Caller<String> reader = Caller.waiting(() -> cache.get("a", tagged(loads.next("late"))));
        loads.awaitBegun(1);

        that.change.make(cache);
        loads.end("late");

        assertThat(reader.result()).isEqualTo("late");
        assertNotKept(cache, that);
    }

    /** B3: a load without a limit, on its caller's thread. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void loadOnItsCallersThread(Case that) {
        Cache<String> cache = scene.cache(that.setup, options -> options.noTimeout());
        SlowLoads loads = new SlowLoads();
        Caller<String> reader = Caller.waiting(() -> cache.get("a", tagged(loads.next("late"))));
        loads.awaitBegun(1);

        that.change.make(cache);
        loads.end("late");

        assertThat(reader.result()).isEqualTo("late");
        assertNotKept(cache, that);
    }

    /** B3: a load whose caller's options let nobody share it. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void loadThatFliesAlone(Case that) {
        Cache<String> cache = scene.cache(that.setup);
        SlowLoads loads = new SlowLoads();
        Caller<String> reader = Caller.waiting(() -> cache.get(
                "a", tagged(loads.next("late")), CallOptions.defaults().skipStoreRead()));
        loads.awaitBegun(1);

        that.change.make(cache);
        loads.end("late");

        assertThat(reader.result()).isEqualTo("late");
        assertNotKept(cache, that);
    }

    /** B3: a forced refresh of a value that is there. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void forcedRefresh(Case that) {
        Cache<String> cache = scene.cache(that.setup);
        cache.put("a", "first", PutOptions.defaults().tags("tag"));
        SlowLoads loads = new SlowLoads();
        Caller<String> reader = Caller.waiting(() -> cache.get(
                "a", tagged(loads.next("late")), CallOptions.defaults().forceRefresh()));
        loads.awaitBegun(1);

        that.change.make(cache);
        loads.end("late");

        assertThat(reader.result()).isEqualTo("late");
        if (that.change != Change.PUBLISH_INVALIDATION) { // the store keeps what it has
            assertNotKept(cache, that);
        }
    }

    /** B3, B6: a refresh in the background. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("casesWithNear")
    void backgroundRefresh(Case that) {
        SlowLoads loads = new SlowLoads();
        Cache<String> cache = scene.cache(
                that.setup,
                options -> options.loader(tagged(loads.next("late"))).refresh(Refresh.ahead()));
        cache.put("a", "first", PutOptions.defaults().tags("tag"));
        scene.advance(ofMinutes(4).plusSeconds(30));
        assertThat(cache.get("a")).isEqualTo("first");
        loads.awaitBegun(1);

        that.change.make(cache);
        loads.end("late");

        if (that.change != Change.PUBLISH_INVALIDATION) {
            assertNotKept(cache, that);
        }
    }

    /** B3, B7: stale-while-revalidate. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("casesWithNear")
    void revalidation(Case that) {
        SlowLoads loads = new SlowLoads();
        Cache<String> cache = scene.cache(
                that.setup,
                options -> options.loader(tagged(loads.next("late"))).staleWhileRevalidate(ofMinutes(1)));
        cache.put("a", "first", PutOptions.defaults().tags("tag"));
        scene.advance(ofMinutes(5).plusSeconds(30));
        assertThat(cache.get("a")).isEqualTo("first");
        loads.awaitBegun(1);

        that.change.make(cache);
        loads.end("late");

        Scene.until(() -> cache.stats().runningLoads() == 0);
        assertThat(cache.find("a", CallOptions.defaults().skipLoad()).value()).isNotEqualTo("late");
        assertThat(scene.inStore(that.setup, "a")).isNotEqualTo("late");
    }

    /** B3, B8: a bulk load. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void bulkLoad(Case that) {
        Cache<String> cache = scene.cache(that.setup);
        SlowLoads loads = new SlowLoads();
        Caller<Map<String, String>> reader = Caller.waiting(() -> cache.getAll(
                List.of("a", "c"), keys -> Map.of("a", loads.next("late").load("a", null), "c", "good")));
        loads.awaitBegun(1);

        that.change.make(cache);
        loads.end("late");

        assertThat(reader.result()).containsEntry("a", "late").containsEntry("c", "good");
        if (that.change != Change.INVALIDATE_TAG) { // what a bulk loader brings has no tags
            assertNotKept(cache, that);
        }
    }

    /** B3: a copy on its way from the store to the near tier. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("casesWithBoth")
    void copyFromTheStore(Case that) {
        scene.otherNode().put("a", "late", PutOptions.defaults().tags("tag"));
        Cache<String> cache = scene.cache(that.setup);
        scene.replies.hold();
        Caller<String> reader = Caller.waiting(() -> cache.getIfPresent("a"));
        scene.replies.goOn();

        that.change.make(cache);
        scene.replies.release();

        reader.result();
        if (that.change == Change.PUBLISH_INVALIDATION) {
            assertThat(cache.stats().lateLoads()).isOne();
        } else {
            assertNotKept(cache, that);
        }
    }

    /** B3: whoever reads after the change does not join the load from before it. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void laterReaderDoesNotJoinTheEarlierLoad(Case that) {
        Cache<String> cache = scene.cache(that.setup);
        SlowLoads loads = new SlowLoads();
        Caller<String> reader = Caller.waiting(() -> cache.get("a", tagged(loads.next("late"))));
        loads.awaitBegun(1);
        that.change.make(cache);

        Caller<String> later = Caller.start(() -> cache.get("a", key -> "new"));

        if (that.change != Change.INVALIDATE_TAG) { // whose tags a load will have is known when it ends
            assertThat(later.result()).isEqualTo(that.change.after == null ? "new" : that.change.after);
        }
        loads.end("late");
        reader.result();
        if (that.change == Change.INVALIDATE_TAG) {
            assertThat(later.result()).isEqualTo("new"); // it joined, saw the tag, and read again
        }
        assertThat(cache.getIfPresent("a")).isEqualTo(that.change.after == null ? "new" : "put");
    }

    /** B3: invalidate never waits for a load. */
    @EachSetup
    void invalidateDoesNotWaitForALoad(Setup setup) {
        Cache<String> cache = scene.cache(setup);
        scene.origin.hang();
        Caller<String> reader = Scene.reader(cache, "a");
        scene.origin.awaitLoads(1);

        cache.invalidate("a");

        assertThat(reader.isDone()).isFalse();
    }

    /** B3: a late load is counted, and its callers get it all the same. */
    @EachSetup
    void lateLoadIsCounted(Setup setup) {
        Cache<String> cache = scene.cache(setup);
        scene.origin.hang();
        Caller<String> reader = Scene.reader(cache, "a");
        scene.origin.awaitLoads(1);
        cache.invalidate("a");
        scene.origin.release();

        assertThat(reader.result()).isEqualTo("a@1");

        assertThat(cache.stats().lateLoads()).isOne();
        assertThat(scene.observer.count(RecordingObserver.LateLoad.class)).isOne();
    }

    /** B3: a fill that is on its way to the store does not overtake the removal that followed it. */
    @EachSetup({Tiers.NEAR_AND_STORE, Tiers.STORE})
    void slowFillDoesNotOvertakeTheRemovalThatFollowed(Setup setup) {
        Cache<String> cache = scene.cache(setup);
        scene.store.on(StoreOperation.FILL).hang();
        assertThat(cache.get("a")).isEqualTo("a@1");
        scene.store.heal();

        Caller<Boolean> invalidating = Caller.waiting(() -> {
            cache.invalidate("a");
            return true;
        });
        assertThat(invalidating.isDone()).isFalse();
        scene.store.release();

        assertThat(invalidating.result()).isTrue();
        assertThat(scene.inStore(setup, "a")).isNull();
        assertThat(cache.getIfPresent("a")).isNull();
    }

    /** B3: a load that ends while a removal is on its way to the store does not fill the store. */
    @EachSetup({Tiers.NEAR_AND_STORE, Tiers.STORE})
    void loadDuringARemovalDoesNotFillTheStore(Setup setup) {
        Cache<String> cache = scene.cache(setup);
        scene.store.on(StoreOperation.REMOVE).hang();
        Caller<Boolean> invalidating = Caller.waiting(() -> {
            cache.invalidate("a");
            return true;
        });
        scene.origin.set("a", "old");

        assertThat(cache.get("a")).isEqualTo("old");
        scene.store.release();

        assertThat(invalidating.result()).isTrue();
        assertThat(scene.inStore(setup, "a")).isNull();
        assertThat(cache.getIfPresent("a")).isNull();
    }

    private void assertNotKept(Cache<String> cache, Case that) {
        Scene.until(() -> cache.stats().runningLoads() == 0);
        scene.advance(ofSeconds(0));
        assertThat(cache.getIfPresent("a")).isEqualTo(that.change.after);
        assertThat(scene.inStore(that.setup, "a")).isEqualTo(that.setup.tiers().haveStore() ? that.change.after : null);
        Lookup<String> kept = cache.find("a", CallOptions.defaults().skipLoad());
        assertThat(that.change != Change.EXPIRE && "late".equals(kept.value())).isFalse(); // it may stay as a fallback
    }

    private static ContextLoader<String> tagged(ContextLoader<String> loader) {
        return (key, context) -> {
            context.tags(List.of("tag"));
            return loader.load(key, context);
        };
    }
}
