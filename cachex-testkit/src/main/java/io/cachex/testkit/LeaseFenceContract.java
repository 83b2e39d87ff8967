package io.cachex.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.Invalidation;
import io.cachex.spi.Invalidation.Kind;
import io.cachex.spi.Leasing;
import io.cachex.spi.Leasing.Claim.Busy;
import io.cachex.spi.Leasing.Claim.Granted;
import io.cachex.spi.SelfPublishing;
import io.cachex.spi.StoredValue;
import io.cachex.spi.Versioned;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What a store that is {@link Leasing} must do when others write: what was read from the origin before a change is not
 * written after it. Its tests are skipped for another store.
 */
public abstract class LeaseFenceContract extends LeasingFixture {

    private static final String SPACE = "app:test:fenced:";

    /** For subclasses. */
    protected LeaseFenceContract() {}

    @Test
    void whoTakesALeaseOverFillsAndTheOtherDoesNot() {
        String mine = granted(readOrLease(leasing(), "key"));
        String theirs = granted(takeOver(other(), "key"));

        assertThat(theirs).isNotEqualTo(mine);
        assertThat(fill(leasing(), "key", mine, "old")).isFalse();
        assertThat(renew(leasing(), "key", mine, units(10))).isFalse();
        assertThat(fill(other(), "key", theirs, "new")).isTrue();
        assertThat(text(read("key"))).isEqualTo("new");
    }

    @Test
    void aLeaseIsTakenOverWhereAValueIsAndWhereNobodyHoldsIt() {
        write("there", value("text", 1));

        assertThat(fill(leasing(), "there", granted(takeOver(leasing(), "there")), "new"))
                .isTrue();
        granted(takeOver(leasing(), "free"));
        assertThat(readOrLease(other(), "free")).isEqualTo(new Busy());
    }

    @Test
    void whateverChangesAKeyThatIsNotThereVoidsItsLease() {
        for (Change change : changes()) {
            String key = "absent:" + change.name;
            String token = granted(readOrLease(leasing(), key));

            change.action.on(key, Versioned.ABSENT);

            assertVoid(change, key, token);
        }
    }

    @Test
    void whateverChangesAKeyThatIsThereVoidsItsLease() {
        for (Change change : changes()) {
            String key = "present:" + change.name;
            write(key, value("stale", 7));
            String token = granted(lease(leasing(), key));

            change.action.on(key, 7);

            assertVoid(change, key, token);
        }
    }

    @Test
    void aVoidLeaseIsFreeForTheNext() {
        for (Change change : changes()) {
            String key = "next:" + change.name;
            String old = granted(readOrLease(leasing(), key));
            change.action.on(key, Versioned.ABSENT);

            String next = granted(lease(other(), key));

            assertThat(next).isNotEqualTo(old);
            assertThat(fill(leasing(), key, old, "old")).as(change.name).isFalse();
            assertThat(renew(leasing(), key, old, units(1))).as(change.name).isFalse();
            Stages.answerOf(leasing().release(key, old));
            assertThat(lease(leasing(), key)).as(change.name).isEqualTo(new Busy());
            assertThat(fill(other(), key, next, "next")).as(change.name).isTrue();
            assertThat(text(read(key))).isEqualTo("next");
        }
    }

    @Test
    void aLeaseThatSomebodyWaitsForIsVoidedToo() {
        for (Change change : changes()) {
            String key = "waited:" + change.name;
            String token = granted(readOrLease(leasing(), key));
            assertThat(readOrLease(other(), key)).isEqualTo(new Busy());

            change.action.on(key, Versioned.ABSENT);

            assertVoid(change, key, token);
        }
    }

    @Test
    void renewingDoesNotBringALeaseBack() {
        for (Change change : changes()) {
            String key = "renewed:" + change.name;
            String token = granted(readOrLease(leasing(), key));
            change.action.on(key, Versioned.ABSENT);

            assertThat(renew(leasing(), key, token, units(100))).as(change.name).isFalse();

            assertVoid(change, key, token);
        }
    }

    @Test
    void aBatchVoidsTheLeasesOfItsKeysAndNoOthers() {
        assertVoidsAandB(() -> remove("a", "b", "never leased"));
        assertVoidsAandB(() -> Stages.answerOf(store().write(Map.of("a", value("1", 1), "b", value("2", 1)))));
    }

    private void assertVoidsAandB(Runnable batch) {
        String a = granted(lease(leasing(), "a"));
        String b = granted(lease(leasing(), "b"));
        String ab = granted(lease(leasing(), "ab"));

        batch.run();

        assertThat(fill(leasing(), "a", a, "old")).isFalse();
        assertThat(fill(leasing(), "b", b, "old")).isFalse();
        assertThat(fill(leasing(), "ab", ab, "loaded")).isTrue();
    }

    @Test
    void aWriteThatIsRefusedVoidsNothing() {
        Versioned versioned = capability(Versioned.class);
        write("key", value("stale", 7));
        String token = granted(lease(leasing(), "key"));

        assertThat(Stages.answerOf(versioned.writeIfVersion("key", 6, value("wrong", 9))))
                .isFalse();
        Stages.failureOf(versioned.writeIfVersion("key", 7, value("wrong", 7)));

        assertThat(lease(other(), "key")).isEqualTo(new Busy());
        assertThat(fill(leasing(), "key", token, "fresh")).isTrue();
    }

    @Test
    void readingVoidsNothing() {
        String token = granted(readOrLease(leasing(), "key"));

        assertThat(read("key")).isNull();
        assertThat(Stages.answerOf(other().lease(Set.of("key", "another"), units(1))))
                .hasSize(2);

        assertThat(fill(leasing(), "key", token, "loaded")).isTrue();
    }

    /**
     * Either the fill comes first and its value is removed, or the removal comes first and the fill is refused: in both
     * orders nothing is left.
     */
    @Test
    void noFillOutlivesARemovalByAnotherThread() {
        for (int round = 0; round < 50; round++) {
            String key = "key:" + round;
            String token = granted(readOrLease(leasing(), key));

            Crowd.each(thread -> {
                if (thread == 0) {
                    fill(leasing(), key, token, "old");
                } else if (thread == 1) {
                    remove(key);
                } else {
                    read(key);
                }
            });

            assertThat(text(read(key))).as("round " + round).isNull();
        }
    }

    /** In both orders it is the written value that is left, and its version is above the one that was filled. */
    @Test
    void noFillReplacesAWriteByAnotherThread() {
        for (int round = 0; round < 50; round++) {
            String key = "key:" + round;
            String token = granted(readOrLease(leasing(), key));

            Crowd.each(thread -> {
                if (thread == 0) {
                    fill(leasing(), key, token, "old");
                } else if (thread == 1) {
                    write(key, value("written", 1));
                }
            });

            assertThat(text(read(key))).as("round " + round).isEqualTo("written");
        }
    }

    /** Loaders that read the origin under a lease while it changes: what the store has at the end is what is true. */
    @Test
    void whatIsLeftIsNeverOlderThanTheLastInvalidation() {
        for (int round = 0; round < 10; round++) {
            String key = "key:" + round;
            Origin origin = new Origin();

            AtomicInteger changing = new AtomicInteger(2);

            Crowd.each(thread -> {
                if (thread < 2) {
                    for (int i = 0; i < 20; i++) {
                        origin.change();
                        remove(key);
                    }
                    changing.decrementAndGet();
                    return;
                }
                while (changing.get() > 0) {
                    if (readOrLease(thread % 2 == 0 ? leasing() : other(), key) instanceof Granted lease) {
                        fill(leasing(), key, lease.token(), "" + origin.value);
                    }
                }
            });

            String left = text(read(key));
            assertThat(left == null || left.equals("" + origin.value))
                    .as("round " + round + ": " + left + " of " + origin.value)
                    .isTrue();
        }
    }

    private void assertVoid(Change change, String key, String token) {
        StoredValue before = read(key);

        assertThat(fill(leasing(), key, token, "old"))
                .as("a fill after " + change.name)
                .isFalse();

        assertThat(text(read(key))).as("after " + change.name).isEqualTo(change.left);
        assertThat(read(key) == null ? 0 : stored(key).version()).isEqualTo(before == null ? 0 : before.version());
    }

    private List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        changes.add(new Change("write", "new", (key, version) -> write(key, value("new", 9))));
        changes.add(new Change("remove", null, (key, version) -> remove(key)));
        store().capability(Versioned.class)
                .ifPresent(versioned -> changes.add(new Change(
                        "writeIfVersion",
                        "new",
                        (key, version) -> assertThat(
                                        Stages.answerOf(versioned.writeIfVersion(key, version, value("new", 9))))
                                .isTrue())));
        store().capability(SelfPublishing.class).ifPresent(publishing -> {
            changes.add(new Change(
                    "write and publish",
                    "new",
                    (key, version) ->
                            Stages.answerOf(publishing.write(Map.of(key, value("new", 9)), message(Kind.PUT, key)))));
            changes.add(new Change(
                    "remove and publish",
                    null,
                    (key, version) -> Stages.answerOf(publishing.remove(Set.of(key), message(Kind.REMOVE, key)))));
            changes.add(new Change(
                    "writeIfVersion and publish",
                    "new",
                    (key, version) -> assertThat(Stages.answerOf(
                                    publishing.writeIfVersion(key, version, value("new", 9), message(Kind.PUT, key))))
                            .isTrue()));
        });
        return changes;
    }

    private static Invalidation message(Kind kind, String key) {
        return Invalidation.ofKeys("node-1", SPACE, kind, Set.of(key), 0);
    }

    /** A way to change a key, and the text it leaves. */
    private record Change(String name, @Nullable String left, Action action) {}

    @FunctionalInterface
    private interface Action {
        void on(String key, long version);
    }

    /** What is true; it changes before the key is invalidated. */
    private static final class Origin {

        private volatile long value;

        synchronized void change() {
            value++;
        }
    }
}
