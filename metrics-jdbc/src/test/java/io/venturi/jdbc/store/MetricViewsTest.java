package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.venturi.jdbc.TestDatabase;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

/** What workers in any language write and read; answers computed by hand. */
class MetricViewsTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final String RUNTIME = "00000000-0000-0000-0000-000000000001";

    private LocalDate today = LocalDate.EPOCH;

    @BeforeEach
    void install() throws SQLException {
        InstalledHistory.renew(database);
        today = InstalledHistory.today(database);
        database.execute("INSERT INTO metrics.runtime (runtime_id, component_type, name) VALUES ('" + RUNTIME
                + "', 'worker_pool', 'one')");
    }

    private static long copy(String into, String lines) throws Exception {
        try (Connection connection = database.dataSource().getConnection()) {
            return connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY metrics." + into + " FROM STDIN", new StringReader(lines));
        }
    }

    @Test
    void aPlainInsertMakesWhatIsMissing() throws SQLException {
        assertThat(database.rows(
                        "INSERT INTO metrics.pipeline_metrics (metric_name, metric_value) VALUES ('a', 1), ('b', 2)"
                                + " RETURNING id, metric_name, tags, \"timestamp\" = now(), created_at = now()"))
                .hasToString("[[1, a, {}, true, true], [2, b, {}, true, true]]");
        assertThat(database.rows("SELECT id, metric_value FROM metrics.pipeline_metrics ORDER BY id"))
                .hasToString("[[1, 1.0], [2, 2.0]]");
        assertThat(database.text(
                        "INSERT INTO metrics.pipeline_metrics (id, metric_name, metric_value) VALUES (77, 'c', 1)"
                                + " RETURNING id"))
                .isEqualTo("77");
    }

    @Test
    void aCopyMakesTheDaysThatItHas() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            lines.append("queue_processing\t")
                    .append(i)
                    .append("\t{\"queue\": \"q\"}\t")
                    .append(today.minusDays(i % 15))
                    .append(" 23:59:59.999999+00\n");
        }
        assertThat(copy("pipeline_metrics (metric_name, metric_value, tags, \"timestamp\")", lines.toString()))
                .isEqualTo(300);
        assertThat(database.number("SELECT count(DISTINCT tableoid) FROM metrics.pipeline_measurement"))
                .isEqualTo(15);
        assertThat(copy("pipeline_metrics (metric_name, metric_value)", "a\t1\nb\tNaN\n"))
                .isEqualTo(2);
    }

    @Test
    void aSavepointThatIsLeftTakesItsPartitionAlongAndTheNextMakesItAgain() throws SQLException {
        String insert = "INSERT INTO metrics.pipeline_metrics (metric_name, metric_value) VALUES ('a', 1)";
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SAVEPOINT before");
            statement.execute(insert);
            statement.execute("ROLLBACK TO SAVEPOINT before");
            statement.execute(insert);
            statement.execute(insert);
            connection.commit();
        }
        assertThat(database.number("SELECT count(*) FROM metrics.pipeline_metrics"))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2001-01-01", "2999-01-01", "infinity", "-infinity"})
    void timesOutsideOfTheWindowAreRefusedWithAWordOnTheRemedy(String time) {
        assertThatThrownBy(() -> database.execute("INSERT INTO metrics.pipeline_metrics (metric_name, metric_value,"
                        + " \"timestamp\") VALUES ('a', 1, '" + time + "')"))
                .hasMessageContaining(
                        "day " + time + " is outside of " + today.minusDays(14) + " to " + today.plusDays(30))
                .hasMessageContaining("Send times of those days");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"'a', 1, '[]'", "'', 1, '{}'", "NULL, 1, '{}'", "'a', NULL, '{}'", "repeat('é', 501), 1, '{}'"})
    void whatIsNoMeasurementIsRefused(String values) {
        assertThatThrownBy(() -> database.execute(
                        "INSERT INTO metrics.pipeline_metrics (metric_name, metric_value, tags) VALUES (" + values
                                + ")"))
                .hasMessageContaining("violates");
    }

    @Test
    void aMetricIsStoredAsASampleOfItsSeries() throws SQLException {
        String insert =
                "INSERT INTO metrics.metric (runtime_id, metric_name, metric_type, metric_value, labels, unit, help_text,"
                        + " \"timestamp\") VALUES ('" + RUNTIME + "', 'depth', 'gauge', %s, '%s', 'rows', 'Help.', '"
                        + today
                        + " 12:00Z'::timestamptz + interval '%s') RETURNING metric_id";
        String first = "" + database.text(insert.formatted("1", "{\"a\": \"b\", \"n\": 1, \"none\": null}", "0 s"));
        database.text(insert.formatted("2", "{\"n\": \"1\", \"a\": \"b\"}", "1 us"));
        database.text(insert.formatted("3", "{}", "0 s"));

        assertThat(database.rows("SELECT metric_name, metric_type, metric_value, labels, help_text, unit,"
                        + " (expires_at AT TIME ZONE 'UTC')::text, created_at = \"timestamp\" FROM metrics.metric"
                        + " ORDER BY metric_value"))
                .hasToString("[[depth, gauge, 1.0, {\"a\": \"b\", \"n\": \"1\"}, Help., rows, " + today.plusDays(15)
                        + " 00:00:00, true], [depth, gauge, 2.0, {\"a\": \"b\", \"n\": \"1\"}, Help., rows, "
                        + today.plusDays(15) + " 00:00:00, true], [depth, gauge, 3.0, {}, Help., rows, "
                        + today.plusDays(15) + " 00:00:00, true]]");
        assertThat(database.number("SELECT count(*) FROM metrics.metric_series"))
                .isEqualTo(2);
        assertThat(database.number("SELECT count(DISTINCT metric_id) FROM metrics.metric"))
                .isEqualTo(3);
        assertThat(database.text("SELECT metric_value FROM metrics.metric WHERE metric_id = ?::uuid", first))
                .isEqualTo("1.0");
    }

    @Test
    void metricsAreCopied() throws Exception {
        assertThat(copy(
                        "metric (runtime_id, metric_name, metric_type, metric_value)",
                        (RUNTIME + "\tdepth\tgauge\t1\n").repeat(100)))
                .isEqualTo(100);
        assertThat(database.number("SELECT count(*) FROM metrics.metric_series"))
                .isEqualTo(1);
        assertThat(database.number("SELECT count(*) FROM metrics.metric_sample"))
                .isEqualTo(100);
    }

    @Test
    void aMetricThatIsNotCompleteIsRefused() {
        assertThatThrownBy(() -> database.execute(
                        "INSERT INTO metrics.metric (metric_name, metric_type, metric_value) VALUES ('a', 'gauge', 1)"))
                .hasMessageContaining("a metric needs runtime_id (NULL), metric_name (a)")
                .hasMessageContaining("Register the component");
        assertThatThrownBy(() -> database.execute("INSERT INTO metrics.metric (runtime_id, metric_name, metric_type,"
                        + " metric_value) VALUES ('00000000-0000-0000-0000-000000000009', 'a', 'gauge', 1)"))
                .hasMessageContaining("violates foreign key");
        assertThatThrownBy(() -> database.execute("INSERT INTO metrics.metric (runtime_id, metric_name, metric_type,"
                        + " metric_value) VALUES ('" + RUNTIME + "', 'a', 'guage', 1)"))
                .hasMessageContaining("violates check");
    }

    private static void measured(String name, String value, String tags, String when) throws SQLException {
        database.execute(
                "INSERT INTO metrics.pipeline_metrics (metric_name, metric_value, tags, \"timestamp\") VALUES ('" + name
                        + "', '" + value + "', '" + tags + "', " + when + ")");
    }

    private static final String HOUR = "date_trunc('hour', now(), 'UTC') - interval '3 hours'";

    @Test
    void queuesByTheHour() throws SQLException {
        measured(
                "queue_processing",
                "10",
                "{\"queue\": \"q\", \"batch_size\": 5, \"success_count\": \"4\", \"error_count\": 1}",
                HOUR);
        measured(
                "queue_processing",
                "20",
                "{\"queue\": \"q\", \"batch_size\": \" 7 \", \"success_count\": 7}",
                HOUR + " + interval '59 minutes 59.999999 seconds'");
        measured(
                "queue_processing",
                "60",
                "{\"queue\": \"q\", \"batch_size\": \"many\", \"success_count\": \"1e999\","
                        + " \"error_count\": \"0x10\"}",
                HOUR);
        measured("queue_processing", "NaN", "{\"queue\": \"q\", \"batch_size\": [1], \"success_count\": null}", HOUR);
        measured("queue_processing", "1", "{\"queue\": \"q\", \"batch_size\": \"1e2\"}", HOUR + " + interval '1 hour'");
        measured("queue_processing", "1", "{\"batch_size\": 1}", HOUR);
        measured("queue_processing", "1", "{\"queue\": \"old\"}", "now() - interval '8 days'");
        measured("api_call", "1", "{\"queue\": \"no\"}", HOUR);

        assertThat(database.rows("SELECT queue_name, hour = " + HOUR + ", total_batches, success_count, error_count,"
                        + " avg_processing_time_ms, total_messages_processed FROM metrics.queue_metrics ORDER BY hour"))
                .hasToString("[[q, true, 4, 11, 1, 30.0, 12], [q, false, 1, 0, 0, 1.0, 100]]");
    }

    @Test
    void apisByTheHour() throws SQLException {
        for (int i = 1; i <= 20; i++) {
            measured("api_call", String.valueOf(i), "{\"api\": \"a\", \"success\": " + (i <= 15) + "}", HOUR);
        }
        measured("api_call", "NaN", "{\"api\": \"a\", \"success\": \"TRUE\"}", HOUR);
        measured("api_call", "1", "{\"api\": \"a\", \"success\": \"perhaps\"}", HOUR);
        measured("api_call", "5", "{\"api\": \"b\", \"success\": \"false\"}", HOUR);

        assertThat(database.rows("SELECT api_name, hour = " + HOUR + ", total_calls, success_count, error_count,"
                        + " avg_success_time_ms, p95_time_ms FROM metrics.api_metrics ORDER BY api_name"))
                .hasToString("[[a, true, 22, 16, 5, 8.0, 19.0], [b, true, 1, 0, 1, null, 5.0]]");
    }

    @Test
    void hoursAreThoseOfUtcWhereTheSessionIsHalfAnHourOff() throws SQLException {
        measured("api_call", "1", "{\"api\": \"a\"}", HOUR);
        measured("api_call", "1", "{\"api\": \"a\"}", HOUR + " + interval '59 minutes'");
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET timezone = 'Asia/Kolkata'");
            try (var row = statement.executeQuery("SELECT count(*) FROM metrics.api_metrics")) {
                row.next();
                assertThat(row.getInt(1)).isEqualTo(1);
            }
        }
    }

    private static void told(String name, String source, double value, String when) throws SQLException {
        database.execute(
                "INSERT INTO metrics.metric (runtime_id, metric_name, metric_type, metric_value, labels, \"timestamp\")"
                        + " VALUES ('" + RUNTIME + "', '" + name + "', 'gauge', '" + value + "', '{\"source\": \""
                        + source
                        + "\"}', " + when + ")");
    }

    @Test
    void queuesAsTheirMetersLastTold() throws SQLException {
        told("pipeline_buffer_depth", "a", 5, "now() - interval '1 minute'");
        told("pipeline_buffer_depth", "a", 7, "now()");
        told("pipeline_buffer_stuck_events", "a", 2, "now()");
        told("pipeline_buffer_oldest_event_age_seconds", "a", 90.5, "now()");
        told("my_own_buffer_depth", "b", 1, "now()");
        told("my_own_buffer_stuck_events", "b", Double.NaN, "now()");
        told("my_own_buffer_capacity", "c", 1, "now()");

        assertThat(database.rows("SELECT queue_name, queue_length, stuck_messages,"
                        + " extract(epoch FROM oldest_message_age)::float, last_check_time <= now()"
                        + " FROM metrics.queue_monitoring_view ORDER BY queue_name"))
                .hasToString("[[a, 7, 2, 90.5, true], [b, 1, null, null, true]]");
    }

    @Test
    void samplesOfADeletedRuntimeAreInvisible() throws SQLException {
        told("pipeline_buffer_depth", "a", 5, "now()");
        database.execute("DELETE FROM metrics.runtime");
        assertThat(database.number("SELECT count(*) FROM metrics.metric")).isZero();
        assertThat(database.number("SELECT count(*) FROM metrics.metric_sample"))
                .isEqualTo(1);
        assertThat(database.number("SELECT count(*) FROM metrics.queue_monitoring_view"))
                .isZero();
    }

    @Test
    void aMetricIsOfItsRuntimeAndTimeAndHasTheSameIdAtEachReading() throws SQLException {
        database.execute(
                "INSERT INTO metrics.metric_series (series_id, runtime_id, metric_name, metric_type) VALUES (26, '"
                        + RUNTIME + "', 'depth', 'counter')",
                "SELECT metrics.create_metric_partition('" + today + "')",
                "INSERT INTO metrics.metric_sample VALUES ('" + today + " 00:00:00.000255Z', 26, 7)");
        long micros = today.toEpochDay() * 86_400_000_000L + 255;
        for (int reading = 0; reading < 2; reading++) {
            assertThat(database.rows("SELECT replace(metric_id::text, '-', ''), runtime_id, metric_name, metric_type,"
                            + " metric_value, labels, help_text, unit, (\"timestamp\" AT TIME ZONE 'UTC')::text,"
                            + " created_at = \"timestamp\", (expires_at AT TIME ZONE 'UTC')::text FROM metrics.metric"))
                    .hasToString("[[000000000000001a" + String.format("%016x", micros) + ", " + RUNTIME
                            + ", depth, counter, 7.0, {}, null, null, " + today + " 00:00:00.000255, true, "
                            + today.plusDays(15) + " 00:00:00]]");
        }
    }

    @Test
    void aMeasurementHasTheColumnsThatItWasGiven() throws SQLException {
        String time = "'" + today + " 12:00:00.5Z'";
        database.execute("INSERT INTO metrics.pipeline_metrics (id, metric_name, metric_value, tags, \"timestamp\","
                + " created_at) VALUES (7, 'took', 1.5, '{\"queue\": \"q\"}', " + time + ", " + time
                + "::timestamptz + interval '1 s')");
        assertThat(database.rows("SELECT id, metric_name, metric_value, tags, \"timestamp\" = " + time
                        + ", created_at - \"timestamp\" = interval '1 s' FROM metrics.pipeline_metrics"))
                .hasToString("[[7, took, 1.5, {\"queue\": \"q\"}, true, true]]");
    }

    @Test
    void queuesAndApisShowTheLastSevenDays() throws SQLException {
        for (String hours : new String[] {"167", "169"}) {
            String when = "now() - interval '" + hours + " hours'";
            measured("queue_processing", "1", "{\"queue\": \"q" + hours + "\"}", when);
            measured("api_call", "1", "{\"api\": \"a" + hours + "\"}", when);
        }
        measured("api_call", "1", "{\"success\": true}", "now()");
        assertThat(database.rows("SELECT queue_name FROM metrics.queue_metrics"))
                .hasToString("[[q167]]");
        assertThat(database.rows("SELECT api_name, success_count, error_count, avg_success_time_ms, p95_time_ms"
                        + " FROM metrics.api_metrics"))
                .hasToString("[[a167, 0, 0, null, 1.0]]");
    }

    @Test
    void theSameQueueOfTwoProcessesAndNamespacesIsShownApartWithItsLastCheck() throws SQLException {
        told("pipeline_buffer_depth", "a", 5, "now() - interval '2 minutes'");
        told("pipeline_buffer_stuck_events", "a", 0, "now() - interval '1 minute'");
        told("other_buffer_depth", "a", 6, "now() - interval '3 minutes'");
        database.execute(
                "INSERT INTO metrics.runtime (component_type, name) VALUES ('worker_pool', 'two')",
                "INSERT INTO metrics.metric (runtime_id, metric_name, metric_type, metric_value, labels) SELECT runtime_id,"
                        + " 'pipeline_buffer_depth', 'gauge', 7, '{\"source\": \"a\"}' FROM metrics.runtime WHERE name = 'two'");
        assertThat(database.rows("SELECT queue_name, queue_length, stuck_messages, oldest_message_age,"
                        + " round(extract(epoch FROM now() - last_check_time) / 60)::int FROM metrics.queue_monitoring_view"
                        + " ORDER BY queue_length"))
                .hasToString("[[a, 5, 0, null, 1], [a, 6, null, null, 3], [a, 7, null, null, 0]]");
    }
}
