package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.jdbc.PooledConnection;
import io.venturi.jdbc.SchemaTransactions;
import io.venturi.jdbc.TestDatabase;
import io.venturi.jdbc.store.rollup.MetricRollup;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whoever rolls up may be killed at any statement: the next one repairs what it left. */
class RollupCutTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    /** So that its week is over, too. */
    private LocalDate day = LocalDate.EPOCH;

    @Test
    void aKillIsRepairedByTheNextRun() throws Exception {
        killAtEach(17);
    }

    @Test
    @Tag("ci")
    void aKillAtAnyStatementIsRepairedByTheNextRun() throws Exception {
        killAtEach(1);
    }

    private void killAtEach(int moments) throws Exception {
        database.execute("DROP TABLE IF EXISTS late_sample, late_distribution, late_measurement");
        InstalledHistory.renew(database);
        day = InstalledHistory.today(database)
                .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
                .minusDays(8);
        // Two hours, so that few statements do all there is to do.
        for (String parent : new String[] {"metric_sample", "metric_distribution", "pipeline_measurement"}) {
            database.execute("CREATE TABLE metrics." + parent + "_old PARTITION OF metrics." + parent
                    + " FOR VALUES FROM ('" + day + " 10:00Z') TO ('" + day + " 12:00Z')");
        }
        store("10:10", "11:20");
        database.execute(
                "CREATE TABLE late_sample AS TABLE metrics.metric_sample",
                "CREATE TABLE late_distribution AS TABLE metrics.metric_distribution",
                "CREATE TABLE late_measurement AS TABLE metrics.pipeline_measurement",
                "TRUNCATE metrics.metric_sample, metrics.metric_distribution, metrics.pipeline_measurement");
        store("10:00", "10:30", "11:30");

        int moment = moments;
        try (PooledConnection pool = new PooledConnection(database.dataSource(), true)) {
            begin();
            rollUp(pool.dataSource());
            String first = dump();
            late();
            rollUp(pool.dataSource());
            String second = dump();
            assertThat(second).isNotEqualTo(first).contains("distributions").contains("weekly");

            boolean cut = true;
            for (; cut; moment += moments) {
                begin();
                cut = cut(moment);
                rollUp(pool.dataSource());
                assertThat(dump()).as("cut at moment %s", moment).isEqualTo(first);
                late();
                cut |= cut(moment);
                rollUp(pool.dataSource());
                assertThat(dump())
                        .as("cut at moment %s, after something came late", moment)
                        .isEqualTo(second);
            }
        }
        assertThat(moment).isGreaterThan(50);
    }

    private void store(String... times) throws SQLException {
        List<Sample> samples = new ArrayList<>();
        List<DistributionSample> distributions = new ArrayList<>();
        MetricSeries counter = MetricSeries.of("events_total", SeriesType.COUNTER, Map.of());
        MetricSeries histogram = MetricSeries.of("took", SeriesType.HISTOGRAM, Map.of());
        for (String time : times) {
            Instant at = Instant.parse(day + "T" + time + ":00Z");
            double value = at.atOffset(ZoneOffset.UTC).getHour() * 100
                    + at.atOffset(ZoneOffset.UTC).getMinute();
            samples.add(new Sample(counter, at, value));
            distributions.add(TrueSketch.of(histogram, at, 2, 1, value, value + 1));
            database.execute(
                    "INSERT INTO metrics.pipeline_measurement (metric_name, metric_value, \"timestamp\") VALUES ('m', "
                            + value + ", '" + at + "')");
        }
        new BatchStorage(database.dataSource(), "metrics").store(new Batches().of(samples, distributions));
    }

    /** As before anything was rolled up, or had come late. */
    private static void begin() throws SQLException {
        database.execute(
                "TRUNCATE metrics.aggregated_metrics, metrics.rollup_progress, metrics.rollup_due",
                "DELETE FROM metrics.metric_sample WHERE ts IN (SELECT ts FROM late_sample)",
                "DELETE FROM metrics.metric_distribution WHERE ts IN (SELECT ts FROM late_distribution)",
                "DELETE FROM metrics.pipeline_measurement WHERE \"timestamp\" IN (SELECT \"timestamp\" FROM late_measurement)");
    }

    private static void late() throws SQLException {
        database.execute(
                "INSERT INTO metrics.metric_sample TABLE late_sample",
                "INSERT INTO metrics.metric_distribution TABLE late_distribution",
                "INSERT INTO metrics.pipeline_measurement TABLE late_measurement",
                "SELECT metrics.note_metric_hours(kind, ARRAY(SELECT ts FROM late_sample))"
                        + " FROM (VALUES ('samples'), ('distributions'), ('measurements')) k (kind)");
    }

    private static boolean cut(int moment) throws SQLException {
        boolean cut;
        int serverProcess;
        try (CutSource source = new CutSource(database.dataSource(), moment)) {
            serverProcess = source.serverProcess();
            for (MetricRollup.Step step : rollup(source.dataSource()).steps()) {
                try {
                    step.run();
                } catch (SQLException e) {
                    assertThat(source.isCut()).as("%s", e).isTrue();
                }
            }
            cut = source.isCut();
        }
        database.await("SELECT count(*) = 0 FROM pg_stat_activity WHERE pid = " + serverProcess);
        return cut;
    }

    private static void rollUp(DataSource source) throws SQLException {
        for (MetricRollup.Step step : rollup(source).steps()) {
            step.run();
        }
        assertThat(database.rows("SELECT d.*, p FROM metrics.rollup_due d JOIN metrics.rollup_progress p USING (kind)"))
                .isEmpty();
    }

    private static MetricRollup rollup(DataSource source) {
        return new MetricRollup(new SchemaTransactions(source, "metrics"), () -> true, unreadable -> {
            throw unreadable;
        });
    }

    private static String dump() throws SQLException {
        return String.valueOf(
                database.text(
                        "SELECT string_agg(a::text, chr(10) ORDER BY kind, period, period_start) FROM metrics.aggregated_metrics a"));
    }
}
