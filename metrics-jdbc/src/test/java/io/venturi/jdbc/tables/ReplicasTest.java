package io.venturi.jdbc.tables;

import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.jdbc.MetricsSchema;
import io.venturi.jdbc.PgBouncer;
import io.venturi.jdbc.TestDatabase;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

/** Three processes that count one database, of which the one that leads is killed, or paused, while it counts. */
class ReplicasTest {

    private static final String SUCCEEDED =
            "SELECT count(*) FROM metrics.table_metrics_runs WHERE status = 'SUCCEEDED'";

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final List<CountingProcess> processes = new ArrayList<>();

    @BeforeEach
    void slowTables() throws SQLException {
        database.execute(
                "DROP SCHEMA public CASCADE",
                "CREATE SCHEMA public",
                "DROP SCHEMA IF EXISTS metrics CASCADE",
                "CREATE TABLE a (id int)",
                "CREATE TABLE b (id int)",
                "CREATE TABLE c (id int)",
                "CREATE OR REPLACE VIEW public.slow_count AS SELECT 1::bigint AS n FROM pg_sleep(0.5)");
        MetricsSchema.install(database.dataSource(), "metrics");
    }

    @AfterEach
    void end() {
        processes.forEach(CountingProcess::close);
    }

    private void start(PGSimpleDataSource source) throws IOException {
        for (int i = 0; i < 3; i++) {
            processes.add(CountingProcess.start(source));
        }
    }

    /** Waits until a run is going on, and yields the process whose it is. */
    private CountingProcess counting() throws SQLException {
        database.await("""
                SELECT EXISTS (SELECT FROM metrics.table_metrics_runs WHERE status = 'RUNNING')
                   AND EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%slow_count%'
                               AND wait_event = 'PgSleep')""");
        String pid = database.text("SELECT substring(owner FROM '^pid-([0-9]+)/') FROM metrics.lease");
        return processes.stream()
                .filter(process -> Long.toString(process.pid()).equals(pid))
                .findFirst()
                .orElseThrow(() -> new AssertionError("pid " + pid + " leads, which is none of ours"));
    }

    private static long running() throws SQLException {
        return database.number("SELECT max(run_id) FROM metrics.table_metrics_runs WHERE status = 'RUNNING'");
    }

    private static String status(long run) throws SQLException {
        return String.valueOf(database.text("SELECT status FROM metrics.table_metrics_runs WHERE run_id = ?", run));
    }

    private static long writtenBy(long run) throws SQLException {
        return database.number(
                "SELECT (SELECT count(*) FROM metrics.table_metrics_measurements WHERE run_id = ?)"
                        + " + (SELECT count(*) FROM metrics.table_metrics_run_snapshot WHERE run_id = ?)"
                        + " + (SELECT count(*) FROM metrics.table_metrics_daily_snapshot WHERE run_id = ?)",
                run,
                run,
                run);
    }

    /** Each run that ended was begun after the one before had ended: the ids and the books of the leases say so. */
    private static void assertOneAtATime() throws SQLException {
        assertThat(database.number("SELECT count(*) FROM metrics.table_metrics_runs WHERE status = 'RUNNING'"))
                .isLessThanOrEqualTo(1);
        assertThat(database.rows("""
                        SELECT earlier.run_id, later.run_id
                          FROM (SELECT run_id, min(counted_at) AS first, max(counted_at) AS last
                                  FROM metrics.table_metrics_measurements GROUP BY run_id) earlier
                          JOIN (SELECT run_id, min(counted_at) AS first, max(counted_at) AS last
                                  FROM metrics.table_metrics_measurements GROUP BY run_id) later
                            ON earlier.run_id < later.run_id AND later.first < earlier.last""")).isEmpty();
    }

    private void theLeaderIsKilledWhileItCounts(TestReporter reporter) throws Exception {
        database.await("SELECT (" + SUCCEEDED + ") >= 2");
        CountingProcess leader = counting();
        long cut = running();
        long epoch = database.number("SELECT epoch FROM metrics.lease");
        leader.kill();
        database.execute("CREATE TABLE metrics.last_lease AS SELECT epoch, expires_at FROM metrics.lease");
        assertThat(database.number("SELECT epoch FROM metrics.last_lease"))
                .as("nobody else while its time is not over")
                .isEqualTo(epoch);

        database.await("SELECT epoch > ? FROM metrics.lease", epoch);
        // By the database's clock.
        database.await("SELECT count(*) > 0 FROM metrics.table_metrics_runs WHERE run_id > ?", cut);
        String after =
                "SELECT (1000 * extract(epoch FROM min(collected_at) - (SELECT expires_at FROM metrics.last_lease)))::bigint"
                        + " FROM metrics.table_metrics_runs WHERE run_id > ?";
        assertThat(database.number(after, cut))
                .as("not before its time was over")
                .isNotNegative();
        reporter.publishEntry(
                "milliseconds from the end of the killed leader's lease to the next run",
                String.valueOf(database.number(after, cut)));
        database.await("SELECT status = 'FAILED' FROM metrics.table_metrics_runs WHERE run_id = ?", cut);
        long before = database.number(SUCCEEDED);
        database.await("SELECT (" + SUCCEEDED + ") >= ? + 2", before);

        assertThat(database.text("SELECT error_message FROM metrics.table_metrics_runs WHERE run_id = ?", cut))
                .startsWith("left RUNNING by a process that ended or lost its lease");
        assertThat(writtenBy(cut)).isZero();
        assertThat(counting()).isNotSameAs(leader);
        assertThat(processes).filteredOn(CountingProcess::isAlive).hasSize(2);
        assertOneAtATime();
    }

    @Test
    void anotherLeadsAfterTheLeaderWasKilled(TestReporter reporter) throws Exception {
        start(database.dataSource());
        theLeaderIsKilledWhileItCounts(reporter);
    }

    @Test
    @Tag("ci")
    void anotherLeadsBehindAPoolerOfTransactions(TestReporter reporter) throws Exception {
        try (PgBouncer bouncer = PgBouncer.start(database)) {
            start(bouncer.dataSource());
            theLeaderIsKilledWhileItCounts(reporter);
            processes.forEach(CountingProcess::close);
        }
    }

    @Test
    void aLeaderThatComesBackFromAPauseWritesNothing() throws Exception {
        start(database.dataSource());
        theLeaderIsPausedWhileItCounts();
    }

    @Test
    @Tag("ci")
    void aLeaderThatComesBackToAPoolerOfTransactionsWritesNothing() throws Exception {
        // Where it was stopped it may have a transaction open, and with it a connection, until the server ends that.
        try (PgBouncer bouncer = PgBouncer.start(database, 3)) {
            start(bouncer.dataSource());
            theLeaderIsPausedWhileItCounts();
            processes.forEach(CountingProcess::close);
        }
    }

    private void theLeaderIsPausedWhileItCounts() throws Exception {
        CountingProcess leader = counting();
        long cut = running();
        leader.pause();

        database.await("SELECT status = 'FAILED' FROM metrics.table_metrics_runs WHERE run_id = ?", cut);
        leader.resume();
        long before = database.number(SUCCEEDED);
        database.await("SELECT (" + SUCCEEDED + ") >= ? + 2", before);

        assertThat(status(cut)).isEqualTo("FAILED");
        assertThat(writtenBy(cut)).isZero();
        assertThat(leader.isAlive()).isTrue();
        assertOneAtATime();
    }
}
