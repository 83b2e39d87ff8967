package io.cachex.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.StoredValue;
import io.cachex.spi.Versioned;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a store that is {@link Versioned} must do. Its tests are skipped for another store. */
public abstract class VersionedContract extends StoreFixture {

    @SuppressWarnings("NullAway.Init") // set before each test
    private Versioned versioned;

    /** For subclasses. */
    protected VersionedContract() {}

    @BeforeEach
    final void findCapability() {
        versioned = capability(Versioned.class);
    }

    @Test
    void writesWhereNothingIs() {
        assertThat(writeIf("key", Versioned.ABSENT, value("new", 5))).isTrue();

        assertIs("key", "new", 5);
    }

    @Test
    void doesNotWriteWhereSomethingIsAlthoughNothingWasExpected() {
        write("key", value("old", 5));

        assertThat(writeIf("key", Versioned.ABSENT, value("new", 9))).isFalse();

        assertIs("key", "old", 5);
    }

    @Test
    void doesNotWriteWhereNothingIsAlthoughSomethingWasExpected() {
        assertThat(writeIf("key", 5, value("new", 9))).isFalse();

        assertThat(read("key")).isNull();
    }

    @Test
    void writesOverTheVersionExpected() {
        write("key", value("old", 5));

        assertThat(writeIf("key", 5, value("new", 9))).isTrue();

        assertIs("key", "new", 9);
    }

    @Test
    void doesNotWriteOverALaterVersion() {
        write("key", value("old", 5));

        assertThat(writeIf("key", 4, value("new", 9))).isFalse();

        assertIs("key", "old", 5);
    }

    @Test
    void doesNotWriteOverAnEarlierVersion() {
        write("key", value("old", 5));

        assertThat(writeIf("key", 6, value("new", 9))).isFalse();

        assertIs("key", "old", 5);
    }

    @Test
    void refusesAVersionThatIsNotAboveTheOneExpected() {
        write("key", value("old", 5));

        for (long version : new long[] {4, 5}) {
            assertThat(Stages.failureOf(versioned.writeIfVersion("key", 5, value("new", version))))
                    .isInstanceOf(IllegalArgumentException.class);
        }

        assertIs("key", "old", 5);
    }

    @Test
    void comparesLargeVersionsExactly() {
        long large = (1L << 53) - 2;
        write("key", value("old", large));

        assertThat(writeIf("key", large - 1, value("wrong", large + 1))).isFalse();
        assertThat(writeIf("key", large, value("new", large + 1))).isTrue();

        assertIs("key", "new", large + 1);
    }

    @Test
    void seesTheVersionThatAPlainWriteRaised() {
        write("key", value("first", 5));
        write("key", value("second", 5));
        StoredValue found = stored("key");

        assertThat(writeIf("key", 5, value("wrong", found.version() + 1))).isFalse();
        assertThat(writeIf("key", found.version(), value("third", found.version() + 1)))
                .isTrue();
    }

    @Test
    void takesARemovedKeyForAbsent() {
        write("key", value("old", 5));
        remove("key");

        assertThat(writeIf("key", 5, value("wrong", 9))).isFalse();
        assertThat(writeIf("key", Versioned.ABSENT, value("new", 3))).isTrue();

        assertIs("key", "new", 3);
    }

    @Test
    void takesAKeyWhoseTimeIsOverForAbsent() {
        write("key", value("old", 5, units(1)));
        advance(halfMore(1));

        assertThat(writeIf("key", 5, value("wrong", 9))).isFalse();
        assertThat(writeIf("key", Versioned.ABSENT, value("new", 3))).isTrue();

        assertIs("key", "new", 3);
    }

    @Test
    void whatIsWrittenLivesForItsOwnTime() {
        write("key", value("old", 5, units(20)));
        assertThat(writeIf("key", 5, value("new", 9, units(2)))).isTrue();

        advance(unit());
        assertIs("key", "new", 9);

        advance(halfMore(1));
        assertThat(read("key")).isNull();
    }

    @Test
    void refusingLeavesTheTimeAsItWas() {
        write("key", value("old", 5, units(2)));

        assertThat(writeIf("key", 4, value("new", 9, Duration.ofHours(1)))).isFalse();

        advance(halfMore(2));
        assertThat(read("key")).isNull();
    }

    @Test
    void oneOfManyThreadsWins() {
        for (int round = 1; round <= 50; round++) {
            String key = "key:" + round;
            long expected = round % 2 == 0 ? Versioned.ABSENT : 5;
            if (expected != Versioned.ABSENT) {
                write(key, value("old", expected));
            }

            List<Boolean> won = Crowd.all(thread -> writeIf(key, expected, value("" + thread, 10 + thread)));

            assertThat(won).as("round " + round).containsOnlyOnce(true);
            assertIs(key, "" + won.indexOf(true), 10L + won.indexOf(true));
        }
    }

    @Test
    void manyThreadsThatReadAndWriteLoseNoUpdate() {
        write("key", value("0", 1));

        Crowd.each(thread -> {
            for (int done = 0; done < 25; ) {
                StoredValue found = stored("key");
                int sum = Integer.parseInt(String.valueOf(text(found)));
                done += writeIf("key", found.version(), value("" + (sum + 1), found.version() + 1)) ? 1 : 0;
            }
        });

        assertThat(text(read("key"))).isEqualTo("" + Crowd.SIZE * 25);
    }

    @Test
    void plainWritesAndComparedOnesAreOneOrder() {
        write("key", value("0", 1));

        List<Integer> written = Crowd.all(thread -> {
            int mine = 0;
            for (int i = 0; i < 50; i++) {
                StoredValue found = stored("key");
                if (thread % 2 == 0) {
                    write("key", value("plain", 1));
                    mine++;
                } else if (writeIf("key", found.version(), value("compared", found.version() + 1))) {
                    mine++;
                }
            }
            return mine;
        });

        assertThat(read("key"))
                .isNotNull()
                .satisfies(found -> assertThat(found.version())
                        .as("each write raised the version by one, and none was lost")
                        .isEqualTo(1 + written.stream().mapToInt(i -> i).sum()));
    }

    @Test
    void answersWithAFailedStageOnceClosed() {
        store().close();

        Stages.failureOf(versioned.writeIfVersion("key", Versioned.ABSENT, value("new", 1)));
    }

    private boolean writeIf(String key, long expected, StoredValue value) {
        return Stages.answerOf(versioned.writeIfVersion(key, expected, value));
    }

    private void assertIs(String key, String text, long version) {
        StoredValue found = stored(key);
        assertThat(text(found)).isEqualTo(text);
        assertThat(found.version()).isEqualTo(version);
    }
}
