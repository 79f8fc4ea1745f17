package io.venturi.http.api;

import io.venturi.jdbc.MetricsSchema;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.postgresql.ds.PGSimpleDataSource;

/** A database with the metric history that a test class has to itself, on the PostgreSQL that the tests of a JVM share. */
final class HistoryDatabase implements BeforeAllCallback, AfterAllCallback {

    static final String SCHEMA = "metrics";

    private static final AtomicInteger MADE = new AtomicInteger();

    private final String name = "api_" + MADE.incrementAndGet();

    /** Holds the server, so that it starts on first use. */
    private static final class Running {
        static final EmbeddedPostgres SERVER = start();
    }

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder()
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .setOutputRedirector(Redirect.DISCARD)
                    .setErrorRedirector(Redirect.DISCARD)
                    .setServerConfig("fsync", "off") // the data lives as long as the process
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("the embedded PostgreSQL did not start", e);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) throws SQLException {
        execute(source("postgres"), "CREATE DATABASE " + name);
        MetricsSchema.install(dataSource(), SCHEMA);
        execute("SELECT metrics.initialize_metric_partitions()");
    }

    @Override
    public void afterAll(ExtensionContext context) throws SQLException {
        execute(source("postgres"), "DROP DATABASE " + name + " WITH (FORCE)");
    }

    /** A new connection at each call; no pool. */
    PGSimpleDataSource dataSource() {
        return source(name);
    }

    private static PGSimpleDataSource source(String database) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setPortNumbers(new int[] {Running.SERVER.getPort()});
        source.setDatabaseName(database);
        source.setUser("postgres");
        source.setConnectTimeout(10);
        source.setSocketTimeout(60); // a test that hangs fails
        return source;
    }

    void execute(String sql) throws SQLException {
        execute(dataSource(), sql);
    }

    private static void execute(PGSimpleDataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of the first row, as text. */
    String text(String sql) throws SQLException {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    long number(String sql) throws SQLException {
        return Long.parseLong(text(sql));
    }

    /** Rows of all that calls can write to: the same before and after one that does nothing. */
    String everything() throws SQLException {
        return text("SELECT concat_ws('/', (SELECT count(*) FROM metrics.metric_sample),"
                + " (SELECT count(*) FROM metrics.metric_series),"
                + " (SELECT string_agg(runtime::text, ' ' ORDER BY runtime_id) FROM (SELECT runtime_id, component_type, name, base_url, labels FROM metrics.runtime) runtime),"
                + " (SELECT count(*) FROM metrics.metric_partitions()),"
                + " (SELECT count(*) FROM metrics.monitoring_events),"
                + " (SELECT count(*) FROM metrics.table_metrics_runs))");
    }
}
