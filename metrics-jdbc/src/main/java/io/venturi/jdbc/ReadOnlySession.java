package io.venturi.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * A connection of the host's that only reads: each reading is a READ ONLY transaction of its own whose statements end in
 * time. Closed, the connection is as it was. Not thread-safe.
 */
final class ReadOnlySession implements AutoCloseable {

    /** What the network may take longer than the statement: after that the server is taken for gone. */
    private static final Duration NETWORK_MARGIN = Duration.ofSeconds(5);

    private final BorrowedConnection borrowed;
    private final Connection connection;
    private final Duration statementTimeout;

    private ReadOnlySession(BorrowedConnection borrowed, Duration statementTimeout) {
        this.borrowed = borrowed;
        this.connection = borrowed.connection();
        this.statementTimeout = statementTimeout;
    }

    /**
     * A reading.
     *
     * @param <T> what is read
     */
    @FunctionalInterface
    interface Query<T> {

        /** Reads within the transaction that is open. */
        T read(Connection connection) throws SQLException;
    }

    /** A frozen server sends nothing, not even that a statement took too long. */
    static ReadOnlySession open(DataSource dataSource, Duration statementTimeout) throws SQLException {
        return new ReadOnlySession(
                BorrowedConnection.from(dataSource, statementTimeout.plus(NETWORK_MARGIN)), statementTimeout);
    }

    /** Reads in a transaction of its own. */
    <T> T read(Query<T> query) throws SQLException {
        try {
            begin();
            T figures = query.read(connection);
            connection.commit();
            return figures;
        } catch (SQLException | RuntimeException e) {
            rollBack(e);
            throw e;
        }
    }

    private void begin() throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("SET TRANSACTION READ ONLY");
        }
        // Nobody's function in another schema may stand in for the server's.
        try (PreparedStatement settings = connection.prepareStatement(
                "SELECT set_config('statement_timeout', ?, true), set_config('search_path', 'pg_catalog', true)")) {
            settings.setString(1, Long.toString(statementTimeout.toMillis()));
            settings.execute();
        }
    }

    private void rollBack(Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /** Whether the connection is of no more use after this failure. */
    boolean isBrokenBy(SQLException failure) {
        String state = failure.getSQLState();
        if (state != null && (state.startsWith("08") || state.startsWith("57P"))) {
            return true;
        }
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            return true;
        }
    }

    @Override
    public void close() throws SQLException {
        borrowed.close();
    }
}
