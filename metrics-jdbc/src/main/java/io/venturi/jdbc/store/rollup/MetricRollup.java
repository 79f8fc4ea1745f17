package io.venturi.jdbc.store.rollup;

import io.venturi.jdbc.SchemaTransactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Rolls up what is due: hours, days and weeks of samples and measurements by the schema's functions, and the sketches of
 * distributions and measurements here. Whoever else does the same at the same time, such as {@code pg_cron}, does no harm, and neither
 * does an end at any statement: what was not finished is due still. Thread-safe.
 */
public final class MetricRollup {

    /** Of samples, an hour of a hundred thousand series takes less; one that takes longer would keep its server busy for ever. */
    private static final Duration STATEMENT_LIMIT = Duration.ofMinutes(15);

    private final SchemaTransactions transactions;
    private final DuePeriods due;
    private final SqlHours sqlHours;
    private final DistributionHour distributionHour;
    private final MeasurementSketches measurementSketches;
    private final MergedSketches mergedSketches;

    /** Whether the next piece of work may begin; asked before each. */
    @FunctionalInterface
    public interface Permission {
        /** Whether it may. */
        boolean granted() throws SQLException;
    }

    /** A part of it, which does not depend on others' success. */
    @FunctionalInterface
    public interface Step {
        /**
         * Does all that is due of it.
         *
         * @throws SQLException if something cannot be done; the rest is, as far as possible
         */
        void run() throws SQLException;
    }

    /**
     * On the relations of a schema.
     *
     * @param unreadable is told of each sketch that cannot be read, and is left out
     */
    public MetricRollup(SchemaTransactions transactions, Permission permission, Consumer<RuntimeException> unreadable) {
        this.transactions = transactions.withStatementLimit(STATEMENT_LIMIT);
        this.due = new DuePeriods(transactions, permission);
        this.sqlHours = new SqlHours(this.transactions, due, permission);
        this.distributionHour = new DistributionHour(this.transactions, unreadable);
        this.measurementSketches = new MeasurementSketches(this.transactions, due);
        this.mergedSketches = new MergedSketches(this.transactions, permission, unreadable);
    }

    /** All there is to do, in order. */
    public List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        steps.add(() -> sqlHours.rollUp(RollupKind.SAMPLES));
        steps.add(() -> sqlHours.rollUp(RollupKind.MEASUREMENTS));
        steps.add(() -> due.rollUp(RollupKind.DISTRIBUTIONS, RollupPeriod.HOURLY, distributionHour::rollUp));
        steps.add(measurementSketches::make);
        for (RollupPeriod period : List.of(RollupPeriod.DAILY, RollupPeriod.WEEKLY)) {
            for (RollupKind kind : RollupKind.values()) {
                steps.add(() -> periods(kind, period));
            }
            steps.add(() -> mergedSketches.make(RollupKind.DISTRIBUTIONS, period));
            steps.add(() -> mergedSketches.make(RollupKind.MEASUREMENTS, period));
        }
        return List.copyOf(steps);
    }

    private void periods(RollupKind kind, RollupPeriod period) throws SQLException {
        due.rollUp(kind, period, start -> transactions.write(connection -> rollUp(connection, kind, period, start)));
    }

    private boolean rollUp(Connection connection, RollupKind kind, RollupPeriod period, OffsetDateTime start)
            throws SQLException {
        String sql = "SELECT " + transactions.relation("roll_up_metric_period") + "(?, ?, ?)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, kind.label());
            statement.setString(2, period.label());
            statement.setObject(3, start);
            return statement.execute();
        }
    }

    /** Tries the lock of a period until the transaction ends; whether nobody else has it. */
    static boolean lock(
            SchemaTransactions transactions,
            Connection connection,
            RollupKind kind,
            RollupPeriod period,
            OffsetDateTime start)
            throws SQLException {
        String sql =
                "SELECT pg_catalog.pg_try_advisory_xact_lock(" + transactions.relation("rollup_lock") + "(?, ?, ?))";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, kind.label());
            statement.setString(2, period.label());
            statement.setObject(3, start);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }
}
