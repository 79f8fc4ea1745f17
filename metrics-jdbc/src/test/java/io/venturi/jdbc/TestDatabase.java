package io.venturi.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A database that a test class has to itself, on a PostgreSQL that the tests of a JVM share; dropped after the class.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final TestDatabase database = new TestDatabase();
 * }</pre>
 *
 * Which PostgreSQL: that of the build's property {@code test.postgres.version}, so that {@code mvn
 * -Dtest.postgres.version=14.24.0 test} tries another; or the one that is installed, for a class that is {@link OnInstalledServer}.
 */
public final class TestDatabase implements BeforeAllCallback, AfterAllCallback {
    private static final AtomicInteger MADE = new AtomicInteger();

    private final String name = "test_" + MADE.incrementAndGet();
    private int port;

    @Override
    public void beforeAll(ExtensionContext context) throws SQLException {
        port = isOnInstalledServer(context.getRequiredTestClass()) ? TestServer.installedPort() : TestServer.port();
        onServer("CREATE DATABASE " + name);
    }

    private static boolean isOnInstalledServer(@Nullable Class<?> test) {
        return test != null
                && (test.isAnnotationPresent(OnInstalledServer.class) || isOnInstalledServer(test.getEnclosingClass()));
    }

    @Override
    public void afterAll(ExtensionContext context) throws SQLException {
        onServer("DROP DATABASE " + name + " WITH (FORCE)");
    }

    private void onServer(String sql) throws SQLException {
        try (Connection connection = source("postgres", TestServer.SUPERUSER).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The database's name. */
    public String name() {
        return name;
    }

    /** The server's port on 127.0.0.1; before the tests of a class begin, that of the build's PostgreSQL. */
    public int port() {
        return port == 0 ? TestServer.port() : port;
    }

    /** A new connection at each call, as the superuser; no pool. */
    public PGSimpleDataSource dataSource() {
        return dataSource(TestServer.SUPERUSER);
    }

    /** The same as another role, which needs LOGIN and no password. Roles are the server's: name them after the test. */
    public PGSimpleDataSource dataSource(String role) {
        return source(name, role);
    }

    private PGSimpleDataSource source(String database, String role) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setPortNumbers(new int[] {port()});
        source.setDatabaseName(database);
        source.setUser(role);
        source.setConnectTimeout(10);
        source.setSocketTimeout(60); // a test that hangs fails
        return source;
    }

    /** Runs statements one after the other, each in its own transaction. */
    public void execute(String... statements) throws SQLException {
        execute(dataSource(), statements);
    }

    /** The same by another source. */
    public static void execute(DataSource source, String... statements) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** What a query returns, row by row, as the driver's objects; {@code arguments} are bound. */
    public List<List<@Nullable Object>> rows(String sql, Object... arguments) throws SQLException {
        try (Connection connection = dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                statement.setObject(i + 1, arguments[i]);
            }
            try (ResultSet result = statement.executeQuery()) {
                return rows(result);
            }
        }
    }

    private static List<List<@Nullable Object>> rows(ResultSet result) throws SQLException {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        while (result.next()) {
            @Nullable Object[] row = new Object[result.getMetaData().getColumnCount()];
            for (int i = 0; i < row.length; i++) {
                row[i] = result.getObject(i + 1);
            }
            rows.add(Arrays.asList(row));
        }
        return rows;
    }

    /** The first column of the first row, as text; null where it is NULL. */
    public @Nullable String text(String sql, Object... arguments) throws SQLException {
        Object value = rows(sql, arguments).get(0).get(0);
        return value == null ? null : value.toString();
    }

    /** The first column of the first row, as a number. */
    public long number(String sql, Object... arguments) throws SQLException {
        Object value = rows(sql, arguments).get(0).get(0);
        if (value instanceof Number number) {
            return number.longValue();
        }
        throw new AssertionError(sql + " returned " + value);
    }

    /** Waits until a query returns true, for half a minute at most. */
    public void await(String sql, Object... arguments) throws SQLException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!"true".equals(text(sql, arguments))) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not true within half a minute: " + sql);
            }
            Await.pause();
        }
    }
}
