package io.venturi.jdbc.tables;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.venturi.jdbc.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** What fails, how that is told, and what it leaves. */
class CountFailuresTest {

    /** Counts as many rows as one likes, as slowly. */
    private static final String SLOW =
            "CREATE VIEW slow AS SELECT 1 FROM generate_series(1, 2) WHERE pg_sleep(60)::text IS NOT NULL";

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final Collected collected = new Collected();

    @BeforeEach
    void twoTables() throws SQLException {
        database.execute(
                "DROP SCHEMA public CASCADE",
                "CREATE SCHEMA public",
                "CREATE TABLE a AS SELECT generate_series(1, 1) AS id",
                "CREATE TABLE b AS SELECT generate_series(1, 2) AS id");
    }

    @AfterEach
    void close() {
        collected.close();
    }

    private static @Nullable CountFailure failure(TableCountRun run, String table) {
        return run.counts().stream()
                .filter(count -> count.table().table().equals(table))
                .findFirst()
                .orElseThrow()
                .failure();
    }

    @Test
    void aTableUnderAlterIsSkippedAndKeepsItsDatedFigure() throws SQLException {
        TableCountCollector collector = collected
                .collector(database.dataSource())
                .sizes(true)
                .toleratedFailures(0.5)
                .build();
        collector.run(RunRequest.ALL);
        Double countedAt = collected.gauge("table.counted.timestamp", "table", "public.a");

        try (Connection other = database.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("INSERT INTO a VALUES (2), (3)");
            statement.execute("ALTER TABLE a ADD COLUMN added int");
            database.execute("INSERT INTO b VALUES (3)");

            TableCountRun run = collector.run(RunRequest.ALL);

            assertThat(failure(run, "a")).isEqualTo(CountFailure.LOCKED);
            assertThat(run.status()).isEqualTo(RunStatus.SUCCEEDED);
            assertThat(run.errorMessage()).isEqualTo("1 of 2 tables were not counted: public.a (locked)");
            assertThat(collected.rows()).isEqualTo(Map.of("public.a", 1.0, "public.b", 3.0));
            assertThat(collected.gauge("table.counted.timestamp", "table", "public.a"))
                    .isEqualTo(countedAt);
            assertThat(collected.errors(CountFailure.LOCKED)).isEqualTo(1);
            other.rollback();
        }
    }

    @Test
    void aPartitionUnderAlterSkipsItsTableOnly() throws SQLException {
        database.execute(
                "CREATE TABLE parts (id int) PARTITION BY HASH (id)",
                "CREATE TABLE parts_0 PARTITION OF parts FOR VALUES WITH (MODULUS 1, REMAINDER 0)",
                "ANALYZE");
        for (CountStrategy strategy : new CountStrategy[] {CountStrategy.exact(), CountStrategy.estimate()}) {
            try (Connection other = database.dataSource().getConnection();
                    Statement statement = other.createStatement();
                    Collected shown = new Collected()) {
                other.setAutoCommit(false);
                statement.execute("LOCK TABLE parts_0 IN ACCESS EXCLUSIVE MODE");

                TableCountRun run = shown.collector(database.dataSource())
                        .strategy(strategy)
                        .build()
                        .run(RunRequest.ALL);

                assertThat(failure(run, "parts")).isEqualTo(CountFailure.LOCKED);
                assertThat(shown.rows("public.a")).isEqualTo(1);
                other.rollback();
            }
        }
    }

    @Test
    void aLockThatIsTakenTooLateToBeSeenIsNotWaitedForLong() throws Exception {
        try (Connection other = database.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            // a is counted before b, and by then the look at the locks is done.
            DataSource source =
                    Sources.before(database.dataSource(), "count(*)", 2, () -> statement.execute("LOCK TABLE a, b"));

            TableCountRun run = collected
                    .collector(source)
                    .lockTimeout(Duration.ofMillis(50))
                    .build()
                    .run(RunRequest.ALL);

            assertThat(failure(run, "a")).isNull();
            assertThat(failure(run, "b")).isEqualTo(CountFailure.LOCKED);
            other.rollback();
        }
    }

    @Test
    void whatTakesTooLongIsCutOff() throws SQLException {
        database.execute(SLOW);

        TableCountRun run = collected
                .collector(database.dataSource())
                .include("public.a", "public.b", "public.slow")
                .statementTimeout(Duration.ofMillis(100))
                .build()
                .run(RunRequest.ALL);

        assertThat(failure(run, "slow")).isEqualTo(CountFailure.TIMEOUT);
        assertThat(failure(run, "a")).isNull();
        assertThat(failure(run, "b")).isNull();
        assertThat(collected.rows("public.slow")).isNaN();
    }

    @Test
    void whatIsLeftAtTheDeadlineFails() throws SQLException {
        DataSource source =
                Sources.before(database.dataSource(), "count(*)", 1, () -> collected.clock.add(Duration.ofMinutes(11)));

        TableCountRun run = collected.collector(source).build().run(RunRequest.ALL);

        assertThat(failure(run, "a")).isNull();
        assertThat(failure(run, "b")).isEqualTo(CountFailure.DEADLINE);
        assertThat(run.status()).isEqualTo(RunStatus.FAILED);
    }

    @Test
    void tablesThatGoOrComeMeanwhileAreNoReasonToStop() throws SQLException {
        database.execute("CREATE TABLE c (id int)", "CREATE TABLE d (id int)");
        DataSource source = Sources.before(
                database.dataSource(),
                "count(*)",
                1,
                () -> database.execute(
                        "DROP TABLE b", "ALTER TABLE c RENAME TO c_2", "CREATE TABLE e AS SELECT 1 AS id"));
        TableCountCollector collector = collected.collector(source).build();

        TableCountRun run = collector.run(RunRequest.ALL);

        assertThat(failure(run, "b")).isEqualTo(CountFailure.MISSING);
        assertThat(failure(run, "c")).isEqualTo(CountFailure.MISSING);
        assertThat(collected.rows().keySet()).containsExactly("public.a", "public.d");

        assertThat(collector.run(RunRequest.ALL).status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(collected.rows().keySet()).containsExactly("public.a", "public.c_2", "public.d", "public.e");
    }

    /** As tools do that rebuild a table without a lock for long. */
    @Test
    void aTableThatTakesAnothersPlaceMeanwhileIsTheOneThatIsCounted() throws SQLException {
        database.execute("CREATE TABLE b_new AS SELECT generate_series(1, 20) AS id", "ANALYZE");
        for (CountStrategy strategy : new CountStrategy[] {CountStrategy.exact(), CountStrategy.sample(50)}) {
            try (Collected shown = new Collected()) {
                DataSource source = Sources.before(
                        database.dataSource(),
                        "count(*)",
                        1,
                        () -> database.execute("BEGIN; ALTER TABLE b RENAME TO b_old; ALTER TABLE b_new RENAME TO b;"
                                + " ALTER TABLE b_old RENAME TO b_new; COMMIT"));

                TableCountRun run =
                        shown.collector(source).strategy(strategy).build().run(RunRequest.ALL);

                assertThat(run.errorMessage()).isNull();
                assertThat(shown.rows("public.b")).isEqualTo((double) database.number("SELECT count(*) FROM b"));
            }
        }
    }

    @Test
    void aBackendThatIsKilledCostsOneTable() throws Exception {
        database.execute(SLOW);
        TableCountCollector collector = collected
                .collector(database.dataSource())
                .include("public.slow", "public.a", "public.b")
                .build();

        CompletableFuture<TableCountRun> run = CompletableFuture.supplyAsync(() -> collector.run(RunRequest.ALL));
        untilCounting("slow");
        database.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query"
                        + " LIKE '%count(*)%\"slow\"%'");

        assertThat(failure(run.get(), "slow")).isEqualTo(CountFailure.CONNECTION);
        assertThat(failure(run.get(), "a")).isNull();
        assertThat(failure(run.get(), "b")).isNull();
    }

    @Test
    void tablesThatBreakEachConnectionAreNotTriedForEver() throws SQLException {
        for (int i = 0; i < 30; i++) {
            database.execute("CREATE TABLE t" + i + " (id int)");
        }
        AtomicInteger opened = new AtomicInteger();
        DataSource source = Sources.observed(
                Sources.delegating(() -> {
                    opened.incrementAndGet();
                    return database.dataSource();
                }),
                sql -> {
                    if (sql.contains("count(*)")) {
                        throw new SQLException("terminated", "57P01");
                    }
                });

        TableCountRun run = collected.collector(source).build().run(RunRequest.ALL);

        assertThat(run.counts()).hasSize(32).allMatch(count -> count.failure() == CountFailure.CONNECTION);
        assertThat(opened.get()).isBetween(5, 10);
    }

    @Test
    void aHostsQueryIsTakenAtItsWordIfItIsANumber() throws SQLException {
        database.execute(
                "CREATE TABLE kept (s text, t text, n bigint)", "INSERT INTO kept VALUES ('public', 'a', 5000000000)");

        TableCountRun run = collected
                .collector(database.dataSource())
                .strategy("public.a", CountStrategy.query("SELECT n FROM kept WHERE s = ? AND t = ?"))
                .strategy("public.b", CountStrategy.query("SELECT n FROM kept WHERE false"))
                .strategy("public.kept", CountStrategy.query("DELETE FROM kept RETURNING 1"))
                .build()
                .run(RunRequest.ALL);

        assertThat(run.counts().get(0).method()).isEqualTo(CountMethod.QUERY);
        assertThat(collected.rows("public.a")).isEqualTo(5e9);
        assertThat(failure(run, "b")).isEqualTo(CountFailure.BAD_RESULT);
        assertThat(collected.rows("public.b")).isNaN();
        assertThat(failure(run, "kept")).isEqualTo(CountFailure.ERROR);
        assertThat(database.number("SELECT count(*) FROM kept")).isEqualTo(1);
    }

    @Test
    void badAnswersOfAHostsQueryAreRefused() {
        for (String sql : new String[] {
            "SELECT -1",
            "SELECT NULL::bigint",
            "SELECT 1, 2",
            "SELECT 1 UNION ALL SELECT 2",
            "SELECT 'many'",
            "SELECT 1.5",
            "SELECT 1e30::numeric",
            "SET LOCAL work_mem = 64"
        }) {
            try (Collected shown = new Collected()) {
                TableCountRun run = shown.collector(database.dataSource())
                        .include("public.a")
                        .strategy(CountStrategy.query(sql))
                        .build()
                        .run(RunRequest.ALL);
                assertThat(failure(run, "a")).as(sql).isEqualTo(CountFailure.BAD_RESULT);
            }
        }
    }

    @Test
    void aFailureThatRevokesAFigureMakesItUnknown() throws SQLException {
        TableCountCollector collector = collected
                .collector(database.dataSource())
                .strategy("public.b", CountStrategy.query("SELECT max(id) FROM b"))
                .build();
        collector.run(RunRequest.ALL);
        assertThat(collected.rows("public.b")).isEqualTo(2);

        database.execute("TRUNCATE b");
        collector.run(RunRequest.ALL);

        assertThat(collected.rows("public.b")).isNaN();
        assertThat(collected.gauge("table.counted.timestamp", "table", "public.b"))
                .isNaN();
        assertThat(collected.rows("public.a")).isEqualTo(1);
    }

    @Test
    void failuresInARowAreAnAlert() {
        TableCountCollector collector = collected
                .collector(database.dataSource())
                .include("public.gone")
                .build();

        for (int i = 0; i < 3; i++) {
            assertThat(collected.alerts(CountAlert.REPEATED_FAILURES)).isZero();
            collector.run(RunRequest.ALL);
        }

        assertThat(collected.alerts(CountAlert.REPEATED_FAILURES)).isEqualTo(1);
        assertThat(collected.counted("table.count.runs", "status", "failed")).isEqualTo(3);
    }

    /** What a person is to see is searched for by these words. */
    @Test
    void alertsAreLinesOfTheLogThatBeginWithTheirMarker() throws SQLException {
        Logger logger = (Logger) LoggerFactory.getLogger(CountingRuns.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try {
            TableCountCollector collector = collected
                    .collector(database.dataSource())
                    .deltaAlertRatio(0.5)
                    .build();
            collector.run(RunRequest.ALL);
            database.execute("TRUNCATE b");
            collector.run(RunRequest.ALL);
            database.execute("DROP TABLE a, b");
            for (int i = 0; i < 3; i++) {
                collector.run(RunRequest.ALL);
            }
        } finally {
            logger.detachAppender(log);
        }
        assertThat(log.list.stream()
                        .map(ILoggingEvent::getFormattedMessage)
                        .filter(line -> line.startsWith("TABLE_COUNT_"))
                        .map(line -> line.substring(0, line.indexOf(' '))))
                .containsExactly(
                        "TABLE_COUNT_ROW_DELTA",
                        "TABLE_COUNT_NO_TABLES",
                        "TABLE_COUNT_NO_TABLES",
                        "TABLE_COUNT_NO_TABLES",
                        "TABLE_COUNT_REPEATED_FAILURES");
        assertThat(log.list).extracting(ILoggingEvent::getLevel).containsOnly(Level.WARN);
    }

    @Test
    void aDatabaseThatIsDownIsARunThatFailed() {
        AtomicReference<DataSource> now = new AtomicReference<>(Sources.refusing());
        TableCountCollector collector = TableCountCollector.builder(Sources.delegating(now::get), collected.metrics)
                .build();

        TableCountRun down = collector.run(RunRequest.ALL);

        assertThat(down.status()).isEqualTo(RunStatus.FAILED);
        assertThat(down.errorMessage()).startsWith("connection: ").doesNotContain("secret");
        assertThat(collected.rows()).isEmpty();
        assertThat(collected.gauge("table.count.last.success.timestamp", "database", "_unknown"))
                .isNaN();

        now.set(database.dataSource());
        assertThat(collector.run(RunRequest.ALL).status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(collected.rows()).isEqualTo(Map.of("public.a", 1.0, "public.b", 2.0));
        assertThat(collected.errors(CountFailure.CONNECTION)).isEqualTo(1);

        now.set(Sources.refusing());
        assertThat(collector.run(RunRequest.ALL).status()).isEqualTo(RunStatus.FAILED);
        assertThat(collected.rows()).as("dated").isEqualTo(Map.of("public.a", 1.0, "public.b", 2.0));
        assertThat(collected.registry.find("pipeline.table.count.tables").gauges())
                .as("under one name")
                .hasSize(1);
    }

    /** Waits until a session counts a table. */
    private static void untilCounting(String table) throws SQLException {
        for (int i = 0; i < 1_000; i++) {
            if (database.number(
                            "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid() AND"
                                    + " query LIKE ?",
                            "%count(*)%\"" + table + "\"%")
                    > 0) {
                return;
            }
            database.execute("SELECT pg_sleep(0.01)");
        }
        throw new AssertionError(table + " is not counted");
    }
}
