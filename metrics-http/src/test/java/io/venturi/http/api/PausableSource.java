package io.venturi.http.api;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A pool that can be made to fail, or to let others wait; it counts what is lent. */
final class PausableSource {

    /** What it fails by; null while it works. */
    volatile @Nullable Exception failure;

    /** Whom it lets wait until this is open. */
    volatile CountDownLatch gate = new CountDownLatch(0);

    final AtomicInteger waiting = new AtomicInteger();

    private final AtomicInteger lent = new AtomicInteger();
    private final AtomicInteger mostLent = new AtomicInteger();
    private final DataSource source;

    PausableSource(DataSource source) {
        this.source = source;
    }

    int mostLent() {
        return mostLent.get();
    }

    DataSource dataSource() {
        return proxy(DataSource.class, source, true);
    }

    private <T> T proxy(Class<T> type, Object real, boolean lends) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (lends && method.getName().equals("getConnection")) {
                        return lend();
                    }
                    if (method.getName().equals("close")) {
                        lent.decrementAndGet();
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private Object lend() throws Exception {
        Exception failing = failure;
        if (failing != null) {
            throw failing;
        }
        waiting.incrementAndGet();
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new SQLException("interrupted", e);
        } finally {
            waiting.decrementAndGet();
        }
        mostLent.accumulateAndGet(lent.incrementAndGet(), Math::max);
        return proxy(Connection.class, source.getConnection(), false);
    }
}
