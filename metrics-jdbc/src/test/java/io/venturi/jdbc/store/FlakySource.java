package io.venturi.jdbc.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A pool that has bad days: none to give, COMMITs whose answer is lost, or a driver that it hides. */
final class FlakySource {

    /** How many COMMITs are still done, and then told as failed. */
    final AtomicInteger lostAnswers = new AtomicInteger();

    /** How many COMMITs still fail. */
    final AtomicInteger failedCommits = new AtomicInteger();

    /** How often it was asked in vain. */
    final AtomicInteger refusals = new AtomicInteger();

    volatile boolean exhausted;
    volatile boolean hidesDriver;

    /** Lets whoever asks wait for ever. */
    volatile boolean blocks;

    private final DataSource source;

    FlakySource(DataSource source) {
        this.source = source;
    }

    DataSource dataSource() {
        return proxy(DataSource.class, source, (method, arguments) -> {
            if (blocks) {
                block();
            }
            if (exhausted) {
                refusals.incrementAndGet();
                throw new SQLTransientConnectionException("no connection within 1 ms");
            }
            return connection(source.getConnection());
        });
    }

    private static void block() throws SQLException {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw new SQLException("interrupted", e);
        }
    }

    private Connection connection(Connection real) {
        return proxy(Connection.class, real, (method, arguments) -> switch (method) {
            case "commit" -> commit(real);
            case "isWrapperFor" -> !hidesDriver && real.isWrapperFor((Class<?>) arguments[0]);
            default -> UNCHANGED;
        });
    }

    private Object commit(Connection real) throws SQLException {
        if (take(failedCommits)) {
            real.rollback();
            throw new SQLException("the server went away", "08006");
        }
        real.commit();
        if (take(lostAnswers)) {
            throw new SQLException("the connection broke", "08006");
        }
        return UNCHANGED;
    }

    private static boolean take(AtomicInteger left) {
        return left.getAndUpdate(count -> Math.max(0, count - 1)) > 0;
    }

    private static final Object UNCHANGED = new Object();

    private interface Change {
        Object of(String method, Object[] arguments) throws SQLException;
    }

    private static <T> T proxy(Class<T> type, Object real, Change change) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    Object changed = change.of(method.getName(), arguments);
                    if (changed != UNCHANGED || method.getName().equals("commit")) {
                        return changed == UNCHANGED ? null : changed;
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
