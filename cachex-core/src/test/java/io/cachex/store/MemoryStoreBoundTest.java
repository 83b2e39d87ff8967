package io.cachex.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.spi.StoredValue;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryStoreBoundTest extends MemoryStoreFixture {

    private static final long OVERHEAD = MemoryStore.ENTRY_OVERHEAD;

    @Test
    void countsKeyValueAndOverhead() {
        write("key", 100);
        assertThat(store.bytes()).isEqualTo(3 + 100 + OVERHEAD);

        increment("counter", 1, HOUR);
        assertThat(store.bytes()).isEqualTo(3 + 100 + OVERHEAD + 7 + 8 + OVERHEAD);
        assertThat(store.size()).isEqualTo(2);
    }

    @Test
    void countsKeysInUtf8() {
        for (String key : new String[] {"k", "ä", "€", "\ud83d\udd11", "aä€\ud83d\udd11b"}) {
            long before = store.bytes();
            write(key, 0);
            assertThat(store.bytes() - before - OVERHEAD)
                    .isEqualTo(key.getBytes(java.nio.charset.StandardCharsets.UTF_8).length);
        }
    }

    @Test
    void givesBytesBackWhenReplacedRemovedExpiredOrIncremented() {
        write("key", 100);
        write("key", 40);
        assertThat(store.bytes()).isEqualTo(3 + 40 + OVERHEAD);

        increment("key", 1, HOUR);
        increment("key", 1, HOUR);
        assertThat(store.bytes()).isEqualTo(3 + 40 + OVERHEAD + 3 + 8 + OVERHEAD);

        answer(store.remove(Set.of("key", "other")));
        assertThat(store.bytes()).isZero();

        write("key", 10, Duration.ofMillis(1));
        time.advance(Duration.ofMillis(1));
        assertThat(isThere("key")).isFalse();
        assertThat(store.bytes()).isZero();
    }

    @Test
    void keepsWhatFitsExactlyAndRefusesOneByteMore() {
        int largest = (int) (10_000 - OVERHEAD - 3);
        write("key", largest);
        assertThat(store.bytes()).isEqualTo(10_000);

        write("old", 10);
        Throwable failure = failure(store.write(Map.of("key", value(largest + 1, HOUR))));
        assertThat(failure).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("10001");
        assertThat(isThere("old")).isTrue();
    }

    @Test
    void refusesOneEntryOfABatchAndWritesTheOthers() {
        write("other", 10);
        write("large", 10);
        Map<String, StoredValue> batch = new LinkedHashMap<>();
        batch.put("a", value(10, HOUR));
        batch.put("large", value(10_001, HOUR));
        batch.put("b", value(10, HOUR));

        assertThat(failure(store.write(batch))).isInstanceOf(IllegalArgumentException.class);

        assertThat(answer(store.read(Set.of("a", "b", "large", "other")))).containsOnlyKeys("a", "b", "other");
        assertThat(store.bytes()).isEqualTo(1 + 10 + OVERHEAD + 1 + 10 + OVERHEAD + 5 + 10 + OVERHEAD);
    }

    @Test
    void leavesTheStoredValueWhenAComparedWriteIsTooLarge() {
        write("key", 10);

        assertThat(failure(store.writeIfVersion("key", 1, StoredValue.of(new byte[10_001], HOUR, 2))))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(isThere("key")).isTrue();
    }

    @Test
    void refusesACounterThatNeverFits() {
        store = MemoryStore.of(OVERHEAD + 10, time);

        assertThat(failure(store.increment("long name", 1, HOUR))).isInstanceOf(IllegalArgumentException.class);
        assertThat(increment("k", 1, HOUR)).isEqualTo(1);
    }

    @Test
    void evictsWhatWasUsedLongestAgo() {
        int length = (int) (1_900 - OVERHEAD - 1); // five such entries and a counter fit
        for (String key : new String[] {"a", "b", "c", "d"}) {
            write(key, length);
        }
        increment("count", 1, HOUR);
        assertThat(isThere("a")).isTrue();
        write("b", length - 1);
        assertThat(increment("count", 1, HOUR)).isEqualTo(2);

        write("e", length);
        assertThat(store.evictions()).isZero();
        write("f", length);
        assertThat(isThere("c")).isFalse();
        write("g", length);
        assertThat(isThere("d")).isFalse();
        write("h", length);
        assertThat(isThere("a")).isFalse();
        write("i", length);
        assertThat(isThere("b")).isFalse();

        assertThat(store.evictions()).isEqualTo(4);
        assertThat(answer(store.read(Set.of("e", "f", "g", "h", "i")))).hasSize(5);
        assertThat(increment("count", 1, HOUR)).isEqualTo(3);
    }

    @Test
    void readsOfOneBatchAreUsesInItsOrder() {
        int length = (int) (2_000 - OVERHEAD - 1);
        for (String key : new String[] {"a", "b", "c", "d", "e"}) {
            write(key, length);
        }
        answer(store.read(new java.util.LinkedHashSet<>(java.util.List.of("c", "a", "b"))));

        write("f", 3_900);

        assertThat(answer(store.read(Set.of("a", "b", "c", "d", "e", "f")))).containsOnlyKeys("a", "b", "f");
    }

    @Test
    void dropsTheExpiredBeforeTheLiving() {
        int length = (int) (2_000 - OVERHEAD - 1);
        for (String key : new String[] {"a", "b", "c", "d"}) {
            write(key, length);
        }
        write("e", length, Duration.ofMillis(1));
        time.advance(Duration.ofMillis(1));

        write("f", length);

        assertThat(answer(store.read(Set.of("a", "b", "c", "d", "f")))).hasSize(5);
        assertThat(store.evictions()).isZero();
    }

    @Test
    void oneLargeValueTakesThePlaceOfManySmallOnes() {
        store = MemoryStore.of(1 << 20, time);
        answer(store.write(
                IntStream.range(0, 4_000).boxed().collect(Collectors.toMap(i -> "key:" + i, i -> value(20, HOUR)))));
        long before = store.bytes();

        write("large", 900_000);

        assertThat(isThere("large")).isTrue();
        assertThat(store.bytes()).isLessThanOrEqualTo(1 << 20).isGreaterThan((1 << 20) - OVERHEAD - 40);
        assertThat(before).isGreaterThan(store.bytes() - 900_000);
    }

    @Test
    void theReplacedValueOutlivesTheMakingOfRoom() {
        answer(store.write(Map.of("key", StoredValue.of(new byte[10], HOUR, 41))));
        write("a", 4_000);
        write("b", 4_000);

        answer(store.write(Map.of("key", StoredValue.of(new byte[5_000], HOUR, 1))));

        assertThat(answer(store.read(Set.of("key"))).get("key").version()).isEqualTo(42);
    }

    /** A model knows what was put in; of what eviction and time took out it hears from the store. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void bytesAreExactAfterEveryStep(long seed) {
        Random random = new Random(seed);
        Map<String, Long> values = new HashMap<>();
        Map<String, Long> counters = new HashMap<>();
        for (int step = 0; step < 5_000; step++) {
            String key = "key".repeat(1 + random.nextInt(2)) + random.nextInt(60);
            Duration keepFor = Duration.ofMillis(1 + random.nextInt(20_000));
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    int length = random.nextInt(random.nextInt(10) == 0 ? 11_000 : 500);
                    long cost = OVERHEAD + key.length() + length;
                    boolean isRefused = store.write(Map.of(key, value(length, keepFor)))
                            .toCompletableFuture()
                            .isCompletedExceptionally();
                    assertThat(isRefused).isEqualTo(cost > 10_000);
                    values.remove(key);
                    if (!isRefused) {
                        assertThat(Structure.values(store)).containsEntry(key, cost);
                        values.put(key, cost);
                    }
                }
                case 2 -> answer(store.read(Set.of(key, "other")));
                case 3 -> {
                    answer(store.remove(Set.of(key)));
                    values.remove(key);
                    counters.remove(key);
                }
                case 4 -> {
                    increment(key, 1, keepFor);
                    counters.put(key, OVERHEAD + key.length() + 8);
                }
                default -> time.advance(Duration.ofMillis(random.nextInt(700)));
            }
            Structure.check(store);
            Structure.checkOrder(store);
            assertThat(store.bytes()).isBetween(0L, 10_000L);
            values.keySet().retainAll(Structure.values(store).keySet());
            counters.keySet().retainAll(Structure.counters(store).keySet());
            assertThat(Structure.values(store)).as("step " + step).isEqualTo(values);
            assertThat(Structure.counters(store)).isEqualTo(counters);
        }
        assertThat(store.evictions()).isGreaterThan(300);
    }

    @Test
    void refusesABoundOutOfRange() {
        assertThatThrownBy(() -> MemoryStore.of(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maximumBytes must be from 1 to 2^62: 0");
        assertThatThrownBy(() -> MemoryStore.of(Long.MAX_VALUE, TimeSource.system()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void printsItsBound() {
        assertThat(MemoryStore.create()).hasToString("memory(64 MiB)");
        assertThat(MemoryStore.of(3 << 10)).hasToString("memory(3 KiB)");
        assertThat(MemoryStore.of(1_000)).hasToString("memory(1000 B)");
    }
}
