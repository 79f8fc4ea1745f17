package io.venturi.jdbc.tables;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Real connections, with something done in between. */
final class Sources {

    private Sources() {}

    /** Does something before the n-th statement, over all connections, that has {@code text} in it. */
    static DataSource before(DataSource source, String text, int number, Action action) {
        AtomicInteger seen = new AtomicInteger();
        return observed(source, sql -> {
            if (sql.contains(text) && seen.incrementAndGet() == number) {
                action.run();
            }
        });
    }

    /** Tells of each statement that {@code Statement.execute} is given, before it is. */
    static DataSource observed(DataSource source, Observer observer) {
        return proxy(
                DataSource.class,
                (self, method, arguments) -> method.getName().equals("getConnection")
                        ? observed(source.getConnection(), observer)
                        : invoke(method, source, arguments));
    }

    private static Connection observed(Connection connection, Observer observer) {
        return proxy(
                Connection.class,
                (self, method, arguments) -> method.getName().equals("createStatement")
                        ? observed(connection.createStatement(), observer)
                        : invoke(method, connection, arguments));
    }

    private static Statement observed(Statement statement, Observer observer) {
        return proxy(Statement.class, (self, method, arguments) -> {
            if (method.getName().equals("execute") && arguments != null) {
                observer.see(Objects.toString(arguments[0]));
            }
            return invoke(method, statement, arguments);
        });
    }

    /** Whichever source it is at the moment. */
    static DataSource delegating(Supplier<DataSource> now) {
        return proxy(DataSource.class, (self, method, arguments) -> invoke(method, now.get(), arguments));
    }

    /** A pool of one connection, which outlives what borrows it. */
    static DataSource pool(Connection connection) {
        return proxy(
                DataSource.class,
                (self, method, arguments) -> proxy(
                        Connection.class,
                        (lent, called, with) ->
                                called.getName().equals("close") ? null : invoke(called, connection, with)));
    }

    /** A database that is down. */
    static DataSource refusing() {
        return proxy(DataSource.class, (self, method, arguments) -> {
            throw new SQLException("jdbc:postgresql://nowhere/db?password=secret refused", "08001");
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(Sources.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static @Nullable Object invoke(Method method, Object target, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Sees statements go by. */
    @FunctionalInterface
    interface Observer {
        void see(String sql) throws SQLException;
    }

    /** Something to do. */
    @FunctionalInterface
    interface Action {
        void run() throws SQLException;
    }
}
