package io.venturi.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsSchemaTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final int NEWEST = Migration.all().size();
    private static final Migration LATER = Migration.read("/io/venturi/jdbc/sql/V900__made_up.sql");

    @ParameterizedTest
    @ValueSource(strings = {"metrics", "Met \"ric\" s", "mètriques😀", "select"})
    void makesItsRelationsInTheSchemaOfThatName(String schema) throws SQLException {
        MetricsSchema.install(database.dataSource(), schema);

        assertThat(relations(schema))
                .containsExactlyInAnyOrder(
                        "schema_version",
                        "lease",
                        "table_metrics_runs",
                        "table_metrics_measurements",
                        "table_metrics_run_snapshot",
                        "table_metrics_daily_snapshot",
                        "runtime",
                        "metric_series",
                        "metric_sample",
                        "metric_distribution",
                        "metric_batch",
                        "pipeline_measurement",
                        "measurement_batch",
                        "aggregated_metrics",
                        "rollup_progress",
                        "rollup_due",
                        "measurement_dimension",
                        "retention",
                        "worker_issues",
                        "monitoring_events",
                        "health_setting");
        assertThat(relations("public")).isEmpty();
    }

    private static List<Object> relations(String schema) throws SQLException {
        return new ArrayList<>(
                database.rows("SELECT tablename::text FROM pg_tables WHERE schemaname = ?", schema).stream()
                        .map(row -> row.get(0))
                        .toList());
    }

    @Test
    void hasTheColumnsThatReadersRelyOn() throws SQLException {
        MetricsSchema.install(database.dataSource(), "columns");

        assertThat(columns("lease")).isEqualTo("name text, owner text, epoch bigint, expires_at timestamptz");
        assertThat(columns("table_metrics_runs"))
                .isEqualTo(
                        "run_id bigint, collected_at timestamptz, snapshot_date date, status text, error_message text,"
                                + " skip_schemas jsonb, exclude_tables jsonb");
        assertThat(columns("table_metrics_measurements"))
                .startsWith("run_id bigint, schema_name text, table_name text, row_count bigint, method text,");
        assertThat(columns("table_metrics_run_snapshot")).startsWith("run_id bigint, payload jsonb");
        assertThat(columns("table_metrics_daily_snapshot"))
                .isEqualTo("snapshot_date date, run_id bigint, payload jsonb, collected_at timestamptz");
    }

    private static String columns(String relation) throws SQLException {
        return ""
                + database.text(
                        "SELECT string_agg(attname || ' ' || replace(format_type(atttypid, NULL), 'timestamp with time zone',"
                                + " 'timestamptz'), ', ' ORDER BY attnum) FROM pg_attribute"
                                + " WHERE attrelid = ('columns.' || ?)::regclass AND attnum > 0",
                        relation);
    }

    @Test
    void doesNothingTheSecondTime() throws SQLException {
        MetricsSchema.install(database.dataSource(), "twice");
        Object first = database.rows("SELECT version, name, checksum, applied_at FROM twice.schema_version");

        MetricsSchema.install(database.dataSource(), "twice");

        assertThat(database.rows("SELECT version, name, checksum, applied_at FROM twice.schema_version"))
                .isEqualTo(first);
        assertThat(first.toString()).startsWith("[[1, table_counts, ");
    }

    @Test
    void manyAtOnceMakeItOnce() throws Exception {
        int processes = 8;
        CyclicBarrier start = new CyclicBarrier(processes);
        ExecutorService executor = Executors.newFixedThreadPool(processes);
        List<Future<?>> installers = new ArrayList<>();
        for (int i = 0; i < processes; i++) {
            installers.add(executor.submit(() -> {
                start.await();
                MetricsSchema.install(database.dataSource(), "contended");
                return null;
            }));
        }
        for (Future<?> installer : installers) {
            installer.get();
        }
        executor.shutdown();
        assertThat(database.number("SELECT count(*) FROM contended.schema_version"))
                .isEqualTo(NEWEST);
    }

    @Test
    void aLaterVersionIsAppliedOverThisOneWithWhatIsInIt() throws SQLException {
        MetricsSchema.install(database.dataSource(), "upgraded");
        database.execute("INSERT INTO upgraded.table_metrics_runs (status) VALUES ('FAILED')");

        installer("upgraded", LATER).install();

        assertThat(database.rows("SELECT status, made_up FROM upgraded.table_metrics_runs"))
                .hasToString("[[FAILED, null]]");
        assertThat(database.rows("SELECT version, name FROM upgraded.schema_version ORDER BY version"))
                .asString()
                .startsWith("[[1, table_counts], [2, metric_history], ")
                .endsWith(", [900, made_up]]");
    }

    private static SchemaInstaller installer(String schema, Migration... later) {
        List<Migration> migrations = new ArrayList<>(Migration.all());
        migrations.addAll(List.of(later));
        return new SchemaInstaller(database.dataSource(), schema, migrations);
    }

    @Test
    void aLaterVersionThatFailsLeavesThisOne() throws SQLException {
        MetricsSchema.install(database.dataSource(), "half");
        Migration broken = new Migration(900, "broken", "CREATE TABLE made_up (n int); SELECT 1 / 0");

        assertThatThrownBy(() -> installer("half", broken).install()).hasMessageContaining("division by zero");

        assertThat(relations("half")).doesNotContain("made_up");
        assertThat(database.number("SELECT max(version) FROM half.schema_version"))
                .isEqualTo(NEWEST);
    }

    @Test
    void aNewerVersionThanItKnowsIsRefused() throws SQLException {
        installer("newer", LATER).install();

        assertThatIllegalStateException()
                .isThrownBy(() -> MetricsSchema.install(database.dataSource(), "newer"))
                .withMessageContaining("'newer' is at version 900, this library knows versions up to " + NEWEST);
    }

    @Test
    void aFileThatWasChangedAfterwardsIsRefused() throws SQLException {
        MetricsSchema.install(database.dataSource(), "changed");
        database.execute("UPDATE changed.schema_version SET checksum = 'other'");

        assertThatIllegalStateException()
                .isThrownBy(() -> MetricsSchema.install(database.dataSource(), "changed"))
                .withMessageContaining("'changed' has version 1 (table_counts) with checksum other");
    }

    @Test
    void lineEndsDoNotChangeAFile() {
        assertThat(new Migration(1, "a", "SELECT 1;\r\nSELECT 2;\r\n").checksum())
                .isEqualTo(new Migration(1, "a", "SELECT 1;\nSELECT 2;\n").checksum())
                .isNotEqualTo(new Migration(1, "a", "SELECT 1;\nSELECT 3;\n").checksum());
    }

    @Test
    void whatWasAppliedByHandIsTakenOver() throws SQLException {
        database.execute(
                "CREATE SCHEMA by_hand",
                "SET search_path = by_hand; " + Migration.all().get(0).sql(),
                "INSERT INTO by_hand.table_metrics_runs (status) VALUES ('SUCCEEDED')");

        MetricsSchema.install(database.dataSource(), "by_hand");

        assertThat(database.number("SELECT count(*) FROM by_hand.table_metrics_runs"))
                .isEqualTo(1);
        assertThat(database.number("SELECT version FROM by_hand.schema_version"))
                .isEqualTo(1);
    }

    @Test
    void aRoleThatMayNotCreateWillDoOnceAllIsThere() throws SQLException {
        database.execute("CREATE ROLE schema_test_reader LOGIN");
        assertThatThrownBy(() -> MetricsSchema.install(database.dataSource("schema_test_reader"), "owned"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("'owned' lacks " + Migration.all() + ", which this role may not apply");
        MetricsSchema.install(database.dataSource(), "owned");
        assertThatThrownBy(() -> MetricsSchema.install(database.dataSource("schema_test_reader"), "owned"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("role 'schema_test_reader' may not use it");
        database.execute(
                "GRANT USAGE ON SCHEMA owned TO schema_test_reader",
                "GRANT SELECT ON owned.schema_version TO schema_test_reader");

        MetricsSchema.install(database.dataSource("schema_test_reader"), "owned");

        database.execute("DELETE FROM owned.schema_version");
        assertThatThrownBy(() -> MetricsSchema.install(database.dataSource("schema_test_reader"), "owned"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("install as the owner of the schema");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nul\0l", "sixty-four bytes: äöüäöüäöüäöüäöüäöüäöüäöüäöüä"})
    void whatCannotBeASchemasNameIsRefused(String schema) {
        assertThatIllegalArgumentException().isThrownBy(() -> MetricsSchema.install(database.dataSource(), schema));
    }
}
