package io.cachex.examples.drill.orders;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** A service's way to the database. Writes are idempotent: an older change never replaces a newer one. Thread-safe. */
final class OrderTables implements AutoCloseable {

    private final HikariDataSource connections;
    private final String log;
    private final String upsert;

    OrderTables(String url, Contender contender) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(4);
        config.setConnectionTimeout(500);
        config.setInitializationFailTimeout(-1); // the database may be down when the service starts
        config.setAutoCommit(false);
        this.connections = new HikariDataSource(config);
        this.log = "INSERT INTO " + contender.table() + "_log (order_id, number, amount) VALUES (?, ?, ?)";
        this.upsert = "MERGE INTO " + contender.table() + "_orders o USING (VALUES (?, ?, ?)) n(id, number, amount)"
                + " ON o.id = n.id"
                + " WHEN MATCHED AND o.number < n.number THEN UPDATE SET o.number = n.number, o.amount = n.amount"
                + " WHEN NOT MATCHED THEN INSERT (id, number, amount) VALUES (n.id, n.number, n.amount)";
    }

    /** Writes changes in one transaction: all, or none. */
    void write(List<Order> orders) throws SQLException {
        try (Connection connection = connections.getConnection()) {
            try (PreparedStatement change = connection.prepareStatement(upsert);
                    PreparedStatement entry = connection.prepareStatement(log)) {
                for (Order order : orders) {
                    add(change, order);
                    add(entry, order);
                }
                change.executeBatch();
                entry.executeBatch();
                connection.commit();
            } catch (SQLException e) {
                rollBack(connection, e);
                throw e;
            }
        }
    }

    private static void add(PreparedStatement statement, Order order) throws SQLException {
        statement.setString(1, order.id());
        statement.setLong(2, order.number());
        statement.setInt(3, order.amount());
        statement.addBatch();
    }

    /** A connection that cannot even be rolled back is dead, which the pool does not know of each error. */
    private void rollBack(Connection connection, SQLException why) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            why.addSuppressed(e);
            connections.evictConnection(connection);
        }
    }

    @Override
    public void close() {
        connections.close();
    }
}
