package io.venturi.jdbc.tables;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
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
    private final int networkTimeout;

    private BorrowedConnection(Connection connection, boolean autoCommit, int networkTimeout) {
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
            return new BorrowedConnection(connection, autoCommit, limitSilence(connection, silence));
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
        if (networkTimeout >= 0) {
            connection.setNetworkTimeout(Runnable::run, networkTimeout);
        }
    }

    /** What the timeout was, or -1 where it stays as it is: where it is shorter already, or cannot be had. */
    private static int limitSilence(Connection connection, Duration silence) throws SQLException {
        try {
            int before = connection.getNetworkTimeout();
            int millis = (int) Math.min(Integer.MAX_VALUE, silence.toMillis());
            if (before > 0 && before <= millis) {
                return -1;
            }
            connection.setNetworkTimeout(Runnable::run, millis);
            return before;
        } catch (SQLFeatureNotSupportedException e) {
            return -1;
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
