package io.venturi.jdbc.tables;

import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.jdbc.InstalledServer;
import io.venturi.jdbc.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counting on a hot standby: there are no statistics there, and replay may cancel a query. */
@Tag("ci")
class StandbyTest {

    @TempDir
    static Path folder;

    static InstalledServer primary;
    static InstalledServer standby;

    private final Collected collected = new Collected();

    @BeforeAll
    static void start() throws Exception {
        Path servers = Files.createDirectory(folder.resolve("servers"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.setPosixFilePermissions(servers, PosixFilePermissions.fromString("rwxrwxrwx"));
        primary = InstalledServer.primary(servers);
        standby = InstalledServer.standby(
                primary, servers, "max_standby_streaming_delay = 100ms", "hot_standby_feedback = off");
    }

    @AfterAll
    static void stop() throws Exception {
        standby.stop();
        primary.stop();
    }

    @BeforeEach
    void tables() throws SQLException {
        TestDatabase.execute(
                primary.source(),
                "DROP SCHEMA public CASCADE",
                "CREATE SCHEMA public",
                "CREATE TABLE orders (id int) WITH (autovacuum_enabled = off)",
                "INSERT INTO orders SELECT generate_series(1, 10000)",
                "CREATE TABLE fresh (id int) WITH (autovacuum_enabled = off)",
                "INSERT INTO fresh SELECT generate_series(1, 10)",
                "CREATE UNLOGGED TABLE light AS SELECT 1 AS id",
                "ANALYZE orders");
        caughtUp();
    }

    @AfterEach
    void close() {
        collected.close();
    }

    @Test
    void exactCountsAreThePrimarys() {
        collected
                .collector(standby.source())
                .sizes(true)
                .consistent(true)
                .build()
                .run(RunRequest.ALL);

        assertThat(collected.rows())
                .as("unlogged tables cannot be read on a standby")
                .isEqualTo(Map.of("public.orders", 10_000.0, "public.fresh", 10.0));
    }

    @Test
    void anEstimateIsNeverZeroForWantOfStatistics() throws SQLException {
        TestDatabase.execute(primary.source(), "INSERT INTO orders SELECT generate_series(1, 2000)");
        caughtUp();

        TableCountRun run = collected
                .collector(standby.source())
                .strategy(CountStrategy.estimate())
                .build()
                .run(RunRequest.ALL);

        assertThat(collected.rows("public.orders")).isBetween(11_900.0, 12_300.0);
        assertThat(collected.rows("public.fresh")).isNaN();
        assertThat(run.counts().get(0).failure()).isEqualTo(CountFailure.NOT_ANALYZED);
    }

    @Test
    void aCountThatReplayCancelsIsTriedAgain() throws Exception {
        TestDatabase.execute(primary.source(), slowView("orders"));
        caughtUp();
        // Begins while the rows that it sees are vacuumed away on the primary; the second try has nothing in its way.
        Interference once = new Interference(1);

        TableCountRun run = collected
                .collector(once.source())
                .include("public.slow", "public.fresh")
                .conflictPause(Duration.ofMillis(100))
                .build()
                .run(RunRequest.ALL);

        assertThat(once.seen).isGreaterThan(1);
        assertThat(run.errorMessage()).isNull();
        assertThat(collected.rows()).isEqualTo(Map.of("public.slow", 9.0, "public.fresh", 10.0));
    }

    @Test
    void aCountThatReplayCancelsAgainAndAgainKeepsTheLastFigure() throws Exception {
        TestDatabase.execute(primary.source(), slowView("orders"));
        caughtUp();
        Interference always = new Interference(100);
        TableCountCollector collector = collected
                .collector(Sources.delegating(() -> always.on ? always.source() : standby.source()))
                .include("public.slow", "public.fresh")
                .conflictPause(Duration.ofMillis(10))
                .build();
        collector.run(RunRequest.ALL);
        assertThat(collected.rows("public.slow")).isEqualTo(10);

        always.on = true;
        TableCountRun run = collector.run(RunRequest.ALL);

        assertThat(run.counts().get(1).failure()).isEqualTo(CountFailure.CONFLICT);
        assertThat(run.counts().get(0).failure()).isNull();
        assertThat(collected.rows("public.slow")).isEqualTo(10);
        assertThat(collected.errors(CountFailure.CONFLICT)).isEqualTo(1);
    }

    /** A view whose count takes seconds, and reads the table at the end of them. */
    private static String slowView(String table) {
        return "CREATE VIEW slow AS SELECT o.id FROM (SELECT pg_sleep(4) OFFSET 0) s, LATERAL (SELECT id FROM " + table
                + " WHERE id <= 10) o";
    }

    private static void caughtUp() throws SQLException {
        try (Connection on = primary.source().getConnection();
                Connection at = standby.source().getConnection();
                Statement there = on.createStatement();
                Statement here = at.createStatement()) {
            String written;
            try (var result = there.executeQuery("SELECT pg_current_wal_lsn()::text")) {
                result.next();
                written = result.getString(1);
            }
            for (int i = 0; i < 3_000; i++) {
                try (var result = here.executeQuery("SELECT pg_last_wal_replay_lsn() >= '" + written + "'::pg_lsn")) {
                    result.next();
                    if (result.getBoolean(1)) {
                        return;
                    }
                }
                here.execute("SELECT pg_sleep(0.01)");
            }
        }
        throw new AssertionError("the standby does not catch up");
    }

    /** Vacuums away what a count is looking at. */
    private static final class Interference {

        private final int times;
        private int seen;
        private boolean on;

        Interference(int times) {
            this.times = times;
        }

        DataSource source() {
            return Sources.observed(standby.source(), sql -> {
                if (sql.contains("count(*)") && sql.contains("\"slow\"") && seen++ < times) {
                    Thread vacuum = new Thread(this::vacuum);
                    vacuum.start();
                }
            });
        }

        private void vacuum() {
            try {
                untilCounting();
                TestDatabase.execute(
                        primary.source(),
                        "DELETE FROM orders WHERE id = (SELECT min(id) FROM orders)",
                        "VACUUM orders");
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }

        private static void untilCounting() throws SQLException {
            try (Connection connection = standby.source().getConnection();
                    Statement statement = connection.createStatement()) {
                for (int i = 0; i < 1_000; i++) {
                    try (var result = statement.executeQuery(
                            "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND query LIKE"
                                    + " '%\"slow\"%' AND pid <> pg_backend_pid()")) {
                        result.next();
                        if (result.getInt(1) > 0) {
                            return;
                        }
                    }
                    statement.execute("SELECT pg_sleep(0.005)");
                }
            }
        }
    }
}
