package io.venturi.jdbc.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.venturi.jdbc.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How a run goes about it: connections, snapshots, and other runs. */
class RunsTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final Collected collected = new Collected();

    @BeforeEach
    void twoTables() throws SQLException {
        database.execute(
                "DROP SCHEMA public CASCADE",
                "CREATE SCHEMA public",
                "CREATE TABLE a AS SELECT generate_series(1, 100) AS id",
                "CREATE TABLE b AS SELECT generate_series(1, 100) AS id");
    }

    @AfterEach
    void close() {
        collected.close();
    }

    private static long sum(TableCountRun run) {
        return run.counts().stream()
                .mapToLong(count -> count.rows() == null ? Long.MIN_VALUE : count.rows())
                .sum();
    }

    /** A database where rows move from one table to the other between the two counts. */
    private DataSource moving() {
        return Sources.before(
                database.dataSource(),
                "count(*)",
                2,
                () -> database.execute(
                        "WITH moved AS (DELETE FROM b WHERE id <= 40 RETURNING id) INSERT INTO a SELECT id FROM moved"));
    }

    @Test
    void rowsThatMoveAreMissedByCountsOneAfterTheOther() {
        TableCountRun run = collected.collector(moving()).build().run(RunRequest.ALL);

        assertThat(sum(run)).isEqualTo(160);
    }

    @Test
    void rowsThatMoveAreCountedOnceInAConsistentRun() {
        TableCountRun run =
                collected.collector(moving()).consistent(true).build().run(RunRequest.ALL);

        assertThat(sum(run)).isEqualTo(200);
        assertThat(run.counts().get(0).countedAt())
                .isEqualTo(run.counts().get(1).countedAt());
    }

    @Test
    void aConsistentRunHoldsOnSeveralConnections() throws SQLException {
        for (int i = 0; i < 20; i++) {
            database.execute("CREATE TABLE t" + i + " AS SELECT generate_series(1, 10) AS id");
        }
        DataSource source = Sources.before(
                database.dataSource(),
                "count(*)",
                5,
                () -> database.execute("DELETE FROM a", "DELETE FROM b", "DELETE FROM t7", "DROP TABLE t8"));

        TableCountRun run = collected
                .collector(source)
                .consistent(true)
                .parallelism(3)
                .build()
                .run(RunRequest.ALL);

        // Not everything is undone by a snapshot: what is dropped is gone, unless it had been counted by then.
        assertThat(run.counts()).filteredOn(count -> count.failure() == null).hasSizeGreaterThanOrEqualTo(21);
        assertThat(run.counts())
                .filteredOn(count ->
                        count.failure() == null && count.table().table().length() > 1)
                .allSatisfy(count -> assertThat(count.rows()).isEqualTo(10));
        assertThat(collected.rows("public.a")).isEqualTo(100);
    }

    @Test
    void tablesAreSpreadOverConnectionsAndNoneIsLostWhenThereAreFewer() throws Exception {
        for (int i = 0; i < 30; i++) {
            database.execute("CREATE TABLE t" + i + " AS SELECT generate_series(1, " + i + ") AS id");
        }
        CountDownLatch together = new CountDownLatch(2);
        DataSource source = Sources.observed(database.dataSource(), sql -> {
            if (sql.contains("count(*)")) {
                together.countDown();
                try {
                    assertThat(together.await(10, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        });

        TableCountRun run = collected.collector(source).parallelism(4).build().run(RunRequest.ALL);

        assertThat(run.errorMessage()).isNull();
        assertThat(sum(run)).isEqualTo(200 + 30 * 29 / 2);

        Connection only = database.dataSource().getConnection();
        List<Connection> lent = new ArrayList<>();
        DataSource one = Sources.delegating(() -> {
            synchronized (lent) {
                lent.add(only);
                return lent.size() == 1 ? database.dataSource() : Sources.refusing();
            }
        });
        try (only) {
            run = collected.collector(one).parallelism(4).build().run(RunRequest.ALL);
            assertThat(run.errorMessage()).isNull();
            assertThat(sum(run)).isEqualTo(200 + 30 * 29 / 2);
        }
    }

    @Test
    void aConnectionGoesBackAsItCame() throws SQLException {
        for (boolean autoCommit : new boolean[] {true, false}) {
            try (Connection connection = database.dataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("SET statement_timeout = '77s'");
                connection.setAutoCommit(autoCommit);
                connection.setNetworkTimeout(Runnable::run, 123_000);

                TableCountRun run = collected
                        .collector(Sources.pool(connection))
                        .include("public.a", "public.b", "public.gone")
                        .filter("wrong", "public.a", "no_such_column")
                        .strategy("public.b", CountStrategy.hybrid())
                        .build()
                        .run(RunRequest.ALL);

                assertThat(run.counts().get(0).rows()).isEqualTo(100);
                assertThat(connection.getAutoCommit()).isEqualTo(autoCommit);
                assertThat(connection.getNetworkTimeout()).isEqualTo(123_000);
                assertThat(connection.isReadOnly()).isFalse();
                for (String setting : List.of(
                        "statement_timeout = 77s",
                        "lock_timeout = 0",
                        "idle_in_transaction_session_timeout = 0",
                        "row_security = on",
                        "transaction_read_only = off",
                        "transaction_isolation = read committed")) {
                    try (var result = statement.executeQuery("SHOW " + setting.split(" = ", 2)[0])) {
                        result.next();
                        assertThat(setting).endsWith(" = " + result.getString(1).replace("1min 17s", "77s"));
                    }
                }
                connection.setAutoCommit(true);
            }
        }
    }

    /** A process that is stopped between two statements would keep locks, and a pooler's connection, for as long. */
    @Test
    void aSessionThatFallsSilentInATransactionIsTheServersToEnd() {
        collected
                .collector(database.dataSource())
                .strategy(CountStrategy.query(
                        "SELECT setting::bigint FROM pg_settings WHERE name = 'idle_in_transaction_session_timeout'"))
                .build()
                .run(RunRequest.ALL);

        assertThat(collected.rows("public.a")).as("milliseconds").isEqualTo((double)
                CountSession.NETWORK_GRACE.toMillis());
    }

    @Test
    void aRunThatIsGoingOnIsNotDoubled() throws Exception {
        CountDownLatch counting = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        DataSource source = Sources.before(database.dataSource(), "count(*)", 1, () -> {
            counting.countDown();
            awaitUninterruptibly(goOn);
        });
        TableCountCollector collector = collected.collector(source).build();
        CompletableFuture<TableCountRun> first = CompletableFuture.supplyAsync(() -> collector.run(RunRequest.ALL));
        assertThat(counting.await(30, TimeUnit.SECONDS)).isTrue();

        TableCountRun second = collector.run(RunRequest.ALL);

        assertThat(second.status()).isEqualTo(RunStatus.RUNNING);
        assertThat(second.errorMessage()).contains("no second one was begun");
        assertThat(second.counts()).isEmpty();
        goOn.countDown();
        assertThat(first.get().status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(collected.counted("table.count.runs", "status", "succeeded")).isEqualTo(1);
    }

    @Test
    void closingEndsTheRunThatIsGoingOn() throws Exception {
        database.execute(
                "CREATE VIEW slow AS SELECT 1 FROM generate_series(1, 2) WHERE pg_sleep(60)::text IS NOT NULL");
        CountDownLatch counting = new CountDownLatch(1);
        DataSource source = Sources.before(database.dataSource(), "\"slow\"", 1, counting::countDown);
        TableCountCollector collector =
                collected.collector(source).include("public.slow", "public.a").build();
        CompletableFuture<TableCountRun> run = CompletableFuture.supplyAsync(() -> collector.run(RunRequest.ALL));
        assertThat(counting.await(30, TimeUnit.SECONDS)).isTrue();
        database.await("SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event = 'PgSleep'");

        collector.close();

        assertThat(run.get(30, TimeUnit.SECONDS).status()).isEqualTo(RunStatus.FAILED);
        assertThat(run.get().errorMessage()).startsWith("the collector was closed; ");
        assertThat(collected.scrape()).isZero();
        assertThatIllegalStateException()
                .isThrownBy(() -> collector.run(RunRequest.ALL))
                .withMessageContaining("closed");
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
