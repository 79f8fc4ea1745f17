package io.venturi.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits how long a connection waits for a server that says nothing any more, whose own timeouts then end nothing. Closed,
 * the connection waits as it did before. A limit of the host's that is shorter stays. Not thread-safe.
 */
public final class NetworkTimeout implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NetworkTimeout.class);
    private static final int KEPT = -1;

    private final Connection connection;
    private final int before;

    private NetworkTimeout(Connection connection, int before) {
        this.connection = connection;
        this.before = before;
    }

    /** Limits a connection, where its driver can. */
    public static NetworkTimeout limit(Connection connection, Duration silence) throws SQLException {
        try {
            int before = connection.getNetworkTimeout();
            int millis = (int) Math.min(Integer.MAX_VALUE, silence.toMillis());
            if (before > 0 && before <= millis) {
                return new NetworkTimeout(connection, KEPT);
            }
            connection.setNetworkTimeout(Runnable::run, millis);
            return new NetworkTimeout(connection, before);
        } catch (SQLFeatureNotSupportedException e) {
            return new NetworkTimeout(connection, KEPT);
        }
    }

    /** Never throws: a connection that is broken needs no limit. */
    @Override
    public void close() {
        if (before == KEPT) {
            return;
        }
        try {
            connection.setNetworkTimeout(Runnable::run, before);
        } catch (SQLException e) {
            LOG.debug("The network timeout of a connection could not be restored, since it is broken", e);
        }
    }
}
