package io.venturi.jdbc.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.venturi.jdbc.MetricsSchema;
import io.venturi.jdbc.PgBouncer;
import io.venturi.jdbc.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two processes that share a store, and a pooler in between. */
class StoredRunsTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final Collected collected = new Collected();
    private final Collected elsewhere = new Collected();

    @BeforeEach
    void store() throws SQLException {
        database.execute(
                "DROP SCHEMA public CASCADE",
                "CREATE SCHEMA public",
                "DROP SCHEMA IF EXISTS metrics CASCADE",
                "CREATE TABLE orders AS SELECT generate_series(1, 10) AS id");
        MetricsSchema.install(database.dataSource(), "metrics");
    }

    @AfterEach
    void close() {
        collected.close();
        elsewhere.close();
    }

    private static TableCountCollector collector(Collected shown) {
        return shown.collector(database.dataSource())
                .store("metrics")
                .skipSchemas("metrics")
                .build();
    }

    @Test
    void oneCountsAndTheOtherShowsTheSame() throws SQLException {
        TableCountCollector bystander = collector(elsewhere);
        TableCountCollector leader = collector(collected);
        TableCountRun run = leader.run(RunRequest.ALL);
        assertThat(run.status()).isEqualTo(RunStatus.SUCCEEDED);
        database.execute("INSERT INTO orders VALUES (11)");

        TableCountRun following = bystander.run(RunRequest.ALL);

        assertThat(following.status()).isEqualTo(RunStatus.FAILED);
        assertThat(elsewhere.rows()).isEqualTo(collected.rows()).isEqualTo(Map.of("public.orders", 10.0));
        assertThat(elsewhere.gauge("table.counted.timestamp", "table", "public.orders"))
                .isEqualTo(collected.gauge("table.counted.timestamp", "table", "public.orders"));
        assertThat(elsewhere.gauge("table.count.leader")).isZero();
        assertThat(database.text("SELECT payload::text FROM metrics.table_metrics_run_snapshot"))
                .isEqualTo("{\"public\": {\"orders\": 10}}");

        leader.close();
        assertThat(bystander.run(RunRequest.ALL).status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(elsewhere.rows()).isEqualTo(Map.of("public.orders", 11.0));
        bystander.close();
        assertThat(database.number("SELECT count(*) FROM metrics.table_metrics_runs WHERE status = 'SUCCEEDED'"))
                .isEqualTo(2);
    }

    @Test
    void aRunThatCountsNothingRightIsKeptAsFailed() throws SQLException {
        database.execute("CREATE TABLE other AS SELECT 1 AS id");
        try (TableCountCollector collector = collected
                .collector(database.dataSource())
                .store("metrics")
                .include("public.orders", "public.other", "public.gone")
                .build()) {
            TableCountRun run = collector.run(new RunRequest(Set.of(), Set.of("public.other")));

            assertThat(run.status()).isEqualTo(RunStatus.FAILED);
            assertThat(database.text("SELECT status || ': ' || error_message FROM metrics.table_metrics_runs"))
                    .isEqualTo("FAILED: 1 of 2 tables were not counted: public.gone (missing)");
            assertThat(database.number("SELECT count(*) FROM metrics.table_metrics_measurements"))
                    .isEqualTo(2);
        }
    }

    @Test
    void aRunThatFailsLeavesTheDayAlone() throws SQLException {
        try (TableCountCollector collector = collected
                .collector(database.dataSource())
                .store("metrics")
                .include("public.orders")
                .build()) {
            collector.run(RunRequest.ALL);
            database.execute("ALTER TABLE orders RENAME TO away");

            assertThat(collector.run(RunRequest.ALL).status()).isEqualTo(RunStatus.FAILED);

            assertThat(database.rows("SELECT status FROM metrics.table_metrics_runs ORDER BY run_id"))
                    .hasToString("[[SUCCEEDED], [FAILED]]");
            assertThat(database.rows(
                            "SELECT run_id = (SELECT min(run_id) FROM metrics.table_metrics_runs), payload::text"
                                    + " FROM metrics.table_metrics_daily_snapshot"))
                    .hasToString("[[true, {\"public\": {\"orders\": 10}}]]");
            assertThat(database.number("SELECT count(*) FROM metrics.table_metrics_run_snapshot"))
                    .isEqualTo(1);
        }
    }

    /** Between the two it is never the same day. */
    @Test
    void theDayIsTheOneOfTheHostsZone() throws SQLException {
        for (String zone : new String[] {"Pacific/Kiritimati", "-12:00"}) {
            try (TableCountCollector collector = collected
                    .collector(database.dataSource())
                    .store("metrics")
                    .skipSchemas("metrics")
                    .timeZone(ZoneId.of(zone))
                    .build()) {
                TableCountRun run = collector.run(RunRequest.ALL);
                long at = database.number(
                        "SELECT (extract(epoch FROM max(collected_at)) * 1000)::bigint FROM metrics.table_metrics_runs");
                LocalDate day = LocalDate.ofInstant(Instant.ofEpochMilli(at), ZoneId.of(zone));
                assertThat(run.status()).isEqualTo(RunStatus.SUCCEEDED);
                assertThat(database.text("SELECT snapshot_date FROM metrics.table_metrics_runs ORDER BY run_id DESC"))
                        .isEqualTo(day.toString());
            }
        }
        assertThat(database.number("SELECT count(*) FROM metrics.table_metrics_daily_snapshot"))
                .isEqualTo(2);
    }

    @Test
    void aStoreThatIsNotThereIsToldWithTheRemedy() throws SQLException {
        try (TableCountCollector collector =
                collected.collector(database.dataSource()).store("absent").build()) {
            TableCountRun run = collector.run(RunRequest.ALL);

            assertThat(run.status()).isEqualTo(RunStatus.FAILED);
            assertThat(run.errorMessage())
                    .startsWith("missing: ")
                    .contains("MetricsSchema.install(dataSource, \"absent\")");
            assertThat(collected.errors(CountFailure.MISSING)).isEqualTo(1);
            assertThat(collected.counted("table.count.runs", "status", "failed"))
                    .isEqualTo(1);
            assertThat(collected.rows()).isEmpty();
        }
    }

    @Test
    void aStoreNeedsTheDatabasesName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TableCountCollector.builder(database.dataSource(), collected.metrics)
                        .store("metrics")
                        .build())
                .withMessageContaining("database is not set");
    }

    @Test
    @Tag("ci")
    void behindAPoolerOfTransactionsNothingIsLeftInTheSession() throws Exception {
        try (PgBouncer bouncer = PgBouncer.start(database);
                TableCountCollector collector = collected
                        .collector(bouncer.dataSource())
                        .store("metrics")
                        .skipSchemas("metrics")
                        .strategy("*.orders", CountStrategy.hybrid())
                        .filter("few", "*.orders", "id < 3")
                        .sizes(true)
                        .build()) {
            for (int i = 0; i < 7; i++) {
                assertThat(collector.run(RunRequest.ALL).errorMessage()).isNull();
            }
            assertThat(collected.gauge("table.rows.filtered")).isEqualTo(2);
            try (Connection shared = bouncer.dataSource().getConnection();
                    var statement = shared.createStatement();
                    var result = statement.executeQuery(
                            "SELECT current_setting('statement_timeout') || current_setting('lock_timeout')"
                                    + " || current_setting('row_security') || current_setting('transaction_read_only')"
                                    + " || (SELECT count(*) FROM pg_prepared_statements)")) {
                result.next();
                assertThat(result.getString(1)).isEqualTo("00onoff0");
            }
        }
    }
}
