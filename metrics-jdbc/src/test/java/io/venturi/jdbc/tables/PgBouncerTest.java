package io.venturi.jdbc.tables;

import static io.venturi.jdbc.tables.Counts.exact;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.venturi.jdbc.LeaseLostException;
import io.venturi.jdbc.MetricsSchema;
import io.venturi.jdbc.PgBouncer;
import io.venturi.jdbc.PooledConnection;
import io.venturi.jdbc.TestDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Lease, journal and history where a session is another's after each transaction. */
@Tag("ci")
class PgBouncerTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static PgBouncer bouncer;

    @BeforeAll
    static void start() throws Exception {
        bouncer = PgBouncer.start(database);
        MetricsSchema.install(bouncer.dataSource(), Replica.SCHEMA);
    }

    @AfterAll
    static void end() throws Exception {
        bouncer.close();
    }

    @BeforeEach
    void clear() throws SQLException {
        Replica.clear(database);
    }

    @Test
    void twoReplicasTakeTurnsOverOneSession() throws SQLException {
        try (PooledConnection first = new PooledConnection(bouncer.dataSource(), true);
                PooledConnection second = new PooledConnection(bouncer.dataSource(), true);
                Replica one = new Replica(first.dataSource(), "one");
                Replica two = new Replica(second.dataSource(), "two")) {
            assertThat(settings(first)).isEqualTo(settings(second));
            String before = settings(first);
            for (int round = 0; round < 10; round++) { // more than the driver's usual threshold
                Replica leader = round % 2 == 0 ? one : two;
                Replica other = round % 2 == 0 ? two : one;
                Replica.expire(database);
                long run = leader.begin();
                assertThat(other.lease.acquire()).isFalse();
                assertThatExceptionOfType(LeaseLostException.class)
                        .isThrownBy(() -> other.journal.begin(RunRequest.ALL));
                leader.journal.succeed(run, List.of(exact("public.orders", round)), null);
                assertThat(other.journal.latest()).isEqualTo(leader.journal.latest());
            }
            assertThat(database.rows("SELECT DISTINCT status FROM metrics.table_metrics_runs"))
                    .hasToString("[[SUCCEEDED]]");
            assertThat(database.number("SELECT epoch FROM metrics.lease")).isEqualTo(10);
            assertThat(settings(first)).as("nothing is left in the session").isEqualTo(before);
        }
    }

    private static String settings(PooledConnection pool) throws SQLException {
        try (Statement statement = pool.connection().createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT pg_backend_pid() || string_agg(name || '=' || setting, ' ' ORDER BY name) FROM pg_settings"
                                + " WHERE source = 'session' OR name LIKE '%timeout'")) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void aPausedLeaderIsFencedOff() throws SQLException {
        try (Replica one = new Replica(bouncer.dataSource(), "one");
                Replica two = new Replica(bouncer.dataSource(), "two")) {
            long paused = one.begin();
            Replica.expire(database);
            two.run(exact("public.orders", 2));

            assertThatExceptionOfType(LeaseLostException.class)
                    .isThrownBy(() -> one.journal.succeed(paused, List.of(exact("public.orders", 1)), null));
            assertThat(database.rows("SELECT status FROM metrics.table_metrics_runs ORDER BY run_id"))
                    .hasToString("[[FAILED], [SUCCEEDED]]");
        }
    }

    @Test
    void manyContendAndInstallAtOnce() throws Exception {
        int replicas = 6;
        CyclicBarrier start = new CyclicBarrier(replicas);
        ExecutorService executor = Executors.newFixedThreadPool(replicas);
        List<Future<Boolean>> leads = new ArrayList<>();
        for (int i = 0; i < replicas; i++) {
            String owner = "replica-" + i;
            leads.add(executor.submit(() -> {
                Replica replica = new Replica(bouncer.dataSource(), owner);
                start.await();
                MetricsSchema.install(bouncer.dataSource(), "contended");
                return replica.lease.acquire();
            }));
        }
        int leading = 0;
        for (Future<Boolean> lead : leads) {
            leading += lead.get() ? 1 : 0;
        }
        executor.shutdown();
        assertThat(leading).isEqualTo(1);
        assertThat(database.text("SELECT count(*) = max(version) FROM contended.schema_version"))
                .isEqualTo("true");
    }

    @Test
    void theHistoryIsReadAndMended() throws SQLException {
        TableCountHistory history =
                TableCountHistory.builder(bouncer.dataSource(), Replica.SCHEMA).build();
        TableName orders = new TableName("public", "orders");
        LocalDate day = LocalDate.parse("2026-01-01");
        for (int i = 0; i < 6; i++) {
            history.backfill(day, Map.of(orders, (long) i));
        }
        assertThat(history.rebuildDaily(day)).isEqualTo(history.daily(day)).isPresent();
        assertThat(history.trend(orders, Instant.MIN, Instant.MAX, 10)).hasSize(6);
        assertThat(history.runs(Instant.MIN, Instant.MAX, 10)).hasSize(6);
        assertThat(history.latest()).isPresent();
    }
}
