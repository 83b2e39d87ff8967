package io.cachex;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class StoreOrderTest {

    private final StoreOrder order = new StoreOrder(null);
    private final List<String> started = new ArrayList<>();
    private final CompletableFuture<Void> slow = new CompletableFuture<>();
    private final Flights<String> flights = new Flights<>();
    private final Flight<String> flight = new Flight<>("k", flights, 1, null);

    @Test
    void makesChangesOfAKeyOneAfterAnother() {
        order.change("k", () -> write("first", slow));
        order.change("k", () -> write("second", null));
        order.change("other", () -> write("other", null));
        assertThat(started).containsExactly("first", "other");

        slow.complete(null);

        assertThat(started).containsExactly("first", "other", "second");
        assertThat(order.size()).isZero();
    }

    @Test
    void makesAChangeAfterTheFillBeforeIt() {
        order.fill(flight, () -> write("fill", slow));
        order.change("k", () -> write("removal", null));
        assertThat(started).containsExactly("fill");

        slow.completeExceptionally(new IllegalStateException("the store is down"));

        assertThat(started).containsExactly("fill", "removal");
        assertThat(order.size()).isZero();
    }

    @Test
    void givesUpTheFillOfAKeyThatWasChangedSinceItsFlightBegan() {
        flight.poison();

        order.fill(flight, () -> write("fill", null));

        assertThat(started).isEmpty();
        assertThat(order.size()).isZero();
    }

    @Test
    void givesUpTheFillOfAKeyThatIsBeingChanged() {
        order.change("k", () -> write("removal", slow));

        order.fill(flight, () -> write("fill", null));
        slow.complete(null);

        assertThat(started).containsExactly("removal");
        assertThat(order.size()).isZero();
    }

    private CompletionStage<Void> write(String name, CompletableFuture<Void> answer) {
        started.add(name);
        return answer == null ? CompletableFuture.completedFuture(null) : answer;
    }
}
