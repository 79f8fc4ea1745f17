package io.venturi.jdbc;

import static io.venturi.catalog.DatabaseCatalog.CONNECTIONS;
import static io.venturi.catalog.DatabaseCatalog.CONNECTIONS_MAX;
import static io.venturi.catalog.DatabaseCatalog.DEADLOCKS;
import static io.venturi.catalog.DatabaseCatalog.LONGEST_TRANSACTION;
import static io.venturi.catalog.DatabaseCatalog.REPLICATION_LAG;
import static io.venturi.catalog.DatabaseCatalog.SIZE;
import static io.venturi.catalog.DatabaseCatalog.TRANSACTIONS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.venturi.PipelineMetrics;
import io.venturi.catalog.Catalog;
import io.venturi.catalog.MeterGroup;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The figures of a database, beside what was done to it by hand. */
class DatabaseMetersTest {

    private static final String DB = "shop";

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final ShownMeters shown = new ShownMeters();
    private final DatabaseMeters meters = DatabaseMeters.builder(database.dataSource(), shown.metrics)
            .database(DB)
            .build();
    private final List<Connection> clients = new ArrayList<>();

    @AfterEach
    void end() throws Exception {
        meters.close();
        for (Connection client : clients) {
            client.close();
        }
        // Sessions end in their own time; each test begins with none.
        Await.until(
                "no sessions",
                () -> database.number(
                                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
                        == 0);
    }

    private Connection client() throws SQLException {
        Connection client = database.dataSource().getConnection();
        clients.add(client);
        return client;
    }

    private Connection clientInTransaction() throws SQLException {
        Connection client = client();
        client.setAutoCommit(false);
        run(client, "SELECT 1");
        return client;
    }

    private static void run(Connection client, String sql) throws SQLException {
        try (Statement statement = client.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void connectionsAreCountedByWhatTheyDo() throws Exception {
        client();
        client();
        client();
        clientInTransaction();
        clientInTransaction();
        Connection failed = clientInTransaction();
        assertThatThrownBy(() -> run(failed, "SELECT 1 / 0")).isInstanceOf(SQLException.class);

        // A server learns that a session is idle a moment after its client does.
        Await.until("three idle", () -> {
            meters.poll();
            return shown.gauge(CONNECTIONS, DB, "idle") == 3;
        });
        assertThat(shown.gauge(CONNECTIONS, DB, "idle_in_transaction")).isEqualTo(2);
        assertThat(shown.gauge(CONNECTIONS, DB, "idle_in_transaction_aborted")).isEqualTo(1);
        assertThat(shown.gauge(CONNECTIONS, DB, "active")).as("the poll's own").isEqualTo(1);
        for (String state : List.of("starting", "fastpath_function_call", "disabled", "other", "hidden")) {
            assertThat(shown.gauge(CONNECTIONS, DB, state)).as(state).isZero();
        }
    }

    @Test
    void theLongestTransactionIsTheOldestOpenOne() throws SQLException {
        meters.poll();
        assertThat(shown.gauge(LONGEST_TRANSACTION, DB)).isZero();

        Connection oldest = clientInTransaction();
        clientInTransaction();
        double before = age(oldest);
        meters.poll();
        double after = age(oldest);

        assertThat(shown.gauge(LONGEST_TRANSACTION, DB)).isBetween(before, after);
    }

    private static double age(Connection client) throws SQLException {
        try (Statement statement = client.createStatement();
                var row = statement.executeQuery("SELECT extract(epoch FROM clock_timestamp() - now())")) {
            row.next();
            return row.getDouble(1);
        }
    }

    @Test
    void whatTheServerAllowsAndTakes() throws SQLException {
        meters.poll();

        assertThat(shown.gauge(CONNECTIONS_MAX, DB))
                .isEqualTo(Double.parseDouble(String.valueOf(database.text("SHOW max_connections"))));
        assertThat(shown.gauge(SIZE, DB))
                .isEqualTo((double) database.number("SELECT pg_database_size(current_database())"))
                .isPositive();
    }

    @Test
    void transactionsAreCountedByTheirEnd() throws Exception {
        meters.poll();
        double commits = shown.counter(TRANSACTIONS, DB, "commit");
        double rollbacks = shown.counter(TRANSACTIONS, DB, "rollback");

        endTransactions(20, 7);

        Await.until("7 rollbacks", () -> {
            meters.poll();
            return shown.counter(TRANSACTIONS, DB, "rollback") == rollbacks + 7;
        });
        assertThat(shown.counter(TRANSACTIONS, DB, "commit")).isGreaterThanOrEqualTo(commits + 20);
    }

    /** A server publishes what a session has done when the session ends, at the latest. */
    private static void endTransactions(int commits, int rollbacks) throws SQLException {
        try (Connection client = database.dataSource().getConnection()) {
            client.setAutoCommit(false);
            for (int i = 0; i < commits; i++) {
                run(client, "SELECT 1");
                client.commit();
            }
            for (int i = 0; i < rollbacks; i++) {
                run(client, "SELECT 1");
                client.rollback();
            }
        }
    }

    @Test
    void aResetOfTheStatisticsIsNoFallAndNoJump() throws Exception {
        endTransactions(0, 50);
        Await.until("50 rollbacks", () -> {
            meters.poll();
            return shown.counter(TRANSACTIONS, DB, "rollback") >= 50;
        });
        double rollbacks = shown.counter(TRANSACTIONS, DB, "rollback");

        database.execute("SELECT pg_stat_reset()");
        meters.poll();
        assertThat(shown.counter(TRANSACTIONS, DB, "rollback")).isEqualTo(rollbacks);

        endTransactions(0, 3);
        Await.until("3 more", () -> {
            meters.poll();
            return shown.counter(TRANSACTIONS, DB, "rollback") == rollbacks + 3;
        });
    }

    @Test
    void aDeadlockIsCounted() throws Exception {
        database.execute("CREATE TABLE accounts (id int PRIMARY KEY)", "INSERT INTO accounts VALUES (1), (2)");
        meters.poll();
        double before = shown.counter(DEADLOCKS, DB);

        Connection one = clientInTransaction();
        Connection two = clientInTransaction();
        run(one, "SELECT FROM accounts WHERE id = 1 FOR UPDATE");
        run(two, "SELECT FROM accounts WHERE id = 2 FOR UPDATE");
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<Boolean> waits = other.submit(() -> succeeds(one, "SELECT FROM accounts WHERE id = 2 FOR UPDATE"));
            boolean second = succeeds(two, "SELECT FROM accounts WHERE id = 1 FOR UPDATE");
            assertThat(waits.get()).as("the server ends one of the two").isNotEqualTo(second);
        } finally {
            other.shutdownNow();
        }
        one.close();
        two.close();

        Await.until("a deadlock", () -> {
            meters.poll();
            return shown.counter(DEADLOCKS, DB) == before + 1;
        });
    }

    private static boolean succeeds(Connection client, String sql) throws SQLException {
        try {
            run(client, sql);
            return true;
        } catch (SQLException e) {
            assertThat(e.getSQLState()).isEqualTo("40P01");
            client.rollback();
            return false;
        }
    }

    @Test
    void withoutAStandbyThereIsNoReplicationLag() {
        meters.poll();
        assertThat(shown.gauge(REPLICATION_LAG, DB)).isNaN();
        assertThat(shown.failures(REPLICATION_LAG)).isZero();
    }

    @Test
    void everyMeterOfTheCatalogueIsShown() {
        meters.poll();
        assertThat(Catalog.all())
                .filteredOn(spec -> spec.group() == MeterGroup.DATABASE)
                .isNotEmpty()
                .allMatch(spec -> shown.has(spec, DB));
    }

    @Test
    void nothingIsKnownBeforeTheFirstPoll() {
        assertThat(shown.gauge(CONNECTIONS, DB, "idle")).isNaN();
        assertThat(shown.gauge(SIZE, DB)).isNaN();
        assertThat(shown.has(TRANSACTIONS, DB, "commit")).isFalse();
        assertThat(shown.has(DEADLOCKS, DB)).isFalse();
    }

    @Test
    void closingRemovesEverySeries() {
        meters.poll();
        meters.close();
        meters.poll();

        assertThat(shown.has(CONNECTIONS, DB, "idle")).isFalse();
        assertThat(shown.has(SIZE, DB)).isFalse();
        assertThat(shown.has(TRANSACTIONS, DB, "commit")).isFalse();
    }

    @Test
    void switchedOffItAsksNothing() {
        CountingDataSource source = new CountingDataSource(database.port(), database.name(), "postgres");
        try (PipelineMetrics off = PipelineMetrics.builder(shown.registry)
                        .namespace("off")
                        .enabled(false)
                        .build();
                DatabaseMeters none =
                        DatabaseMeters.builder(source, off).database(DB).build()) {
            none.start();
            none.poll();
        }
        assertThat(source.asked()).isZero();
    }

    @Test
    void wrongOptionsAreRefusedByName() {
        var builder = DatabaseMeters.builder(database.dataSource(), shown.metrics);
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("database");
        assertThatThrownBy(() -> builder.interval(Duration.ZERO)).hasMessageContaining("interval is PT0S");
        assertThatThrownBy(() -> builder.statementTimeout(Duration.ofNanos(5)))
                .hasMessageContaining("statementTimeout is PT0.000000005S");
        assertThatThrownBy(() -> builder.database(" ")).hasMessageContaining("database is ' '");
        assertThatThrownBy(() -> builder.database(DB)
                        .interval(Duration.ofMinutes(1))
                        .staleAfter(Duration.ofSeconds(59))
                        .build())
                .hasMessageContaining("staleAfter is PT59S");
    }
}
