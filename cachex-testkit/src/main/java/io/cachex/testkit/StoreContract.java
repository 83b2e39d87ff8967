package io.cachex.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cachex.spi.Store;
import io.cachex.spi.StoredValue;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** What every {@link Store} must do. Extend it and say which store. */
public abstract class StoreContract extends StoreFixture {

    private static final long LARGEST_VERSION = 1L << 53;

    /** For subclasses. */
    protected StoreContract() {}

    /**
     * Makes what is behind the store stop answering, for the rest of the test.
     *
     * @return false if this cannot be done, and the test that needs it is skipped (the default)
     */
    protected boolean stall() {
        return false;
    }

    @Test
    void readsWhatWasWritten() {
        byte[] everyByte = new byte[256];
        for (int i = 0; i < everyByte.length; i++) {
            everyByte[i] = (byte) i;
        }
        byte[] given = everyByte.clone();

        write("key", StoredValue.of(given, Duration.ofHours(1), 7));

        assertThat(stored("key")).satisfies(found -> {
            assertThat(found.bytes()).isEqualTo(everyByte);
            assertThat(found.version()).isEqualTo(7);
        });
        assertThat(given).as("the writer's bytes").isEqualTo(everyByte);
    }

    @Test
    void keepsAValueWithoutBytes() {
        write("key", value("", 1));

        assertThat(read("key"))
                .isNotNull()
                .satisfies(found -> assertThat(found.bytes()).isEmpty());
    }

    @Test
    void leavesAbsentKeysOutOfTheResult() {
        Stages.answerOf(store().write(Map.of("a", value("1", 1), "b", value("2", 1))));

        Map<String, StoredValue> found = Stages.answerOf(store().read(Set.of("a", "b", "c")));

        assertThat(found).containsOnlyKeys("a", "b");
        assertThat(text(found.get("a"))).isEqualTo("1");
        assertThat(text(found.get("b"))).isEqualTo("2");
    }

    @Test
    void takesEmptyBatches() {
        assertThat(Stages.answerOf(store().read(Set.of()))).isEmpty();
        Stages.answerOf(store().write(Map.of()));
        Stages.answerOf(store().remove(Set.of()));
    }

    @Test
    void takesLargeBatches() {
        Map<String, StoredValue> entries = IntStream.range(0, 3_000)
                .boxed()
                .collect(Collectors.toMap(i -> "key:" + i, i -> value("value:" + i, i + 1)));

        Stages.answerOf(store().write(entries));
        Map<String, StoredValue> found = Stages.answerOf(store().read(entries.keySet()));

        assertThat(found).hasSameSizeAs(entries);
        assertThat(found).allSatisfy((key, value) -> {
            assertThat(text(value)).isEqualTo(key.replace("key", "value"));
            assertThat("value:" + (value.version() - 1)).isEqualTo(text(value));
        });
    }

    @Test
    void takesLargeValues() {
        byte[] megabyte = new byte[1 << 20];
        megabyte[megabyte.length - 1] = 42;

        write("key", StoredValue.of(megabyte.clone(), Duration.ofHours(1), 1));

        assertThat(read("key"))
                .isNotNull()
                .satisfies(found -> assertThat(found.bytes()).isEqualTo(megabyte));
    }

    @Test
    void tellsKeysApart() {
        List<String> keys = List.of(
                "k",
                "K",
                "k ",
                " k",
                "k:",
                "k:1",
                "k:10",
                "{k}",
                "k*",
                "k?",
                "k/../k",
                "k\\n",
                "k\u00e4",
                "ka\u0308",
                "\u043a",
                "\ud83d\udd11",
                "\"k\"",
                "%6B",
                "k".repeat(1_024));

        Stages.answerOf(store().write(keys.stream().collect(Collectors.toMap(key -> key, key -> value(key, 1)))));
        Map<String, StoredValue> found = Stages.answerOf(store().read(new HashSet<>(keys)));

        assertThat(found).containsOnlyKeys(keys);
        assertThat(found).allSatisfy((key, value) -> assertThat(text(value)).isEqualTo(key));
    }

    @Test
    void writingReplaces() {
        write("key", value("long old value", 1));
        write("key", value("new", 2));

        assertThat(text(read("key"))).isEqualTo("new");
    }

    @Test
    void writingTheSameAgainChangesNothingButTheVersion() {
        StoredValue same = value("same", 5);

        write("key", same);
        write("key", same);

        assertThat(stored("key")).satisfies(found -> {
            assertThat(text(found)).isEqualTo("same");
            assertThat(found.version()).isGreaterThan(5);
        });
    }

    @Test
    void raisesAVersionThatIsNotAboveTheOneItReplaces() {
        write("key", value("first", 10));
        write("key", value("second", 3));

        assertThat(stored("key")).satisfies(found -> {
            assertThat(text(found)).isEqualTo("second");
            assertThat(found.version()).isGreaterThan(10);
        });
    }

    @Test
    void keepsAVersionThatIsAboveTheOneItReplaces() {
        write("key", value("first", 10));
        write("key", value("second", 1_000));

        assertThat(read("key"))
                .isNotNull()
                .satisfies(found -> assertThat(found.version()).isEqualTo(1_000));
    }

    @Test
    void keepsTheLargestVersionsExactly() {
        write("a", value("1", LARGEST_VERSION - 1));
        write("b", value("2", LARGEST_VERSION));

        Map<String, StoredValue> found = Stages.answerOf(store().read(Set.of("a", "b")));

        assertThat(in(found, "a").version()).isEqualTo(LARGEST_VERSION - 1);
        assertThat(in(found, "b").version()).isEqualTo(LARGEST_VERSION);
    }

    @Test
    void refusesToRaiseAVersionAboveTheLargest() {
        write("key", value("old", LARGEST_VERSION));

        assertThat(Stages.failureOf(store().write(Map.of("key", value("new", 1)))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void versionsGrowWithEveryWriteOfManyThreads() {
        int each = 50;

        Crowd.each(thread -> {
            long seen = 0;
            for (int i = 0; i < each; i++) {
                write("key", value(thread + "/" + i, 1));
                StoredValue found = stored("key");
                assertThat(found.version())
                        .as("the version after a write of this thread")
                        .isGreaterThan(seen);
                seen = found.version();
            }
        });

        assertThat(read("key"))
                .isNotNull()
                .satisfies(found -> assertThat(found.version())
                        .as("one more with every write")
                        .isGreaterThanOrEqualTo((long) Crowd.SIZE * each));
    }

    @Test
    void readersSeeWholeValuesWhileManyThreadsWrite() {
        AtomicBoolean writing = new AtomicBoolean(true);

        Crowd.each(thread -> {
            if (thread == 0) {
                for (int i = 1; i <= 200; i++) {
                    write("key", value("value " + i + ";".repeat(i), i * 1_000L));
                }
                writing.set(false);
                return;
            }
            while (writing.get()) {
                StoredValue found = read("key");
                if (found != null) {
                    long number = found.version() / 1_000;
                    assertThat(text(found)).isEqualTo("value " + number + ";".repeat((int) number));
                }
            }
        });
    }

    @Test
    void removesTheKeysNamedAndNoOthers() {
        Stages.answerOf(store().write(Map.of("a", value("1", 1), "b", value("2", 1), "ab", value("3", 1))));

        remove("a", "b", "not there");

        assertThat(Stages.answerOf(store().read(Set.of("a", "b", "ab")))).containsOnlyKeys("ab");
    }

    @Test
    void removingWhatIsNotThereIsNoError() {
        remove("not there");

        assertThat(read("not there")).isNull();
    }

    @Test
    void takesAKeyAgainAfterItWasRemoved() {
        write("key", value("old", 10));
        remove("key");
        write("key", value("new", 1));

        assertThat(text(read("key"))).isEqualTo("new");
    }

    @Test
    void forgetsAValueWhenItsTimeIsOver() {
        write("short", value("1", 1, units(2)));
        write("long", value("2", 1, units(20)));

        advance(unit());
        assertThat(Stages.answerOf(store().read(Set.of("short", "long")))).containsOnlyKeys("short", "long");

        advance(halfMore(1));
        assertThat(Stages.answerOf(store().read(Set.of("short", "long")))).containsOnlyKeys("long");
    }

    @Test
    void tellsHowMuchOfTheTimeRemains() {
        write("key", value("1", 1, units(10)));

        advance(units(4));

        assertThat(read("key"))
                .isNotNull()
                .satisfies(found -> assertThat(found.keepFor())
                        .isPositive()
                        .isLessThanOrEqualTo(units(6))
                        .isGreaterThan(time() instanceof FakeTime ? units(5) : Duration.ZERO));
    }

    @Test
    void writingAgainSetsTheTimeAnew() {
        write("longer", value("1", 1, units(2)));
        write("shorter", value("1", 1, units(20)));
        write("longer", value("2", 2, units(20)));
        write("shorter", value("2", 2, units(2)));

        advance(halfMore(2));

        assertThat(Stages.answerOf(store().read(Set.of("longer", "shorter")))).containsOnlyKeys("longer");
    }

    @Test
    void takesTheShortestAndTheLongestTimes() {
        write("shortest", value("1", 1, Duration.ofNanos(1)));
        write("millisecond", value("2", 1, Duration.ofMillis(1)));
        write("century", value("3", 1, Duration.ofDays(36_500)));
        write("longest", value("4", 1, Duration.ofSeconds(Long.MAX_VALUE)));

        advance(unit());

        Map<String, StoredValue> found =
                Stages.answerOf(store().read(Set.of("shortest", "millisecond", "century", "longest")));
        assertThat(found).containsOnlyKeys("century", "longest");
        assertThat(found).allSatisfy((key, value) -> assertThat(value.keepFor()).isPositive());
    }

    @Test
    void doesNotRoundAFractionOfASecondDown() {
        write("key", value("1", 1, halfMore(1)));

        advance(unit());

        assertThat(text(read("key"))).isEqualTo("1");
    }

    @Test
    void whatWasReadDoesNotChangeLater() {
        write("key", value("old", 1));

        Map<String, StoredValue> found = Stages.answerOf(store().read(Set.of("key")));
        write("key", value("new", 2));
        remove("key");

        assertThat(text(found.get("key"))).isEqualTo("old");
    }

    @Test
    void doesNotKeepTheCallersCollections() {
        Map<String, StoredValue> entries = new HashMap<>(Map.of("key", value("old", 1)));

        Stages.answerOf(store().write(entries));
        entries.put("key", value("new", 2));
        entries.put("other", value("other", 1));

        assertThat(text(read("key"))).isEqualTo("old");
        assertThat(read("other")).isNull();
    }

    @Test
    void itsClockCountsMicroseconds() {
        long before = store().clockMicros();
        advance(units(2));
        long passed = store().clockMicros() - before;

        assertThat(passed).isBetween(toMicros(unit()), toMicros(units(200)));
    }

    @Test
    void hasNoCapabilityItDoesNotHave() {
        assertThat(store().capability(Unheard.class)).isEmpty();
    }

    @Test
    @Timeout(value = 3, threadMode = ThreadMode.SEPARATE_THREAD)
    void answersWithFailedStagesOnceClosed() {
        write("key", value("1", 1));

        store().close();
        store().close();

        Stages.failureOf(store().read(Set.of("key")));
        Stages.failureOf(store().write(Map.of("key", value("2", 2))));
        Stages.failureOf(store().remove(Set.of("key")));
    }

    @Test
    @Timeout(value = 3, threadMode = ThreadMode.SEPARATE_THREAD)
    void doesNotBlockWhileWhatIsBehindItHangs() {
        assumeTrue(stall(), "nothing behind this store can be stalled");

        assertThat(store().read(Set.of("key"))).isNotNull();
        assertThat(store().write(Map.of("key", value("1", 1)))).isNotNull();
        assertThat(store().remove(Set.of("key"))).isNotNull();
    }

    private static long toMicros(Duration duration) {
        return TimeUnit.NANOSECONDS.toMicros(duration.toNanos());
    }

    /** A capability that no store has. */
    private interface Unheard {}
}
