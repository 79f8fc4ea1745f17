package io.venturi.jdbc.store.rollup;

import io.venturi.jdbc.SchemaTransactions;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** The hours, days and weeks that are to be rolled up: takes up those that are over, and gives them out one by one. */
final class DuePeriods {

    private final SchemaTransactions transactions;
    private final MetricRollup.Permission permission;

    /** What is done with one. */
    interface Work {
        void rollUp(OffsetDateTime start) throws SQLException;
    }

    DuePeriods(SchemaTransactions transactions, MetricRollup.Permission permission) {
        this.transactions = transactions;
        this.permission = permission;
    }

    /**
     * Has each that is due rolled up. One that fails does not keep the others from their turn.
     *
     * @throws SQLException the first failure
     */
    void rollUp(RollupKind kind, RollupPeriod period, Work work) throws SQLException {
        each(due(kind, period), work);
    }

    /** Does some work for each of these, as above. */
    void each(List<OffsetDateTime> starts, Work work) throws SQLException {
        Failures failures = new Failures();
        for (OffsetDateTime start : starts) {
            if (failures.areTooMany() || !permission.granted()) {
                break;
            }
            try {
                work.rollUp(start);
            } catch (SQLException e) {
                failures.add(start + " cannot be rolled up", e);
            }
        }
        failures.end();
    }

    /** Takes up what is over; what is due then. */
    List<OffsetDateTime> due(RollupKind kind, RollupPeriod period) throws SQLException {
        boolean hours = period == RollupPeriod.HOURLY;
        String take = "SELECT " + transactions.relation(hours ? "take_metric_hours" : "take_metric_periods")
                + (hours ? "(?)" : "(?, ?)");
        boolean more = true;
        while (more && permission.granted()) {
            more = transactions.write(connection -> {
                try (PreparedStatement statement = connection.prepareStatement(take)) {
                    statement.setString(1, kind.label());
                    if (!hours) {
                        statement.setString(2, period.label());
                    }
                    try (ResultSet row = statement.executeQuery()) {
                        return hours && row.next() && row.getBoolean(1);
                    }
                }
            });
        }
        String due = "SELECT * FROM " + transactions.relation("due_metric_periods") + "(?, ?)";
        return transactions.write(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(due)) {
                statement.setString(1, kind.label());
                statement.setString(2, period.label());
                return starts(statement);
            }
        });
    }

    static List<OffsetDateTime> starts(PreparedStatement statement) throws SQLException {
        List<OffsetDateTime> starts = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                starts.add(rows.getObject(1, OffsetDateTime.class));
            }
        }
        return starts;
    }
}
