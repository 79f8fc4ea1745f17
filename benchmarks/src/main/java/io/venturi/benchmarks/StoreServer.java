package io.venturi.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.venturi.jdbc.MetricsSchema;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** A real PostgreSQL with the metrics schema, and beside it what others would store the same figures in. */
final class StoreServer implements AutoCloseable {

    static final String SCHEMA = "metrics";

    /** Our samples. */
    static final String SAMPLES = SCHEMA + ".metric_sample";

    /** As ours: the same columns, index and partitions. */
    static final String BARE = "bare_sample";

    /** A row for each sample that says all of it, with five indexes. */
    static final String WIDE = "wide_sample";

    private static final List<String> TABLES = List.of(
            "CREATE TABLE bare_sample (ts timestamptz NOT NULL, series_id bigint NOT NULL, value double precision NOT NULL)"
                    + " PARTITION BY RANGE (ts)",
            "CREATE INDEX ON bare_sample (series_id, ts)",
            "CREATE TABLE wide_sample (id bigserial PRIMARY KEY, recorded_at timestamptz NOT NULL, runtime text NOT NULL,"
                    + " metric_name text NOT NULL, metric_type text NOT NULL, value double precision NOT NULL, unit text,"
                    + " help_text text, labels jsonb NOT NULL)",
            "CREATE INDEX ON wide_sample (recorded_at)",
            "CREATE INDEX ON wide_sample (metric_name, recorded_at)",
            "CREATE INDEX ON wide_sample (runtime, recorded_at)",
            "CREATE INDEX ON wide_sample USING gin (labels)");

    private final EmbeddedPostgres postgres;

    private StoreServer(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    static StoreServer start() throws IOException, SQLException {
        StoreServer server = new StoreServer(EmbeddedPostgres.builder()
                // What the disk takes would be the same for all, and hide what they differ in.
                .setServerConfig("fsync", "off")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_wal_size", "8GB")
                .setServerConfig("checkpoint_timeout", "1h")
                .setServerConfig("autovacuum", "off")
                .start());
        server.create();
        return server;
    }

    private void create() throws SQLException {
        MetricsSchema.install(postgres.getPostgresDatabase(), SCHEMA);
        try (Connection connection = connect("");
                Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                statement.execute(table);
            }
            LocalDate today = LocalDate.now(ZoneOffset.UTC);
            for (LocalDate day = today.minusDays(3); !day.isAfter(today.plusDays(1)); day = day.plusDays(1)) {
                statement.execute("CREATE TABLE bare_sample_" + day.toString().replace("-", "")
                        + " PARTITION OF bare_sample FOR VALUES FROM ('" + day + " 00:00+00') TO ('" + day.plusDays(1)
                        + " 00:00+00')");
            }
        }
    }

    HikariDataSource pool() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url());
        config.setMaximumPoolSize(2);
        return new HikariDataSource(config);
    }

    /** A connection with further parameters of the driver. */
    Connection connect(String parameters) throws SQLException {
        return DriverManager.getConnection(url() + parameters);
    }

    private String url() {
        return postgres.getJdbcUrl("postgres", "postgres");
    }

    /** What a row takes on disk, with its part of the indexes. */
    double bytesPerRow(String table) throws SQLException {
        try (Connection connection = connect("");
                Statement statement = connection.createStatement();
                ResultSet size = statement.executeQuery("SELECT (SELECT sum(pg_total_relation_size(oid)) FROM pg_class"
                        + " WHERE oid = '" + table + "'::regclass OR oid IN (SELECT relid FROM pg_partition_tree('"
                        + table
                        + "'))) / (SELECT count(*) FROM " + table + ")::float8")) {
            size.next();
            return size.getDouble(1);
        }
    }

    @Override
    public void close() throws IOException {
        postgres.close();
    }
}
