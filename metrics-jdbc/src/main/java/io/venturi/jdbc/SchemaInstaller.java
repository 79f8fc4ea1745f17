package io.venturi.jdbc;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies what a schema lacks, in one transaction. */
final class SchemaInstaller {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsSchema.class);
    private static final int MAX_NAME_BYTES = 63;

    /** A later snapshot for each statement: who waited for the lock must see what the other has made. */
    private static final String BEGIN = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE;"
            + " SET LOCAL lock_timeout = '60s'; SET LOCAL client_min_messages = warning";

    private final DataSource source;
    private final String schema;
    private final List<Migration> known;

    SchemaInstaller(DataSource source, String schema, List<Migration> known) {
        if (schema.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            throw new IllegalArgumentException("Schema '" + schema + "' has a name of more than " + MAX_NAME_BYTES
                    + " bytes, which PostgreSQL would cut: give a shorter one");
        }
        this.source = source;
        this.schema = schema;
        this.known = known;
    }

    void install() throws SQLException {
        String path = "SET LOCAL search_path = " + SqlIdentifier.quoted(schema);
        SchemaTransactions.call(source, BEGIN + "; " + path, connection -> {
            waitForOthers(connection);
            boolean there = isThere(connection);
            List<Migration> missing = missing(applied(connection));
            if (!missing.isEmpty()) {
                apply(connection, there, missing);
            }
            return missing.size();
        });
    }

    /** Whether the schema is there; what the path leads to may be hidden from a role. */
    private boolean isThere(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT current_schema() IS NULL, current_user FROM pg_catalog.pg_namespace WHERE nspname = ?")) {
            statement.setString(1, schema);
            try (ResultSet row = statement.executeQuery()) {
                boolean there = row.next();
                if (there && row.getBoolean(1)) {
                    throw new SQLException(
                            "Schema '" + schema + "' is there, but role '" + row.getString(2)
                                    + "' may not use it: GRANT USAGE ON SCHEMA, as io/venturi/jdbc/sql/grants.sql does",
                            "42501");
                }
                return there;
            }
        }
    }

    private void waitForOthers(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))")) {
            statement.setString(1, "io.venturi.jdbc.MetricsSchema/" + schema);
            statement.execute();
        }
    }

    /** The checksums of what was applied, by version. */
    private static SortedMap<Integer, String> applied(Connection connection) throws SQLException {
        SortedMap<Integer, String> applied = new TreeMap<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery("SELECT to_regclass('schema_version') IS NULL")) {
                if (row.next() && row.getBoolean(1)) {
                    return applied;
                }
            }
            try (ResultSet rows = statement.executeQuery("SELECT version, checksum FROM schema_version")) {
                while (rows.next()) {
                    applied.put(rows.getInt(1), rows.getString(2));
                }
            }
        }
        return applied;
    }

    private List<Migration> missing(SortedMap<Integer, String> applied) {
        int newest = known.get(known.size() - 1).version();
        if (!applied.isEmpty() && applied.lastKey() > newest) {
            throw new IllegalStateException("Schema '" + schema + "' is at version " + applied.lastKey()
                    + ", this library knows versions up to " + newest + ": use the newer library that was here before");
        }
        for (Migration migration : known) {
            String checksum = applied.get(migration.version());
            if (checksum != null && !checksum.equals(migration.checksum())) {
                throw new IllegalStateException(
                        "Schema '" + schema + "' has " + migration + " with checksum " + checksum
                                + ", this library with " + migration.checksum()
                                + ": a file was changed after it had been applied; use the library that it came with");
            }
        }
        return known.stream()
                .filter(migration -> !applied.containsKey(migration.version()))
                .toList();
    }

    private void apply(Connection connection, boolean there, List<Migration> missing) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false); // the files are SQL, not JDBC's dialect of it
            // Not IF NOT EXISTS, which asks for the right to create even where there is nothing to do.
            if (!there) {
                statement.execute("CREATE SCHEMA " + SqlIdentifier.quoted(schema));
            }
            for (Migration migration : missing) {
                statement.execute(migration.sql());
                record(connection, migration);
            }
        } catch (SQLException e) {
            throw "42501".equals(e.getSQLState()) ? refused(missing, e) : e;
        }
        LOG.info("Schema {} has now {}", schema, missing);
    }

    private static void record(Connection connection, Migration migration) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("INSERT INTO schema_version (version, name, checksum) VALUES (?, ?, ?)")) {
            statement.setInt(1, migration.version());
            statement.setString(2, migration.name());
            statement.setString(3, migration.checksum());
            statement.executeUpdate();
        }
    }

    private SQLException refused(List<Migration> missing, SQLException cause) {
        return new SQLException(
                "Schema '" + schema + "' lacks " + missing + ", which this role may not apply (" + cause.getMessage()
                        + "): install as the owner of the schema, or apply the files in io/venturi/jdbc/sql by hand",
                cause.getSQLState(),
                cause);
    }
}
