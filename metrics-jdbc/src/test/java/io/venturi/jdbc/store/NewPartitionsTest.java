package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.jdbc.Await;
import io.venturi.jdbc.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Partitions that others attach while a transaction is under way that has read or written their parent. A server that holds its locks already
 * does not look for new partitions by itself, which cost records that were written late.
 */
class NewPartitionsTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final long GATE = 4711;

    private LocalDate late = LocalDate.EPOCH;

    @BeforeEach
    void install() throws SQLException {
        InstalledHistory.renew(database);
        late = InstalledHistory.today(database).minusDays(3);
        database.execute(
                "SELECT metrics.initialize_metric_partitions()",
                "INSERT INTO metrics.runtime (runtime_id, component_type, name) VALUES"
                        + " ('00000000-0000-0000-0000-000000000001', 'worker_pool', 'one')",
                "SELECT metrics.aggregate_hourly_metrics()"); // from now on, it is late
    }

    @Test
    void aMeasurementInOneIsRolledUp() throws Exception {
        duringTransaction(
                anHour("measurements", 9),
                "INSERT INTO metrics.pipeline_metrics (metric_name, metric_value, \"timestamp\") VALUES ('m', 1, '"
                        + late + " 10:05Z')",
                anHour("measurements", 10));

        assertThat(database.number("SELECT count_value FROM metrics.aggregated_metrics WHERE metric_name = 'm'"))
                .isEqualTo(1);
    }

    @Test
    void aSampleInOneIsRolledUp() throws Exception {
        duringTransaction(
                anHour("samples", 9),
                "INSERT INTO metrics.metric (runtime_id, metric_name, metric_type, \"timestamp\", metric_value)"
                        + " VALUES ('00000000-0000-0000-0000-000000000001', 'g', 'gauge', '" + late + " 10:05Z', 3)",
                anHour("samples", 10));

        assertThat(database.number("SELECT count_value FROM metrics.aggregated_metrics WHERE metric_name = 'g'"))
                .isEqualTo(1);
    }

    @Test
    void oneThatWritesFindsItToo() throws Exception {
        String insert =
                "INSERT INTO metrics.pipeline_metrics (metric_name, metric_value, \"timestamp\") VALUES ('m', 2, '";
        duringTransaction(
                insert + late.plusDays(3) + " 00:00Z')",
                "INSERT INTO metrics.pipeline_metrics (metric_name, metric_value, \"timestamp\") VALUES ('m', 1, '"
                        + late + " 10:05Z')",
                insert + late + " 10:06Z')");

        assertThat(database.number("SELECT count(*) FROM metrics.pipeline_measurement WHERE \"timestamp\" < '"
                        + late.plusDays(1) + " 00:00Z'"))
                .isEqualTo(2);
    }

    private String anHour(String kind, int hour) {
        String start = late + " " + hour + ":00Z";
        return "INSERT INTO metrics.rollup_due (kind, period, period_start, cause) VALUES ('" + kind + "', 'hourly', '"
                + start + "', 'late'); PERFORM metrics.roll_up_metric_hour('" + kind + "', '" + start + "')";
    }

    /** Does something in a transaction, often enough for the server to have all that it needs at hand; then it does another thing. */
    private static void duringTransaction(String before, String meanwhile, String after) throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (Connection gate = database.dataSource().getConnection();
                Statement keeper = gate.createStatement()) {
            keeper.execute("SELECT pg_advisory_lock(" + GATE + ")");
            Future<?> transaction = executor.submit(() -> {
                database.execute("DO $$ BEGIN FOR i IN 1 .. 12 LOOP " + before + "; END LOOP;"
                        + " PERFORM pg_advisory_xact_lock_shared(" + GATE + "); " + after + "; END $$");
                return null;
            });
            while (!transaction.isDone()
                    && database.number("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
                                    + " AND objid = " + GATE)
                            == 0) {
                Await.pause();
            }
            database.execute(meanwhile);
            keeper.execute("SELECT pg_advisory_unlock(" + GATE + ")");
            transaction.get();
        } finally {
            executor.shutdownNow();
        }
    }
}
