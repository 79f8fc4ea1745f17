package io.venturi.examples.tablecount;

import io.venturi.jdbc.MetricsSchema;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/** The database that the job counts: a real one, with a role that needs its password, that may be stopped and started. */
final class CountedDatabase implements AutoCloseable {

    static final String NAME = "shop";
    static final String ROLE = "counter";
    static final String PASSWORD = "it's a s3cret: \\ \"x\"";

    private final Path data;
    private final int port;
    private EmbeddedPostgres running;

    CountedDatabase(Path data) throws IOException, SQLException {
        this.data = data;
        this.port = ExternalProgram.freePort();
        this.running = start();
        Path access = data.resolve("pg_hba.conf");
        Files.writeString(access, "host all " + ROLE + " all scram-sha-256\n" + Files.readString(access));
        execute("postgres", "CREATE DATABASE " + NAME, "SELECT pg_reload_conf()");
        execute(
                NAME,
                "CREATE TABLE orders (id int)",
                "CREATE TABLE customers (id int)",
                "INSERT INTO customers SELECT generate_series(1, 7)",
                "SET password_encryption = 'scram-sha-256'",
                "CREATE ROLE " + ROLE + " LOGIN PASSWORD '" + PASSWORD.replace("'", "''") + "'",
                "GRANT SELECT ON ALL TABLES IN SCHEMA public TO " + ROLE);
    }

    private EmbeddedPostgres start() throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPort(port)
                .setPGStartupWait(Duration.ofSeconds(60))
                .setOutputRedirector(Redirect.DISCARD)
                .setErrorRedirector(Redirect.DISCARD)
                .setServerConfig("fsync", "off")
                .start();
    }

    void stop() throws IOException {
        running.close();
    }

    void startAgain() throws IOException {
        running = start();
    }

    int port() {
        return port;
    }

    Connection connect() throws SQLException {
        return source(NAME).getConnection();
    }

    void execute(String database, String... statements) throws SQLException {
        try (Connection connection = source(database).getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Makes a metrics schema. */
    void install(String schema) throws SQLException {
        MetricsSchema.install(source(NAME), schema);
    }

    /** The one number that a query returns. */
    long number(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private PGSimpleDataSource source(String database) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName(database);
        source.setUser("postgres");
        return source;
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
