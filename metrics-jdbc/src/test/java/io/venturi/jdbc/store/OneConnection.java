package io.venturi.jdbc.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.Semaphore;
import javax.sql.DataSource;

/** A pool of one connection that refuses, as pools do after a while, while the connection is lent. */
final class OneConnection implements AutoCloseable {

    private final Connection connection;
    private final Semaphore free = new Semaphore(1);

    OneConnection(DataSource source) throws SQLException {
        this.connection = source.getConnection();
    }

    /** The connection itself. */
    Connection connection() {
        return connection;
    }

    DataSource dataSource() {
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (self, method, arguments) -> lend());
    }

    Connection lend() throws SQLException {
        if (!free.tryAcquire()) {
            throw new SQLTransientConnectionException("none is free");
        }
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        free.release();
                        return null;
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
