package io.venturi.jdbc.store;

import io.venturi.jdbc.MetricsSchema;
import io.venturi.jdbc.SchemaTransactions;
import io.venturi.jdbc.TestDatabase;
import io.venturi.jdbc.store.rollup.MetricRollup;
import java.sql.SQLException;
import java.time.LocalDate;

/** The metric history of a test's database, as it is installed. */
final class InstalledHistory {

    static final String SCHEMA = "metrics";

    private InstalledHistory() {}

    /** Installs it anew, without any partition. */
    static void renew(TestDatabase database) throws SQLException {
        database.execute("SET client_min_messages = warning; DROP SCHEMA IF EXISTS metrics CASCADE");
        MetricsSchema.install(database.dataSource(), SCHEMA);
    }

    /** A partition from one day to another, UTC, as somebody might make it by hand. */
    static void partition(TestDatabase database, String parent, String name, LocalDate from, LocalDate to)
            throws SQLException {
        database.execute("CREATE TABLE metrics.\"" + name.replace("\"", "\"\"") + "\" PARTITION OF metrics." + parent
                + " FOR VALUES FROM ('" + from + " 00:00:00+00') TO ('" + to + " 00:00:00+00')");
    }

    /** Rolls up all that is due, as the library does; a sketch that cannot be read fails it. */
    static void rollUp(TestDatabase database) throws SQLException {
        for (MetricRollup.Step step : new MetricRollup(
                        new SchemaTransactions(database.dataSource(), SCHEMA), () -> true, unreadable -> {
                            throw unreadable;
                        })
                .steps()) {
            step.run();
        }
    }

    /** The server's day, UTC. */
    static LocalDate today(TestDatabase database) throws SQLException {
        return LocalDate.parse(
                String.valueOf(database.text("SELECT (clock_timestamp() AT TIME ZONE 'UTC')::date::text")));
    }

    /** What the catalogue says of a parent's partitions: name, from, to; in UTC. */
    static String bounds(TestDatabase database, String parent) throws SQLException {
        return database.rows(
                        "SELECT partition::text, (lower_bound AT TIME ZONE 'UTC')::text, (upper_bound AT TIME ZONE 'UTC')::text"
                                + " FROM metrics.metric_partitions() WHERE parent = ? ORDER BY lower_bound",
                        parent)
                .toString();
    }
}
