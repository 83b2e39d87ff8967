package io.cachex.examples.drill.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OrdersOutcomeTest {

    private static final long REFUSED = 249;

    private static OrdersOutcome outcome(List<Long> accepted, List<Long> parked, List<Row> log) {
        return OrdersOutcome.of(Contender.CACHEX, accepted, parked, log, true);
    }

    private static Row row(long number) {
        return new Row(Order.of(number).id(), number);
    }

    @Test
    void everyOrderIsWrittenParkedOrLost() {
        OrdersOutcome all = outcome(List.of(1L, 2L, REFUSED), List.of(REFUSED), List.of(row(1), row(2)));
        OrdersOutcome one = outcome(List.of(1L, 2L, REFUSED), List.of(), List.of(row(1)));

        assertThat(all.written()).isEqualTo(2);
        assertThat(all.parked()).isEqualTo(1);
        assertThat(all.lost()).isZero();
        assertThat(all.isKept()).isTrue();
        assertThat(one.lost()).isEqualTo(2);
        assertThat(one.isKept()).isFalse();
    }

    /** A write without an answer may be made again; but never after a later one of its order was made first. */
    @Test
    void aRowAgainIsNoDisorderButAnOlderOneIs() {
        Row first = new Row("order:1", 1);
        Row second = new Row("order:1", 201);

        OrdersOutcome again = outcome(List.of(1L, 201L), List.of(), List.of(first, second, first, second));
        OrdersOutcome late = outcome(List.of(1L, 201L), List.of(), List.of(second, first));

        assertThat(again.twice()).isEqualTo(2);
        assertThat(again.disordered()).isZero();
        assertThat(late.twice()).isZero();
        assertThat(late.disordered()).isOne();
        assertThat(late.isKept()).isFalse();
    }

    /** What the database would have taken must not end as a dead letter; and nothing accepted is nothing shown. */
    @Test
    void onlyWhatIsRefusedMayBeParked() {
        assertThat(outcome(List.of(1L), List.of(1L), List.of()).isKept()).isFalse();
        assertThat(outcome(List.of(), List.of(), List.of()).isKept()).isFalse();
        assertThat(OrdersOutcome.of(Contender.CACHEX, List.of(1L), List.of(), List.of(row(1)), false)
                        .isKept())
                .isFalse();
    }

    @Test
    void someOrdersAreRefusedForEver() {
        assertThat(Order.of(REFUSED).amount()).isNegative();
        assertThat(Order.of(REFUSED + 1).amount()).isNotNegative();
        assertThat(Order.of(7)).isEqualTo(Order.of(7));
    }
}
