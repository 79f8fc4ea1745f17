package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.jdbc.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Buckets that were computed by hand. */
class MetricRollupTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private LocalDate day = LocalDate.EPOCH;

    @BeforeEach
    void install() throws SQLException {
        InstalledHistory.renew(database);
        day = InstalledHistory.today(database).minusDays(1);
        database.execute(
                "SELECT metrics.initialize_metric_partitions()",
                "INSERT INTO metrics.runtime (runtime_id, component_type, name) VALUES"
                        + " ('00000000-0000-0000-0000-000000000001', 'worker_pool', 'one'),"
                        + " ('00000000-0000-0000-0000-000000000002', 'server_api', 'one')");
    }

    private static void series(int id, int runtime, String name, String type, String labels) throws SQLException {
        database.execute("INSERT INTO metrics.metric_series (series_id, runtime_id, metric_name, metric_type, labels)"
                + " VALUES (" + id + ", '00000000-0000-0000-0000-00000000000" + runtime + "', '" + name + "', '" + type
                + "', '" + labels + "')");
    }

    private void sample(int series, String time, String value) throws SQLException {
        database.execute("INSERT INTO metrics.metric_sample VALUES ('" + day + " " + time + "Z', " + series + ", '"
                + value + "')");
    }

    private void measured(String name, String time, String value, String tags) throws SQLException {
        database.execute(
                "INSERT INTO metrics.pipeline_metrics (metric_name, metric_value, tags, \"timestamp\") VALUES ('" + name
                        + "', '" + value + "', '" + tags + "', '" + day + " " + time + "Z')");
    }

    private static long rollUp() throws SQLException {
        return database.number("SELECT metrics.aggregate_hourly_metrics()");
    }

    private static String buckets(String name) throws SQLException {
        return database.rows(
                        "SELECT to_char(period_start AT TIME ZONE 'UTC', 'HH24:MI'), dimensions - 'runtime' - 'component_type',"
                                + " min_value, max_value, avg_value, sum_value, count_value, increase, p50, p95, p99"
                                + " FROM metrics.aggregated_metrics WHERE metric_name = ? AND period = 'hourly'"
                                + " ORDER BY period_start, dimensions::text",
                        name)
                .toString();
    }

    @Test
    void aGaugeByTheHour() throws SQLException {
        series(1, 1, "depth", "gauge", "{\"source\": \"a\"}");
        sample(1, "10:00", "1");
        sample(1, "10:30", "5");
        sample(1, "10:45", "NaN");
        sample(1, "10:59:59.999999", "3");
        sample(1, "11:00", "7");
        sample(1, "11:01", "Infinity");
        sample(1, "12:01", "NaN");

        assertThat(rollUp()).isEqualTo(2);

        assertThat(buckets("depth"))
                .isEqualTo("[[10:00, {\"source\": \"a\"}, 1.0, 5.0, 3.0, 9.0, 3, null, null, null, null],"
                        + " [11:00, {\"source\": \"a\"}, 7.0, 7.0, 7.0, 7.0, 1, null, null, null, null]]");
    }

    @Test
    void aCounterByWhatItGrewAcrossHoursAndRestarts() throws SQLException {
        series(1, 1, "events_total", "counter", "{}");
        sample(1, "09:59:50", "100");
        sample(1, "10:00:00", "104"); // + 4, of the step into the hour
        sample(1, "10:20:00", "110"); // + 6
        sample(1, "10:30:00", "NaN");
        sample(1, "10:40:00", "3"); // + 3, after a restart
        sample(1, "13:30:00", "2"); // + 2, after another, hours later

        rollUp();

        assertThat(buckets("events_total"))
                .contains("[09:00, {}, 100.0, 100.0, 100.0, 100.0, 1, null,")
                .contains("[10:00, {}, 3.0, 110.0, 72.33333333333333, 217.0, 3, 13.0,")
                .contains("[13:00, {}, 2.0, 2.0, 2.0, 2.0, 1, 2.0,");
    }

    @Test
    void measurementsByTheirDimensionsOnly() throws SQLException {
        for (int i = 1; i <= 100; i++) {
            measured(
                    "took",
                    "10:00",
                    String.valueOf(i),
                    "{\"queue\": \"q\", \"batch_size\": " + i + ", \"success\": true}");
        }
        measured("took", "10:30", "7", "{\"queue\": \"q\", \"success\": \"false\", \"table\": null}");
        measured("took", "10:40", "NaN", "{\"queue\": \"q\", \"success\": \"false\"}");
        measured("took", "10:50", "9", "{}");

        assertThat(rollUp()).isEqualTo(3);

        assertThat(buckets("took"))
                .isEqualTo(
                        "[[10:00, {\"queue\": \"q\", \"success\": \"false\"}, 7.0, 7.0, 7.0, 7.0, 1, null, 7.0, 7.0, 7.0],"
                                + " [10:00, {\"queue\": \"q\", \"success\": \"true\"}, 1.0, 100.0, 50.5, 5050.0, 100, null, 50.0, 95.0, 99.0],"
                                + " [10:00, {}, 9.0, 9.0, 9.0, 9.0, 1, null, 9.0, 9.0, 9.0]]");
    }

    @Test
    void dimensionsCanBeChosen() throws SQLException {
        database.execute(
                "DELETE FROM metrics.measurement_dimension WHERE tag <> 'queue'",
                "INSERT INTO metrics.measurement_dimension VALUES ('region')");
        measured("took", "10:00", "1", "{\"queue\": \"q\", \"region\": \"r\", \"success\": true}");
        rollUp();
        assertThat(buckets("took")).contains("{\"queue\": \"q\", \"region\": \"r\"}");
    }

    @Test
    void runningItAgainChangesNothing() throws SQLException {
        series(1, 1, "depth", "gauge", "{}");
        series(2, 1, "events_total", "counter", "{}");
        sample(1, "10:00", "1");
        sample(2, "09:10", "1");
        sample(2, "10:10", "4");
        measured("took", "10:00", "1", "{}");
        assertThat(rollUp()).isEqualTo(4);
        Object first = database.rows("SELECT * FROM metrics.aggregated_metrics ORDER BY metric_name, period_start")
                .toString();

        assertThat(rollUp()).isZero();
        database.execute("UPDATE metrics.rollup_progress SET done_until = '" + day + " 00:00Z'");
        assertThat(rollUp()).isEqualTo(4);

        assertThat(database.rows("SELECT * FROM metrics.aggregated_metrics ORDER BY metric_name, period_start")
                        .toString()
                        .replaceAll("\\[B@[0-9a-f]+", ""))
                .isEqualTo(first.toString().replaceAll("\\[B@[0-9a-f]+", ""));
    }

    @Test
    void whatTheLibraryMergedStaysInItsBucket() throws SQLException {
        series(1, 1, "took", "histogram", "{}");
        sample(1, "10:00", "1");
        rollUp();
        database.execute(
                "UPDATE metrics.aggregated_metrics SET sketch = 'abc', p50 = 4",
                "UPDATE metrics.rollup_progress SET done_until = '" + day + " 00:00Z'");
        rollUp();
        assertThat(database.rows("SELECT convert_from(sketch, 'UTF8'), p50 FROM metrics.aggregated_metrics"))
                .hasToString("[[abc, 4.0]]");
        assertThat(database.rows("SELECT kind FROM metrics.rollup_progress ORDER BY 1"))
                .hasToString("[[measurements], [samples]]");
    }

    @Test
    void differentSeriesNeverShareABucket() throws SQLException {
        series(1, 1, "depth", "gauge", "{}");
        series(2, 2, "depth", "gauge", "{}");
        series(3, 1, "depth", "gauge", "{\"runtime\": \"one\"}");
        series(4, 1, "depth", "gauge", "{\"exported_runtime\": \"one\"}");
        series(5, 1, "depth", "gauge", "{\"component_type\": \"worker_pool\"}");
        for (int i = 1; i <= 5; i++) {
            sample(i, "10:00", String.valueOf(i));
        }
        assertThat(rollUp()).isEqualTo(5);
        assertThat(database.rows("SELECT dimensions FROM metrics.aggregated_metrics ORDER BY min_value"))
                .hasToString("[[{\"runtime\": \"one\", \"component_type\": \"worker_pool\"}],"
                        + " [{\"runtime\": \"one\", \"component_type\": \"server_api\"}],"
                        + " [{\"runtime\": \"one\", \"component_type\": \"worker_pool\", \"exported_runtime\": \"one\"}],"
                        + " [{\"runtime\": \"one\", \"component_type\": \"worker_pool\", \"exported_exported_runtime\": \"one\"}],"
                        + " [{\"runtime\": \"one\", \"component_type\": \"worker_pool\", \"exported_component_type\":"
                        + " \"worker_pool\"}]]");
    }

    @Test
    void aSeriesThatChangedItsTypeIsOneBucket() throws SQLException {
        series(1, 1, "depth", "gauge", "{}");
        series(2, 1, "depth", "summary", "{}");
        sample(1, "10:00", "2");
        sample(2, "10:30", "4");
        assertThat(rollUp()).isEqualTo(1);
        assertThat(buckets("depth")).contains("2.0, 4.0, 3.0, 6.0, 2,");
    }

    @Test
    void numbersThatNoSumCanHoldStopNothing() throws SQLException {
        series(1, 1, "depth", "gauge", "{}");
        for (int i = 0; i < 3; i++) {
            sample(1, "10:00", "1.7e308");
            sample(1, "10:10", "-1e200");
            measured("took", "10:10", "1.7e308", "{}");
        }
        assertThat(rollUp()).isEqualTo(1);
        assertThat(buckets("depth")).contains("-1.0E200, -1.0E200, -1.0E200,");
    }

    @Test
    void theHourThatIsNotOverAndTheOneThatJustEndedWait() throws SQLException {
        rollUp();
        assertThat(database.text(
                        "SELECT bool_and(done_until = date_trunc('hour', now() - interval '10 minutes', 'UTC'))"
                                + " FROM metrics.rollup_progress"))
                .isEqualTo("true");
    }

    @Test
    void whoRollsUpAtTheSameTimeDoesNotWait() throws SQLException {
        measured("took", "10:00", "1", "{}");
        try (Connection other = database.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("INSERT INTO metrics.rollup_progress VALUES ('measurements', '" + day + " 00:00Z')");
            other.commit();
            statement.execute("SELECT FROM metrics.rollup_progress FOR NO KEY UPDATE");
            assertThat(rollUp()).as("another is at it").isZero();
            other.rollback();
        }
        assertThat(rollUp()).isEqualTo(1);
    }

    @Test
    void weeksThatNobodyRolledUpAreDoneInOneGo() throws SQLException {
        database.execute("UPDATE metrics.retention SET keep_days = 40 WHERE kind = 'raw'");
        LocalDate longAgo = day.minusDays(30);
        database.execute(
                "INSERT INTO metrics.pipeline_metrics (metric_name, metric_value, \"timestamp\") VALUES ('took', 1, '"
                        + longAgo + " 05:00Z')");
        measured("took", "10:00", "1", "{}");
        assertThat(rollUp()).isEqualTo(2);
    }

    @Test
    void aFirstTimeWithALongRetentionGoesByPieces() throws SQLException {
        database.execute("UPDATE metrics.retention SET keep_days = 400 WHERE kind = 'raw'");
        LocalDate longAgo = day.minusDays(399);
        database.execute(
                "INSERT INTO metrics.pipeline_metrics (metric_name, metric_value, \"timestamp\") VALUES ('took', 1, '"
                        + longAgo + " 05:00Z')");
        measured("took", "10:00", "1", "{}");

        assertThat(rollUp()).isEqualTo(1);
        assertThat(takenUp()).isEqualTo("measurements 1000, samples 1000");

        InstalledHistory.rollUp(database);
        assertThat(buckets("took")).contains("[05:00,", "[10:00,");
        assertThat(rollUp()).isZero();
        assertThat(database.text("SELECT min(done_until) > now() - interval '2 hours' FROM metrics.rollup_progress"))
                .isEqualTo("true");
    }

    /** How many hours of what might be there. */
    private static @Nullable String takenUp() throws SQLException {
        return database.text("SELECT string_agg(kind || ' ' || extract(epoch FROM done_until"
                + " - ((metrics.metric_partition_window()).first_day - 1)::timestamp AT TIME ZONE 'UTC')::bigint / 3600, ', ' ORDER BY kind)"
                + " FROM metrics.rollup_progress");
    }

    @Test
    void aCallIsBounded() throws SQLException {
        database.execute(
                "UPDATE metrics.retention SET keep_days = 40 WHERE kind = 'raw'",
                "INSERT INTO metrics.pipeline_metrics (metric_name, metric_value, \"timestamp\") SELECT 'took', 1, '"
                        + day.minusDays(3)
                        + " 00:00Z'::timestamptz + i * interval '1 hour' FROM generate_series(0, 71) i");
        assertThat(rollUp()).isEqualTo(48);
        assertThat(rollUp()).isEqualTo(24);
        assertThat(rollUp()).isZero();
    }
}
