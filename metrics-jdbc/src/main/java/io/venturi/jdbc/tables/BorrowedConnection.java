package io.venturi.jdbc.tables;

import io.venturi.jdbc.NetworkTimeout;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection of the host's, in transactions while we have it, and given back as it was. */
final class BorrowedConnection implements AutoCloseable {

    static final Duration NETWORK_GRACE = Duration.ofSeconds(30);

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
    static BorrowedConnection from(DataSource source, Duration silence) throws SQLException {
        Connection connection = source.getConnection();
        try {
            boolean autoCommit = connection.getAutoCommit();
            if (autoCommit) {
                connection.setAutoCommit(false);
            } else {
                connection.rollback(); // whatever the pool has left open: settings must come first in a transaction
            }
            return new BorrowedConnection(connection, autoCommit, NetworkTimeout.limit(connection, silence));
        } catch (SQLException | RuntimeException e) {
            closeQuietly(connection);
            throw e;
        }
    }

    Connection connection() {
        return connection;
    }

    /** False where the connection is not of use any more. */
    boolean rollback() {
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

    /** Restores it and gives it back. */
    @Override
    public void close() {
        try {
            if (!connection.isClosed()) {
                restore();
            }
        } catch (SQLException e) {
            LOG.debug("A connection could not be restored, since it is broken", e);
        } finally {
            closeQuietly(connection);
        }
    }

    private void restore() throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
        }
        connection.setAutoCommit(autoCommit);
        networkTimeout.close();
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debug("A connection could not be closed", e);
        }
    }
}
