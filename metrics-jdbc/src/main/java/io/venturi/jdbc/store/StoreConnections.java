package io.venturi.jdbc.store;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The host's connections, as the store's thread borrows them: those that are out can be broken off from another thread. Pools that fail by
 * something unchecked are as good as a database that is away. Thread-safe.
 */
final class StoreConnections implements DataSource {

    private static final org.slf4j.Logger LOG = org.slf4j.LoggerFactory.getLogger(MetricStore.class);

    private final DataSource source;
    /** What is borrowed now. */
    private final Set<Connection> borrowed = ConcurrentHashMap.newKeySet();

    private volatile boolean aborted;

    StoreConnections(DataSource source) {
        this.source = source;
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (aborted) {
            throw new SQLTransientConnectionException("the store is closed");
        }
        Connection connection;
        try {
            connection = source.getConnection();
        } catch (RuntimeException e) {
            throw new SQLTransientConnectionException("the data source failed: " + e, e);
        }
        borrowed.add(connection);
        if (aborted) {
            abort(); // it came too late
        }
        return (Connection) Proxy.newProxyInstance(
                StoreConnections.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> call(connection, method, arguments));
    }

    private @Nullable Object call(Connection connection, Method method, Object[] arguments) throws Throwable {
        if (method.getName().equals("close")) {
            borrowed.remove(connection); // from now on it may be somebody else's
        }
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    /** Breaks off what is borrowed, and lends nothing any more. Returns at once, whatever the database does. */
    void abort() {
        aborted = true;
        borrowed.forEach(connection -> {
            Thread thread = new Thread(() -> breakOff(connection), "venturi-store-abort");
            thread.setDaemon(true);
            thread.start();
        });
    }

    private static void breakOff(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException | RuntimeException e) {
            LOG.debug("A connection could not be broken off", e);
        }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("The store uses the data source's own user");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() throws SQLException {
        return source.getLogWriter();
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
        source.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        source.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return source.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return source.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return source.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return source.isWrapperFor(type);
    }
}
