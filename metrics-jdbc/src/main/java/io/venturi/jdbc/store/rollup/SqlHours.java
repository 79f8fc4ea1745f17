package io.venturi.jdbc.store.rollup;

import io.venturi.jdbc.SchemaTransactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Has the hours of samples and measurements rolled up, as many in a transaction as take two seconds. Where one of them fails, each is in a
 * transaction of its own, so that it keeps no other from its turn.
 */
final class SqlHours {

    private static final int MOST_AT_ONCE = 48;

    private final SchemaTransactions transactions;
    private final DuePeriods due;
    private final MetricRollup.Permission permission;

    SqlHours(SchemaTransactions transactions, DuePeriods due, MetricRollup.Permission permission) {
        this.transactions = transactions;
        this.due = due;
        this.permission = permission;
    }

    /** Twice: hours that are rolled up again may have those that follow them due. */
    void rollUp(RollupKind kind) throws SQLException {
        rollUp(kind, new ArrayDeque<>(due.due(kind, RollupPeriod.HOURLY)));
        rollUp(kind, new ArrayDeque<>(due.due(kind, RollupPeriod.HOURLY)));
    }

    private void rollUp(RollupKind kind, Deque<OffsetDateTime> left) throws SQLException {
        while (!left.isEmpty() && permission.granted()) {
            List<OffsetDateTime> some = left.stream().limit(MOST_AT_ONCE).toList();
            int gone;
            try {
                gone = rollUp(kind, some);
            } catch (SQLException e) {
                due.each(some, hour -> rollUp(kind, List.of(hour)));
                gone = some.size();
            }
            for (int i = 0; i < gone; i++) {
                left.remove();
            }
        }
    }

    private int rollUp(RollupKind kind, List<OffsetDateTime> hours) throws SQLException {
        return transactions.write(connection -> rollUp(connection, kind, hours));
    }

    private int rollUp(Connection connection, RollupKind kind, List<OffsetDateTime> hours) throws SQLException {
        String sql = "SELECT " + transactions.relation("roll_up_metric_hours") + "(?, ?)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, kind.label());
            statement.setArray(2, connection.createArrayOf("timestamptz", hours.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getInt(1) : hours.size();
            }
        }
    }
}
