package io.venturi.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.common.BaseDataSource;

/** A pool of one connection, which is handed out again as it was left. */
public final class PooledConnection implements AutoCloseable {
    private final Connection connection;
    private @Nullable String failing;

    public PooledConnection(BaseDataSource source, boolean autoCommit) throws SQLException {
        connection = source.getConnection();
        connection.setAutoCommit(autoCommit);
    }

    /** The connection itself. */
    public Connection connection() {
        return connection;
    }

    /** Hands out the connection, whose {@code close()} then does nothing. */
    public DataSource dataSource() {
        Connection lent = (Connection) proxy(Connection.class, (method, arguments) -> call(method, arguments));
        return (DataSource) proxy(DataSource.class, (method, arguments) -> lent);
    }

    private @Nullable Object call(Method method, Object[] arguments) throws Exception {
        if (method.getName().equals(failing)) {
            throw new SQLException(failing + " fails");
        }
        return method.getName().equals("close") ? null : method.invoke(connection, arguments);
    }

    /** Makes this method fail for those that the connection is lent to. */
    public void fail(String method) {
        failing = method;
    }

    private static Object proxy(Class<?> type, Call call) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
            try {
                return call.of(method, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }

    private interface Call {
        @Nullable
        Object of(Method method, Object[] arguments) throws Exception;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
