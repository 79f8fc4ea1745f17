package io.venturi.jdbc.store;

import io.venturi.jdbc.NetworkTimeout;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * A statement that PostgreSQL runs outside of transactions only. It is all that its connection is asked: a setting for it, such
 * as lock_timeout, would go to another session behind a pooler in transaction mode, and stay there. So the driver limits it,
 * by cancelling it after a second.
 */
final class UntransactedStatement {

    /** The shortest that JDBC has. */
    private static final int LIMIT_SECONDS = 1;

    private static final Duration SILENCE = Duration.ofSeconds(30);

    private UntransactedStatement() {}

    /**
     * Runs it on a connection of its own, which goes back to its pool as it came.
     *
     * @throws SQLException if the server refuses it, or it took longer (57014)
     */
    static void run(DataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection()) {
            NetworkTimeout silence = NetworkTimeout.limit(connection, SILENCE);
            boolean autoCommit = connection.getAutoCommit();
            try {
                if (!autoCommit) {
                    connection.rollback(); // the pool may have asked something
                    connection.setAutoCommit(true);
                }
                execute(connection, sql);
            } finally {
                if (!autoCommit && !connection.isClosed()) {
                    connection.setAutoCommit(false);
                }
                silence.close();
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.setQueryTimeout(LIMIT_SECONDS);
            statement.execute(sql);
        }
    }
}
