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

    /** A database that is gone fails them all. */
    private static final int MOST_FAILURES = 3;

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
    void rollUp(RecordKind kind, Tier tier, Work work) throws SQLException {
        each(due(kind, tier), work);
    }

    /** Does some work for each of these, as above. */
    void each(List<OffsetDateTime> starts, Work work) throws SQLException {
        List<SQLException> failures = new ArrayList<>();
        for (OffsetDateTime start : starts) {
            if (failures.size() == MOST_FAILURES || !permission.granted()) {
                break;
            }
            try {
                work.rollUp(start);
            } catch (SQLException e) {
                failures.add(new SQLException(start + " cannot be rolled up: " + e.getMessage(), e.getSQLState(), e));
            }
        }
        if (!failures.isEmpty()) {
            SQLException first = failures.get(0);
            failures.subList(1, failures.size()).forEach(first::addSuppressed);
            throw first;
        }
    }

    /** Takes up what is over; what is due then. */
    List<OffsetDateTime> due(RecordKind kind, Tier tier) throws SQLException {
        boolean hours = tier == Tier.HOURLY;
        String take = "SELECT " + transactions.relation(hours ? "take_metric_hours" : "take_metric_periods")
                + (hours ? "(?)" : "(?, ?)");
        transactions.write(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(take)) {
                statement.setString(1, kind.column());
                if (!hours) {
                    statement.setString(2, tier.column());
                }
                return statement.execute();
            }
        });
        String due = "SELECT * FROM " + transactions.relation("due_metric_periods") + "(?, ?)";
        return transactions.write(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(due)) {
                statement.setString(1, kind.column());
                statement.setString(2, tier.column());
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
