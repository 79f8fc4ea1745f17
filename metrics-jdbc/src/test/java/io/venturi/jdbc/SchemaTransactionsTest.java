package io.venturi.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

class SchemaTransactionsTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final String SETTINGS =
            "SELECT string_agg(name || '=' || setting, ' ' ORDER BY name) FROM pg_settings"
                    + " WHERE name IN ('search_path', 'lock_timeout', 'statement_timeout', 'client_min_messages',"
                    + " 'idle_in_transaction_session_timeout', 'default_transaction_read_only', 'transaction_isolation')";

    @BeforeAll
    static void makeTable() throws SQLException {
        database.execute("CREATE SCHEMA s", "CREATE TABLE s.t (n int)");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theConnectionGoesBackAsItCame(boolean autoCommit) throws SQLException {
        try (PooledConnection pool = new PooledConnection(database.dataSource(), autoCommit)) {
            String before = ask(pool.connection(), SETTINGS);
            SchemaTransactions transactions = new SchemaTransactions(pool.dataSource(), "s");

            MetricsSchema.install(pool.dataSource(), "s");
            transactions.write(connection -> run(connection, "INSERT INTO s.t VALUES (1)"));
            transactions.read(connection -> ask(connection, "SELECT count(*) FROM s.t"));
            assertThatThrownBy(() -> transactions.write(connection -> run(connection, "SELECT 1 / 0")))
                    .hasMessageContaining("division by zero");

            assertThat(pool.connection().getAutoCommit()).isEqualTo(autoCommit);
            assertThat(database.text(
                            "SELECT state FROM pg_stat_activity WHERE pid = ?",
                            pool.connection()
                                    .unwrap(org.postgresql.PGConnection.class)
                                    .getBackendPID()))
                    .as("no transaction is left open")
                    .isEqualTo("idle");
            assertThat(ask(pool.connection(), SETTINGS)).isEqualTo(before);
        }
    }

    @Test
    void whatFailsLeavesNothingBehind() throws SQLException {
        long before = database.number("SELECT count(*) FROM s.t");
        SchemaTransactions transactions = new SchemaTransactions(database.dataSource(), "s");

        assertThatThrownBy(() -> transactions.write(connection -> {
                    run(connection, "INSERT INTO s.t VALUES (2)");
                    throw new IllegalStateException("no");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(database.number("SELECT count(*) FROM s.t")).isEqualTo(before);
    }

    @Test
    void whatCouldNotBeRolledBackIsNotCommittedEither() throws SQLException {
        long before = database.number("SELECT count(*) FROM s.t");
        try (PooledConnection pool = new PooledConnection(database.dataSource(), true)) {
            pool.fail("rollback");
            SchemaTransactions transactions = new SchemaTransactions(pool.dataSource(), "s");

            assertThatThrownBy(() -> transactions.write(connection -> {
                        run(connection, "INSERT INTO s.t VALUES (5)");
                        throw new IllegalStateException("no");
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        }
        assertThat(database.number("SELECT count(*) FROM s.t")).isEqualTo(before);
    }

    @Test
    void nothingWaitsForEver() throws SQLException {
        String limits = new SchemaTransactions(database.dataSource(), "s")
                .write(connection -> ask(
                        connection,
                        "SELECT string_agg(setting || unit, ' ' ORDER BY name) FROM pg_settings WHERE name IN"
                                + " ('lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout')"));

        assertThat(limits).isEqualTo("30000ms 10000ms 60000ms");
    }

    @Test
    void readingDoesNotWrite() {
        SchemaTransactions transactions = new SchemaTransactions(database.dataSource(), "s");

        assertThatThrownBy(() -> transactions.read(connection -> run(connection, "INSERT INTO s.t VALUES (3)")))
                .hasMessageContaining("read-only transaction");
    }

    @Test
    void writesWhereThePoolIsReadOnlyOrSerializable() throws SQLException {
        try (PooledConnection pool = new PooledConnection(database.dataSource(), true)) {
            pool.connection().setReadOnly(true);
            pool.connection().setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            String isolation = new SchemaTransactions(pool.dataSource(), "s").write(connection -> {
                run(connection, "INSERT INTO s.t VALUES (4)");
                return ask(connection, "SHOW transaction_isolation");
            });

            assertThat(isolation).isEqualTo("read committed");
            assertThat(pool.connection().isReadOnly()).isTrue();
            assertThat(pool.connection().getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
        }
    }

    @Test
    void aSchemaThatIsNotThereIsNamedWithTheRemedy() {
        SchemaTransactions transactions = new SchemaTransactions(database.dataSource(), "absent");

        assertThatThrownBy(() -> transactions.write(
                        connection -> run(connection, "DELETE FROM " + transactions.relation("lease"))))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("Schema 'absent' is not there")
                .hasMessageContaining("MetricsSchema.install(dataSource, \"absent\")")
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo("42P01");
    }

    private static boolean run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute(sql);
        }
    }

    private static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void aServerThatIsSilentIsNotWaitedForForEver() throws SQLException {
        PGSimpleDataSource patient = database.dataSource();
        patient.setSocketTimeout(0);
        int limit = new SchemaTransactions(patient, "public").read(Connection::getNetworkTimeout);
        assertThat(limit).isPositive();
    }
}
