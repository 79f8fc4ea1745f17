package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.venturi.jdbc.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clean-up as operators and pg_cron call it. */
class MetricRetentionTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private LocalDate today = LocalDate.EPOCH;

    @BeforeEach
    void install() throws SQLException {
        InstalledHistory.renew(database);
        today = InstalledHistory.today(database);
    }

    private static @Nullable String cleanUp() throws SQLException {
        return database.text("SELECT metrics.cleanup_expired_metrics()");
    }

    private void partition(String parent, String name, int daysAgo) throws SQLException {
        InstalledHistory.partition(database, parent, name, today.minusDays(daysAgo), today.minusDays(daysAgo - 1L));
    }

    private void fill(int daysAgo) throws SQLException {
        String noon = "'" + today.minusDays(daysAgo) + " 12:00Z'";
        database.execute(
                "INSERT INTO metrics.metric_sample VALUES (" + noon + ", 1, 1)",
                "INSERT INTO metrics.metric_distribution VALUES (" + noon + ", 1, 1, 1, 1, '')",
                "INSERT INTO metrics.pipeline_measurement (metric_name, metric_value, \"timestamp\") VALUES ('m', 1, "
                        + noon + ")");
    }

    @Test
    void dropsByBoundsWhatIsOlderThanKept() throws SQLException {
        partition("metric_sample", "metric_sample_2999_01_01", 16);
        partition("metric_sample", "Bob's; DROP TABLE \"x\"", 17);
        partition("metric_sample", "metric_sample_1999_01_01", 14);
        assertThat(database.rows("SELECT unnest(metrics.cleanup_expired_metrics())"))
                .hasToString("[[Bob's; DROP TABLE \"x\"], [metric_sample_2999_01_01]]");
        assertThat(InstalledHistory.bounds(database, "metric_sample")).contains("metric_sample_1999_01_01");
        assertThat(database.rows("SELECT event_type, details->'partitions' FROM metrics.monitoring_events"))
                .hasToString("[[expired_dropped, [\"Bob's; DROP TABLE \\\"x\\\"\", \"metric_sample_2999_01_01\"]]]");
        assertThat(cleanUp()).isEqualTo("{}");
        assertThat(database.number("SELECT count(*) FROM metrics.monitoring_events"))
                .isEqualTo(1);
    }

    @Test
    void neverDropsWhatIsNotRolledUp() throws SQLException {
        partition("metric_sample", "s", 16);
        partition("metric_distribution", "d", 16);
        partition("pipeline_measurement", "m", 16);
        fill(16);
        assertThat(cleanUp()).isEqualTo("{}");

        database.execute("INSERT INTO metrics.rollup_progress VALUES ('samples', '" + today.minusDays(15)
                + " 00:00Z'::timestamptz - interval '1 microsecond')");
        assertThat(cleanUp()).isEqualTo("{}");
        database.execute("UPDATE metrics.rollup_progress SET done_until = '" + today.minusDays(15) + " 00:00Z'");
        assertThat(cleanUp()).isEqualTo("{s}");
        database.execute(
                "INSERT INTO metrics.rollup_progress VALUES ('distributions', now()), ('measurements', now())");
        assertThat(cleanUp()).isEqualTo("{d,m}");
    }

    @Test
    void theRollUpOpensTheWay() throws SQLException {
        partition("metric_sample", "s", 16);
        partition("metric_distribution", "d", 16);
        partition("pipeline_measurement", "m", 16);
        fill(16);
        database.execute("SELECT metrics.aggregate_hourly_metrics()");
        assertThat(cleanUp()).as("histograms are the library's to roll up").isEqualTo("{m,s}");
    }

    @Test
    void whatIsInUseIsLeftForTheNextTime() throws SQLException {
        partition("metric_sample", "used", 16);
        partition("metric_sample", "free", 17);
        partition("pipeline_measurement", "m", 16);
        try (Connection reader = database.dataSource().getConnection();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.executeQuery("SELECT count(*) FROM metrics.used").close();
            assertThat(cleanUp()).as("the partition alone is read").isEqualTo("{free,m}");
            statement.executeQuery("SELECT count(*) FROM metrics.metric_sample").close();
            assertThat(cleanUp()).as("all of it is read").isEqualTo("{}");
        }
        assertThat(cleanUp()).isEqualTo("{used}");
    }

    @Test
    void aViewOfTheHostsKeepsItsPartition() throws SQLException {
        partition("metric_sample", "viewed", 16);
        partition("metric_sample", "free", 17);
        database.execute("CREATE VIEW metrics.of_the_host AS SELECT * FROM metrics.viewed");
        assertThat(cleanUp()).isEqualTo("{free}");
        assertThat(InstalledHistory.bounds(database, "metric_sample")).contains("viewed");
    }

    @Test
    void oneThatSomebodyBeganToDetachIsLeftToWhoFinishesThat() throws SQLException {
        partition("metric_sample", "half", 16);
        try (Connection reader = database.dataSource().getConnection();
                Statement read = reader.createStatement();
                Connection other = database.dataSource().getConnection();
                Statement detach = other.createStatement()) {
            reader.setAutoCommit(false);
            read.executeQuery("SELECT count(*) FROM metrics.metric_sample").close();
            detach.execute("SET lock_timeout = '100ms'");
            assertThatThrownBy(() -> detach.execute(
                            "ALTER TABLE metrics.metric_sample DETACH PARTITION metrics.half CONCURRENTLY"))
                    .hasMessageContaining("lock timeout");
        }
        assertThat(cleanUp()).isEqualTo("{}");
    }

    @Test
    void aChangedRetentionIsFollowed() throws SQLException {
        partition("metric_sample", "s", 3);
        assertThat(cleanUp()).isEqualTo("{}");
        database.execute("UPDATE metrics.retention SET keep_days = 1 WHERE kind = 'raw'");
        assertThat(cleanUp()).isEqualTo("{s}");
    }

    @Test
    void rowsLeaveAfterTheirTime() throws SQLException {
        database.execute(
                "INSERT INTO metrics.rollup_progress (kind, done_until, days_until, weeks_until) VALUES ('samples', now(), now(), now())",
                "INSERT INTO metrics.aggregated_metrics (metric_name, period, period_start, count_value)"
                        + " SELECT 'a', period, now() - interval '24 hours' * days, 1 FROM (VALUES ('hourly', 91), ('hourly', 89),"
                        + " ('daily', 366), ('daily', 364), ('weekly', 1826), ('weekly', 1824)) v (period, days)",
                "INSERT INTO metrics.worker_issues (worker_name, issue_type, severity, message, resolved, resolved_at, created_at)"
                        + " SELECT 'w', 't', 'error', 'm', at IS NOT NULL, now() - interval '24 hours' * at, '2001-01-01'"
                        + " FROM (VALUES (91), (89), (NULL)) v (at)",
                "INSERT INTO metrics.runtime (component_type, name) VALUES ('c', 'n')",
                "INSERT INTO metrics.metric_batch SELECT runtime_id, gen_random_uuid(), 1, now() - interval '1 hour' * hours"
                        + " FROM metrics.runtime, (VALUES (15 * 24 + 1), (15 * 24 - 1)) v (hours)");
        assertThat(cleanUp()).isEqualTo("{}");
        assertThat(database.rows("SELECT details->'deleted' FROM metrics.monitoring_events"))
                .hasToString("[[{\"metric_batch\": 1, \"worker_issues\": 1, \"aggregated_metrics\": 3}]]");
        assertThat(database.number("SELECT count(*) FROM metrics.aggregated_metrics"))
                .isEqualTo(3);
        assertThat(database.number("SELECT count(*) FROM metrics.worker_issues"))
                .isEqualTo(2);
        assertThat(database.number("SELECT count(*) FROM metrics.metric_batch")).isEqualTo(1);
    }

    private static String left() throws SQLException {
        return String.valueOf(database.text(
                "SELECT string_agg(period || ' ' || kind, ',' ORDER BY period, kind) FROM metrics.aggregated_metrics"));
    }

    @Test
    void noTierLeavesBeforeTheOneAboveHasTakenIt() throws SQLException {
        database.execute("INSERT INTO metrics.aggregated_metrics (kind, metric_name, period, period_start, count_value)"
                + " SELECT kind, 'a', period, date_trunc('week', now() - interval '2000 days', 'UTC'), 1"
                + " FROM (VALUES ('hourly'), ('daily')) p (period), (VALUES ('samples'), ('distributions')) k (kind)");
        cleanUp();
        assertThat(left()).isEqualTo("daily distributions,daily samples,hourly distributions,hourly samples");

        database.execute(
                "INSERT INTO metrics.rollup_progress (kind, done_until, days_until) VALUES ('samples', now(), now())");
        cleanUp();
        assertThat(left()).isEqualTo("daily distributions,daily samples,hourly distributions");

        database.execute("UPDATE metrics.rollup_progress SET weeks_until = now()");
        cleanUp();
        assertThat(left()).isEqualTo("daily distributions,hourly distributions");
    }

    @Test
    void hoursStayWhileTheirDayIsDueAgainOrItsSketchIsNotMade() throws SQLException {
        database.execute(
                "INSERT INTO metrics.rollup_progress (kind, done_until, days_until) VALUES ('distributions', now(), now())",
                "INSERT INTO metrics.aggregated_metrics (kind, metric_name, period, period_start, count_value, sketch, sketch_due)"
                        + " SELECT 'distributions', 'a', period, date_trunc('day', now() - interval '100 days', 'UTC'), 1, sketch::bytea, due"
                        + " FROM (VALUES ('hourly', 'abc', false), ('daily', NULL, true)) v (period, sketch, due)");
        cleanUp();
        assertThat(left()).as("its sketch is not made").isEqualTo("daily distributions,hourly distributions");

        database.execute(
                "UPDATE metrics.aggregated_metrics SET sketch_due = false",
                "INSERT INTO metrics.rollup_due (kind, period, period_start, cause)"
                        + " SELECT kind, 'daily', period_start, 'late' FROM metrics.aggregated_metrics WHERE period = 'hourly'");
        cleanUp();
        assertThat(left()).as("its day is due").isEqualTo("daily distributions,hourly distributions");

        database.execute("DELETE FROM metrics.rollup_due");
        cleanUp();
        assertThat(left()).isEqualTo("daily distributions");
    }

    @Test
    void hoursThatLateRecordsMayChangeStay() throws SQLException {
        database.execute(
                "UPDATE metrics.retention SET keep_days = 1 WHERE kind IN ('hourly', 'daily')",
                "INSERT INTO metrics.rollup_progress (kind, done_until, days_until, weeks_until) VALUES ('samples', now(), now(), now())",
                "INSERT INTO metrics.aggregated_metrics (metric_name, period, period_start, count_value)"
                        + " SELECT 'a', period, now() - interval '24 hours' * days, 1"
                        + " FROM (VALUES ('hourly', 15), ('hourly', 17), ('daily', 22), ('daily', 24)) v (period, days)");
        cleanUp();
        assertThat(left()).isEqualTo("daily samples,hourly samples");
    }

    @Test
    void aPartitionWithAnHourThatIsDueAgainStays() throws SQLException {
        partition("metric_sample", "late", 20);
        database.execute(
                "INSERT INTO metrics.metric_sample VALUES ('" + today.minusDays(20) + " 12:00Z', 1, 1)",
                "INSERT INTO metrics.rollup_progress (kind, done_until) VALUES ('samples', now())",
                "SELECT metrics.note_metric_hours('samples', ARRAY['" + today.minusDays(20)
                        + " 12:00Z'::timestamptz])");
        assertThat(cleanUp()).isEqualTo("{}");
        database.text("SELECT metrics.aggregate_hourly_metrics()");
        assertThat(cleanUp()).isEqualTo("{late}");
    }

    @Test
    void eventsArePurged() throws SQLException {
        database.execute("INSERT INTO metrics.monitoring_events (event_type, created_at)"
                + " SELECT 'e', now() - interval '24 hours' * days FROM (VALUES (31), (29), (6)) v (days)");
        assertThat(database.number("SELECT metrics.purge_old_monitoring_events()"))
                .isEqualTo(1);
        assertThat(database.number("SELECT metrics.purge_old_monitoring_events(7)"))
                .isEqualTo(1);
        assertThat(database.number("SELECT metrics.purge_old_monitoring_events(7)"))
                .isZero();
        assertThat(database.rows("SELECT details FROM metrics.monitoring_events WHERE event_type = 'events_purged'"))
                .hasToString("[[{\"events\": 1, \"retention_days\": 30}], [{\"events\": 1, \"retention_days\": 7}]]");
        for (String wrong : new String[] {"0", "-1", "NULL"}) {
            assertThatThrownBy(() -> database.text("SELECT metrics.purge_old_monitoring_events(" + wrong + ")"))
                    .hasMessageContaining("retention_days is " + wrong);
        }
    }
}
