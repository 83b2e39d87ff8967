package io.cachex.coretests.verbs;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.CallOptions;
import io.cachex.ConfigurationException;
import io.cachex.ContextLoader;
import io.cachex.Loader;
import io.cachex.Near;
import io.cachex.PutOptions;
import io.cachex.Refresh;
import io.cachex.RefusedChanges;
import io.cachex.WriteOrder;
import io.cachex.coretests.EachFace;
import io.cachex.coretests.Face;
import io.cachex.local.LocalBus;
import io.cachex.spi.Policy;
import io.cachex.spi.Store;
import io.cachex.store.MemoryStore;
import io.cachex.testkit.FaultyStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class MisconfigurationTest {

    private final Tiers tiers = new Tiers();

    /** A1, BI24, BI29: an impossible value is refused with the option's name, the value and the rule. */
    @Test
    void impossibleValuesAreRefused() {
        Duration below = ofSeconds(-1);
        Duration endless = ofSeconds(Long.MAX_VALUE);
        refused("ttl", "365 days", ZERO, builder -> builder.ttl(ZERO));
        refused("ttl", "365 days", below, builder -> builder.ttl(below));
        refused("ttl", "365 days", endless, builder -> builder.ttl(endless));
        refused("ttl", "365 days", ofDays(366), builder -> builder.ttl(ofDays(366)));
        refused("staleIfError", "zero or more", below, builder -> builder.staleIfError(below));
        refused("staleWhileRevalidate", "zero or more", below, builder -> builder.staleWhileRevalidate(below));
        refused("negativeTtl", "zero or more", endless, builder -> builder.negativeTtl(endless));
        refused("jitter", "from 0 to 1", 1.1, builder -> builder.jitter(1.1));
        refused("jitter", "from 0 to 1", Double.NaN, builder -> builder.jitter(Double.NaN));
        refused("timeout", "1 day", ZERO, builder -> builder.timeout(ZERO));
        refused("timeout", "1 day", ofDays(2), builder -> builder.timeout(ofDays(2)));
        refused("softTimeout", "1 day", below, builder -> builder.softTimeout(below));
        refused("loadDeadline", "above zero", ZERO, builder -> builder.loadDeadline(ZERO));
        refused("bulkWindow", "1 day", ofDays(2), builder -> builder.bulkWindow(ofDays(2)));
        refused("closeTimeout", "above zero", ZERO, builder -> builder.closeTimeout(ZERO));
        refused("maximumLoads", "from 1", 0, builder -> builder.maximumLoads(0, 1));
        refused("maximumLoads", "from 0", -1, builder -> builder.maximumLoads(1, -1));
        refused("maximumKeyBytes", "from 1 to 65536", 0, builder -> builder.maximumKeyBytes(0));
        refused("maximumValueBytes", "from 1", 0, builder -> builder.maximumValueBytes(0));
        refused("maximumSubscribers", "from 1", 0, builder -> builder.maximumSubscribers(0));
        refused("near.maximumSize", "at least 1", 0, builder -> builder.near(Near.maximumSize(0)));
        refused("failureBackoff.min", "at most", ofSeconds(2), b -> b.failureBackoff(ofSeconds(2), ofSeconds(1)));
        refused("ttl", "above zero", ZERO, builder -> PutOptions.defaults().ttl(ZERO));
        refused("staleIfError", "zero", below, builder -> PutOptions.defaults().staleIfError(below));
        refused("jitter", "from 0 to 1", -0.1, builder -> PutOptions.defaults().jitter(-0.1));
        refused("timeout", "above zero", ZERO, builder -> CallOptions.defaults().timeout(ZERO));
    }

    /** A1: options that contradict each other are refused by build(). */
    @Test
    void contradictionsAreRefused() {
        refused(
                "staleWhileRevalidate",
                "staleIfError",
                ofSeconds(2),
                builder -> builder.loader(key -> key)
                        .staleIfError(ofSeconds(1))
                        .staleWhileRevalidate(ofSeconds(2))
                        .build());
        refused(
                "softTimeout",
                "below timeout",
                ofSeconds(9),
                builder -> builder.softTimeout(ofSeconds(9)).build());
        refused(
                "bulkWindow",
                "below timeout",
                ofSeconds(9),
                builder -> builder.bulkLoader(keys -> java.util.Map.of())
                        .bulkWindow(ofSeconds(9))
                        .build());
        refused(
                "bulkWindow",
                "no bulk loader",
                ofSeconds(1),
                builder -> builder.bulkWindow(ofSeconds(1)).build());
        refused(
                "refresh",
                "no loader",
                "",
                builder -> builder.refresh(Refresh.ahead()).build());
        refused(
                "staleWhileRevalidate",
                "no loader",
                ofSeconds(1),
                builder -> builder.staleWhileRevalidate(ofSeconds(1)).build());
        refused(
                "near",
                "no store",
                "near(off)",
                builder -> builder.near(Near.off()).build());
        refused(
                "decorate",
                "no store",
                "",
                builder -> builder.decorate(store -> store).build());
        refused(
                "storePolicies",
                "no store",
                "",
                builder -> builder.storePolicies().build());
        refused(
                "writeOrder",
                "no store",
                "STORE_FIRST",
                builder -> builder.writer((key, value) -> {})
                        .writeOrder(WriteOrder.STORE_FIRST)
                        .build());
        refused(
                "refusedChanges",
                "no store",
                "QUEUE",
                builder -> builder.refusedChanges(RefusedChanges.QUEUE).build());
        refused(
                "revalidateAfterLoss",
                "a bus",
                ofSeconds(1),
                builder -> builder.loader(key -> key)
                        .store(MemoryStore.create())
                        .revalidateAfterLoss(ofSeconds(1))
                        .build());
        refused(
                "decorate",
                "store",
                "null",
                builder -> builder.store(MemoryStore.create())
                        .decorate(store -> null)
                        .build());
    }

    /** A1: null is no setting. */
    @Test
    void nullsAreRefusedWithTheOptionsName() {
        nullRefused("name", () -> Cache.builder(null, String.class));
        nullRefused("type", () -> Cache.builder("x", (Class<String>) null));
        nullRefused("codec", () -> Cache.builder("x", (io.cachex.spi.Codec<String>) null));
        CacheBuilder<String> builder = Cache.builder("x", String.class);
        nullRefused("ttl", () -> builder.ttl(null));
        nullRefused("staleIf", () -> builder.staleIf(null));
        nullRefused("failureClassifier", () -> builder.failureClassifier(null));
        nullRefused("failureBackoff", () -> builder.failureBackoff(null, null));
        nullRefused("namespace", () -> builder.namespace("a", null));
        nullRefused("refresh", () -> builder.refresh(null));
        nullRefused("loader", () -> builder.loader((Loader<String>) null));
        nullRefused("loader", () -> builder.loader((ContextLoader<String>) null));
        nullRefused("asyncLoader", () -> builder.asyncLoader(null));
        nullRefused("bulkLoader", () -> builder.bulkLoader(null));
        nullRefused("writer", () -> builder.writer(null));
        nullRefused("writeOrder", () -> builder.writeOrder(null));
        nullRefused("near", () -> builder.near(null));
        nullRefused("store", () -> builder.store((Store) null));
        nullRefused("decorate", () -> builder.decorate(null));
        nullRefused("storePolicies", () -> builder.storePolicies((Policy[]) null));
        nullRefused("loaderPolicies", () -> builder.loaderPolicies((Policy) null));
        nullRefused("invalidation", () -> builder.invalidation(null));
        nullRefused("locks", () -> builder.locks(null));
        nullRefused("copyOnRead", () -> builder.copyOnRead(null));
        nullRefused("observer", () -> builder.observer(null));
        nullRefused("executor", () -> builder.executor(null));
        nullRefused("timeSource", () -> builder.timeSource(null));
        for (String name : List.of("", "a b", "a:b", "x".repeat(65), "ü")) {
            assertThatThrownBy(() -> Cache.builder(name, String.class)).isInstanceOf(ConfigurationException.class);
        }
    }

    /** BI1 to BI4, BI7: bad keys and null arguments of every verb are refused with the rule, before any I/O. */
    @EachFace
    void badArgumentsAreRefusedBeforeAnyIo(Face face) {
        Cache<String> cache = face.of(tiers.words(Shape.BOTH).loader(key -> key).build());
        List<ThrowingCallable> calls = new ArrayList<>();
        for (String key : new String[] {null, "", "a\nb", "a\u0000", "u\ud800", "k".repeat(1_025), "é".repeat(513)}) {
            calls.addAll(List.of(
                    () -> cache.getIfPresent(key),
                    () -> cache.get(key),
                    () -> cache.get(key, k -> k),
                    () -> cache.find(key),
                    () -> cache.put(key, "1"),
                    () -> cache.putIfAbsent(key, "1"),
                    () -> cache.replace(key, 1, "1"),
                    () -> cache.increment(key, 1, ofSeconds(1)),
                    () -> cache.exists(key),
                    () -> cache.ttl(key),
                    () -> cache.expire(key),
                    () -> cache.invalidate(key),
                    () -> cache.invalidateTag(key),
                    () -> cache.refresh(key),
                    () -> cache.tryLock(key, ofSeconds(1)),
                    () -> cache.writeThrough(key, "1", (k, v) -> {}),
                    () -> cache.publishInvalidation(key)));
        }
        calls.addAll(List.of(
                () -> cache.put("a", null),
                () -> cache.put("a", "1", null),
                () -> cache.putIfAbsent("a", null),
                () -> cache.replace("a", 1, null),
                () -> cache.putAll(null),
                () -> cache.getAll(null),
                () -> cache.getAllPresent(null),
                () -> cache.invalidateAll(null),
                () -> cache.get("a", (CallOptions) null),
                () -> cache.get("a", (Loader<String>) null),
                () -> cache.find("a", null),
                () -> cache.getIfPresent("a", null),
                () -> cache.getAll(List.of("a"), null),
                () -> cache.writeThrough("a", "1", null),
                () -> cache.publishInvalidation((String[]) null)));
        calls.forEach(call -> assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class));
        assertThatThrownBy(() -> cache.onInvalidation(null)).isInstanceOf(IllegalArgumentException.class);
        assertThat(tiers.store.calls()).isZero();
        cache.put("k".repeat(1_024), "longest");
        assertThat(cache.getIfPresent("k".repeat(1_024))).isEqualTo("longest");
    }

    /** A2: build() works while everything is down. */
    @Test
    void buildWorksWhileEverythingIsDown() {
        FaultyStore down = FaultyStore.around(MemoryStore.create(), tiers.time);
        down.onAll().fail(new IOException("down"));
        long begun = tiers.time.nanos();

        Cache<String> cache = Cache.builder("down", String.class)
                .timeSource(tiers.time)
                .store(down)
                .storePolicies()
                .invalidation(LocalBus.create())
                .loader(key -> key)
                .build();

        assertThat(down.calls()).isZero();
        assertThat(tiers.time.nanos()).isEqualTo(begun);
        assertThat(cache.get("a")).isEqualTo("a");
        cache.close();
    }

    /** A1: describe and toString say how the cache is put together. */
    @Test
    void describeTellsHowTheCacheIsPutTogether() {
        Cache<String> cache = Cache.builder("users", String.class)
                .near(Near.maximumSize(7))
                .store(MemoryStore.of(1 << 20))
                .invalidation(LocalBus.create())
                .loader(key -> key)
                .build();

        assertThat(cache.describe())
                .startsWith("users: near(7) > load[loader] > ")
                .contains("memory(1 MiB)")
                .contains("breaker")
                .endsWith("| localBus");
        assertThat(cache).hasToString(cache.describe());
        assertThat(cache.async()).hasToString(cache.describe());
        assertThat(cache.async().name()).isEqualTo("users");
        assertThat(cache.async().blocking()).isSameAs(cache);
        cache.close();
    }

    private static void refused(String option, String rule, Object value, Consumer<CacheBuilder<String>> set) {
        assertThatThrownBy(() -> set.accept(Cache.builder("users", String.class)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(option)
                .hasMessageContaining(rule)
                .hasMessageContaining(value.toString());
    }

    private static void nullRefused(String option, ThrowingCallable set) {
        assertThatThrownBy(set)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(option)
                .hasMessageContaining("null");
    }
}
