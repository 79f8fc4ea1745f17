package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.jdbc.Await;
import io.venturi.jdbc.InstalledServer;
import io.venturi.jdbc.MetricsSchema;
import io.venturi.jdbc.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where no library runs: pg_cron (Debian's {@code postgresql-15-cron}) keeps the history in order. */
@Tag("ci")
class PgCronTest {

    /** Its shortest schedule is a minute. */
    private static final long PATIENCE_SECONDS = 150;

    @TempDir
    static Path folder;

    private static InstalledServer server;

    @BeforeAll
    static void start() throws Exception {
        Path servers = Files.createDirectory(folder.resolve("servers"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.setPosixFilePermissions(servers, PosixFilePermissions.fromString("rwxrwxrwx"));
        server = InstalledServer.primary(
                servers, "shared_preload_libraries = pg_cron", "cron.use_background_workers = on");
    }

    @AfterAll
    static void end() throws Exception {
        server.stop();
    }

    @Test
    void makesPartitionsRollsUpAndCleansUp() throws Exception {
        MetricsSchema.install(server.source(), "metrics");
        LocalDate day = LocalDate.now(ZoneOffset.UTC).minusDays(20);
        TestDatabase.execute(
                server.source(),
                "CREATE EXTENSION pg_cron",
                "CREATE TABLE metrics.old PARTITION OF metrics.metric_sample FOR VALUES FROM ('" + day + "Z')"
                        + " TO ('" + day.plusDays(1) + "Z')",
                "INSERT INTO metrics.metric_sample VALUES ('" + day + " 12:00Z', 1, 1)",
                "SELECT cron.schedule('partitions', '* * * * *', 'SELECT metrics.create_metric_partitions_ahead(7)')",
                "SELECT cron.schedule('roll-up', '* * * * *', 'SELECT metrics.aggregate_hourly_metrics()')",
                "SELECT cron.schedule('clean-up', '* * * * *', 'SELECT metrics.cleanup_expired_metrics()')",
                "SELECT cron.schedule('events', '* * * * *', 'SELECT metrics.purge_old_monitoring_events()')");

        await("SELECT count(*) = 24 FROM metrics.metric_partitions() WHERE upper_bound > now()");
        await("SELECT count(DISTINCT jobid) = 4 FROM cron.job_run_details WHERE status = 'succeeded'");
        await("SELECT count(*) = 2 FROM metrics.rollup_progress");
        await("SELECT to_regclass('metrics.old') IS NULL");
        assertThat(asked("SELECT count(*) = 0 FROM cron.job_run_details WHERE status = 'failed'"))
                .isTrue();
    }

    private static void await(String sql) throws SQLException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!asked(sql)) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("in vain: " + sql);
            }
            Await.pause();
        }
    }

    private static boolean asked(String sql) throws SQLException {
        try (Connection connection = server.source().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() && row.getBoolean(1);
        }
    }
}
