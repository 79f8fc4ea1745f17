package io.venturi.jdbc.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * One connection for a process that is killed at a given moment: before a statement, before a COMMIT, or after one. From then on
 * there is nothing any more. Not thread-safe.
 */
final class CutSource implements AutoCloseable {

    private final Connection connection;
    private final int serverProcess;
    private final int last;
    private int moments;

    /** Of a process that dies at the moment of that number, from 1. */
    CutSource(DataSource source, int last) throws SQLException {
        this.connection = source.getConnection();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            this.serverProcess = row.getInt(1);
        }
        this.last = last;
    }

    /** The server's, which may live on for a moment, with its locks. */
    int serverProcess() {
        return serverProcess;
    }

    /** Whether that moment has come. */
    boolean isCut() {
        return moments >= last;
    }

    DataSource dataSource() {
        return proxy(DataSource.class, (method, arguments) -> proxy(Connection.class, this::call));
    }

    private void moment() throws SQLException {
        if (++moments >= last) {
            if (!connection.isClosed()) {
                connection.abort(Runnable::run);
            }
            throw new SQLException("the process is dead", "08006");
        }
    }

    private @Nullable Object call(Method method, Object[] arguments) throws Exception {
        if (method.getName().equals("close")) {
            return null;
        }
        if (!method.getName().equals("commit")) {
            Object result = method.invoke(connection, arguments);
            return result instanceof Statement statement ? statement(method.getReturnType(), statement) : result;
        }
        moment();
        connection.commit();
        moment();
        return null;
    }

    private Object statement(Class<?> type, Statement statement) {
        return proxy(type, (method, arguments) -> {
            if (method.getName().startsWith("execute")) {
                moment();
            }
            return method.invoke(statement, arguments);
        });
    }

    private interface Call {
        @Nullable
        Object of(Method method, Object[] arguments) throws Exception;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    try {
                        return call.of(method, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
