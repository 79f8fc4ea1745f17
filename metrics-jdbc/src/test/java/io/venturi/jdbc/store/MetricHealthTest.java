package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.venturi.jdbc.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricHealthTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    @BeforeEach
    void install() throws SQLException {
        InstalledHistory.renew(database);
    }

    private static String health(String section) throws SQLException {
        return "" + database.text("SELECT metrics.get_system_health()->?->>'status'", section + "_health");
    }

    private static String overall() throws SQLException {
        return "" + database.text("SELECT metrics.get_system_health()->>'overall_status'");
    }

    private static void worker(String name, String status, String ago) throws SQLException {
        database.execute("INSERT INTO metrics.runtime (component_type, name, status, last_heartbeat) VALUES"
                + " ('worker_pool', '" + name + "', '" + status + "', now() - interval '" + ago + "')");
    }

    private static void sample(String name, String type, String labels, String value, String ago) throws SQLException {
        database.execute(
                "INSERT INTO metrics.metric (runtime_id, metric_name, metric_type, metric_value, labels, \"timestamp\")"
                        + " SELECT runtime_id, 'p_" + name + "', '" + type + "', '" + value + "', '" + labels
                        + "', now() - interval '" + ago + "' FROM metrics.runtime LIMIT 1");
    }

    private static void stuck(String queue, String number, String ago) throws SQLException {
        sample("buffer_stuck_events", "gauge", "{\"source\": \"" + queue + "\"}", number, ago);
    }

    private static void processed(int good, int bad, String ago) throws SQLException {
        database.execute("INSERT INTO metrics.pipeline_metrics (metric_name, metric_value, tags, \"timestamp\") VALUES"
                + " ('queue_processing', 1, '{\"queue\": \"q\", \"success_count\": " + good + ", \"error_count\": "
                + bad
                + "}', now() - interval '" + ago + "')");
    }

    @Test
    void nothingIsKnownOfWhatDoesNotReport() throws SQLException {
        assertThat(database.rows("SELECT jsonb_object_keys(metrics.get_system_health()) ORDER BY 1"))
                .hasToString("[[overall_status], [processing_health], [queue_health], [timestamp], [worker_health]]");
        assertThat(health("queue")).isEqualTo("unknown");
        assertThat(health("processing")).isEqualTo("unknown");
        assertThat(health("worker")).isEqualTo("unknown");
        assertThat(overall()).isEqualTo("unknown");
    }

    @Test
    void allIsWellWhereAllReportThat() throws SQLException {
        worker("one", "ready", "1 s");
        stuck("a", "0", "1 s");
        processed(100, 5, "1 minute");
        assertThat(overall()).isEqualTo("healthy");
    }

    @Test
    void whatIsNotExpectedDoesNotCountUntilItIsKnown() throws SQLException {
        worker("one", "ready", "1 s");
        processed(1, 0, "1 minute");
        assertThat(overall()).isEqualTo("unknown");
        database.execute("UPDATE metrics.health_setting SET value = 0 WHERE name = 'queues_expected'");
        assertThat(overall()).isEqualTo("healthy");
        stuck("a", "11", "1 s");
        assertThat(overall()).isEqualTo("critical");
        database.execute(
                "UPDATE metrics.health_setting SET value = 0 WHERE name LIKE '%_expected'",
                "TRUNCATE metrics.metric_sample, metrics.pipeline_measurement, metrics.runtime CASCADE");
        assertThat(overall()).isEqualTo("unknown");
    }

    @ParameterizedTest
    @CsvSource({"0, healthy", "1, warning", "10, warning", "11, critical", "NaN, unknown"})
    void stuckMessages(String number, String status) throws SQLException {
        worker("one", "ready", "1 s");
        stuck("a", number, "1 s");
        assertThat(health("queue")).isEqualTo(status);
    }

    @Test
    void stuckMessagesOfAllQueuesCountAndThresholdsCanBeSet() throws SQLException {
        worker("one", "ready", "1 s");
        stuck("a", "6", "1 s");
        stuck("b", "5", "1 s");
        assertThat(health("queue")).isEqualTo("critical");
        database.execute("UPDATE metrics.health_setting SET value = 11 WHERE name = 'stuck_messages_critical'");
        assertThat(health("queue")).isEqualTo("warning");
        database.execute("DELETE FROM metrics.health_setting WHERE name = 'stuck_messages_critical'");
        assertThatThrownBy(() -> health("queue")).hasMessageContaining("no row named stuck_messages_critical");
    }

    @Test
    void aQueueThatTellsNoMoreIsNotHealthy() throws SQLException {
        worker("one", "ready", "1 s");
        stuck("a", "0", "10 minutes");
        stuck("b", "0", "1 s");
        assertThat(health("queue")).isEqualTo("unknown");
        stuck("b", "3", "0 s");
        assertThat(health("queue")).isEqualTo("warning");
    }

    @ParameterizedTest
    @CsvSource({
        "100, 0, 1 minute, healthy",
        "94, 6, 1 minute, warning",
        "70, 30, 1 minute, critical",
        "0, 1, 1 minute, critical",
        "1, 0, 16 minutes, warning",
        "1, 0, 61 minutes, critical"
    })
    void processing(int good, int bad, String ago, String status) throws SQLException {
        processed(good, bad, ago);
        assertThat(health("processing")).isEqualTo(status);
    }

    @Test
    void callsOfApisCountToo() throws SQLException {
        processed(1, 0, "1 s");
        database.execute("INSERT INTO metrics.pipeline_metrics (metric_name, metric_value, tags) SELECT 'api_call', 1,"
                + " jsonb_build_object('api', 'a', 'success', i <> 1) FROM generate_series(1, 10) i");
        assertThat(health("processing")).isEqualTo("warning");
    }

    @Test
    void batchesOfBuffersCountToo() throws SQLException {
        worker("one", "ready", "1 s");
        String good = "{\"source\": \"a\", \"status\": \"success\"}";
        String bad = "{\"source\": \"a\", \"status\": \"error\"}";
        sample("buffer_batches_total", "counter", good, "100", "10 minutes");
        sample("buffer_batches_total", "counter", bad, "50", "10 minutes");
        sample("buffer_batches_total", "counter", good, "107", "1 minute");
        sample("buffer_batches_total", "counter", bad, "50", "1 minute");
        assertThat(health("processing")).isEqualTo("healthy");
        sample("buffer_batches_total", "counter", bad, "1", "1 s"); // after a restart
        assertThat(health("processing")).as("1 of 8").isEqualTo("warning");
    }

    @ParameterizedTest
    @CsvSource({
        "ready, 1 s, ready, 1 s, healthy",
        "ready, 1 s, busy, 3 minutes, warning",
        "ready, 1 s, offline, 1 s, warning",
        "ready, 3 minutes, offline, 1 s, critical",
        "ready, 1 s, ready, 2 days, healthy",
        "ready, 2 days, ready, 2 days, unknown"
    })
    void workers(String status, String ago, String other, String otherAgo, String health) throws SQLException {
        worker("one", status, ago);
        worker("two", other, otherAgo);
        assertThat(health("worker")).isEqualTo(health);
    }

    @ParameterizedTest
    @CsvSource({"info, healthy", "warning, warning", "error, warning", "critical, critical"})
    void issuesThatAreNotResolved(String severity, String status) throws SQLException {
        worker("one", "ready", "1 s");
        database.execute("INSERT INTO metrics.worker_issues (worker_name, issue_type, severity, message) VALUES"
                + " ('one', 't', '" + severity + "', 'm')");
        assertThat(health("worker")).isEqualTo(status);
        database.execute("UPDATE metrics.worker_issues SET resolved = true, resolved_at = now()");
        assertThat(health("worker")).isEqualTo("healthy");
    }

    @Test
    void overallIsTheWorst() throws SQLException {
        worker("one", "ready", "1 s");
        stuck("a", "1", "1 s");
        processed(100, 0, "1 minute");
        assertThat(overall()).isEqualTo("warning");
        processed(0, 100, "1 minute");
        assertThat(overall()).isEqualTo("critical");
        database.execute("TRUNCATE metrics.pipeline_measurement");
        assertThat(overall()).as("a warning is worse than what is not known").isEqualTo("warning");
        database.execute("DELETE FROM metrics.metric_sample");
        stuck("a", "0", "0 s");
        assertThat(overall()).as("and that is worse than health").isEqualTo("unknown");
    }

    @ParameterizedTest
    @CsvSource({"95, 5, healthy", "94, 6, warning", "75, 25, warning", "74, 26, critical"})
    void aThresholdItselfIsNotPassed(int good, int bad, String status) throws SQLException {
        processed(good, bad, "1 minute");
        assertThat(health("processing")).isEqualTo(status);
    }

    @Test
    void errorsThatAreOlderThanTheWindowAreForgiven() throws SQLException {
        processed(0, 100, "61 minutes");
        processed(100, 0, "1 minute");
        assertThat(health("processing")).isEqualTo("healthy");
        database.execute("UPDATE metrics.health_setting SET value = 7200 WHERE name = 'processing_window_seconds'");
        assertThat(health("processing")).isEqualTo("critical");
    }

    @Test
    void aQueueThatDoesNotTellWhatIsStuckIsUnknownAndOneOfYesterdayIsForgotten() throws SQLException {
        worker("one", "ready", "1 s");
        sample("buffer_depth", "gauge", "{\"source\": \"a\"}", "3", "1 s");
        assertThat(health("queue")).isEqualTo("unknown");
        database.execute("DELETE FROM metrics.metric_sample");
        stuck("a", "0", "25 hours");
        stuck("b", "0", "1 s");
        assertThat(health("queue")).isEqualTo("healthy");
    }

    private static String document(String section, String... figures) throws SQLException {
        return database.rows("SELECT "
                        + String.join(
                                ", ",
                                List.of(figures).stream()
                                        .map(f -> "h->>'" + f + "'")
                                        .toList())
                        + " FROM (SELECT metrics.get_system_health()->'" + section + "_health' AS h) d")
                .toString();
    }

    @Test
    void theDocumentHasTheFiguresThatItsStatusesComeFrom() throws SQLException {
        worker("one", "ready", "1 s");
        worker("two", "busy", "10 minutes");
        worker("gone", "offline", "3 days");
        for (String severity : List.of("critical", "info")) {
            database.execute("INSERT INTO metrics.worker_issues (worker_name, issue_type, severity, message) VALUES"
                    + " ('one', 't', '" + severity + "', 'm')");
        }
        String queue = "{\"source\": \"a\"}";
        sample("buffer_depth", "gauge", queue, "40", "1 s");
        sample("buffer_oldest_event_age_seconds", "gauge", queue, "90.5", "1 s");
        stuck("a", "2", "1 s");
        stuck("silent", "1", "10 minutes");
        processed(90, 10, "5 minutes");
        database.execute("INSERT INTO metrics.pipeline_metrics (metric_name, metric_value, tags) SELECT 'api_call', 1,"
                + " jsonb_build_object('api', 'a', 'success', i <> 1) FROM generate_series(1, 4) i");

        assertThat(document(
                        "queue",
                        "queues",
                        "silent_queues",
                        "queue_length",
                        "stuck_messages",
                        "oldest_message_age_seconds"))
                .isEqualTo("[[2, 1, 40, 2, 90.500000]]");
        assertThat(document("worker", "workers", "alive", "silent", "unresolved_issues", "critical_issues"))
                .isEqualTo("[[2, 1, 1, 2, 1]]");
        assertThat(document("processing", "error_ratio", "queue_messages", "api_calls"))
                .isEqualTo("[[0.25, {\"error\": 10, \"success\": 90}, {\"error\": 1, \"success\": 3}]]");
        assertThat(database.text("SELECT (h->'queue_health'->>'last_check_time')::timestamptz"
                        + " BETWEEN now() - interval '1 minute' AND now()"
                        + " AND (h->'worker_health'->>'last_heartbeat')::timestamptz = (SELECT max(last_heartbeat) FROM metrics.runtime)"
                        + " AND (h->'processing_health'->>'last_time')::timestamptz = (SELECT max(\"timestamp\") FROM metrics.pipeline_measurement)"
                        + " AND h->>'timestamp' ~ '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z$'"
                        + " FROM metrics.get_system_health() h"))
                .isEqualTo("true");
    }
}
