package io.venturi.jdbc;

import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * The schema that metrics are kept in. Its statements are plain files in {@code io/venturi/jdbc/sql} of the jar, for
 * {@link #install}, psql and Flyway alike; {@code grants.sql} beside them has the roles. PostgreSQL 14 or later.
 */
public final class MetricsSchema {

    private MetricsSchema() {}

    /**
     * Brings the schema to this version of the library: makes it where it is not there, applies what is missing, and does
     * nothing where nothing is. All or nothing; processes that call it at once wait for each other. A role without the
     * right to create will do where there is nothing to apply.
     *
     * @param schema its name, in its own case, not quoted
     * @throws IllegalArgumentException if that cannot be a schema's name
     * @throws IllegalStateException if a newer version of the library has been there, or a file was changed after it had
     *     been applied
     * @throws SQLException if the server refuses
     */
    public static void install(DataSource source, String schema) throws SQLException {
        new SchemaInstaller(source, schema, Migration.all()).install();
    }
}
