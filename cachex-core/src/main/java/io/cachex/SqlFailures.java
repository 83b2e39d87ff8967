package io.cachex;

import io.cachex.spi.FailureClass;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLNonTransientException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.sql.SQLTransientException;
import org.jspecify.annotations.Nullable;

/**
 * What JDBC's exceptions tell, by type and by SQLSTATE class (ISO/IEC 9075-2, and PostgreSQL's appendix A). JDBC is
 * optional at run time: without the module {@code java.sql} nothing here is a {@link SQLException}.
 */
final class SqlFailures {

    private static final boolean PRESENT = isPresent();

    private SqlFailures() {}

    static FailureClass classOf(Throwable failure) {
        if (!PRESENT || !(failure instanceof SQLException sql)) {
            return FailureClass.UNKNOWN;
        }
        FailureClass byState = classOfState(sql.getSQLState());
        if (byState != FailureClass.UNKNOWN) {
            return byState;
        }
        if (sql instanceof SQLRecoverableException
                || sql instanceof SQLTransientConnectionException
                || sql instanceof SQLNonTransientConnectionException) {
            return FailureClass.OUTAGE;
        }
        if (sql instanceof SQLTransientException) {
            return FailureClass.TRANSIENT;
        }
        return sql instanceof SQLNonTransientException ? FailureClass.PERMANENT : FailureClass.UNKNOWN;
    }

    private static FailureClass classOfState(@Nullable String state) {
        if (state == null || state.length() < 2) {
            return FailureClass.UNKNOWN;
        }
        return switch (state.substring(0, 2)) {
            case "08", "53", "57", "58" -> FailureClass.OUTAGE; // connection, resources, operator, system
            case "40" -> FailureClass.TRANSIENT; // transaction rolled back: deadlock, serialization
            case "22", "23", "28", "42" -> FailureClass.PERMANENT; // data, constraint, authorization, syntax
            default -> FailureClass.UNKNOWN;
        };
    }

    private static boolean isPresent() {
        try {
            Class.forName("java.sql.SQLException", false, SqlFailures.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
