package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.venturi.jdbc.MetricsSchema;
import io.venturi.jdbc.TestDatabase;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The roles of the metric history can do what they are for, and no more. */
class StoreGrantsTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final String RUNTIME = "00000000-0000-0000-0000-000000000001";

    private final DataSource writer = database.dataSource("store_test_writer");
    private final DataSource maintainer = database.dataSource("store_test_maintainer");
    private final DataSource reader = database.dataSource("store_test_reader");
    private final DataSource nobody = database.dataSource("store_test_nobody");

    @BeforeEach
    void grant() throws SQLException, IOException {
        InstalledHistory.renew(database);
        Grants.apply(database);
        Grants.apply(database); // again after a new version
        Grants.login(database, "store_test_writer", "venturi_writer");
        Grants.login(database, "store_test_maintainer", "venturi_maintainer");
        Grants.login(database, "store_test_reader", "venturi_reader");
        Grants.login(database, "store_test_nobody");
        database.execute("GRANT USAGE ON SCHEMA metrics TO store_test_nobody");
    }

    private static void refused(DataSource source, String sql) {
        assertThatThrownBy(() -> TestDatabase.execute(source, sql))
                .as(sql)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("permission denied");
    }

    @Test
    void theWriterWrites() throws SQLException {
        MetricsSchema.install(writer, "metrics"); // nothing to do
        TestDatabase.execute(
                writer,
                "SELECT metrics.initialize_metric_partitions(), metrics.create_metric_partitions_ahead(8),"
                        + " metrics.create_metric_partition((clock_timestamp() AT TIME ZONE 'UTC')::date)",
                "INSERT INTO metrics.runtime (runtime_id, component_type, name) VALUES ('" + RUNTIME
                        + "', 'worker_pool', 'one') ON CONFLICT (component_type, name) DO UPDATE SET status = 'busy',"
                        + " last_heartbeat = now(), updated_at = now() RETURNING runtime_id",
                "INSERT INTO metrics.metric_series (runtime_id, metric_name, metric_type, unit, help_text, labels) VALUES ('"
                        + RUNTIME
                        + "', 'a', 'gauge', NULL, NULL, '{}') ON CONFLICT (hash) DO UPDATE SET unit = excluded.unit,"
                        + " help_text = excluded.help_text, last_seen = now() RETURNING series_id",
                "SELECT metrics.note_metric_hours('samples', ARRAY[now()])",
                "INSERT INTO metrics.metric_sample VALUES (now(), 1, 1)",
                "INSERT INTO metrics.metric_distribution VALUES (now(), 1, 1, 1, 1, '')",
                "INSERT INTO metrics.metric_batch (runtime_id, incarnation, seq) VALUES ('" + RUNTIME + "', '" + RUNTIME
                        + "', 1) ON CONFLICT (runtime_id, incarnation) DO UPDATE SET seq = excluded.seq,"
                        + " stored_at = now() WHERE metric_batch.seq < excluded.seq",
                "INSERT INTO metrics.pipeline_metrics (metric_name, metric_value) VALUES ('m', 1) RETURNING id",
                "INSERT INTO metrics.pipeline_measurement (metric_name, metric_value) VALUES ('m', 1)",
                "INSERT INTO metrics.metric (runtime_id, metric_name, metric_type, metric_value) VALUES ('" + RUNTIME
                        + "', 'a', 'gauge', 1) RETURNING metric_id",
                "INSERT INTO metrics.worker_issues (worker_name, issue_type, severity, message) VALUES ('w', 't', 'info', 'm')",
                "UPDATE metrics.worker_issues SET resolved = true, resolved_at = now(), resolution_details = '{}' WHERE NOT resolved",
                "INSERT INTO metrics.monitoring_events (event_type) VALUES ('e')",
                "SELECT keep_days FROM metrics.retention");
    }

    @Test
    void theWriterChangesNothingThatIsStoredAndMaintainsNothing() {
        for (String sql : List.of(
                "UPDATE metrics.metric_sample SET value = 0",
                "DELETE FROM metrics.pipeline_measurement",
                "UPDATE metrics.metric_series SET labels = '{}'",
                "DELETE FROM metrics.runtime",
                "DELETE FROM metrics.monitoring_events",
                "UPDATE metrics.retention SET keep_days = 1",
                "INSERT INTO metrics.aggregated_metrics (metric_name, period, period_start, count_value) VALUES ('a',"
                        + " 'hourly', now(), 1)",
                "SELECT metrics.cleanup_expired_metrics()",
                "SELECT metrics.aggregate_hourly_metrics()",
                "SELECT metrics.purge_old_monitoring_events()",
                "SELECT * FROM metrics.table_metrics_runs",
                "CREATE TABLE metrics.mine (n int)")) {
            refused(writer, sql);
        }
    }

    @Test
    void theMaintainerMaintains() throws SQLException {
        MetricsSchema.install(maintainer, "metrics");
        TestDatabase.execute(
                maintainer,
                "SELECT metrics.initialize_metric_partitions()",
                "SELECT metrics.aggregate_hourly_metrics()",
                "SELECT metrics.cleanup_expired_metrics()",
                "SELECT metrics.purge_old_monitoring_events(7)",
                "INSERT INTO metrics.aggregated_metrics (metric_name, period, period_start, count_value) VALUES ('a', 'daily',"
                        + " now(), 1) ON CONFLICT (period, metric_name, period_start, dimensions_hash, kind) DO UPDATE SET"
                        + " count_value = 2",
                "UPDATE metrics.rollup_progress SET done_until = now()",
                "DELETE FROM metrics.rollup_due",
                "SELECT metrics.aggregate_daily_metrics(), metrics.aggregate_weekly_metrics()",
                "UPDATE metrics.runtime SET status = 'offline', updated_at = now()",
                "SELECT metrics.get_system_health()");
        refused(maintainer, "DELETE FROM metrics.metric_sample");
        refused(maintainer, "UPDATE metrics.retention SET keep_days = 1");
        refused(maintainer, "INSERT INTO metrics.pipeline_metrics (metric_name, metric_value) VALUES ('m', 1)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "runtime",
                "metric_series",
                "metric_sample",
                "metric_distribution",
                "metric_batch",
                "pipeline_measurement",
                "aggregated_metrics",
                "rollup_progress",
                "rollup_due",
                "measurement_dimension",
                "retention",
                "health_setting",
                "worker_issues",
                "monitoring_events",
                "pipeline_metrics",
                "metric",
                "queue_metrics",
                "api_metrics",
                "queue_monitoring_view"
            })
    void theReaderReadsOnly(String relation) throws SQLException {
        TestDatabase.execute(
                reader,
                "SELECT * FROM metrics." + relation,
                "SELECT metrics.get_system_health()",
                "SELECT * FROM metrics.metric_partitions()");
        assertThat(database.text(
                        "SELECT string_agg(right_to, ' ') FROM unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE',"
                                + " 'REFERENCES', 'TRIGGER']) right_to WHERE has_table_privilege('venturi_reader', 'metrics.' || ?, right_to)",
                        relation))
                .isNull();
        refused(nobody, "SELECT * FROM metrics." + relation);
    }

    @Test
    void theReaderWritesByNoView() {
        refused(reader, "INSERT INTO metrics.pipeline_metrics (metric_name, metric_value) VALUES ('m', 1)");
        refused(reader, "INSERT INTO metrics.metric (metric_name) VALUES ('m')");
    }

    @Test
    void nobodyElseCallsWhatRunsWithItsOwnersRights() throws SQLException {
        String definers = "FROM pg_proc p WHERE p.pronamespace = 'metrics'::regnamespace AND p.prosecdef";
        assertThat(database.number("SELECT count(*) " + definers)).isEqualTo(18);
        assertThat(database.rows("SELECT p.proname " + definers
                        + " AND (has_function_privilege('store_test_nobody', p.oid, 'EXECUTE')"
                        + " OR has_function_privilege('venturi_reader', p.oid, 'EXECUTE'))"))
                .isEmpty();
        refused(nobody, "SELECT metrics.create_metric_partition(current_date)");
        refused(reader, "SELECT metrics.cleanup_expired_metrics()");
    }

    @Test
    void everyFunctionIsBoundToItsSchema() throws SQLException {
        assertThat(database.rows("SELECT proname FROM pg_proc p WHERE p.pronamespace = 'metrics'::regnamespace"
                        + " AND prosqlbody IS NULL AND NOT coalesce(proconfig, '{}')"
                        + " @> ARRAY['search_path=metrics, pg_temp']"))
                .isEmpty();
    }

    /** A writer who puts own things before ours on the search path. */
    @Test
    void whatACallerPutsOnTheSearchPathIsNotPickedUp() throws SQLException {
        database.execute(
                "CREATE SCHEMA IF NOT EXISTS hostile AUTHORIZATION store_test_writer",
                "GRANT TEMPORARY ON DATABASE " + database.name() + " TO store_test_writer");
        String trap = "BEGIN RAISE EXCEPTION 'picked up, as %', current_user; END";
        try (var connection = writer.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE TEMP TABLE retention (kind text, keep_days int)");
            statement.execute("INSERT INTO pg_temp.retention VALUES ('raw', 9999)");
            statement.execute("CREATE TEMP TABLE metric_sample (ts timestamptz, series_id bigint, value float)");
            statement.execute("CREATE TEMP TABLE pipeline_measurement (n int)");
            statement.execute("CREATE TABLE IF NOT EXISTS hostile.monitoring_events (event_type text, details int)");
            for (String signature : List.of(
                    "now() RETURNS timestamptz",
                    "format(text, name, date) RETURNS text",
                    "metric_partition_window(OUT first_day date, OUT last_day date)",
                    "make_metric_partitions(date) RETURNS name[]",
                    "has_metric_partitions(date) RETURNS boolean")) {
                statement.execute(
                        "CREATE OR REPLACE FUNCTION hostile." + signature + " LANGUAGE plpgsql AS $$" + trap + "$$");
            }
            statement.execute(
                    "CREATE OR REPLACE FUNCTION hostile.minus(date, integer) RETURNS date LANGUAGE plpgsql AS $$" + trap
                            + "$$");
            statement.execute("DROP OPERATOR IF EXISTS hostile.- (date, integer)");
            statement.execute(
                    "CREATE OPERATOR hostile.- (FUNCTION = hostile.minus, LEFTARG = date, RIGHTARG = integer)");
            statement.execute("SET search_path = pg_temp, hostile, metrics, pg_catalog");
            statement.execute(
                    "SELECT metrics.create_metric_partitions_ahead(1), metrics.initialize_metric_partitions()");
            statement.execute("INSERT INTO metrics.pipeline_metrics (metric_name, metric_value) VALUES ('m', 1)");
            assertThatThrownBy(
                            () -> statement.execute(
                                    "SELECT metrics.create_metric_partition((pg_catalog.clock_timestamp() - interval '100 days')::date)"))
                    .hasMessageContaining("is outside of");
        } finally {
            database.execute("SET client_min_messages = warning; DROP SCHEMA hostile CASCADE");
        }
        assertThat(database.number("SELECT count(*) FROM metrics.pipeline_measurement"))
                .isEqualTo(1);
        assertThat(database.number("SELECT count(*) FROM metrics.monitoring_events"))
                .isEqualTo(9);
    }
}
