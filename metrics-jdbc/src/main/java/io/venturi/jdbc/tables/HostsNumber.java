package io.venturi.jdbc.tables;

import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The one number that a query of the host's is to return. Anything else is refused, lest it read as a count. */
final class HostsNumber {

    /** SQLSTATE of our own, in a class that neither the standard nor PostgreSQL uses. */
    static final String BAD_RESULT = "VR001";

    private final PreparedStatement statement;

    HostsNumber(PreparedStatement statement) {
        this.statement = statement;
    }

    RowCount read(Instant at) throws SQLException {
        try (ResultSet result = statement.executeQuery()) {
            if (result.getMetaData().getColumnCount() != 1 || !result.next()) {
                throw refused("one row with one column");
            }
            BigDecimal number = number(result);
            if (number == null || number.signum() < 0) {
                throw refused("a number of 0 or more, not " + number);
            }
            if (result.next()) {
                throw refused("one row");
            }
            return new RowCount(CountMethod.QUERY, number.longValueExact(), at);
        } catch (ArithmeticException e) {
            throw refused("a whole number of 64 bits");
        }
    }

    private static @Nullable BigDecimal number(ResultSet result) throws SQLException {
        try {
            return result.getBigDecimal(1);
        } catch (SQLException e) {
            throw refused("a number");
        }
    }

    private static SQLException refused(String wanted) {
        return new SQLException("the query must return " + wanted, BAD_RESULT);
    }
}
