package io.venturi.jdbc.tables;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.venturi.catalog.Catalog;
import io.venturi.catalog.MeterGroup;
import io.venturi.catalog.MeterSpec;
import io.venturi.catalog.TableCatalog;
import io.venturi.jdbc.TestDatabase;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which tables are counted, and what is shown of them. */
class TableCountCollectorTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final Collected collected = new Collected();

    @BeforeEach
    void emptyDatabase() throws SQLException {
        database.execute("DROP SCHEMA public CASCADE", "CREATE SCHEMA public", "DROP SCHEMA IF EXISTS \"Ü.b\" CASCADE");
    }

    @AfterEach
    void close() {
        collected.close();
    }

    @Test
    void rowsAreShownWithTheirDate() throws SQLException {
        database.execute("CREATE TABLE orders AS SELECT generate_series(1, 42) AS id", "CREATE TABLE none (id int)");

        TableCountRun run = collected.collector(database.dataSource()).build().run(RunRequest.ALL);

        assertThat(run.status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(run.errorMessage()).isNull();
        assertThat(run.counts()).extracting(TableCount::rows).containsExactly(0L, 42L);
        assertThat(collected.rows()).isEqualTo(Map.of("public.none", 0.0, "public.orders", 42.0));
        double countedAt = run.counts().get(1).countedAt().toEpochMilli() / 1e3;
        assertThat(collected.gauge("table.counted.timestamp", "table", "public.orders", "schema", "public"))
                .isEqualTo(countedAt);
        assertThat(collected.gauge("table.rows.estimated", "table", "public.orders"))
                .isZero();
        assertThat(collected.gauge("table.count.tables")).isEqualTo(2);
        assertThat(collected.gauge("table.count.leader")).isEqualTo(1);
        assertThat(collected.gauge("table.count.last.success.timestamp")).isNotNaN();
        assertThat(collected.counted("table.count.runs", "status", "succeeded")).isEqualTo(1);
    }

    @Test
    void everyNameThatPostgresqlTakesIsCounted() throws SQLException {
        String longest = "x".repeat(63);
        String longestOfOthers = "🐘".repeat(15) + "ÄX"; // 63 bytes, too
        database.execute(
                "CREATE TABLE \"" + longestOfOthers + "\" AS SELECT generate_series(1, 8)",
                "CREATE SCHEMA \"Ü.b\"",
                "CREATE TABLE \"Ü.b\".\"Ab\"\"c; d' \" AS SELECT generate_series(1, 3)",
                "CREATE TABLE \"🐘 \t\\\" AS SELECT generate_series(1, 4)",
                "CREATE TABLE " + longest + " AS SELECT generate_series(1, 5)",
                "CREATE TABLE \"select\" AS SELECT generate_series(1, 6)",
                "CREATE TABLE \"50% off $1 ? {}\" AS SELECT generate_series(1, 7)");

        TableCountCollector collector = collected
                .collector(database.dataSource())
                .strategy("public.50*", CountStrategy.hybrid())
                .sizes(true)
                .build();
        Map<String, Double> rows = Map.of(
                "Ü.b.Ab\"c; d' ",
                3.0,
                "public.🐘 \t\\",
                4.0,
                "public." + longest,
                5.0,
                "public.select",
                6.0,
                "public.50% off $1 ? {}",
                7.0,
                "public." + longestOfOthers,
                8.0);

        assertThat(collector.run(RunRequest.ALL).errorMessage())
                .as("one by one")
                .isNull();
        assertThat(collected.rows()).isEqualTo(rows);
        database.execute("ANALYZE");
        assertThat(collector.run(RunRequest.ALL).errorMessage()).as("together").isNull();
        assertThat(collected.rows()).isEqualTo(rows);
    }

    @Test
    void partitionsAreCountedWithTheirRoot() throws SQLException {
        database.execute(
                "CREATE TABLE events (day int, n int) PARTITION BY RANGE (day)",
                "CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (1) TO (2)",
                "CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM (2) TO (3) PARTITION BY LIST (n)",
                "CREATE TABLE events_2_rest PARTITION OF events_2 DEFAULT",
                "INSERT INTO events SELECT 1 + i % 2, i FROM generate_series(1, 100) i",
                "CREATE TABLE nothing (day int) PARTITION BY RANGE (day)");

        collected.collector(database.dataSource()).build().run(RunRequest.ALL);

        assertThat(collected.rows()).isEqualTo(Map.of("public.events", 100.0, "public.nothing", 0.0));
    }

    @Test
    void aPartitionElsewhereIsCountedWithItsRootAndFailsWithIt() throws SQLException {
        database.execute(
                "CREATE EXTENSION IF NOT EXISTS file_fdw",
                "CREATE SERVER IF NOT EXISTS files FOREIGN DATA WRAPPER file_fdw",
                "CREATE TABLE days (day int) PARTITION BY LIST (day)",
                "CREATE TABLE days_1 PARTITION OF days FOR VALUES IN (1)",
                "INSERT INTO days SELECT 1 FROM generate_series(1, 5)",
                "CREATE FOREIGN TABLE days_2 PARTITION OF days FOR VALUES IN (2) SERVER files"
                        + " OPTIONS (program 'printf \"2\\n2\\n\"')",
                "CREATE TABLE plain AS SELECT 1 AS id");
        TableCountCollector collector = collected
                .collector(database.dataSource())
                .toleratedFailures(0.5)
                .build();

        collector.run(RunRequest.ALL);
        assertThat(collected.rows()).isEqualTo(Map.of("public.days", 7.0, "public.plain", 1.0));

        database.execute("ALTER FOREIGN TABLE days_2 OPTIONS (SET program 'exit 1')", "INSERT INTO plain VALUES (2)");
        TableCountRun run = collector.run(RunRequest.ALL);
        assertThat(run.errorMessage()).isEqualTo("1 of 2 tables were not counted: public.days (error)");
        assertThat(collected.errors(CountFailure.ERROR)).isEqualTo(1);
        assertThat(collected.rows()).as("dated").isEqualTo(Map.of("public.days", 7.0, "public.plain", 2.0));
    }

    @Test
    void tablesThatInheritAreTablesOfTheirOwn() throws SQLException {
        database.execute(
                "CREATE TABLE parent AS SELECT generate_series(1, 10) AS id",
                "CREATE TABLE child () INHERITS (parent)",
                "INSERT INTO child SELECT generate_series(1, 5)",
                "ANALYZE parent, child");

        for (CountStrategy strategy : Set.of(CountStrategy.exact(), CountStrategy.estimate())) {
            try (Collected shown = new Collected()) {
                shown.collector(database.dataSource())
                        .strategy(strategy)
                        .build()
                        .run(RunRequest.ALL);
                assertThat(shown.rows())
                        .as(strategy.toString())
                        .isEqualTo(Map.of("public.parent", 10.0, "public.child", 5.0));
            }
        }
    }

    @Test
    void viewsAndForeignTablesAreCountedWhereTheyAreNamed() throws SQLException {
        database.execute(
                "CREATE EXTENSION IF NOT EXISTS file_fdw",
                "CREATE SERVER IF NOT EXISTS files FOREIGN DATA WRAPPER file_fdw",
                "CREATE FOREIGN TABLE far (line text) SERVER files OPTIONS (program 'printf \"a\\nb\\n\"')",
                "CREATE UNLOGGED TABLE light AS SELECT generate_series(1, 2) AS id",
                "CREATE VIEW v AS SELECT * FROM light",
                "CREATE MATERIALIZED VIEW m AS SELECT * FROM light WHERE id = 1",
                "CREATE TEMPORARY TABLE gone_soon (id int)");

        collected.collector(database.dataSource()).build().run(RunRequest.ALL);
        assertThat(collected.rows().keySet()).containsExactly("public.light");

        try (Collected named = new Collected()) {
            named.collector(database.dataSource())
                    .include("public.*", "public.v", "public.m", "public.far")
                    .build()
                    .run(RunRequest.ALL);
            assertThat(named.rows())
                    .isEqualTo(Map.of("public.light", 2.0, "public.v", 2.0, "public.m", 1.0, "public.far", 2.0));
        }
        try (Collected estimated = new Collected()) {
            estimated
                    .collector(database.dataSource())
                    .include("public.v", "public.m", "public.far")
                    .strategy(CountStrategy.estimate())
                    .build()
                    .run(RunRequest.ALL);
            assertThat(estimated.rows())
                    .allSatisfy((table, rows) -> assertThat(rows).as(table).isNaN());
        }
    }

    @Test
    void aTemporaryTableOfAnotherSessionIsNone() throws SQLException {
        try (var session = database.dataSource().getConnection();
                var statement = session.createStatement()) {
            statement.execute("CREATE TEMPORARY TABLE scratch AS SELECT 1");

            collected.collector(database.dataSource()).build().run(RunRequest.ALL);

            assertThat(collected.rows()).isEmpty();
        }
    }

    @Test
    void whatIsLeftOutIsNotCounted() throws SQLException {
        database.execute(
                "CREATE TABLE a (id int)",
                "CREATE TABLE b (id int)",
                "CREATE TABLE audit_1 (id int)",
                "CREATE TABLE audit_2 (id int)",
                "CREATE SCHEMA \"Ü.b\"",
                "CREATE TABLE \"Ü.b\".c (id int)");
        TableCountCollector collector =
                collected.collector(database.dataSource()).exclude("*.audit_*").build();

        collector.run(RunRequest.ALL);
        assertThat(collected.rows().keySet()).containsExactly("public.a", "public.b", "Ü.b.c");

        TableCountRun run = collector.run(new RunRequest(Set.of("Ü.b"), Set.of("public.a")));
        assertThat(run.counts()).extracting(count -> count.table().qualified()).containsExactly("public.b");
        assertThat(collected.rows().keySet())
                .as("what a request leaves out keeps its last figure")
                .containsExactly("public.a", "public.b", "Ü.b.c");

        try (Collected skipping = new Collected()) {
            skipping.collector(database.dataSource())
                    .skipSchemas("public")
                    .build()
                    .run(RunRequest.ALL);
            assertThat(skipping.rows().keySet()).containsExactly("Ü.b.c");
        }
    }

    @Test
    void onlyWhatTheRoleMayReadIsCounted() throws SQLException {
        database.execute(
                "DROP ROLE IF EXISTS collector_reader",
                "CREATE ROLE collector_reader LOGIN",
                "GRANT USAGE ON SCHEMA public TO collector_reader",
                "CREATE TABLE mine AS SELECT generate_series(1, 3) AS id",
                "CREATE TABLE column_of_mine (id int, secret text)",
                "CREATE TABLE others (id int)",
                "CREATE SCHEMA \"Ü.b\"",
                "CREATE TABLE \"Ü.b\".mine (id int)",
                "GRANT SELECT ON mine, \"Ü.b\".mine TO collector_reader",
                "GRANT SELECT (id) ON column_of_mine TO collector_reader");

        TableCountRun run = collected
                .collector(database.dataSource("collector_reader"))
                .build()
                .run(RunRequest.ALL);
        assertThat(run.errorMessage()).isNull();
        assertThat(collected.rows()).isEqualTo(Map.of("public.mine", 3.0, "public.column_of_mine", 0.0));

        try (Collected named = new Collected()) {
            TableCountRun failed = named.collector(database.dataSource("collector_reader"))
                    .include("public.others", "public.no_such_table", "public.mine")
                    .build()
                    .run(RunRequest.ALL);
            assertThat(failed.status()).isEqualTo(RunStatus.FAILED);
            assertThat(failed.errorMessage())
                    .isEqualTo("2 of 3 tables were not counted: public.no_such_table (missing), public.others"
                            + " (permission)");
            assertThat(named.rows()).hasSize(2).containsEntry("public.mine", 3.0);
            assertThat(named.rows("public.others")).isNaN();
            assertThat(named.errors(CountFailure.PERMISSION)).isEqualTo(1);
            assertThat(named.errors(CountFailure.MISSING)).isEqualTo(1);
        }
    }

    @Test
    void rowsThatRowSecurityHidesAreNotPassedOver() throws SQLException {
        database.execute(
                "DROP ROLE IF EXISTS collector_tenant",
                "CREATE ROLE collector_tenant LOGIN",
                "GRANT USAGE ON SCHEMA public TO collector_tenant",
                "CREATE TABLE tenants AS SELECT generate_series(1, 3) AS id",
                "ALTER TABLE tenants ENABLE ROW LEVEL SECURITY",
                "CREATE POLICY one ON tenants USING (id = 1)",
                "GRANT SELECT ON tenants TO collector_tenant");

        TableCountRun run = collected
                .collector(database.dataSource("collector_tenant"))
                .build()
                .run(RunRequest.ALL);

        assertThat(run.counts()).extracting(TableCount::failure).containsExactly(CountFailure.PERMISSION);
        assertThat(collected.rows("public.tenants")).isNaN();
    }

    @Test
    void theSeriesOfATableThatIsDroppedGo() throws SQLException {
        database.execute("CREATE TABLE a (id int)", "CREATE TABLE b (id int)");
        TableCountCollector collector =
                collected.collector(database.dataSource()).build();
        collector.run(RunRequest.ALL);

        database.execute("DROP TABLE a", "ALTER TABLE b RENAME TO c");
        collector.run(RunRequest.ALL);

        assertThat(collected.rows()).isEqualTo(Map.of("public.c", 0.0));
    }

    @Test
    void theLargestTablesAreKeptAndTheRestIsCountedAsRefused() throws SQLException {
        database.execute(
                "CREATE TABLE small AS SELECT generate_series(1, 10)",
                "CREATE TABLE large AS SELECT generate_series(1, 1000)",
                "CREATE TABLE middle AS SELECT generate_series(1, 100)",
                "ANALYZE");

        TableCountRun run =
                collected.collector(database.dataSource()).maxTables(2).build().run(RunRequest.ALL);

        assertThat(collected.rows()).isEqualTo(Map.of("public.large", 1000.0, "public.middle", 100.0));
        assertThat(collected.counted("meters.overflow", "meter", "table.rows")).isEqualTo(1);
        assertThat(run.status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(run.errorMessage()).contains("1 tables are beyond maxTables");
    }

    @Test
    void nothingToCountIsAnAlert() {
        TableCountCollector collector =
                collected.collector(database.dataSource()).build();
        assertThat(collected.alerts(CountAlert.NO_TABLES)).isZero();

        assertThat(collector.run(RunRequest.ALL))
                .matches(run -> run.status() == RunStatus.FAILED)
                .matches(run -> "there are no tables to count; ".equals(run.errorMessage()));

        assertThat(collected.alerts(CountAlert.NO_TABLES)).isEqualTo(1);
        assertThat(collected.gauge("table.count.tables")).isZero();
    }

    @Test
    void aChangeBeyondTheRatioIsAnAlert() throws SQLException {
        database.execute(
                "CREATE TABLE steady AS SELECT generate_series(1, 10) AS id",
                "CREATE TABLE wild AS SELECT generate_series(1, 10) AS id");
        TableCountCollector collector =
                collected.collector(database.dataSource()).deltaAlertRatio(0.5).build();
        collector.run(RunRequest.ALL);
        assertThat(collected.alerts(CountAlert.ROW_DELTA)).isZero();

        database.execute("INSERT INTO steady SELECT generate_series(1, 5)", "DELETE FROM wild WHERE id <= 6");
        collector.run(RunRequest.ALL);

        assertThat(collected.alerts(CountAlert.ROW_DELTA)).isEqualTo(1);
    }

    @Test
    void sizesVacuumAgesAndFiltersAreShownOnRequest() throws SQLException {
        database.execute(
                "CREATE TABLE jobs (id int PRIMARY KEY, state text) PARTITION BY HASH (id)",
                "CREATE TABLE jobs_0 PARTITION OF jobs FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
                "CREATE TABLE jobs_1 PARTITION OF jobs FOR VALUES WITH (MODULUS 2, REMAINDER 1)",
                "INSERT INTO jobs SELECT i, CASE WHEN i % 10 = 0 THEN 'late' ELSE 'done' END FROM generate_series(1,"
                        + " 1000) i",
                "CREATE TABLE plain (id int)",
                "VACUUM jobs");
        // Before PostgreSQL 15, statistics are told to another process, which notes them when it can.
        database.await(
                "SELECT count(pg_stat_get_last_vacuum_time(oid)) = 2 FROM pg_class WHERE relname LIKE 'jobs\\__'");
        TableCountCollector collector = collected
                .collector(database.dataSource())
                .sizes(true)
                .vacuumAge(true)
                .filter("late", "*.jobs", "state = 'late' -- those that wait")
                .filter("wrong", "*.jobs", "no_such_column")
                .build();

        TableCountRun run = collector.run(RunRequest.ALL);

        assertThat(run.status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(run.counts().get(0).filtered()).isEqualTo(Map.of("late", 100L));
        assertThat(collected.gauge("table.rows.filtered", "filter", "late")).isEqualTo(100);
        assertThat(collected.gauge("table.rows.filtered", "filter", "wrong")).isNaN();
        assertThat(collected.errors(CountFailure.ERROR)).isEqualTo(1);
        TableSizes sizes = Objects.requireNonNull(run.counts().get(0).sizes());
        long total = database.number(
                "SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree('jobs') WHERE isleaf");
        assertThat(sizes.total()).isEqualTo(total).isEqualTo(sizes.table() + sizes.index());
        assertThat(collected.gauge("table", "table", "public.jobs", "kind", "total"))
                .isEqualTo((double) total);
        assertThat(collected.gauge("table.vacuum.age", "table", "public.plain")).isNaN();
        assertThat(collected.gauge("table.vacuum.age", "table", "public.jobs")).isGreaterThanOrEqualTo(0);
    }

    @Test
    void theDatabasesOwnNameIsItsLabel() throws SQLException {
        database.execute("CREATE TABLE a (id int)");
        TableCountCollector collector = TableCountCollector.builder(database.dataSource(), collected.metrics)
                .build();

        collector.run(RunRequest.ALL);

        assertThat(collected.gauge("table.rows", "database", database.name(), "table", "public.a"))
                .isZero();
        assertThat(collected.gauge("table.count.tables", "database", database.name()))
                .isEqualTo(1);
    }

    @Test
    void everyMeterOfTheCatalogueIsShownAndNoOther() throws SQLException {
        database.execute("CREATE TABLE a (id int)");

        collected
                .collector(database.dataSource())
                .sizes(true)
                .vacuumAge(true)
                .filter("all", "*", "true")
                .build()
                .run(RunRequest.ALL);

        Map<String, Set<String>> shown = new TreeMap<>();
        for (Meter meter : collected.registry.getMeters()) {
            Set<String> labels = new TreeSet<>();
            meter.getId().getTags().forEach(tag -> labels.add(tag.getKey()));
            if (labels.contains("database") && !labels.contains("le")) {
                shown.put(meter.getId().getName(), labels);
            }
        }
        Map<String, Set<String>> expected = new TreeMap<>();
        for (MeterSpec spec : Catalog.all()) {
            // The one is the table-count job's, which does not run again to tell.
            if (spec.group() == MeterGroup.TABLES && !spec.equals(TableCatalog.LAST_FAILURE_TIMESTAMP)) {
                expected.put(spec.name("pipeline"), new TreeSet<>(spec.labels()));
            }
        }
        assertThat(shown).isEqualTo(expected);
    }

    @Test
    void whatCanFailIsThereAtZeroFromTheStart() {
        collected.collector(database.dataSource()).build();

        for (CountFailure reason : CountFailure.values()) {
            assertThat(collected.errors(reason)).as(reason.label()).isZero();
        }
        assertThat(collected.counted("table.count.runs", "status", "failed")).isZero();
    }

    @Test
    void closingRemovesAllSeries() throws SQLException {
        database.execute("CREATE TABLE a (id int)");
        TableCountCollector collector =
                collected.collector(database.dataSource()).build();
        collector.run(RunRequest.ALL);
        assertThat(collected.scrape()).isPositive();

        collector.close();
        collector.close();

        assertThat(collected.scrape()).isZero();
    }

    @Test
    void smallTablesAreCountedTogetherAndFailAlone() throws SQLException {
        for (int i = 0; i < 40; i++) {
            database.execute("CREATE TABLE small_" + i + " AS SELECT generate_series(1, " + (i + 1) + ") AS id");
        }
        database.execute("ANALYZE");
        AtomicInteger counts = new AtomicInteger();
        DataSource source = Sources.observed(
                Sources.before(database.dataSource(), "count(*)", 1, () -> database.execute("DROP TABLE small_20")),
                sql -> counts.addAndGet(sql.contains("count(*)") ? 1 : 0));
        TableCountCollector collector = collected.collector(source).build();

        TableCountRun run = collector.run(RunRequest.ALL);

        assertThat(run.status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(run.counts()).hasSize(40).allSatisfy(count -> {
            long number = Long.parseLong(count.table().table().substring("small_".length()));
            assertThat(count.failure()).isEqualTo(number == 20 ? CountFailure.MISSING : null);
            assertThat(count.rows()).isEqualTo(number == 20 ? null : Long.valueOf(number + 1));
        });
        // Three statements, and one more for each table of that which failed.
        assertThat(counts).hasValueBetween(3 + 8, 3 + 16);
        collector.close();
    }
}
