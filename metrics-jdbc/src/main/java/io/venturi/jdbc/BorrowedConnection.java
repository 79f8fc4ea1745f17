package io.venturi.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection of the host's, in transactions while we have it, and given back as it was. Not thread-safe. */
public final class BorrowedConnection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BorrowedConnection.class);

    private final Connection connection;
    private final boolean autoCommit;
    private final NetworkTimeout networkTimeout;

    private BorrowedConnection(Connection connection, boolean autoCommit, NetworkTimeout networkTimeout) {
        this.connection = connection;
        this.autoCommit = autoCommit;
        this.networkTimeout = networkTimeout;
    }

    /** Borrows one that gives up on a server that is silent for longer than {@code silence}. */
    public static BorrowedConnection from(DataSource source, Duration silence) throws SQLException {
        Connection connection = source.getConnection();
        try {
            NetworkTimeout networkTimeout = NetworkTimeout.limit(connection, silence);
            boolean autoCommit = connection.getAutoCommit();
            if (autoCommit) {
                connection.setAutoCommit(false);
            } else {
                connection.rollback(); // whatever the pool has left open: settings must come first in a transaction
            }
            return new BorrowedConnection(connection, autoCommit, networkTimeout);
        } catch (Throwable e) {
            closeQuietly(connection);
            throw e;
        }
    }

    /** The connection itself. */
    public Connection connection() {
        return connection;
    }

    /** Undoes what is not committed. False where the connection is not of use any more. */
    public boolean rollback() {
        try {
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
            return !connection.isClosed();
        } catch (SQLException e) {
            LOG.debug("A connection that failed cannot be rolled back; it is replaced", e);
            return false;
        }
    }

    /**
     * Undoes what is not committed, restores the connection and gives it back.
     *
     * @throws SQLException if it cannot be restored; it goes back all the same, with nothing committed
     */
    @Override
    public void close() throws SQLException {
        try (connection) {
            if (!connection.isClosed()) {
                restore();
            }
        }
    }

    private void restore() throws SQLException {
        try {
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
            connection.setAutoCommit(autoCommit); // only now: it commits what is not rolled back
        } finally {
            networkTimeout.close();
        }
    }

    /** The same, where it is known that the connection may be broken. */
    public void closeQuietly() {
        try {
            close();
        } catch (SQLException e) {
            LOG.debug("A connection could not be restored, since it is broken", e);
        }
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debug("A connection could not be closed", e);
        }
    }
}
