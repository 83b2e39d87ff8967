package io.cachex.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.cachex.spi.Counting;
import io.cachex.spi.Store;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class NeverThrowingTest extends StoreDecoratorFixture {

    @Test
    void whateverIsThrownIsAFailedStage() {
        List<Throwable> all = List.of(
                new IllegalStateException("no driver"),
                new StackOverflowError("deep"),
                new IOException("past the compiler"),
                new NoClassDefFoundError("gone"));

        for (Throwable thrown : all) {
            Store store = Stores.neverThrow(new OneAnswerStore(operation -> {
                throw NeverThrowingTest.<RuntimeException>sneaky(thrown);
            }));
            calls(store)
                    .forEach((operation, call) ->
                            assertThat(failure(call.get())).as("%s", operation).isSameAs(thrown));
        }
    }

    @Test
    void aNullStageIsAFailure() {
        Store store = Stores.neverThrow(new OneAnswerStore(operation -> null));

        calls(store)
                .forEach((operation, call) -> assertThat(failure(call.get()))
                        .as("%s", operation)
                        .isInstanceOf(NullPointerException.class)
                        .hasMessage("the call returned a null stage"));
    }

    @Test
    void anInterruptIsRestored() {
        Store store = Stores.neverThrow(new OneAnswerStore(operation -> {
            throw NeverThrowingTest.<RuntimeException>sneaky(new InterruptedException());
        }));

        assertThat(failure(store.read(java.util.Set.of()))).isInstanceOf(InterruptedException.class);

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void theStagesOfAStoreThatBehavesAreItsOwn() {
        CompletableFuture<Object> stage = new CompletableFuture<>();
        Store store = Stores.neverThrow(new OneAnswerStore(operation -> stage));

        calls(store).forEach((operation, call) -> assertThat(call.get()).isSameAs(stage));
    }

    @Test
    void aClockThatFailsShowsWhatItShowedLast() {
        long[] micros = {42};
        Store store = Stores.neverThrow(new OneAnswerStore(operation -> null) {
            @Override
            public long clockMicros() {
                if (micros[0] < 0) {
                    throw new IllegalStateException("stopped");
                }
                return micros[0];
            }
        });

        assertThat(store.clockMicros()).isEqualTo(42);
        micros[0] = -1;
        assertThat(store.clockMicros()).isEqualTo(42);
        micros[0] = 40;
        assertThat(store.clockMicros()).as("a clock may step").isEqualTo(40);
    }

    @Test
    void aCapabilityThatFailsIsNotThere() {
        Store throwing = Stores.neverThrow(new OneAnswerStore(operation -> null) {
            @Override
            public <C> Optional<C> capability(Class<C> type) {
                throw new IllegalStateException("none of your business");
            }
        });
        Store answeringNull = Stores.neverThrow(new OneAnswerStore(operation -> null) {
            @Override
            public <C> Optional<C> capability(Class<C> type) {
                return null;
            }
        });

        assertThat(throwing.capability(Counting.class)).isEmpty();
        assertThat(answeringNull.capability(Counting.class)).isEmpty();
    }

    @Test
    void aFailureToCloseStaysWithin() {
        Store store = Stores.neverThrow(new OneAnswerStore(operation -> null) {
            @Override
            public void close() {
                throw new IllegalStateException("stuck");
            }
        });

        assertThatCode(store::close).doesNotThrowAnyException();
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E sneaky(Throwable thrown) throws E {
        throw (E) thrown;
    }
}
