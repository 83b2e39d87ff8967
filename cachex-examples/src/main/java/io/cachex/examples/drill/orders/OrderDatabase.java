package io.cachex.examples.drill.orders;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.h2.tools.Server;
import org.jspecify.annotations.Nullable;

/**
 * A database that services reach over TCP, and that can go away and come back with all that it had. Each contender has two
 * tables: the orders as they are, and a log of all that was ever written. Not thread-safe.
 */
final class OrderDatabase implements AutoCloseable {

    private final String name = "mem:" + UUID.randomUUID();
    private final Connection here;
    private final int port;
    private @Nullable Server server;

    OrderDatabase(List<Contender> contenders) throws SQLException {
        here = DriverManager.getConnection("jdbc:h2:" + name + ";DB_CLOSE_DELAY=-1");
        try (Statement statement = here.createStatement()) {
            for (Contender contender : contenders) {
                statement.execute("CREATE TABLE " + contender.table()
                        + "_orders (id VARCHAR PRIMARY KEY, number BIGINT, amount INT CHECK (amount >= 0))");
                statement.execute(
                        "CREATE TABLE " + contender.table()
                                + "_log (position BIGINT AUTO_INCREMENT PRIMARY KEY, order_id VARCHAR, number BIGINT, amount INT)");
            }
        }
        Server first = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
        server = first;
        port = first.getPort();
    }

    /** Where services find it. */
    String url() {
        return "jdbc:h2:tcp://localhost:" + port + "/" + name;
    }

    /** Takes no connections any more, and ends those there are. Idempotent. */
    void goAway() {
        if (server != null) {
            server.stop();
            server = null;
        }
    }

    /** Takes connections again. Idempotent. */
    void comeBack() throws SQLException {
        if (server == null) {
            server = Server.createTcpServer("-tcpPort", Integer.toString(port), "-ifNotExists")
                    .start();
        }
    }

    /** All that was ever written, in that order. */
    List<Row> log(Contender contender) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (Statement statement = here.createStatement();
                ResultSet found = statement.executeQuery(
                        "SELECT order_id, number FROM " + contender.table() + "_log ORDER BY position")) {
            while (found.next()) {
                rows.add(new Row(found.getString(1), found.getLong(2)));
            }
        }
        return rows;
    }

    @Override
    public void close() throws SQLException {
        goAway();
        try (Statement statement = here.createStatement()) {
            statement.execute("SHUTDOWN");
        }
    }
}
