package io.cachex;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.coretests.races.Rounds;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The register of flights by itself, where its windows are a few instructions wide. */
class FlightsRaceTest {

    private static final int ROUNDS = Rounds.of(30_000);

    /** Between its claim and its end a flight lands: whoever changes the key then must reach it. */
    @Test
    void poisonsAFlightThatIsReplacedWhileItLands() {
        Flights<String> flights = new Flights<>();
        Flight<String> landing = flight(flights, 1);
        flights.start(landing);
        landing.claim();

        flights.startInstead(flight(flights, 2), before -> before.forced);
        flights.poison("k");

        assertThat(landing.isPoisoned()).isTrue();
    }

    @Test
    void losesNoFlightWhileAnotherTakesItsPlace() {
        AtomicBoolean lost = new AtomicBoolean();
        Round round = new Round();
        Rounds.run(
                ROUNDS,
                () -> round.begin(new Flights<>()),
                () -> round.flights.startInstead(flight(round.flights, 2), before -> before.forced),
                () -> {
                    round.flights.poison("k");
                    if (!round.first.isPoisoned()) {
                        lost.set(true);
                    }
                });

        assertThat(lost).isFalse();
    }

    @Test
    void forgetsEveryFlightThatEndsWhileItIsDetachedOrReplaced() {
        Round round = new Round();
        long[] left = new long[1];
        Rounds.run(
                ROUNDS,
                () -> {
                    left[0] += round.flights.size();
                    round.begin(new Flights<>());
                },
                () -> {
                    round.first.claim();
                    round.flights.end(round.first);
                },
                () -> round.flights.poison("k"),
                () -> {
                    Flight<String> second = flight(round.flights, 2);
                    round.flights.startInstead(second, before -> before.forced);
                    second.claim();
                    round.flights.end(second);
                });

        assertThat(left[0]).isZero();
    }

    private static final class Round {
        volatile Flights<String> flights = new Flights<>();
        volatile Flight<String> first = flight(flights, 1);

        void begin(Flights<String> fresh) {
            flights = fresh;
            first = flight(fresh, 1);
            fresh.start(first);
        }
    }

    private static Flight<String> flight(Flights<String> flights, long startedAt) {
        return new Flight<>("k", flights, startedAt, null);
    }
}
