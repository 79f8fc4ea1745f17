package io.venturi.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** A real PostgreSQL with a database of many small tables, and one of a large one. */
final class CountedServer implements AutoCloseable {

    static final String SMALL = "small";
    static final String LARGE = "large";

    /** The part of the large table that comes after it was analysed. */
    private static final int LATE_PART = 6;

    private final EmbeddedPostgres postgres;

    private CountedServer(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    static CountedServer start() throws IOException {
        return new CountedServer(EmbeddedPostgres.builder()
                .setServerConfig("fsync", "off")
                .setServerConfig("max_wal_size", "4GB")
                // Statistics and visibility are as the suite makes them, and nothing else runs meanwhile.
                .setServerConfig("autovacuum", "off")
                .start());
    }

    int port() {
        return postgres.getPort();
    }

    void createSmallTables(int count, int rows) throws SQLException {
        create(SMALL);
        try (Connection connection = postgres.getDatabase("postgres", SMALL).getConnection();
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < count; i++) {
                statement.execute("CREATE TABLE t" + i
                        + " AS SELECT g AS id, 'name ' || g AS name FROM generate_series(1, " + rows + ") g");
            }
            statement.execute("VACUUM ANALYZE");
        }
    }

    /** A fifth as many rows as were analysed come after that. */
    void createLargeTable(int rows) throws SQLException {
        create(LARGE);
        int late = rows / LATE_PART;
        try (Connection connection = postgres.getDatabase("postgres", LARGE).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE large (id bigint, note text)");
            statement.execute(insert(1, rows - late));
            statement.execute("VACUUM ANALYZE large");
            statement.execute(insert(rows - late + 1, rows));
            statement.execute("CHECKPOINT");
        }
    }

    private static String insert(int from, int to) {
        return "INSERT INTO large SELECT g, repeat('x', 40 + g % 50) FROM generate_series(" + from + ", " + to + ") g";
    }

    private void create(String database) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + database);
        }
    }

    /** A pool of one connection, for all who count. */
    HikariDataSource pool(String database) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(postgres.getJdbcUrl("postgres", database));
        config.setMaximumPoolSize(1);
        return new HikariDataSource(config);
    }

    List<String> tables(String database) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (Connection connection = postgres.getDatabase("postgres", database).getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT relname FROM pg_stat_user_tables ORDER BY relname")) {
            while (result.next()) {
                tables.add(result.getString(1));
            }
        }
        return tables;
    }

    /** What anybody would write: a count for each table, on one connection. */
    long countBare(DataSource source, List<String> tables) throws SQLException {
        long rows = 0;
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : tables) {
                try (ResultSet result = statement.executeQuery("SELECT count(*) FROM " + table)) {
                    result.next();
                    rows += result.getLong(1);
                }
            }
        }
        return rows;
    }

    @Override
    public void close() throws IOException {
        postgres.close();
    }
}
