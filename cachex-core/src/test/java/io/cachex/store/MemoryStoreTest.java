package io.cachex.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.Generations.Snapshot;
import io.cachex.spi.StoredValue;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class MemoryStoreTest extends MemoryStoreFixture {

    private static final long LAST_VERSION = 1L << 53;

    @Test
    @Timeout(10)
    void manyKeysOfOneHashCodeAreNoHarm() {
        store = MemoryStore.of(1L << 30, time);
        Map<String, StoredValue> entries = new HashMap<>();
        for (int i = 0; i < 65_536; i++) {
            StringBuilder key = new StringBuilder();
            for (int bit = 0; bit < 16; bit++) {
                key.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            entries.put(key.toString(), value(1, HOUR));
        }

        answer(store.write(entries));

        assertThat(entries.keySet().stream().mapToInt(String::hashCode).distinct())
                .hasSize(1);
        assertThat(answer(store.read(entries.keySet()))).hasSize(65_536);
        answer(store.remove(entries.keySet()));
        assertThat(store.bytes()).isZero();
    }

    @Test
    void aVersionThatCannotBeRaisedFailsTheWriteAndFreesTheKey() {
        answer(store.write(Map.of("key", StoredValue.of(new byte[1], HOUR, LAST_VERSION))));

        assertThat(failure(store.write(Map.of("key", value(1, HOUR))))).isInstanceOf(IllegalArgumentException.class);
        assertThat(isThere("key")).isFalse();

        write("key", 1);
        assertThat(answer(store.read(Set.of("key"))).get("key").version()).isEqualTo(1);
    }

    @Test
    void aComparedWriteMustRaiseTheVersion() {
        assertThat(failure(store.writeIfVersion("key", 1, value(1, HOUR))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(failure(store.writeIfVersion("key", -1, value(1, HOUR))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aCounterNeedsATime() {
        assertThat(failure(store.increment("key", 1, Duration.ZERO))).isInstanceOf(IllegalArgumentException.class);
        assertThat(failure(store.increment("key", 1, Duration.ofNanos(-1))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aCountThatWouldOverflowFailsAndStaysAsItIs() {
        increment("key", Long.MAX_VALUE, HOUR);

        assertThat(failure(store.increment("key", 1, HOUR))).isInstanceOf(ArithmeticException.class);

        assertThat(increment("key", -1, HOUR)).isEqualTo(Long.MAX_VALUE - 1);
    }

    @Test
    void nullsAreFailedStages() {
        for (CompletionStage<?> stage : List.of(
                store.read((Set<String>) null),
                store.write(null),
                store.remove(null),
                store.read(new java.util.HashSet<>(Arrays.asList("a", null))),
                store.writeIfVersion(null, 0, value(1, HOUR)),
                store.writeIfVersion("key", 0, null),
                store.increment(null, 1, HOUR),
                store.increment("key", 1, null),
                store.generations(null, Set.of()),
                store.generations("namespace", null),
                store.advance(null, "name"),
                store.advance("namespace", null))) {
            assertThat(failure(stage)).isInstanceOf(NullPointerException.class);
        }
    }

    @Test
    void answersWithFailedStagesOnceClosed() {
        write("key", 1);
        store.close();
        store.close();

        for (CompletionStage<?> stage : List.of(
                store.read(Set.of()),
                store.read(Set.of("key")),
                store.write(Map.of("key", value(1, HOUR))),
                store.remove(Set.of("key")),
                store.writeIfVersion("key", 0, value(1, HOUR)),
                store.increment("key", 1, HOUR),
                store.generations("namespace", Set.of()),
                store.advance("namespace", "name"))) {
            assertThat(failure(stage)).isInstanceOf(IllegalStateException.class).hasMessage("memory store is closed");
        }
        assertThat(store.bytes()).isZero();
        assertThat(store.size()).isZero();
    }

    @Test
    void forgottenNamesCountAsAdvancedWhenTheLastForgottenWas() {
        for (int i = 1; i <= NameGenerations.MAXIMUM_NAMES; i++) {
            answer(store.advance("namespace", "name:" + i));
        }
        assertThat(generation("never advanced")).isZero();
        answer(store.advance("namespace", "name:1")); // is now the one advanced last

        long last = answer(store.advance("namespace", "one more"));

        assertThat(generation("name:2")).as("forgotten").isEqualTo(2);
        assertThat(generation("never advanced")).isEqualTo(2);
        assertThat(generation("name:1")).isEqualTo(last - 1);
        assertThat(generation("name:3")).isEqualTo(3);
    }

    private long generation(String name) {
        Snapshot snapshot = answer(store.generations("namespace", Set.of(name)));
        return snapshot.generations().get(name);
    }
}
