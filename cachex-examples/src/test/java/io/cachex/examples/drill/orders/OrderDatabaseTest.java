package io.cachex.examples.drill.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrderDatabaseTest {

    private static final Order GOOD = new Order("order:1", 7, 10);
    private static final Order BAD = new Order("order:2", 8, -1);

    @Test
    void aTransactionIsWrittenWholeOrNotAtAll() throws Exception {
        try (OrderDatabase database = new OrderDatabase(List.of(Contender.values()));
                OrderTables tables = new OrderTables(database.url(), Contender.CACHEX)) {
            assertThatThrownBy(() -> tables.write(List.of(GOOD, BAD))).isInstanceOf(SQLException.class);
            assertThat(database.log(Contender.CACHEX)).isEmpty();

            tables.write(List.of(GOOD));

            assertThat(database.log(Contender.CACHEX)).containsExactly(new Row("order:1", 7));
            assertThat(database.log(Contender.HANDMADE)).isEmpty();
        }
    }

    @Test
    void itGoesAwayAndComesBackWithAllItHad() throws Exception {
        try (OrderDatabase database = new OrderDatabase(List.of(Contender.values()));
                OrderTables tables = new OrderTables(database.url(), Contender.CACHEX)) {
            tables.write(List.of(GOOD));
            database.goAway();
            assertThatThrownBy(() -> tables.write(List.of(GOOD))).isInstanceOf(SQLException.class);

            database.comeBack();
            database.comeBack();
            writeAtLast(tables, new Order("order:1", 9, 1));

            assertThat(database.log(Contender.CACHEX)).containsExactly(new Row("order:1", 7), new Row("order:1", 9));
        }
    }

    /** The pool may hand out a connection or two of before, which it has yet to find dead. */
    private static void writeAtLast(OrderTables tables, Order order) throws SQLException {
        for (int tries = 1; ; tries++) {
            try {
                tables.write(List.of(order));
                return;
            } catch (SQLException e) {
                if (tries == 20) {
                    throw e;
                }
            }
        }
    }
}
