package io.venturi.jdbc.store;

import static io.venturi.jdbc.store.Batches.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.venturi.jdbc.MetricsSchema;
import io.venturi.jdbc.PooledConnection;
import io.venturi.jdbc.TestDatabase;
import io.venturi.jdbc.store.BatchTarget.Stored;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.core.BaseConnection;

/** What goes wrong between a batch and its relations: nothing is stored twice, nothing is lost. */
class StorageFaultsTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final Batches batches = new Batches();

    @BeforeEach
    void install() throws SQLException {
        database.execute("DROP SCHEMA IF EXISTS metrics CASCADE");
        MetricsSchema.install(database.dataSource(), "metrics");
    }

    private static BatchStorage storage() {
        return new BatchStorage(database.dataSource(), "metrics");
    }

    private static long stored() throws SQLException {
        return database.number(
                "SELECT count(*) FROM metrics.metric_sample JOIN metrics.metric_series USING (series_id)");
    }

    @Test
    void aCommitThatNobodyConfirmedIsFoundByTheNextAttempt() throws Exception {
        try (CuttingProxy wire = new CuttingProxy(database.port())) {
            BatchStorage storage = new BatchStorage(wire.over(database.dataSource()), "metrics");
            List<Sample> samples = new ArrayList<>(Batches.samples("g", 20));
            samples.add(new Sample(MetricSeries.of("\uD800", SeriesType.GAUGE, Map.of()), Batches.now(), 1));
            storage.store(batches.of(samples)); // from now on, the next commit is that of a batch
            SampleBatch batch = batches.of(samples);

            wire.cutNextCommit();
            assertThatThrownBy(() -> storage.store(batch)).isInstanceOf(SQLException.class);
            assertThat(wire.isWaiting()).as("not cut").isFalse();
            assertThat(stored()).as("the server has committed").isEqualTo(40);

            assertThat(storage.store(batch)).as("as of the first attempt").isEqualTo(new Stored(20, 1, 0));
            assertThat(storage().store(batch))
                    .as("as far as another process knows")
                    .isEqualTo(new Stored(21, 0, 0));
            assertThat(stored()).isEqualTo(40);
        }
    }

    @Test
    void aCommitOfSeriesThatNobodyConfirmedDoesNoHarm() throws Exception {
        try (CuttingProxy wire = new CuttingProxy(database.port())) {
            BatchStorage storage = new BatchStorage(wire.over(database.dataSource()), "metrics");
            storage.store(batches.of(sample("a", 1)));
            SampleBatch batch = batches.of(sample("b", 1), sample("c", 1));

            wire.cutNextCommit();
            assertThatThrownBy(() -> storage.store(batch)).isInstanceOf(SQLException.class);

            assertThat(database.number("SELECT count(*) FROM metrics.metric_series"))
                    .isEqualTo(3);
            assertThat(storage.store(batch)).isEqualTo(new Stored(2, 0, 0));
            assertThat(database.number("SELECT count(*) FROM metrics.metric_series"))
                    .isEqualTo(3);
            assertThat(stored()).isEqualTo(3);
        }
    }

    @Test
    void aLockThatIsHeldTooLongIsTriedAgainLater() throws SQLException {
        BatchStorage storage = storage();
        storage.store(batches.of(sample("a", 1)));
        SampleBatch batch = batches.of(sample("a", 2));
        try (Connection other = database.dataSource().getConnection();
                Statement lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("LOCK TABLE metrics.metric_sample IN ACCESS EXCLUSIVE MODE");
            assertThatThrownBy(() -> storage.store(batch))
                    .isInstanceOf(SQLException.class)
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo("55P03");
        }
        assertThat(storage.store(batch)).isEqualTo(new Stored(1, 0, 0));
        assertThat(stored()).isEqualTo(2);
    }

    @Test
    void aSchemaThatIsGoneIsNamedWithTheRemedyAndUsedOnceItIsBack() throws SQLException {
        BatchStorage storage = storage();
        storage.store(batches.of(sample("a", 1), sample("b", 1)));
        SampleBatch batch = batches.of(sample("b", 2));
        database.execute("DROP SCHEMA metrics CASCADE");

        assertThatThrownBy(() -> storage.store(batch)).hasMessageContaining("MetricsSchema.install");

        MetricsSchema.install(database.dataSource(), "metrics");
        assertThat(storage.store(batch)).isEqualTo(new Stored(1, 0, 0));
        assertThat(storage.store(batch)).isEqualTo(new Stored(1, 0, 0));
        assertThat(database.rows("SELECT metric_name, value FROM metrics.metric_sample"
                        + " JOIN metrics.metric_series USING (series_id)"))
                .hasToString("[[b, 2.0]]");
    }

    @Test
    void aSchemaThatWasMadeAnewMeanwhileHasIdsOfItsOwn() throws SQLException {
        BatchStorage storage = storage();
        storage.store(batches.of(sample("a", 1), sample("b", 1)));
        String runtime = database.text("SELECT runtime_id FROM metrics.runtime");
        install();
        // As of a dump that was restored: the same runtime, but the ids that were remembered are others' now.
        database.execute(
                "INSERT INTO metrics.runtime (runtime_id, component_type, name) VALUES ('" + runtime
                        + "', 'worker_pool', 'orders')",
                "INSERT INTO metrics.metric_series (runtime_id, metric_name, metric_type) SELECT runtime_id, 'other' || i,"
                        + " 'gauge' FROM metrics.runtime, generate_series(1, 5) i");

        assertThat(storage.store(batches.of(sample("b", 2)))).isEqualTo(new Stored(1, 0, 0));

        assertThat(database.rows("SELECT metric_name, value FROM metrics.metric_sample"
                        + " JOIN metrics.metric_series USING (series_id)"))
                .hasToString("[[b, 2.0]]");
    }

    @Test
    void aRuntimeThatWasDeletedIsMadeAgain() throws SQLException {
        BatchStorage storage = storage();
        storage.store(batches.of(sample("a", 1)));
        database.execute("DELETE FROM metrics.runtime");
        SampleBatch batch = batches.of(sample("a", 2), sample("b", 2));

        assertThat(storage.store(batch)).isEqualTo(new Stored(2, 0, 0));
        assertThat(storage.store(batch)).isEqualTo(new Stored(2, 0, 0));

        assertThat(stored()).as("of series that are there").isEqualTo(2);
    }

    @Test
    void aRuntimeThatWasDeletedIsMadeAgainForNewSeries() throws SQLException {
        BatchStorage storage = storage();
        storage.store(batches.of(sample("a", 1)));
        database.execute("DELETE FROM metrics.runtime");

        assertThat(storage.store(batches.of(sample("b", 2)))).isEqualTo(new Stored(1, 0, 0));
        assertThat(stored()).isEqualTo(1);
    }

    @Test
    void aRuntimeThatIsBeingDeletedIsWaitedFor() throws Exception {
        BatchStorage storage = storage();
        storage.store(batches.of(sample("a", 1)));
        SampleBatch batch = batches.of(sample("a", 2));
        List<Stored> result = new ArrayList<>();
        Thread writer;
        try (Connection other = database.dataSource().getConnection();
                Statement delete = other.createStatement()) {
            other.setAutoCommit(false);
            delete.execute("DELETE FROM metrics.runtime");
            writer = new Thread(() -> {
                try {
                    result.add(storage.store(batch));
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            writer.start();
            database.await("SELECT count(*) = 1 FROM pg_stat_activity WHERE datname = current_database()"
                    + " AND wait_event_type = 'Lock'");
            other.commit();
        }
        writer.join();

        assertThat(result).containsExactly(new Stored(1, 0, 0));
        assertThat(stored()).isEqualTo(1);
    }

    @Test
    void aPoolThatHasNoConnectionToGiveIsAskedAgainLater() throws SQLException {
        try (OneConnection pool = new OneConnection(database.dataSource())) {
            BatchStorage storage = new BatchStorage(pool.dataSource(), "metrics");
            SampleBatch batch = batches.of(sample("a", 1));
            try (Connection taken = pool.lend()) {
                assertThat(taken.isValid(1)).isTrue();
                assertThatThrownBy(() -> storage.store(batch)).isInstanceOf(SQLTransientConnectionException.class);
            }

            assertThat(storage.store(batch)).as("with one connection").isEqualTo(new Stored(1, 0, 0));
            assertThat(pool.connection().getAutoCommit()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theConnectionGoesBackAsItCame(boolean autoCommit) throws SQLException {
        try (PooledConnection pool = new PooledConnection(database.dataSource(), autoCommit)) {
            String before = session(pool.connection());
            BatchStorage storage = new BatchStorage(pool.dataSource(), "metrics");

            storage.store(batches.of(Batches.samples("g", 3))); // makes partitions
            database.execute("ALTER TABLE metrics.metric_sample ADD CHECK (value <> 3)");
            assertThat(storage.store(batches.of(Batches.samples("g", 5)))).isEqualTo(new Stored(4, 1, 0)); // halves
            database.execute("ALTER TABLE metrics.metric_sample RENAME TO away");
            assertThatThrownBy(() -> storage.store(batches.of(Batches.samples("g", 3))))
                    .isInstanceOf(SQLException.class);

            assertThat(pool.connection().getAutoCommit()).isEqualTo(autoCommit);
            assertThat(database.text(
                            "SELECT state FROM pg_stat_activity WHERE pid = ?",
                            pool.connection().unwrap(BaseConnection.class).getBackendPID()))
                    .as("no transaction is left open")
                    .isEqualTo("idle");
            assertThat(session(pool.connection())).isEqualTo(before);
        }
    }

    private static String session(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT string_agg(name || '=' || setting, ' ' ORDER BY name) FROM pg_settings"
                                + " WHERE name LIKE '%timeout' OR name IN ('search_path', 'TimeZone', 'transaction_isolation')")) {
            row.next();
            return row.getString(1);
        } finally {
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
        }
    }

    @Test
    void aSessionThatIsEndedIsNotTheEndOfTheBatch() throws SQLException {
        BatchStorage storage = storage();
        storage.store(batches.of(sample("a", 1)));
        database.execute(
                "CREATE FUNCTION metrics.die() RETURNS trigger LANGUAGE plpgsql AS"
                        + " 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END'",
                "CREATE TRIGGER die BEFORE INSERT ON metrics.metric_sample FOR EACH ROW EXECUTE FUNCTION metrics.die()");
        SampleBatch batch = batches.of(sample("a", 2));

        assertThatThrownBy(() -> storage.store(batch)).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> storage.store(batch)).isInstanceOf(SQLException.class);
        database.execute("DROP TRIGGER die ON metrics.metric_sample");

        assertThat(storage.store(batch)).isEqualTo(new Stored(1, 0, 0));
        assertThat(stored()).isEqualTo(2);
    }

    @Test
    void whoMayNotMakePartitionsIsToldOfTheRemedy() throws SQLException {
        database.execute(
                "DROP ROLE IF EXISTS storage_faults_writer",
                "CREATE ROLE storage_faults_writer LOGIN",
                "GRANT USAGE ON SCHEMA metrics TO storage_faults_writer",
                "GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA metrics TO storage_faults_writer",
                "GRANT EXECUTE ON FUNCTION metrics.note_metric_hours TO storage_faults_writer",
                "REVOKE EXECUTE ON FUNCTION metrics.create_metric_partition FROM public");
        try {
            BatchStorage storage = new BatchStorage(database.dataSource("storage_faults_writer"), "metrics");
            SampleBatch batch = batches.of(sample("a", 1));

            assertThatThrownBy(() -> storage.store(batch))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContainingAll("create_metric_partition", "grants.sql");

            storage().store(batches.of(sample("b", 1)));
            SampleBatch again = new Batches().of(sample("a", 1));
            assertThat(storage.store(again)).isEqualTo(new Stored(1, 0, 0));
        } finally {
            database.execute("DROP OWNED BY storage_faults_writer", "DROP ROLE storage_faults_writer");
        }
    }
}
