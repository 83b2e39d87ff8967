package io.cachex.coretests.verbs;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.CacheClosedException;
import io.cachex.CacheLock;
import io.cachex.Refresh;
import io.cachex.coretests.Caller;
import io.cachex.coretests.EachFace;
import io.cachex.coretests.Face;
import io.cachex.coretests.SlowOrigin;
import io.cachex.local.LocalBus;
import io.cachex.local.LocalLocks;
import io.cachex.spi.StoreOperation;
import io.cachex.store.MemoryStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class CloseTest {

    private final Tiers tiers = new Tiers();
    private final SlowOrigin origin = new SlowOrigin();

    /** A11: later calls of every verb fail with CacheClosedException at once; close is idempotent. */
    @EachShape
    void everyVerbOfAClosedCacheFails(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).loader(origin).build());
        cache.put("a", "1");
        cache.close();
        cache.close();

        List<ThrowingCallable> verbs = List.of(
                () -> cache.getIfPresent("a"),
                () -> cache.get("a"),
                () -> cache.get("a", key -> "x"),
                () -> cache.find("a"),
                () -> cache.getAllPresent(List.of("a")),
                () -> cache.getAll(List.of("a")),
                () -> cache.getAll(List.of("a"), keys -> Map.of()),
                () -> cache.put("a", "2"),
                () -> cache.putAll(Map.of("a", "2")),
                () -> cache.putIfAbsent("a", "2"),
                () -> cache.replace("a", 1, "2"),
                () -> cache.increment("a", 1, ofSeconds(1)),
                () -> cache.exists("a"),
                () -> cache.ttl("a"),
                () -> cache.expire("a"),
                () -> cache.invalidate("a"),
                () -> cache.invalidateAll(List.of("a")),
                () -> cache.invalidateTag("t"),
                cache::clear,
                () -> cache.refresh("a"),
                () -> cache.tryLock("a", ofSeconds(1)),
                () -> cache.tryLock("a", ofSeconds(1), ofSeconds(1)),
                () -> cache.writeThrough("a", "2", (key, value) -> {}),
                () -> cache.publishInvalidation("a"),
                cache::publishInvalidation,
                () -> cache.onInvalidation(message -> {}));
        for (ThrowingCallable verb : verbs) {
            assertThatThrownBy(verb).isInstanceOf(CacheClosedException.class).hasMessageContaining("words");
        }
        assertThat(origin.loads()).isZero();
        assertThat(cache.stats().nearSize()).isZero();
        assertThat(cache.describe()).startsWith("words");
    }

    /** A11: loads under way are waited for. */
    @EachFace
    void loadsUnderWayAreDrained(Face face) {
        Cache<String> cache =
                face.of(tiers.words(Shape.BOTH).loader(origin.hang()).build());
        Caller<String> loading = Caller.start(() -> cache.get("a"));
        origin.awaitLoads(1);
        Caller<Boolean> closing = Caller.waiting(() -> {
            cache.close();
            return true;
        });

        origin.release();

        assertThat(loading.result()).isEqualTo("a@1");
        assertThat(closing.result()).isTrue();
    }

    /** A11: what does not end by the deadline is failed: loads, store writes, writers, waits for locks. */
    @EachFace
    void whatDoesNotEndInTimeIsFailed(Face face) {
        Cache<String> cache = face.of(tiers.words(Shape.BOTH)
                .loader(origin.hang())
                .noTimeout()
                .closeTimeout(ofSeconds(2))
                .build());
        cache.tryLock("l", ofSeconds(60));
        tiers.store.on(StoreOperation.WRITE).hang();
        Caller<?> load = Caller.start(() -> cache.async().get("a").join());
        origin.awaitLoads(1);
        Caller<?> put = Caller.waiting(() -> {
            cache.put("b", "1");
            return true;
        });
        Caller<?> lock = Caller.waiting(() -> cache.tryLock("l", ofSeconds(60), ofSeconds(60)));
        Caller<Boolean> closing = Caller.waiting(() -> {
            cache.close();
            return true;
        });
        assertThat(closing.isDone()).isFalse();

        tiers.time.advance(ofSeconds(2));

        assertThat(closing.result()).isTrue();
        assertThat(load.failure()).isInstanceOf(CacheClosedException.class);
        assertThat(put.failure()).isInstanceOf(CacheClosedException.class);
        assertThat(lock.failure()).isInstanceOf(CacheClosedException.class);
        origin.release();
        tiers.store.release();
        assertThatThrownBy(() -> cache.getIfPresent("b")).isInstanceOf(CacheClosedException.class);
    }

    /** A11: a writer under way is waited for. */
    @EachFace
    void writersUnderWayAreDrained(Face face) {
        AtomicInteger written = new AtomicInteger();
        Cache<String> cache = face.of(tiers.words(Shape.NEAR).build());
        Caller<Boolean> writing = Caller.waiting(() -> {
            cache.writeThrough("a", "1", (key, value) -> {
                origin.hang().load(key);
                written.incrementAndGet();
            });
            return true;
        });
        origin.awaitLoads(1);
        Caller<Boolean> closing = Caller.waiting(() -> {
            cache.close();
            return true;
        });
        assertThat(closing.isDone()).isFalse();

        origin.release();

        assertThat(closing.result()).isTrue();
        assertThat(writing.result()).isTrue();
        assertThat(written).hasValue(1);
        assertThat(origin.interrupts()).isZero();
    }

    /** A11: no library thread is alive a second later, and 20 caches leave nothing behind. */
    @Test
    void twentyCachesLeaveNothingBehind() {
        for (int i = 0; i < 20; i++) {
            Cache<String> cache = Cache.builder("leak" + i, String.class)
                    .store(MemoryStore.create())
                    .invalidation(LocalBus.create())
                    .locks(LocalLocks.create())
                    .loader(key -> key)
                    .refresh(Refresh.ahead().scheduled())
                    .build();
            cache.get("a");
            cache.async().get("b").join();
            cache.tryLock("l", Duration.ofMinutes(10)).orElseThrow().autoRenew().onLost(() -> {});
            cache.onInvalidation(message -> {});
            cache.close();
        }

        Awaitility.await()
                .atMost(ofSeconds(5))
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .noneMatch(name -> name.startsWith("cachex-leak")));
    }

    /** A11: the clock is given back, and nothing of the cache waits in it. */
    @EachShape
    void theClockIsGivenBack(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).loader(origin).build());
        cache.put("a", "1");
        cache.get("b");
        cache.close();
        tiers.memory.close();

        assertThat(tiers.time.openHandles()).isZero();
        Awaitility.await().until(() -> tiers.time.pending() == 0); // a load ends a moment after its answer
    }

    /** A11: a close in the middle of everything ends everything. */
    @EachShape
    void closeInTheMiddleOfEverything(Face face, Shape shape) {
        for (int round = 0; round < 3; round++) {
            Cache<String> cache = face.of(tiers.words(shape)
                    .loader(key -> key)
                    .closeTimeout(ofMillis(500))
                    .build());
            List<Caller<String>> callers = java.util.stream.IntStream.range(0, 4)
                    .mapToObj(i -> Caller.start(() -> {
                        for (int n = 0; ; n++) {
                            cache.put("k" + n % 7, "v");
                            cache.get("g" + n);
                            cache.invalidate("k" + n % 5);
                            cache.getAll(List.of("a" + n, "b" + n));
                            Optional<CacheLock> lock = cache.tryLock("l", ofSeconds(1));
                            lock.ifPresent(CacheLock::close);
                        }
                    }))
                    .map(caller -> (Caller<String>) (Caller<?>) caller)
                    .toList();
            Awaitility.await()
                    .pollInterval(ofMillis(2))
                    .until(() -> cache.stats().loads() > 20);

            cache.close();

            for (Caller<String> caller : callers) {
                Throwable failure = caller.failure();
                assertThat(failure).isInstanceOf(io.cachex.CacheException.class);
            }
            assertThatThrownBy(() -> cache.getIfPresent("k1")).isInstanceOf(CacheClosedException.class);
        }
    }
}
