package io.venturi.jdbc.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.venturi.jdbc.SchemaTransactions;
import io.venturi.jdbc.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/**
 * Days whose raw records were dropped after they were rolled up, and that the window holds again as retention was raised since. What is stored of
 * them now could not be rolled up together with what was there: it is refused, and what was rolled up stays.
 */
class DroppedDaysTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private LocalDate day = LocalDate.EPOCH;

    @BeforeEach
    void install() throws SQLException {
        InstalledHistory.renew(database);
        day = InstalledHistory.today(database).minusDays(5);
        database.execute("INSERT INTO metrics.runtime (component_type, name) VALUES ('worker_pool', 'orders')");
    }

    private static void keep(int days) throws SQLException {
        database.execute("UPDATE metrics.retention SET keep_days = " + days + " WHERE kind = 'raw'");
    }

    private static SchemaTransactions transactions() {
        return new SchemaTransactions(database.dataSource(), "metrics");
    }

    private void insertSample(LocalDate of, String time, double value) throws SQLException {
        database.execute(
                "INSERT INTO metrics.metric (runtime_id, metric_name, metric_type, \"timestamp\", metric_value)"
                        + " SELECT runtime_id, 'events_total', 'counter', '" + of + " " + time + "Z', " + value
                        + " FROM metrics.runtime");
    }

    private void insertMeasurement(LocalDate of, String time) throws SQLException {
        database.execute(
                "INSERT INTO metrics.pipeline_metrics (metric_name, metric_value, \"timestamp\") VALUES ('m', 1, '" + of
                        + " " + time + "Z')");
    }

    private static String buckets() throws SQLException {
        return database.rows("SELECT metric_name, period, period_start, count_value, sum_value, increase"
                        + " FROM metrics.aggregated_metrics ORDER BY 1, 2, 3")
                .toString();
    }

    private void storeADay() throws SQLException {
        for (String time : List.of("09:50", "10:10", "10:20")) {
            insertSample(day, time, 100);
            insertMeasurement(day, time);
        }
        InstalledHistory.rollUp(database);
    }

    private static void dropBySql() throws SQLException {
        keep(1);
        assertThat(database.text("SELECT array_length(metrics.cleanup_expired_metrics(), 1)"))
                .isEqualTo("3");
        keep(14);
    }

    private Instant late() {
        return day.atTime(10, 30).toInstant(ZoneOffset.UTC);
    }

    @Test
    void theViewsRefuseWhatComesLateAndSayWhy() throws SQLException {
        storeADay();
        dropBySql();
        String before = buckets();

        String why = "day " + day + " is outside of " + day.plusDays(1) + " to ";
        assertThatThrownBy(() -> insertMeasurement(day, "10:30"))
                .hasMessageContaining(why)
                .hasMessageContaining("before they are dropped");
        assertThatThrownBy(() -> insertSample(day, "10:30", 100)).hasMessageContaining(why);
        assertThatThrownBy(() -> database.text("SELECT metrics.create_metric_partition('" + day + "')"))
                .hasMessageContaining(why);
        insertSample(day.plusDays(1), "10:30", 100);

        InstalledHistory.rollUp(database);
        assertThat(buckets())
                .startsWith(before.substring(0, before.indexOf(']')))
                .contains("[m, hourly, ");
        assertThat(database.number("SELECT sum(count_value) FROM metrics.aggregated_metrics WHERE period = 'hourly'"))
                .isEqualTo(7);
    }

    @Test
    void theLibraryCountsThemAsExpired() throws Exception {
        storeADay();
        dropBySql();
        String before = buckets();
        MetricSeries series = MetricSeries.of("events_total", SeriesType.COUNTER, Map.of());
        MeasurementStorage measurements = new MeasurementStorage(
                transactions(), new MinuteLog(LoggerFactory.getLogger(DroppedDaysTest.class), System::nanoTime));

        assertThat(new BatchStorage(database.dataSource(), "metrics")
                        .store(new Batches()
                                .of(
                                        List.of(new Sample(series, late(), 100)),
                                        List.of(TrueSketch.of(
                                                MetricSeries.of("took", SeriesType.HISTOGRAM, Map.of()),
                                                late(),
                                                2,
                                                1,
                                                300)))))
                .isEqualTo(new BatchTarget.Stored(0, 0, 2));
        assertThat(measurements.store(
                        1,
                        List.of(new Measurement(
                                "m".getBytes(UTF_8), 1, "{}".getBytes(UTF_8), late().toEpochMilli() * 1000))))
                .isEqualTo(new BatchTarget.Stored(0, 0, 1));
        String runtime = Objects.requireNonNull(database.text("SELECT runtime_id FROM metrics.runtime"));
        assertThatThrownBy(() -> new SampleWriter(database.dataSource(), "metrics")
                        .write(UUID.fromString(runtime), List.of(new Sample(series, late(), 1))))
                .isInstanceOf(RefusedSamplesException.class)
                .hasMessageContaining(late() + " is outside of what is kept, from " + day.plusDays(1) + "T00:00:00Z");

        InstalledHistory.rollUp(database);
        assertThat(buckets()).isEqualTo(before);
    }

    @Test
    void whoDropsWithoutHoldingWritersUpWritesItDownBefore() throws SQLException {
        storeADay();
        keep(1);
        PartitionRetention retention = new PartitionRetention(database.dataSource(), transactions());
        try (Connection reader = database.dataSource().getConnection();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement
                    .executeQuery("SELECT count(*) FROM metrics.metric_sample_"
                            + day.toString().replace('-', '_'))
                    .close();
            assertThat(retention.drop()).as("all but the one that is read").hasSize(2);
        }
        keep(14);

        assertThatThrownBy(() -> insertSample(day, "10:30", 100)).hasMessageContaining("is outside of");
    }

    @Test
    void whatIsKeptForLongerMeanwhileIsNotDropped() throws SQLException {
        storeADay();
        ExpiredPartition chosen = new ExpiredPartition(
                "metric_sample", "metric_sample_" + day.toString().replace('-', '_'), false, true);
        DetachedPartitions detached = new DetachedPartitions(transactions());

        assertThat(detached.mark(chosen)).as("it is kept").isFalse();
        insertSample(day, "10:30", 103);
        InstalledHistory.rollUp(database);

        assertThat(database.rows("SELECT count_value, increase FROM metrics.aggregated_metrics"
                        + " WHERE metric_name = 'events_total' AND period = 'daily'"))
                .hasToString("[[4, 3.0]]");
        assertThat(detached.drop()).isEmpty();
    }

    @Test
    void daysThatWereEmptyAreOpenAgain() throws SQLException {
        database.execute("SELECT metrics.create_metric_partition('" + day + "')");
        dropBySql();
        insertMeasurement(day, "10:30");
        InstalledHistory.rollUp(database);
        assertThat(buckets()).contains("[m, hourly, ");
    }

    @Test
    void theStepIntoTheFirstHourIsCountedAgainAsItWas() throws SQLException {
        LocalDate next = day.plusDays(1);
        insertSample(day, "23:59", 100);
        insertSample(next, "00:10", 104); // + 4
        insertSample(next, "00:20", 110); // + 6
        InstalledHistory.rollUp(database);
        keep(4);
        assertThat(database.text("SELECT metrics.cleanup_expired_metrics()")).contains("metric_sample_");
        assertThat(database.number("SELECT count(*) FROM metrics.metric_sample"))
                .isEqualTo(2);

        keep(14);
        insertSample(next, "00:05", 3); // + 3 after a restart; + 101 to 104
        insertSample(next, "00:30", 111); // + 1
        InstalledHistory.rollUp(database);
        InstalledHistory.rollUp(database);

        assertThat(database.rows("SELECT period, count_value, increase, value_before FROM metrics.aggregated_metrics"
                        + " WHERE metric_name = 'events_total' AND period_start = '" + next
                        + " 00:00Z' ORDER BY period"))
                .hasToString("[[daily, 4, 111.0, null], [hourly, 4, 111.0, 100.0]]");
    }

    /** An older day is read just then, and stays. */
    @Test
    void theStepIsNotCountedFromADayThatWasOlderThanTheOneThatWasDropped() throws SQLException {
        LocalDate next = day.plusDays(1);
        insertSample(day.minusDays(1), "23:59", 50);
        insertSample(day, "23:59", 100);
        insertSample(next, "00:10", 104); // + 4
        InstalledHistory.rollUp(database);
        keep(4);
        String older = database.text("SELECT partition FROM metrics.metric_partitions() WHERE parent = 'metric_sample'"
                + " ORDER BY lower_bound LIMIT 1");
        try (Connection reader = database.dataSource().getConnection();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("SELECT FROM metrics." + older);
            database.execute("SELECT metrics.cleanup_expired_metrics()");
        }
        assertThat(database.rows("SELECT value FROM metrics.metric_sample ORDER BY ts"))
                .hasToString("[[50.0], [104.0]]");

        keep(14);
        insertSample(next, "00:30", 111); // + 7
        InstalledHistory.rollUp(database);

        assertThat(database.rows("SELECT increase, value_before FROM metrics.aggregated_metrics"
                        + " WHERE metric_name = 'events_total' AND period = 'hourly' AND period_start = '" + next
                        + " 00:00Z'"))
                .hasToString("[[11.0, 100.0]]");
    }
}
