package io.venturi.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.postgresql.ds.PGSimpleDataSource;

/** Counts how often it was asked for a connection. */
public final class CountingDataSource extends PGSimpleDataSource {

    private static final long serialVersionUID = 1;

    private final AtomicInteger asked = new AtomicInteger();

    CountingDataSource(int port, String database, String user) {
        setServerNames(new String[] {"127.0.0.1"});
        setPortNumbers(new int[] {port});
        setDatabaseName(database);
        setUser(user);
        setConnectTimeout(10);
        setSocketTimeout(60);
    }

    @Override
    public Connection getConnection() throws SQLException {
        asked.incrementAndGet();
        return super.getConnection();
    }

    public int asked() {
        return asked.get();
    }
}
