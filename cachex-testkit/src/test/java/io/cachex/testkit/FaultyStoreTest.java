package io.cachex.testkit;

import static io.cachex.spi.StoreOperation.ADVANCE;
import static io.cachex.spi.StoreOperation.COMPARE_AND_WRITE;
import static io.cachex.spi.StoreOperation.FILL;
import static io.cachex.spi.StoreOperation.GENERATIONS;
import static io.cachex.spi.StoreOperation.INCREMENT;
import static io.cachex.spi.StoreOperation.LEASE;
import static io.cachex.spi.StoreOperation.READ;
import static io.cachex.spi.StoreOperation.READ_OR_LEASE;
import static io.cachex.spi.StoreOperation.REMOVE;
import static io.cachex.spi.StoreOperation.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.spi.Counting;
import io.cachex.spi.Generations;
import io.cachex.spi.Leasing;
import io.cachex.spi.Store;
import io.cachex.spi.StoreOperation;
import io.cachex.spi.StoredValue;
import io.cachex.spi.Versioned;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FaultyStoreTest {

    private static final IOException AWAY = new IOException("away");

    private final FakeTime time = new FakeTime();
    private final SimpleLeasingStore inside = new SimpleLeasingStore(time);
    private final FaultyStore faulty = FaultyStore.around(inside, time);

    @ParameterizedTest
    @EnumSource
    void failsEachOperationAndNoOther(StoreOperation failing) {
        faulty.on(failing).fail(AWAY);

        calls().forEach((operation, call) -> {
            if (operation == failing) {
                assertThat(Stages.failureOf(call.get())).isSameAs(AWAY);
            } else {
                Stages.answerOf(call.get());
            }
            assertThat(faulty.calls(operation)).isEqualTo(1);
        });
        assertThat(faulty.calls()).isEqualTo(StoreOperation.values().length);

        faulty.on(failing).heal();
        calls().values().forEach(call -> Stages.answerOf(call.get()));
    }

    @Test
    void failsTheNextCallsOfSeveralOperationsTogether() {
        faulty.on(READ, WRITE).failNext(2, AWAY);

        assertThat(Stages.failureOf(write("a"))).isSameAs(AWAY);
        Stages.answerOf(faulty.remove(Set.of("a")));
        assertThat(Stages.failureOf(read())).isSameAs(AWAY);
        Stages.answerOf(read());
        Stages.answerOf(write("b"));

        assertThat(stored()).isEqualTo("b");
        assertThatIllegalArgumentException().isThrownBy(() -> faulty.onAll().failNext(-1, AWAY));
    }

    @Test
    void breaksTheContractWhenAsked() {
        IllegalStateException thrown = new IllegalStateException("thrown");
        faulty.on(READ).throwInstead(thrown);
        faulty.on(WRITE).returnNull();

        assertThatThrownBy(this::read).isSameAs(thrown);
        assertThat(write("a")).isNull();
        assertThat(stored()).isNull();

        faulty.heal();
        Stages.answerOf(write("a"));
        Stages.answerOf(read());
    }

    @Test
    void delaysByTheClock() {
        faulty.on(WRITE).delay(Duration.ofSeconds(2));

        CompletableFuture<Void> writing = write("late").toCompletableFuture();
        time.advance(Duration.ofSeconds(1));
        assertThat(writing).isNotDone();
        assertThat(stored()).isNull();

        time.advance(Duration.ofSeconds(1));
        assertThat(writing).isCompleted();
        assertThat(stored()).isEqualTo("late");
    }

    @Test
    void hangsUntilReleased() {
        faulty.on(WRITE).hang();
        CompletableFuture<Void> first = write("1").toCompletableFuture();
        CompletableFuture<Void> second = write("2").toCompletableFuture();
        time.advance(Duration.ofDays(1));
        assertThat(first).isNotDone();
        assertThat(faulty.heldCalls()).isEqualTo(2);

        faulty.heal();
        assertThat(first).isNotDone();
        Stages.answerOf(write("3"));
        assertThat(stored()).isEqualTo("3");

        assertThat(faulty.release()).isEqualTo(2);
        assertThat(first).isCompleted();
        assertThat(second).isCompleted();
        assertThat(faulty.heldCalls()).isZero();
        assertThat(stored()).as("late, and in the order of the calls").isEqualTo("2");
    }

    @Test
    void aReleasedCallFailsAsTheStoreInside() {
        faulty.onAll().hang();
        CompletableFuture<Void> writing = write("1").toCompletableFuture();
        inside.close();

        faulty.release();

        assertThat(Stages.failureOf(writing)).hasMessage("closed");
    }

    @Test
    void losesReplies() {
        faulty.on(WRITE, INCREMENT).loseReplies(AWAY);

        assertThat(Stages.failureOf(write("done"))).isSameAs(AWAY);
        assertThat(Stages.failureOf(counting().increment("key", 1, Duration.ofDays(1))))
                .isSameAs(AWAY);

        assertThat(stored()).isEqualTo("done");
        faulty.heal();
        assertThat(Stages.answerOf(counting().increment("key", 1, Duration.ofDays(1))))
                .isEqualTo(2);
    }

    @Test
    void hasTheCapabilitiesOfTheStoreInside() {
        Store plain = new SimpleStore(time) {
            @Override
            public <C> Optional<C> capability(Class<C> type) {
                return type == Extra.class ? Optional.of(type.cast((Extra) () -> 42)) : Optional.empty();
            }
        };
        FaultyStore around = FaultyStore.around(plain, time);

        assertThat(around.capability(Versioned.class)).isEmpty();
        assertThat(around.capability(Counting.class)).isEmpty();
        assertThat(around.capability(Generations.class)).isEmpty();
        assertThat(around.capability(Extra.class).map(Extra::answer)).contains(42);
        assertThat(faulty.capability(Store.class)).contains(faulty);
    }

    private Map<StoreOperation, Supplier<CompletionStage<?>>> calls() {
        Map<StoreOperation, Supplier<CompletionStage<?>>> calls = new EnumMap<>(StoreOperation.class);
        calls.put(READ, this::read);
        calls.put(WRITE, () -> write("text"));
        calls.put(REMOVE, () -> faulty.remove(Set.of("key")));
        calls.put(
                COMPARE_AND_WRITE,
                () -> faulty.capability(Versioned.class)
                        .orElseThrow()
                        .writeIfVersion("key", 0, StoreFixture.value("text", 1)));
        calls.put(INCREMENT, () -> counting().increment("key", 1, Duration.ofDays(1)));
        calls.put(GENERATIONS, () -> generations().generations("space", Set.of()));
        calls.put(ADVANCE, () -> generations().advance("space", "name"));
        calls.put(READ_OR_LEASE, () -> leasing().readOrLease(Set.of("lost"), Duration.ofDays(1)));
        calls.put(LEASE, () -> leasing().lease(Set.of("leased"), Duration.ofDays(1)));
        calls.put(FILL, () -> leasing().fill("key", "token", StoreFixture.value("text", 1)));
        assertThat(calls).hasSize(StoreOperation.values().length);
        return calls;
    }

    private Counting counting() {
        return faulty.capability(Counting.class).orElseThrow();
    }

    private Leasing leasing() {
        return faulty.capability(Leasing.class).orElseThrow();
    }

    private Generations generations() {
        return faulty.capability(Generations.class).orElseThrow();
    }

    private CompletionStage<Map<String, StoredValue>> read() {
        return faulty.read(Set.of("key"));
    }

    private CompletionStage<Void> write(String text) {
        return faulty.write(Map.of("key", StoreFixture.value(text, 1)));
    }

    private String stored() {
        return StoreFixture.text(Stages.answerOf(inside.read(Set.of("key"))).get("key"));
    }

    /** A capability that the kit does not know. */
    private interface Extra {
        int answer();
    }
}
