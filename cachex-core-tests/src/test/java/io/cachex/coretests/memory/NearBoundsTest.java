package io.cachex.coretests.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.ConfigurationException;
import io.cachex.Held;
import io.cachex.Near;
import io.cachex.NearInvariants;
import io.cachex.NearPolicy;
import io.cachex.Pressure;
import io.cachex.Priority;
import io.cachex.PutOptions;
import io.cachex.spi.CacheObserver;
import io.cachex.spi.EvictionCause;
import io.cachex.store.MemoryStore;
import io.cachex.testkit.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** K1, K3: what the near tier may hold, and what becomes of what does not fit. */
class NearBoundsTest {

    private final FakeTime time = new FakeTime();

    /** K1: the bytes follow put, replace, remove and expire exactly. */
    @Test
    void countsBytesExactlyThroughPutReplaceRemoveAndExpiry() {
        try (Cache<String> cache = cache(Near.maximumBytes(10_000))) {
            cache.put("a", "12345");
            assertThat(bytes(cache)).isEqualTo(Near.ENTRY_OVERHEAD + 1 + 5);
            cache.put("a", "1");
            assertThat(bytes(cache)).isEqualTo(Near.ENTRY_OVERHEAD + 1 + 1);
            cache.expire("a");
            cache.putIfAbsent("a", "123");
            cache.get("bb", key -> "1234");
            assertThat(bytes(cache)).isEqualTo(2 * Near.ENTRY_OVERHEAD + 1 + 3 + 2 + 4);
            cache.invalidate("a");
            assertThat(bytes(cache)).isEqualTo(Near.ENTRY_OVERHEAD + 2 + 4);

            time.advance(Duration.ofHours(2));

            assertThat(bytes(cache)).isZero();
            assertThat(cache.stats().evictionsByCause()).containsEntry(EvictionCause.EXPIRED, 1L);
            assertThat(cache.stats().evictions()).isZero();
        }
    }

    /** K1: expired entries are found in time, a part of the map at each tick. */
    @Test
    void findsWhatHasExpiredWithinAMinute() {
        try (Cache<String> cache = cache(Near.maximumSize(50_000))) {
            for (int i = 0; i < 20_000; i++) {
                cache.put(
                        "k" + i,
                        "v",
                        PutOptions.defaults().ttl(Duration.ofSeconds(1)).staleIfError(Duration.ZERO));
            }
            cache.put("stays", "v");

            for (int tick = 0; tick < 26; tick++) {
                time.advance(Duration.ofSeconds(5));
            }

            assertThat(cache.stats().nearSize()).isOne();
            NearInvariants.check(cache);
        }
    }

    /**
     * 1. a value is about to come to a tier whose housekeeping goes on; 2. the last other entry goes, and a tick, which finds
     * the tier empty, is the last one; 3. the value comes.
     */
    @Test
    void keepsHouseForAValueThatComesAsTheLastTickEnds() {
        AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
        Near near = Near.maximumWeight(10, (String key, String value) -> {
            meanwhile.getAndSet(() -> {}).run();
            return 1;
        });
        try (Cache<String> cache = cache(near)) {
            cache.put("first", "v");
            meanwhile.set(() -> {
                cache.invalidate("first");
                time.advance(Duration.ofSeconds(5));
            });

            cache.put("late", "v");
            time.advance(Duration.ofHours(2));

            assertThat(cache.stats().nearSize()).isZero();
        }
    }

    /** K1: who hears that a value was refused may use the cache: no key is being computed then. */
    @Test
    void whoHearsOfARefusalMayUseTheCache() {
        AtomicReference<Cache<String>> itself = new AtomicReference<>();
        List<EvictionCause> heard = new ArrayList<>();
        CacheObserver observer = new CacheObserver() {
            @Override
            public void onEviction(String cache, EvictionCause cause) {
                heard.add(cause);
                itself.get().invalidate("heavy");
                itself.get().put("note", "r");
            }
        };
        try (Cache<String> cache = Cache.builder("bounded", String.class)
                .near(Near.maximumWeight(10, (String key, String value) -> value.length()))
                .observer(observer)
                .timeSource(time)
                .executor(Runnable::run)
                .build()) {
            itself.set(cache);

            cache.putIfAbsent("heavy", "more than ten");

            assertThat(heard).containsExactly(EvictionCause.REFUSED);
            assertThat(cache.getIfPresent("note")).isEqualTo("r");
            NearInvariants.check(cache);
        }
    }

    /** K1: with a store the bytes are those of the encoded form, for what is put, loaded, and found in the store. */
    @Test
    void countsTheEncodedFormWhereThereIsAStore() {
        MemoryStore store = MemoryStore.create();
        try (Cache<Integer> writing = Cache.builder("numbers", Integer.class)
                        .near(Near.maximumBytes(10_000).sizedBy(value -> {
                            throw new AssertionError("not asked where a store tells");
                        }))
                        .store(store)
                        .build();
                Cache<Integer> reading = Cache.builder("numbers", Integer.class)
                        .near(Near.maximumBytes(10_000))
                        .store(store)
                        .build()) {
            writing.put("a", 12_345);
            writing.get("bb", key -> 678);
            reading.getIfPresent("a");

            assertThat(writing.stats().nearWeight()).isEqualTo(2 * Near.ENTRY_OVERHEAD + 1 + 5 + 2 + 3);
            assertThat(reading.stats().nearWeight()).isEqualTo(Near.ENTRY_OVERHEAD + 1 + 5);
        }
    }

    /** K1: an entry above the bound is refused without flushing others, and what it was to replace does not stay. */
    @Test
    void refusesWhatIsAboveTheBoundAndFlushesNothing() {
        try (Cache<String> cache = cache(Near.maximumWeight(10, (String key, String value) -> value.length())
                .pressure(Pressure.off()))) {
            cache.put("a", "123");
            cache.put("b", "1234");

            cache.put("b", "12345678901");
            cache.get("c", key -> "12345678901");

            assertThat(cache.getIfPresent("a")).isEqualTo("123");
            assertThat(cache.getIfPresent("b")).isNull();
            assertThat(cache.getIfPresent("c")).isNull();
            assertThat(bytes(cache)).isEqualTo(3);
            assertThat(cache.stats().evictionsByCause())
                    .containsEntry(EvictionCause.REFUSED, 2L)
                    .containsEntry(EvictionCause.SIZE, 0L);
        }
    }

    /** K1: nor does it by a conditional write, which is decided while its key stands still. */
    @Test
    void aConditionalWriteAboveTheBoundFlushesNothing() {
        try (Cache<String> cache = cache(Near.maximumWeight(10, (String key, String value) -> value.length())
                .pressure(Pressure.off()))) {
            cache.put("a", "123");
            cache.put("b", "1234");

            cache.replace("b", cache.find("b").version(), "12345678901");

            assertThat(cache.getIfPresent("a")).isEqualTo("123");
            assertThat(cache.getIfPresent("b")).isNull();
            assertThat(bytes(cache)).isEqualTo(3);
            assertThat(cache.stats().evictionsByCause())
                    .containsEntry(EvictionCause.REFUSED, 1L)
                    .containsEntry(EvictionCause.SIZE, 0L);
        }
    }

    /** K1: a value that cannot be weighed is not kept, and whoever waits for it gets it. */
    @Test
    void aValueThatCannotBeWeighedIsNotKept() {
        try (Cache<String> cache = cache(Near.maximumWeight(10, (String key, String value) -> {
            if (value.equals("odd")) {
                throw new IllegalStateException("no weight");
            }
            return value.equals("negative") ? -1 : 1;
        }))) {
            assertThat(cache.get("a", key -> "odd")).isEqualTo("odd");
            assertThat(cache.get("b", key -> "negative")).isEqualTo("negative");
            cache.put("c", "even");
            cache.put("c", "odd");
            cache.putIfAbsent("d", "odd");
            cache.put("e", "even");

            assertThat(cache.getAllPresent(List.of("a", "b", "c", "d", "e"))).containsOnlyKeys("e");
            assertThat(cache.stats().evictionsByCause()).containsEntry(EvictionCause.REFUSED, 4L);
            assertThat(bytes(cache)).isOne();
            NearInvariants.check(cache);
        }
    }

    /** K3: what comes may push out what is worth as much or less, never more. */
    @Test
    void refusesWhatWouldPushOutAHigherPriority() {
        try (Cache<String> cache = cache(Near.maximumWeight(3, (key, value) -> 1))) {
            for (int i = 0; i < 3; i++) {
                cache.put("high" + i, "v", PutOptions.defaults().priority(Priority.HIGH));
            }

            cache.put("low", "v", PutOptions.defaults().priority(Priority.LOW));
            assertThat(cache.getIfPresent("low")).isNull();
            cache.put("higher", "v", PutOptions.defaults().priority(Priority.HIGH));

            assertThat(cache.getIfPresent("higher")).isEqualTo("v");
            assertThat(cache.stats().nearSize()).isEqualTo(3);
        }
    }

    /** K3: everything held: no spin; the put is refused. Both for bounds that hold at once and for one on entries. */
    @Test
    void refusesWhatComesWhileEverythingIsHeld() {
        for (Near near : List.of(Near.maximumSize(3), Near.maximumWeight(3, (key, value) -> 1))) {
            try (Cache<String> cache = cache(near)) {
                List<Held<String>> held = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    cache.put("k" + i, "v" + i);
                    held.add(cache.hold("k" + i));
                }

                cache.put("new", "v");

                assertThat(cache.getIfPresent("new")).isNull();
                assertThat(cache.stats().evictionsByCause()).containsEntry(EvictionCause.REFUSED, 1L);
                held.get(1).close();
                held.get(1).close();
                cache.put("other", "v");
                assertThat(cache.getIfPresent("other")).isEqualTo("v");
                assertThat(cache.getIfPresent("k1")).isNull();
                assertThat(cache.getIfPresent("k2")).isEqualTo("v2");
                NearInvariants.check(cache);
            }
        }
    }

    /** K3: a hold is of a value: none for what is not there, and what is replaced stays what it was. */
    @Test
    void holdsValuesAndNothingElse() {
        try (Cache<String> cache = cache(Near.maximumSize(10))) {
            assertThat(cache.hold("none")).isNull();
            cache.put("k", "old");

            try (Held<String> held = cache.hold("k")) {
                cache.put("k", "new");
                assertThat(held.value()).isEqualTo("old");
            }

            assertThat(cache.getIfPresent("k")).isEqualTo("new");
        }
    }

    /** A4: the loader may say how much its value is worth. */
    @Test
    void takesThePriorityThatTheLoaderGives() {
        try (Cache<String> cache = cache(Near.maximumWeight(2, (key, value) -> 1))) {
            cache.get("loaded", (key, context) -> {
                context.priority(Priority.HIGH);
                return "v";
            });

            for (int i = 0; i < 10; i++) {
                cache.put("k" + i, "v");
            }

            assertThat(cache.getIfPresent("loaded")).isEqualTo("v");
        }
    }

    /** TH23: known absences have a bound of their own: asking for keys that do not exist pushes out none that do. */
    @Test
    void boundsKnownAbsencesByThemselves() {
        AtomicInteger loads = new AtomicInteger();
        try (Cache<String> cache = Cache.builder("absent", String.class)
                .near(Near.maximumSize(80))
                .negativeTtl(Duration.ofMinutes(5))
                .timeSource(time)
                .executor(Runnable::run)
                .noTimeout()
                .loader(key -> {
                    loads.incrementAndGet();
                    return null;
                })
                .build()) {
            for (int i = 0; i < 70; i++) {
                cache.put("k" + i, "v");
            }

            for (int i = 0; i < 10_000; i++) {
                cache.get("none" + i);
            }

            for (int i = 0; i < 70; i++) {
                assertThat(cache.getIfPresent("k" + i)).isEqualTo("v");
            }
            NearInvariants.check(cache);
            assertThat(cache.stats().nearSize()).isEqualTo(80);
            cache.get("none9999");
            assertThat(loads).hasValue(10_000);
        }
    }

    /** BI: bounds that cannot work fail where they enter. */
    @Test
    void refusesBoundsThatCannotWork() {
        assertThatThrownBy(() -> Near.maximumBytes(0))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("near.maximumBytes must be at least 1: 0");
        assertThatThrownBy(() -> Near.percentOfHeap(91)).hasMessageContaining("near.percentOfHeap");
        assertThatThrownBy(() -> Near.maximumSize(5).sizedBy(value -> 1)).hasMessageContaining("near.sizedBy");
        assertThatThrownBy(() -> Near.maximumBytes(5).policy(NearPolicy.CAFFEINE))
                .hasMessageContaining("near.policy");
        assertThatThrownBy(() -> Near.off().pressure(Pressure.standard())).hasMessageContaining("near.pressure");
        assertThatThrownBy(() -> Cache.builder("c", String.class)
                        .near(Near.maximumSize(5).policy(NearPolicy.CAFFEINE))
                        .priority(Priority.LOW)
                        .build())
                .hasMessageContaining("priority must be NORMAL");
    }

    /** What Caffeine cannot do is said, not ignored. */
    @Test
    void saysWhatCaffeineCannotDo() {
        try (Cache<String> cache = cache(Near.maximumSize(5).policy(NearPolicy.CAFFEINE))) {
            cache.put("k", "v");

            assertThatThrownBy(() -> cache.hold("k")).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> cache.put("k", "v", PutOptions.defaults().priority(Priority.HIGH)))
                    .isInstanceOf(ConfigurationException.class);
            assertThat(cache.describe()).contains("near(5) CAFFEINE");
        }
    }

    /** K1: a percentage of the heap. */
    @Test
    void takesItsBytesFromTheHeap() {
        assertThat(Near.percentOfHeap(10).toString())
                .startsWith(String.format(Locale.ROOT, "near(10.0%% of the heap: %d bytes)", (long)
                        (Runtime.getRuntime().maxMemory() * 0.1)))
                .contains("pressure(0.8: 10, 0.95: to 0.75");
    }

    private Cache<String> cache(Near near) {
        return Cache.builder("bounded", String.class)
                .near(near)
                .timeSource(time)
                .executor(Runnable::run)
                .build();
    }

    private static long bytes(Cache<?> cache) {
        return cache.stats().nearWeight();
    }
}
