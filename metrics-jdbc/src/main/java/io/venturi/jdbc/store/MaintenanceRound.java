package io.venturi.jdbc.store;

import io.venturi.catalog.MeterSpec;
import io.venturi.catalog.StoreCatalog;
import io.venturi.instrument.MeterScope;
import io.venturi.instrument.Problem;
import io.venturi.jdbc.Lease;
import io.venturi.jdbc.SchemaTransactions;
import io.venturi.jdbc.SqlIdentifier;
import io.venturi.jdbc.store.rollup.MetricRollup;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is to be done time and again: one step after the other, of which none keeps the next from its turn. */
final class MaintenanceRound {
    private static final Logger LOG = LoggerFactory.getLogger(StoreMaintenance.class);

    /** Stores beat every 30 s, other components as they like, which is less than a minute by default. */
    private static final Duration SILENCE = Duration.ofMinutes(5);

    private static final String DROPPED = """
            INSERT INTO %s (event_type, details)
            VALUES ('expired_dropped', jsonb_build_object('partitions', to_jsonb(?::text[]), 'deleted', '{}'::jsonb))""";
    private static final String DELETED = """
            INSERT INTO %s (event_type, details)
            SELECT 'expired_dropped', jsonb_build_object('partitions', '[]'::jsonb, 'deleted', deleted)
              FROM %s.delete_expired_metric_rows() deleted
             WHERE deleted <> '{}'""";

    private final SchemaTransactions transactions;
    private final PartitionRetention retention;
    private final RuntimeRegistry runtimes;
    private final MetricRollup rollup;
    private final Lease lease;
    private final int daysAhead;
    private final MeterScope scope;
    private final BooleanSupplier closed;

    private interface Step {
        void run() throws SQLException;
    }

    MaintenanceRound(
            DataSource source,
            SchemaTransactions transactions,
            Lease lease,
            int daysAhead,
            MeterScope scope,
            BooleanSupplier closed) {
        this.transactions = transactions;
        this.retention = new PartitionRetention(source, transactions);
        this.runtimes = new RuntimeRegistry(source, transactions.schema());
        this.lease = lease;
        this.daysAhead = daysAhead;
        this.scope = scope;
        this.closed = closed;
        this.rollup = new MetricRollup(
                transactions,
                () -> !closed.getAsBoolean() && (lease.held() || lease.acquire()),
                unreadable -> scope.invalid(StoreCatalog.ROLLUP_LAG, Problem.NOT_A_NUMBER, unreadable));
    }

    /** Takes its course as far as the lease is ours; never throws. */
    void run() {
        step(StoreCatalog.PARTITIONS_AHEAD, this::makePartitions);
        for (MetricRollup.Step part : rollup.steps()) {
            step(StoreCatalog.ROLLUP_LAG, part::run);
        }
        step(StoreCatalog.PARTITIONS_AHEAD, this::dropExpired);
        step(StoreCatalog.PARTITIONS_AHEAD, () -> runtimes.sweep(SILENCE));
        step(
                StoreCatalog.PARTITIONS_AHEAD,
                () -> call("purge_old_monitoring_events(coalesce((SELECT keep_days FROM "
                        + transactions.relation("retention") + " WHERE kind = 'events'), 30))"));
    }

    private void step(MeterSpec meter, Step step) {
        try {
            // Renewed before each: so it lasts for all of them, and another process goes on soon after this one dies.
            if (!closed.getAsBoolean() && lease.acquire()) {
                step.run();
            }
        } catch (SQLException | RuntimeException e) {
            scope.invalid(meter, Problem.QUERY_FAILED, e);
        }
    }

    private void makePartitions() throws SQLException {
        call("initialize_metric_partitions()");
        call("create_metric_partitions_ahead(" + daysAhead + ')');
    }

    private void dropExpired() throws SQLException {
        if (!retention.isOwner()) {
            call("cleanup_expired_metrics()");
            return;
        }
        List<String> dropped = retention.drop();
        if (!dropped.isEmpty()) {
            LOG.info("Dropped {} of schema {}", dropped, transactions.schema());
            record(dropped);
        }
        deleteRows();
    }

    private void record(List<String> dropped) throws SQLException {
        transactions.write(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement(DROPPED.formatted(transactions.relation("monitoring_events")))) {
                statement.setArray(1, connection.createArrayOf("text", dropped.toArray()));
                return statement.executeUpdate();
            }
        });
    }

    private void deleteRows() throws SQLException {
        transactions.write(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.executeUpdate(DELETED.formatted(
                        transactions.relation("monitoring_events"), SqlIdentifier.quoted(transactions.schema())));
            }
        });
    }

    /** Calls a function of the schema; what it returns, as text. */
    private String call(String function) throws SQLException {
        String sql = "SELECT " + SqlIdentifier.quoted(transactions.schema()) + '.' + function;
        return transactions.write(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                row.next();
                return String.valueOf(row.getString(1));
            }
        });
    }
}
