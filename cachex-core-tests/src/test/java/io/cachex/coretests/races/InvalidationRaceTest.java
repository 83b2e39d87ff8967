package io.cachex.coretests.races;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.CallOptions;
import io.cachex.ContextLoader;
import io.cachex.Near;
import io.cachex.store.MemoryStore;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Changes against loads, refreshes and copies from the store, without a pause: after a change was acknowledged, no reader
 * gets what was there before it (B3); and when all is quiet, near tier, store and origin agree.
 *
 * <p>The origin holds a number per key that only grows. A writer raises it, changes the key in the cache, and then says
 * so; a reader notes what was said before it begins to read.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InvalidationRaceTest {

    private static final int KEYS = 4;
    private static final int ROUNDS_IN_A_BATCH = 1_000;

    private final AtomicIntegerArray origin = new AtomicIntegerArray(KEYS);
    private final AtomicIntegerArray acknowledged = new AtomicIntegerArray(KEYS);
    private volatile boolean writing;

    enum Tiers {
        NEAR,
        TINY_NEAR,
        NEAR_AND_STORE,
        STORE,
        NEAR_AND_SHUFFLED_STORE
    }

    enum Change {
        INVALIDATE,
        PUT,
        CLEAR,
        TAG,
        PUT_IF_ABSENT_AFTER_INVALIDATE
    }

    static Stream<Arguments> all() {
        return Stream.of(Tiers.values())
                .flatMap(tiers -> Stream.of(Change.values()).map(change -> Arguments.of(tiers, change)));
    }

    @ParameterizedTest
    @MethodSource("all")
    void neverShowsWhatWasThereBeforeAnAcknowledgedChange(Tiers tiers, Change change) {
        int rounds = Rounds.of(tiers == Tiers.NEAR_AND_SHUFFLED_STORE ? 2_000 : 20_000);
        int batches = Math.max(rounds / ROUNDS_IN_A_BATCH, 1);
        int batch = rounds / batches;
        try (Cache<Integer> cache = cache(tiers)) {
            Rounds.run(
                    batches,
                    () -> {
                        assertAgreement(cache);
                        writing = true;
                    },
                    () -> write(cache, change, batch),
                    () -> read(cache, false),
                    () -> read(cache, true));
            assertAgreement(cache);
        }
    }

    private void write(Cache<Integer> cache, Change change, int rounds) {
        try {
            for (int round = 0; round < rounds; round++) {
                int k = ThreadLocalRandom.current().nextInt(KEYS);
                String key = "k" + k;
                int value = origin.incrementAndGet(k);
                switch (change) {
                    case INVALIDATE -> cache.invalidate(key);
                    case PUT -> cache.put(key, value);
                    case CLEAR -> cache.clear();
                    case TAG -> cache.invalidateTag("tag");
                    case PUT_IF_ABSENT_AFTER_INVALIDATE -> {
                        cache.invalidate(key);
                        cache.putIfAbsent(key, value);
                    }
                }
                acknowledged.set(k, value);
            }
        } finally {
            writing = false;
        }
    }

    private void read(Cache<Integer> cache, boolean mixed) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        while (writing) {
            int k = random.nextInt(KEYS);
            int floor = acknowledged.get(k);
            String key = "k" + k;
            int kind = mixed ? random.nextInt(8) : 0;
            Integer value = switch (kind) {
                case 1 -> cache.refresh(key);
                case 2, 3 -> cache.getIfPresent(key);
                case 4 -> cache.getAll(Set.of("k0", "k1", "k2", "k3")).get(key);
                case 5 -> cache.getIfPresent(key, CallOptions.defaults().skipNearRead());
                default -> cache.get(key);
            };
            if (value != null && value < floor) {
                throw new AssertionError(
                        "read " + value + " after " + floor + " was acknowledged, by the read of kind " + kind);
            }
        }
    }

    /** All copies are of the origin's last number. What is still on its way to the store may arrive. */
    private void assertAgreement(Cache<Integer> cache) {
        for (int k = 0; k < KEYS; k++) {
            String key = "k" + k;
            int last = origin.get(k);
            await().pollDelay(Duration.ZERO)
                    .atMost(10, TimeUnit.SECONDS)
                    .pollInSameThread()
                    .untilAsserted(() -> {
                        assertThat(cache.getIfPresent(
                                        key,
                                        CallOptions.defaults().skipNearRead().skipNearWrite()))
                                .as("store")
                                .isIn(null, last);
                        assertThat(cache.getIfPresent(
                                        key, CallOptions.defaults().skipStoreRead()))
                                .as("near")
                                .isIn(null, last);
                    });
        }
    }

    private Cache<Integer> cache(Tiers tiers) {
        ContextLoader<Integer> loader = (key, context) -> {
            context.tags(Set.of("tag"));
            int value = origin.get(key.charAt(1) - '0');
            if (ThreadLocalRandom.current().nextInt(4) == 0) {
                Thread.yield();
            }
            return value;
        };
        CacheBuilder<Integer> builder =
                Cache.builder("races", Integer.class).loader(loader).noTimeout();
        return switch (tiers) {
            case NEAR -> builder.build();
            case TINY_NEAR -> builder.near(Near.maximumSize(1)).build();
            case NEAR_AND_STORE ->
                builder.storePolicies().store(MemoryStore.create()).build();
            case STORE ->
                builder.storePolicies()
                        .store(MemoryStore.create())
                        .near(Near.off())
                        .build();
            case NEAR_AND_SHUFFLED_STORE ->
                builder.storePolicies().store(new ShuffledStore()).build();
        };
    }
}
