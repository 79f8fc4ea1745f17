package io.venturi.jdbc.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.venturi.jdbc.TestDatabase;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Estimates against what there is. */
class EstimateTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final Collected collected = new Collected();

    @BeforeEach
    void emptyDatabase() throws SQLException {
        database.execute("DROP SCHEMA public CASCADE", "CREATE SCHEMA public");
    }

    @AfterEach
    void close() {
        collected.close();
    }

    private TableCountRun run(CountStrategy strategy) {
        return collected
                .collector(database.dataSource())
                .strategy(strategy)
                .build()
                .run(RunRequest.ALL);
    }

    private @Nullable CountFailure failure(TableCountRun run, String table) {
        return run.counts().stream()
                .filter(count -> count.table().table().equals(table))
                .findFirst()
                .orElseThrow()
                .failure();
    }

    /** Forgets what the statistics count, as a crash does: the planner's figures stay. */
    private void forget(String table) throws SQLException {
        database.execute("SELECT pg_stat_reset_single_table_counters('" + table + "'::regclass)");
        assertThat(database.text("SELECT pg_stat_get_last_analyze_time('" + table + "'::regclass)"))
                .isNull();
    }

    @Test
    void aTableThatWasNeverAnalyzedIsUnknown() throws SQLException {
        database.execute(
                "CREATE TABLE full_of_rows WITH (autovacuum_enabled = off) AS SELECT generate_series(1, 1000) AS id",
                "CREATE TABLE without_rows (id int) WITH (autovacuum_enabled = off)",
                "CREATE TABLE parts (id int) PARTITION BY HASH (id)",
                "CREATE TABLE parts_0 PARTITION OF parts FOR VALUES WITH (MODULUS 1, REMAINDER 0)");

        TableCountRun run = run(CountStrategy.estimate());

        for (String table : new String[] {"full_of_rows", "without_rows", "parts"}) {
            assertThat(failure(run, table)).as(table).isEqualTo(CountFailure.NOT_ANALYZED);
            assertThat(collected.rows("public." + table)).as(table).isNaN();
        }
        assertThat(collected.errors(CountFailure.NOT_ANALYZED)).isEqualTo(3);
    }

    @Test
    void whatWasNeverAnalyzedIsCountedByAHybrid() throws SQLException {
        database.execute("CREATE TABLE t WITH (autovacuum_enabled = off) AS SELECT generate_series(1, 1000) AS id");

        run(CountStrategy.hybrid());

        assertThat(collected.rows("public.t")).isEqualTo(1000);
        assertThat(collected.gauge("table.rows.estimated", "table", "public.t")).isZero();
    }

    @Test
    void aHybridEstimatesLargeTablesAndCountsSmallOnes() throws SQLException {
        database.execute(
                "CREATE TABLE large AS SELECT generate_series(1, 1000) AS id",
                "CREATE TABLE small AS SELECT generate_series(1, 999) AS id",
                "ANALYZE");

        run(CountStrategy.hybrid(1000));

        assertThat(collected.gauge("table.rows.estimated", "table", "public.large"))
                .isEqualTo(1);
        assertThat(collected.gauge("table.rows.estimated", "table", "public.small"))
                .isZero();
    }

    @Test
    void anAnalyzedTableIsEmptyWhereItHasNoPages() throws SQLException {
        database.execute(
                "CREATE TABLE emptied (id int)", "ANALYZE emptied", "CREATE TABLE filled (id int)", "ANALYZE filled");
        forget("filled");
        database.execute("INSERT INTO filled SELECT generate_series(1, 1000)");

        TableCountRun run = run(CountStrategy.estimate());

        assertThat(collected.rows("public.emptied")).isZero();
        assertThat(failure(run, "filled"))
                .as("rows came after the analyze, and nobody counted them")
                .isEqualTo(CountFailure.NOT_ANALYZED);
    }

    @Test
    void futurePartitionsDoNotMakeATableUnknown() throws SQLException {
        database.execute(
                "CREATE TABLE parts (day int) PARTITION BY RANGE (day)",
                "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (1) TO (2)",
                "CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM (2) TO (3)",
                "INSERT INTO parts SELECT 1 FROM generate_series(1, 500)",
                "ANALYZE parts_1");

        run(CountStrategy.estimate());

        assertThat(collected.rows("public.parts")).isEqualTo(500);
    }

    @Test
    void moreThanTwoToThe31RowsAreEstimated() throws SQLException {
        database.execute("CREATE TABLE huge AS SELECT generate_series(1, 1000) AS id", "ANALYZE huge");
        forget("huge");
        long pages = database.number("SELECT pg_relation_size('huge') / 8192");
        database.execute("UPDATE pg_class SET reltuples = 6e9, relpages = " + pages + " WHERE relname = 'huge'");

        run(CountStrategy.estimate());

        assertThat(collected.rows("public.huge")).isEqualTo(6e9);
        assertThat(collected.gauge("table.rows.estimated", "table", "public.huge"))
                .isEqualTo(1);
    }

    @Test
    void theFigureGrowsWithTheTable() throws SQLException {
        skewed(100_000);
        forget("skewed");
        grow(100_000);

        run(CountStrategy.estimate());

        assertThat(collected.rows("public.skewed")).isCloseTo(120_000, within(0.05 * 120_000));
    }

    @Test
    void statisticsThatHoldArePreferred() throws SQLException {
        skewed(10_000);
        toldAndAnalyzed("skewed", 10_000);
        database.execute("DELETE FROM skewed WHERE id % 2 = 0");

        untilLive("skewed", 5_000);
        run(CountStrategy.estimate());

        assertThat(collected.rows("public.skewed"))
                .as("pages have not changed, rows have")
                .isEqualTo(5_000);
    }

    @Test
    void rowsInSpaceThatWasFreeAreSeen() throws SQLException {
        skewed(10_000);
        database.execute("DELETE FROM skewed WHERE id <= 5000");
        database.execute("VACUUM skewed");
        toldAndAnalyzed("skewed", 5_000);
        grow(20_000);
        untilLive("skewed", 9_000);

        run(CountStrategy.estimate());
        assertThat(collected.rows("public.skewed"))
                .as("the table has not grown, but its rows have")
                .isEqualTo(9_000);
    }

    @Test
    @Tag("ci")
    void anEstimateOfTenMillionRowsIsWithinFivePercent(TestReporter reporter) throws SQLException {
        skewed(10_000_000);
        forget("skewed");
        grow(10_000_000);
        long rows = database.number("SELECT count(*) FROM skewed");

        run(CountStrategy.estimate());

        assertThat(rows).isEqualTo(12_000_000);
        Double estimate = collected.rows("public.skewed");
        reporter.publishEntry("estimate of " + rows + " rows", String.valueOf(estimate));
        assertThat(estimate).isCloseTo((double) rows, within(0.05 * rows));
    }

    @Test
    void aSampleIsScaledUp() throws SQLException {
        skewed(300_000);
        long pages = database.number("SELECT pg_relation_size('skewed') / 8192");
        assertThat(pages).isGreaterThan(2 * SampleCount.LEAST_PAGES);
        database.execute("CREATE TABLE small AS SELECT generate_series(1, 100) AS id");

        TableCountRun run = run(CountStrategy.sample(1));

        assertThat(run.counts()).extracting(TableCount::method).containsExactly(CountMethod.SAMPLE, CountMethod.EXACT);
        assertThat(collected.rows("public.skewed")).isCloseTo(300_000, within(0.2 * 300_000));
        assertThat(collected.rows("public.small")).isEqualTo(100);
    }

    @Test
    void aSampleWithoutRowsDoesNotMakeATableEmpty() throws SQLException {
        skewed(300_000);
        database.execute("DELETE FROM skewed WHERE id <> 7");

        TableCountRun run = run(CountStrategy.sample(1));

        // The one page with the row is in the sample or not: either way it is not lost.
        assertThat(run.counts().get(0).rows()).isPositive();
    }

    /** Analyzes when all that was written is told, so that nothing is told after. */
    private static void toldAndAnalyzed(String table, long rows) throws SQLException {
        for (int i = 0; i < 1_000; i++) {
            long written = database.number(
                    "SELECT pg_stat_get_tuples_inserted(o) - pg_stat_get_tuples_deleted(o) FROM CAST(? AS regclass) o",
                    table);
            if (written == rows) {
                database.execute("ANALYZE " + table);
                return;
            }
            database.execute("SELECT pg_sleep(0.01)");
        }
        throw new AssertionError(table + " was not told to have " + rows + " rows");
    }

    /** Sessions tell the statistics what they wrote when they end, or a while after. */
    private static void untilLive(String table, long rows) throws SQLException {
        for (int i = 0; i < 1_000; i++) {
            if (database.number("SELECT pg_stat_get_live_tuples(?::regclass)", table) == rows) {
                return;
            }
            database.execute("SELECT pg_sleep(0.01)");
        }
        throw new AssertionError(table + " does not have " + rows + " live rows");
    }

    /** Rows whose widths are far from even, as they come: small ones mostly, large ones among them all over. */
    private void skewed(long rows) throws SQLException {
        database.execute(
                "CREATE TABLE skewed (id bigint, payload text) WITH (autovacuum_enabled = off)",
                "INSERT INTO skewed SELECT i, repeat('x', CASE WHEN i % 10 = 0 THEN 500 ELSE (i % 37)::int END)"
                        + " FROM generate_series(1, " + rows + ") i",
                "ANALYZE skewed");
    }

    private void grow(long rows) throws SQLException {
        database.execute(
                "INSERT INTO skewed SELECT i, repeat('x', CASE WHEN i % 10 = 0 THEN 500 ELSE (i % 37)::int END)"
                        + " FROM generate_series(1, " + rows / 5 + ") i");
    }
}
