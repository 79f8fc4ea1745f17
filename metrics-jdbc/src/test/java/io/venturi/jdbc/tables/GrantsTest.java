package io.venturi.jdbc.tables;

import static io.venturi.jdbc.tables.Counts.exact;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.venturi.jdbc.MetricsSchema;
import io.venturi.jdbc.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The roles of {@code grants.sql} can do what they are for, and no more. */
class GrantsTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final TableName ORDERS = new TableName("public", "orders");

    @BeforeAll
    static void grant() throws SQLException, IOException {
        MetricsSchema.install(database.dataSource(), Replica.SCHEMA);
        String sql = "SET search_path = metrics; " + resource("/io/venturi/jdbc/sql/grants.sql");
        database.execute(sql, sql); // again after a new version
        database.execute(
                "CREATE ROLE grants_test_counter LOGIN",
                "CREATE ROLE grants_test_reader LOGIN",
                "CREATE ROLE grants_test_other LOGIN",
                "GRANT venturi_counter TO grants_test_counter",
                "GRANT venturi_reader TO grants_test_reader");
    }

    @BeforeEach
    void clear() throws SQLException {
        Replica.clear(database);
    }

    private static String resource(String path) throws IOException {
        try (InputStream stream = GrantsTest.class.getResourceAsStream(path)) {
            return new String(Objects.requireNonNull(stream, path).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static TableCountHistory history(DataSource source) {
        return TableCountHistory.builder(source, Replica.SCHEMA).build();
    }

    @Test
    void theCounterLeadsCountsAndKeepsTheHistory() throws SQLException {
        DataSource counter = database.dataSource("grants_test_counter");
        MetricsSchema.install(counter, Replica.SCHEMA); // nothing to do
        database.execute("INSERT INTO metrics.table_metrics_runs (status, collected_at)"
                + " VALUES ('RUNNING', '2000-01-01'), ('RUNNING', now())");
        try (Replica replica = new Replica(counter, "one")) {
            replica.run(exact("public.orders", 1));
            replica.run(exact("public.orders", 2));
            replica.journal.fail(replica.begin(), List.of(exact("public.orders", 3)), "no");
            assertThat(replica.journal.latest()).isNotNull();
        }
        TableCountHistory history = history(counter);
        history.backfill(LocalDate.parse("2026-01-01"), Map.of(ORDERS, 1L));
        assertThat(history.rebuildDaily(LocalDate.parse("2026-01-01"))).isPresent();
        assertThat(database.rows("SELECT status FROM metrics.table_metrics_runs ORDER BY run_id"))
                .as("left over, closed; deleted, gone")
                .hasToString("[[FAILED], [SUCCEEDED], [SUCCEEDED], [FAILED], [SUCCEEDED]]");
    }

    @Test
    void theCollectorNeedsNoMoreThanTheCounterAndSelect() throws SQLException {
        database.execute(
                "CREATE TABLE granted AS SELECT generate_series(1, 5000) AS id",
                "CREATE TABLE kept_from_it AS SELECT 1 AS id",
                "ANALYZE granted",
                "CREATE ROLE grants_test_collector LOGIN IN ROLE venturi_counter",
                "GRANT SELECT ON granted TO grants_test_collector");
        try (Collected collected = new Collected();
                TableCountCollector collector = collected
                        .collector(database.dataSource("grants_test_collector"))
                        .store(Replica.SCHEMA)
                        .skipSchemas(Replica.SCHEMA)
                        .strategy("public.*", CountStrategy.hybrid(1_000))
                        .filter("few", "public.granted", "id <= 7")
                        .sizes(true)
                        .vacuumAge(true)
                        .consistent(true)
                        .build()) {
            TableCountRun run = collector.run(RunRequest.ALL);

            assertThat(run.errorMessage()).isNull();
            assertThat(run.status()).isEqualTo(RunStatus.SUCCEEDED);
            assertThat(collected.rows()).isEqualTo(Map.of("public.granted", 5_000.0));
            assertThat(collected.gauge("table.rows.estimated", "table", "public.granted"))
                    .isEqualTo(1);
            assertThat(collected.gauge("table.rows.filtered", "filter", "few")).isEqualTo(7);
            assertThat(collected.gauge("table", "table", "public.granted", "kind", "total"))
                    .isPositive();
            assertThat(database.text("SELECT payload::text FROM metrics.table_metrics_daily_snapshot"))
                    .isEqualTo("{\"public\": {\"granted\": 5000}}");
        }
    }

    @Test
    void theReaderReads() throws SQLException {
        try (Replica replica = new Replica(database.dataSource(), "one")) {
            replica.run(exact("public.orders", 1));
        }
        TableCountHistory history = history(database.dataSource("grants_test_reader"));

        TableCountRun latest = history.latest().orElseThrow();
        assertThat(latest.counts()).hasSize(1);
        assertThat(history.daily(latest.snapshotDate())).isPresent();
        assertThat(history.runs(Instant.MIN, Instant.MAX, 1)).hasSize(1);
        assertThat(history.trend(ORDERS, Instant.MIN, Instant.MAX, 1)).hasSize(1);
    }

    @Test
    void theReaderDoesNotWrite() {
        DataSource reader = database.dataSource("grants_test_reader");
        try (Replica replica = new Replica(reader, "reader")) {
            assertThatThrownBy(replica::begin)
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining(
                            "A right on schema 'metrics' is missing (ERROR: permission denied for table lease")
                    .hasMessageContaining("grants.sql");
        }
        assertThatThrownBy(() -> history(reader).backfill(LocalDate.parse("2026-01-01"), Map.of(ORDERS, 1L)))
                .hasMessageContaining("permission denied");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "schema_version",
                "lease",
                "table_metrics_runs",
                "table_metrics_measurements",
                "table_metrics_run_snapshot",
                "table_metrics_daily_snapshot"
            })
    void theReaderHasSelectOnly(String relation) throws SQLException {
        assertThat(rights("venturi_reader", relation)).isEqualTo("SELECT");
        assertThat(rights("grants_test_other", relation)).isNull();
    }

    @Nullable
    private static String rights(String role, String relation) throws SQLException {
        return database.text(
                "SELECT string_agg(kind, ' ' ORDER BY kind) FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE',"
                        + " 'TRUNCATE', 'REFERENCES', 'TRIGGER']) kind"
                        + " WHERE has_table_privilege(?, 'metrics.' || ?, kind)",
                role,
                relation);
    }

    @Test
    void theCounterChangesNoMeasurementSnapshotOrSchema() throws SQLException {
        assertThat(rights("venturi_counter", "schema_version")).isEqualTo("SELECT");
        assertThat(rights("venturi_counter", "lease")).isEqualTo("INSERT SELECT UPDATE");
        assertThat(rights("venturi_counter", "table_metrics_runs")).isEqualTo("DELETE INSERT SELECT");
        assertThat(rights("venturi_counter", "table_metrics_measurements")).isEqualTo("INSERT SELECT");
        assertThat(rights("venturi_counter", "table_metrics_run_snapshot")).isEqualTo("INSERT SELECT");
        assertThat(rights("venturi_counter", "table_metrics_daily_snapshot")).isEqualTo("INSERT SELECT UPDATE");
        assertThat(database.text("SELECT has_schema_privilege('venturi_counter', 'metrics', 'CREATE')"))
                .isEqualTo("false");
        assertThatThrownBy(() -> TestDatabase.execute(
                        database.dataSource("grants_test_counter"),
                        "UPDATE metrics.table_metrics_runs SET collected_at = now()"))
                .hasMessageContaining("permission denied");
    }
}
