package io.cachex.coretests.races;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.CacheClosedException;
import io.cachex.Insides;
import io.cachex.store.MemoryStore;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Close in the middle of everything: each call ends, and neither a flight nor an entry nor a thread is left. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CloseRaceTest {

    private volatile Cache<Integer> cache = cache(InvalidationRaceTest.Tiers.NEAR);

    @ParameterizedTest
    @EnumSource(names = {"NEAR", "NEAR_AND_STORE", "NEAR_AND_SHUFFLED_STORE"})
    void leavesNothingBehind(InvalidationRaceTest.Tiers tiers) {
        cache.close();
        Rounds.run(
                Rounds.of(tiers == InvalidationRaceTest.Tiers.NEAR ? 2_000 : 500),
                () -> {
                    assertNothingLeft();
                    cache = cache(tiers);
                },
                () -> call(0),
                () -> call(3),
                () -> cache.close());
        assertNothingLeft();

        await().atMost(10, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .noneMatch(name -> name.startsWith("cachex-closing")));
    }

    private void assertNothingLeft() {
        Insides insides = Insides.of(cache);
        assertThatThrownBy(() -> cache.get("k0")).isInstanceOf(CacheClosedException.class);
        await().pollDelay(Duration.ZERO)
                .atMost(10, TimeUnit.SECONDS)
                .pollInSameThread()
                .untilAsserted(() -> {
                    assertThat(insides.flights()).as("flights").isZero();
                    assertThat(insides.writes()).as("writes").isZero();
                    assertThat(insides.slots()).as("slots").isZero();
                    assertThat(insides.near()).as("near").isZero();
                });
    }

    private void call(int first) {
        Cache<Integer> target = cache;
        for (int i = 0; i < 6; i++) {
            String key = "k" + ThreadLocalRandom.current().nextInt(4);
            try {
                CompletableFuture<?> async = target.async().get(key);
                switch ((first + i) % 6) {
                    case 0 -> target.get(key);
                    case 1 -> target.put(key, 1);
                    case 2 -> target.getAll(List.of("k0", "k1", "k2"));
                    case 3 -> target.invalidateAll(Set.of(key));
                    case 4 -> target.refresh(key);
                    default -> target.clear();
                }
                async.handle((value, failure) -> null).get(20, TimeUnit.SECONDS);
            } catch (RuntimeException e) {
                // the cache was closed, or its store, or its threads
            } catch (Exception e) {
                throw new AssertionError("a call did not end", e);
            }
        }
    }

    private static Cache<Integer> cache(InvalidationRaceTest.Tiers tiers) {
        CacheBuilder<Integer> builder = Cache.builder("closing", Integer.class)
                .loader(key -> {
                    if (ThreadLocalRandom.current().nextInt(4) == 0) {
                        Thread.yield();
                    }
                    return 1;
                })
                .closeTimeout(Duration.ofSeconds(1));
        return switch (tiers) {
            case NEAR_AND_STORE ->
                builder.storePolicies().store(MemoryStore.create()).build();
            case NEAR_AND_SHUFFLED_STORE ->
                builder.storePolicies().store(new ShuffledStore()).build();
            default -> builder.build();
        };
    }
}
