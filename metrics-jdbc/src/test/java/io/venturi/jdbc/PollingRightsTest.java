package io.venturi.jdbc;

import static io.venturi.catalog.CdcCatalog.SLOT_LAG;
import static io.venturi.catalog.DatabaseCatalog.CONNECTIONS;
import static io.venturi.catalog.DatabaseCatalog.CONNECTIONS_MAX;
import static io.venturi.catalog.DatabaseCatalog.LONGEST_TRANSACTION;
import static io.venturi.catalog.DatabaseCatalog.SIZE;
import static io.venturi.catalog.DatabaseCatalog.TRANSACTIONS;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

/** What a role sees that is no member of pg_monitor: right, or NaN. */
class PollingRightsTest {

    private static final String DB = "shop";
    private static final String PLAIN = "polling_plain";
    private static final String MONITOR = "polling_monitor";

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final ShownMeters shown = new ShownMeters();

    @BeforeAll
    static void createRoles() throws SQLException {
        database.execute(
                "CREATE ROLE " + PLAIN + " LOGIN",
                "CREATE ROLE " + MONITOR + " LOGIN IN ROLE pg_monitor",
                "REVOKE CONNECT ON DATABASE " + database.name() + " FROM public",
                "GRANT CONNECT ON DATABASE " + database.name() + " TO " + PLAIN + ", " + MONITOR);
    }

    @AfterAll
    static void dropRoles() throws SQLException {
        database.execute("DROP OWNED BY " + PLAIN + ", " + MONITOR, "DROP ROLE " + PLAIN + ", " + MONITOR);
    }

    private DatabaseMeters meters(PGSimpleDataSource source) {
        return DatabaseMeters.builder(source, shown.metrics).database(DB).build();
    }

    @Test
    void sessionsOfOthersAreHiddenFromAPlainRole() throws Exception {
        try (Connection other = database.dataSource().getConnection();
                DatabaseMeters meters = meters(database.dataSource(PLAIN))) {
            assertThat(other.isValid(1)).isTrue();
            Await.until("one session, hidden", () -> {
                meters.poll();
                return shown.gauge(CONNECTIONS, DB, "hidden") == 1;
            });

            assertThat(shown.gauge(CONNECTIONS, DB, "idle")).isNaN();
            assertThat(shown.gauge(CONNECTIONS, DB, "active")).isNaN();
            assertThat(shown.gauge(LONGEST_TRANSACTION, DB)).isNaN();
            assertThat(shown.gauge(CONNECTIONS_MAX, DB)).isPositive();
            assertThat(shown.gauge(SIZE, DB)).isPositive();
            assertThat(shown.counter(TRANSACTIONS, DB, "commit")).isNotNegative();
        }
        assertThat(shown.failures(CONNECTIONS)).isZero();
    }

    @Test
    void aPlainRoleSeesAllWhereAllIsItsOwn() throws Exception {
        try (Connection own = database.dataSource(PLAIN).getConnection();
                DatabaseMeters meters = meters(database.dataSource(PLAIN))) {
            assertThat(own.isValid(1)).isTrue();
            Await.until("no session but its own", () -> {
                meters.poll();
                return shown.gauge(CONNECTIONS, DB, "hidden") == 0 && shown.gauge(CONNECTIONS, DB, "idle") == 1;
            });
            assertThat(shown.gauge(CONNECTIONS, DB, "active")).isEqualTo(1);
            assertThat(shown.gauge(LONGEST_TRANSACTION, DB)).isZero();
        }
    }

    @Test
    void pgMonitorIsEnoughToSeeAll() throws Exception {
        try (Connection other = database.dataSource().getConnection();
                DatabaseMeters meters = meters(database.dataSource(MONITOR))) {
            assertThat(other.isValid(1)).isTrue();
            Await.until("an idle session of another", () -> {
                meters.poll();
                return shown.gauge(CONNECTIONS, DB, "idle") == 1;
            });
            assertThat(shown.gauge(CONNECTIONS, DB, "hidden")).isZero();
        }
    }

    @Test
    void aPlainRoleSeesSlots() throws SQLException {
        database.execute("SELECT pg_create_physical_replication_slot('rights', true)");
        try (ReplicationSlotMeters slots = ReplicationSlotMeters.builder(database.dataSource(PLAIN), shown.metrics)
                .source(DB)
                .build()) {
            slots.poll();
            assertThat(shown.gauge(SLOT_LAG, DB, "rights")).isNotNegative();
        } finally {
            database.execute("SELECT pg_drop_replication_slot('rights')");
        }
    }

    @Test
    void aSizeThatMayNotBeAskedForIsUnknownAndTheRestIsThere() throws SQLException {
        try (Connection held = database.dataSource(PLAIN).getConnection()) {
            database.execute("REVOKE CONNECT ON DATABASE " + database.name() + " FROM " + PLAIN);
            try (DatabaseMeters meters = meters(new HeldConnection(held))) {
                meters.poll();
                meters.poll();

                assertThat(shown.gauge(SIZE, DB)).isNaN();
                assertThat(shown.failures(SIZE)).isEqualTo(2);
                assertThat(shown.gauge(CONNECTIONS_MAX, DB)).isPositive();
                assertThat(shown.counter(TRANSACTIONS, DB, "commit")).isNotNegative();
                assertThat(held.getAutoCommit()).as("left as it was").isTrue();
                assertThat(held.getNetworkTimeout()).as("left as it was").isZero();
                assertThat(searchPath(held)).isNotEqualTo("pg_catalog");
            } finally {
                database.execute("GRANT CONNECT ON DATABASE " + database.name() + " TO " + PLAIN);
            }
        }
    }

    private static String searchPath(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                var row = statement.executeQuery("SHOW search_path")) {
            row.next();
            return row.getString(1);
        }
    }

    /** Gives the same connection again and again, as a pool does. */
    private static final class HeldConnection extends PGSimpleDataSource {

        private static final long serialVersionUID = 1;

        private final transient Connection held;

        HeldConnection(Connection held) throws SQLException {
            this.held = held;
            held.setNetworkTimeout(Runnable::run, 0);
        }

        @Override
        public Connection getConnection() {
            return (Connection) Proxy.newProxyInstance(
                    Connection.class.getClassLoader(),
                    new Class<?>[] {Connection.class},
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("close")) {
                            return null;
                        }
                        try {
                            return method.invoke(held, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }
    }
}
