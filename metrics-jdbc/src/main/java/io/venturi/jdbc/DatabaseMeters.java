package io.venturi.jdbc;

import io.micrometer.core.instrument.Clock;
import io.venturi.PipelineMetrics;
import io.venturi.catalog.DatabaseCatalog;
import io.venturi.catalog.MeterSpec;
import io.venturi.instrument.MeterScope;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Meters of the PostgreSQL database that a {@code DataSource} leads to: connections, size, transactions, deadlocks, the
 * longest transaction and replication lag.
 *
 * <pre>{@code
 * DatabaseMeters meters = DatabaseMeters.builder(dataSource, metrics).database("orders-db").build();
 * meters.start();
 * }</pre>
 *
 * yields among others {@code pipeline_db_connections{database="orders-db",state="idle"} 12}.
 *
 * <p>The figures are polled on a thread of their own, on one connection; a scrape asks the database nothing. What could not
 * be read is counted in {@code meters_invalid_total}, reason {@code query_failed}; the last figures stand for {@code
 * staleAfter}, then gauges are NaN and counters are gone until a poll succeeds.
 *
 * <p>The role needs no more than CONNECT, but without {@code pg_monitor} it does not see what the sessions of other roles
 * do: while there are any, {@code db_connections} shows how many under the state {@code hidden} and NaN for all others, and
 * the longest transaction and the lag of standbys are NaN. Supports PostgreSQL 14 to 18. Thread-safe.
 */
public final class DatabaseMeters implements AutoCloseable {

    private static final String MAX_CONNECTIONS = "SELECT current_setting('max_connections')::bigint";
    private static final String SIZE = "SELECT pg_database_size(current_database())";

    private final String database;
    private final MeterScope scope;
    private final DatabasePolling polling;
    private final Polled<ClientSessions> sessions;
    private final Polled<Double> maxConnections;
    private final Polled<Double> size;
    private final Polled<ServerTotals.Sums> totals;
    private final Polled<Double> replicationLag;
    /** Where the counters are while they are known. */
    private @Nullable MeterScope counters;

    private DatabaseMeters(DataSource dataSource, PipelineMetrics metrics, PollOptions options) {
        database = options.label();
        Duration staleAfter = options.staleAfter();
        scope = metrics.newScope();
        Clock clock = options.clockOr(scope.clock());
        sessions = new Polled<>(DatabaseCatalog.CONNECTIONS, ClientSessions::read, clock, staleAfter);
        maxConnections = new Polled<>(DatabaseCatalog.CONNECTIONS_MAX, number(MAX_CONNECTIONS), clock, staleAfter);
        totals = new Polled<>(DatabaseCatalog.TRANSACTIONS, new ServerTotals()::read, clock, staleAfter);
        replicationLag = new Polled<>(DatabaseCatalog.REPLICATION_LAG, ReplicationLag::read, clock, staleAfter);
        size = new Polled<>(DatabaseCatalog.SIZE, number(SIZE), clock, staleAfter);
        // The size last: of a large database it takes longest.
        List<Polled<?>> figures = List.of(sessions, maxConnections, totals, replicationLag, size);
        polling = new DatabasePolling("db-" + database, dataSource, scope, figures, this::showCounters, options);
        showGauges();
    }

    private static ReadOnlySession.Query<Double> number(String sql) {
        return connection -> number(connection, sql);
    }

    private static double number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            double value = row.getDouble(1);
            return row.wasNull() ? Double.NaN : value;
        }
    }

    private void showGauges() {
        for (SessionState state : SessionState.values()) {
            gauge(DatabaseCatalog.CONNECTIONS, sessions, all -> all.in(state), state.label());
        }
        gauge(DatabaseCatalog.LONGEST_TRANSACTION, sessions, ClientSessions::longestTransaction);
        gauge(DatabaseCatalog.CONNECTIONS_MAX, maxConnections, Double::doubleValue);
        gauge(DatabaseCatalog.SIZE, size, Double::doubleValue);
        gauge(DatabaseCatalog.REPLICATION_LAG, replicationLag, Double::doubleValue);
    }

    private <T> void gauge(MeterSpec spec, Polled<T> polled, ToDoubleFunction<T> figure, String... labels) {
        scope.gauge(spec, () -> polled.value(figure), labels(labels));
    }

    /** A counter that stood still would read as a database at rest: without figures there is none. */
    private void showCounters() {
        boolean known = totals.fresh() != null;
        if (known && counters == null) {
            MeterScope shown = scope.child();
            counters = shown;
            counter(shown, DatabaseCatalog.TRANSACTIONS, ServerTotals.Sums::commits, "commit");
            counter(shown, DatabaseCatalog.TRANSACTIONS, ServerTotals.Sums::rollbacks, "rollback");
            counter(shown, DatabaseCatalog.DEADLOCKS, ServerTotals.Sums::deadlocks);
        } else if (!known && counters != null) {
            counters.close();
            counters = null;
        }
    }

    private void counter(MeterScope shown, MeterSpec spec, ToDoubleFunction<ServerTotals.Sums> sum, String... labels) {
        shown.counter(spec, () -> totals.value(sum), labels(labels));
    }

    private String[] labels(String... others) {
        String[] all = new String[others.length + 1];
        all[0] = database;
        System.arraycopy(others, 0, all, 1, others.length);
        return all;
    }

    /** Meters of the database that {@code dataSource} leads to. */
    public static Builder builder(DataSource dataSource, PipelineMetrics metrics) {
        return new Builder(dataSource, metrics);
    }

    /** Polls now, on a thread of its own, and then after each interval. A second call changes nothing. */
    public void start() {
        polling.start();
    }

    /** Polls now, on the calling thread; waits for a poll that is under way. Returns normally whatever the database does. */
    public void poll() {
        polling.poll();
    }

    /** Ends the polling, waiting 5 seconds at most for one under way, and removes the series. Idempotent. */
    @Override
    public void close() {
        polling.close();
        scope.close();
    }

    /** Options of {@link DatabaseMeters}. Each may be set once; a wrong value is refused with a word on the remedy. */
    public static final class Builder extends PolledMetersBuilder<Builder> {

        private final DataSource dataSource;
        private final PipelineMetrics metrics;

        private Builder(DataSource dataSource, PipelineMetrics metrics) {
            super("database");
            this.dataSource = dataSource;
            this.metrics = metrics;
        }

        @Override
        Builder self() {
            return this;
        }

        /** The value of the label {@code database}; required. */
        public Builder database(String value) {
            options().label(value);
            return this;
        }

        /**
         * Builds; nothing is polled yet.
         *
         * @throws IllegalStateException if there is no label, or the options contradict each other
         */
        public DatabaseMeters build() {
            return new DatabaseMeters(dataSource, metrics, options());
        }
    }
}
