package io.cachex.springtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.spi.TimeSource;
import io.cachex.spring.CachexCache;
import io.cachex.spring.CachexCacheManager;
import io.cachex.spring.CachexCacheManagerBuilder;
import io.cachex.springtests.Crew.Sailor;
import io.cachex.store.MemoryStore;
import io.cachex.store.Stores;
import io.cachex.testkit.FakeTime;
import io.cachex.testkit.FaultyStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.cache.Cache.ValueRetrievalException;
import org.springframework.cache.Cache.ValueWrapper;
import org.springframework.cache.interceptor.CacheOperationInvoker.ThrowableWrapper;

/** O1: a CacheX cache is a cache of Spring. */
@Timeout(60)
public abstract class CachexCacheContract {

    private final List<CachexCacheManager> open = new ArrayList<>();

    @AfterEach
    void close() {
        open.forEach(CachexCacheManager::close);
    }

    private CachexCache cache(CachexCacheManagerBuilder builder) {
        CachexCacheManager manager = builder.build();
        open.add(manager);
        CachexCache cache = manager.getCache("crew");
        assertThat(cache).isNotNull();
        return cache;
    }

    private CachexCache cache() {
        return cache(CachexCacheManager.builder());
    }

    private static Object valueOf(ValueWrapper wrapper) {
        assertThat(wrapper).isNotNull();
        return wrapper.get();
    }

    @Test
    void keepsWhatIsPut() {
        CachexCache cache = cache();

        cache.put(1, Sailor.named("Ada"));

        assertThat(valueOf(cache.get(1))).isEqualTo(Sailor.named("Ada"));
        assertThat(cache.get("1")).isNull();
        assertThat(cache.get(1, Sailor.class)).isEqualTo(Sailor.named("Ada"));
        assertThatThrownBy(() -> cache.get(1, String.class)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void nullIsAValueAndAHit() throws Exception {
        CachexCache cache = cache();
        AtomicInteger calls = new AtomicInteger();
        Callable<Object> method = () -> {
            calls.incrementAndGet();
            return null;
        };

        cache.put("put", null);

        assertThat(valueOf(cache.get("put"))).isNull();
        assertThat(cache.get("called", method)).isNull();
        assertThat(cache.get("called", method)).isNull();
        assertThat(calls).hasValue(1);
        assertThat(valueOf((ValueWrapper) cache.retrieve("put").get())).isNull();
        assertThat(cache.retrieve("nobody").get()).isNull();
    }

    @Test
    void nullIsKeptForATimeOfItsOwn() {
        FakeTime time = new FakeTime();
        CachexCache cache = cache(CachexCacheManager.builder()
                .nullTtl(Duration.ofSeconds(10))
                .customizer((name, builder) -> builder.timeSource(time)));
        cache.put("put", null);
        cache.get("called", () -> null);
        cache.put("value", 1);

        time.advance(Duration.ofSeconds(11));

        assertThat(cache.get("put")).isNull();
        assertThat(cache.get("called")).isNull();
        assertThat(cache.get("value")).isNotNull();
    }

    @Test
    void nullIsNotKeptIfItsTimeIsZero() {
        CachexCache cache = cache(CachexCacheManager.builder().nullTtl("crew", Duration.ZERO));
        cache.put("put", 1);

        cache.put("put", null);

        assertThat(cache.get("put")).isNull();
        assertThat(cache.<Object>get("called", () -> null)).isNull();
        assertThat(cache.get("called")).isNull();
        assertThat(cache.putIfAbsent("put", null)).isNull();
        assertThat(cache.get("put")).isNull();
    }

    @Test
    void putsOnlyWhatIsAbsent() {
        CachexCache cache = cache();

        assertThat(cache.putIfAbsent(1, "a")).isNull();
        assertThat(valueOf(cache.putIfAbsent(1, "b"))).isEqualTo("a");
        assertThat(cache.putIfAbsent(2, null)).isNull();
        assertThat(valueOf(cache.putIfAbsent(2, "b"))).isNull();
    }

    @Test
    void removesOneAndAll() {
        CachexCache cache = cache();
        cache.put(1, "a");
        cache.put(2, "b");
        cache.put(3, "c");

        cache.evict(1);

        assertThat(cache.get(1)).isNull();
        assertThat(cache.evictIfPresent(1)).isFalse();
        assertThat(cache.evictIfPresent(2)).isTrue();
        assertThat(cache.invalidate()).isTrue();
        assertThat(cache.get(3)).isNull();
        cache.put(4, "d");
        cache.clear();
        assertThat(cache.get(4)).isNull();
    }

    @Test
    void oneCallServesAllWhoAskMeanwhile() throws Exception {
        CachexCache cache = cache();
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                answers.add(threads.submit(() -> cache.get(1, () -> {
                    calls.incrementAndGet();
                    begun.countDown();
                    goOn.await();
                    return "a";
                })));
            }
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
            goOn.countDown();

            for (Future<String> answer : answers) {
                assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo("a");
            }
            assertThat(calls).hasValue(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aMethodRunsOnItsCallersThread() {
        CachexCache cache = cache();
        AtomicReference<Thread> ran = new AtomicReference<>();

        cache.get(1, () -> {
            ran.set(Thread.currentThread());
            return "a";
        });

        assertThat(ran).hasValue(Thread.currentThread());
    }

    @Test
    void aMethodsExceptionPassesThrough() {
        CachexCache cache = cache();
        IllegalStateException unchecked = new IllegalStateException("no");
        IOException checked = new IOException("gone");
        AssertionError error = new AssertionError("wrong");

        assertThatThrownBy(() -> cache.get(1, () -> {
                    throw unchecked;
                }))
                .isInstanceOf(ValueRetrievalException.class)
                .cause()
                .isSameAs(unchecked);
        assertThatThrownBy(() -> cache.get(2, () -> {
                    throw error;
                }))
                .cause()
                .isSameAs(error);
        assertThatThrownBy(() -> cache.get(3, () -> {
                    throw new ThrowableWrapper(checked); // as Spring's interceptor does
                }))
                .cause()
                .isInstanceOfSatisfying(
                        ThrowableWrapper.class, e -> assertThat(e.getOriginal()).isSameAs(checked));
        assertThat(cache.get(1)).isNull();
    }

    @Test
    void anOldValueStandsInForAnOutageButNotForAnAnswer() throws Exception {
        FakeTime time = new FakeTime();
        CachexCache cache = cache(CachexCacheManager.builder()
                .customizer((name, builder) -> builder.timeSource(time).ttl(Duration.ofSeconds(1))));
        cache.put(1, "old");
        time.advance(Duration.ofSeconds(2));

        String stoodIn = cache.get(1, () -> {
            throw new ThrowableWrapper(new IOException("down"));
        });

        assertThat(stoodIn).isEqualTo("old");
        time.advance(Duration.ofMinutes(1));
        assertThatThrownBy(() -> cache.get(1, () -> {
                    throw new IllegalArgumentException("no such sailor");
                }))
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void futuresShareACallToo() throws Exception {
        CachexCache cache = cache();
        AtomicInteger calls = new AtomicInteger();
        CompletableFuture<String> method = new CompletableFuture<>();

        CompletableFuture<String> one = cache.retrieve(1, () -> {
            calls.incrementAndGet();
            return method;
        });
        CompletableFuture<String> other = cache.retrieve(1, () -> {
            calls.incrementAndGet();
            return method;
        });
        method.complete("a");

        assertThat(one.get(30, TimeUnit.SECONDS)).isEqualTo("a");
        assertThat(other.get(30, TimeUnit.SECONDS)).isEqualTo("a");
        assertThat(calls).hasValue(1);
        assertThat(cache.retrieve(2, () -> CompletableFuture.completedFuture(null))
                        .get(30, TimeUnit.SECONDS))
                .isNull();
        assertThat(valueOf(cache.get(2))).isNull();
    }

    @Test
    void aFuturesExceptionPassesThrough() {
        CachexCache cache = cache();
        IOException failure = new IOException("gone");

        CompletableFuture<String> failed = cache.retrieve(1, () -> CompletableFuture.failedFuture(failure));
        CompletableFuture<String> thrown = cache.retrieve(2, () -> {
            throw new IllegalStateException("no");
        });

        assertThatThrownBy(failed::join)
                .isInstanceOf(CompletionException.class)
                .rootCause()
                .isSameAs(failure);
        assertThatThrownBy(thrown::join).hasRootCauseMessage("no");
    }

    @Test
    void aStoreThatIsDownFailsNoMethod() {
        FaultyStore store = FaultyStore.around(MemoryStore.create(), TimeSource.system());
        CachexCache cache = cache(CachexCacheManager.builder().customizer((name, builder) -> builder.store(store)));
        store.onAll().fail(new IOException("down"));

        assertThat(cache.get(1)).isNull();
        assertThat(cache.get(1, () -> "a")).isEqualTo("a");
        cache.put(2, "b");
        cache.evict(3);
        cache.clear();
        assertThat(cache.evictIfPresent(4)).isFalse();
        assertThat(cache.retrieve(5).join()).isNull();
    }

    @Test
    void reportsWhatWasRefusedIfItIsToldTo() {
        FaultyStore store = FaultyStore.around(MemoryStore.create(), TimeSource.system());
        CachexCache cache = cache(CachexCacheManager.builder()
                .reportRefusals("crew", true)
                .customizer((name, builder) -> builder.store(store).storePolicies()));
        store.onAll().fail(new IOException("down"));

        assertThatThrownBy(() -> cache.put(2, "b")).isInstanceOf(io.cachex.CacheException.class);
        assertThatThrownBy(() -> cache.evict(3)).isInstanceOf(io.cachex.CacheException.class);
        assertThat(cache.get(1)).isNull();
    }

    @Test
    void aClosedCacheFailsNoMethod() {
        CachexCache cache = cache();
        cache.getNativeCache().close();

        assertThat(cache.get(1)).isNull();
        assertThat(cache.get(1, () -> "a")).isEqualTo("a");
        assertThat(cache.retrieve(1, () -> CompletableFuture.completedFuture("b"))
                        .join())
                .isEqualTo("b");
        cache.put(1, "a");
        cache.evict(1);
    }

    @Test
    void valuesOfManyTypesComeBackFromAStore() {
        MemoryStore store = MemoryStore.create();
        CachexCache writer = cache(overStore(store).allowedTypes("io.cachex.springtests"));
        CachexCache reader = cache(overStore(store).allowedTypes("io.cachex.springtests"));
        Map<Object, Object> values = Map.of(
                1, Sailor.named("Ada"),
                2, List.of(Sailor.named("Ada"), "text", 3, 4L),
                3, Map.of("mate", Sailor.named("Bo"), "none", List.of()),
                4, new LinkedHashSet<>(List.of(2, 1)),
                5, Crew.Rank.CAPTAIN,
                6, Duration.ofSeconds(3),
                7, new byte[] {1, 2});

        values.forEach(writer::put);
        writer.put(8, null);

        values.forEach((key, value) ->
                assertThat(valueOf(reader.get(key))).as("%s", key).isEqualTo(value));
        assertThat(valueOf(reader.get(8))).isNull();
    }

    @Test
    void aTypedCacheStoresItsTypeAsPlainJson() {
        MemoryStore store = MemoryStore.create();
        String type = "java.util.List<" + Sailor.class.getName() + ">";
        CachexCache writer = cache(overStore(store).type("crew", type));
        CachexCache reader = cache(overStore(store).type("crew", type));

        writer.put(1, List.of(Sailor.named("Ada")));
        writer.put(2, null);

        assertThat(valueOf(reader.get(1))).isEqualTo(List.of(Sailor.named("Ada")));
        assertThat(valueOf(reader.get(2))).isNull();
        assertThatThrownBy(() -> cache(CachexCacheManager.builder().type("crew", "no.such.Type")))
                .hasMessageContaining("'no.such.Type'");
    }

    /** TH: what may be stored is listed, and a class that is not cannot be named by bytes either. */
    @Test
    void aValueOfAClassThatIsNotListedIsReturnedButNotKept() {
        MemoryStore store = MemoryStore.create();
        CachexCache cache = cache(overStore(store).allowedTypes("com.acme"));

        assertThat(cache.get(1, () -> Sailor.named("Ada"))).isEqualTo(Sailor.named("Ada"));
        cache.put(2, Sailor.named("Bo"));

        assertThat(cache.get(1)).isNull();
        assertThat(cache.get(2)).isNull();
        assertThat(cache.retrieve(3, () -> CompletableFuture.completedFuture(Sailor.named("Cy")))
                        .join())
                .isEqualTo(Sailor.named("Cy"));
    }

    /** TH: a list that was made shorter holds for what is stored already. */
    @Test
    void storedBytesCannotNameAClassThatIsNotListed() {
        MemoryStore store = MemoryStore.create();
        CachexCache writer = cache(overStore(store).allowedTypes("io.cachex.springtests"));
        CachexCache reader = cache(overStore(store).allowedTypes("io.cachex.springtest"));
        writer.put(1, Sailor.named("Ada"));

        assertThat(reader.get(1)).isNull();
        assertThat(reader.getNativeCache().stats().unreadable()).isEqualTo(1);
    }

    @Test
    void theListTakesNoPackagesOfThePlatform() {
        for (String entry : Set.of("java", "java.util", "javax.naming", "", "com.*", "com..acme", "sun.misc")) {
            assertThatThrownBy(() ->
                            CachexCacheManager.builder().allowedTypes(entry).build())
                    .as(entry)
                    .hasMessageContaining("allowedTypes");
        }
    }

    @Test
    void makesCachesByNameUnlessToldNotTo() {
        CachexCacheManager manager =
                CachexCacheManager.builder().names(List.of("a")).onDemand(false).build();
        open.add(manager);

        assertThat(manager.getCache("a")).isNotNull().isSameAs(manager.getCache("a"));
        assertThat(manager.getCache("b")).isNull();
        assertThat(manager.getCacheNames()).containsExactly("a");
        assertThat(Optional.ofNullable(manager.getCache("a")).orElseThrow().getName())
                .isEqualTo("a");
    }

    @Test
    void aClosedManagerMakesNoMore() {
        CachexCacheManager manager = CachexCacheManager.builder().build();
        CachexCache cache = manager.getCache("a");
        manager.close();
        manager.close();

        assertThatThrownBy(() -> manager.getCache("b")).isInstanceOf(io.cachex.CacheClosedException.class);
        assertThat(cache).isNotNull();
        assertThatThrownBy(() -> cache.getNativeCache().getIfPresent("x"))
                .isInstanceOf(io.cachex.CacheClosedException.class);
    }

    private static CachexCacheManagerBuilder overStore(MemoryStore store) {
        return CachexCacheManager.builder()
                .customizer(
                        (name, builder) -> builder.store(Stores.unclosed(store)).storePolicies());
    }
}
