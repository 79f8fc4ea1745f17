package io.venturi.jdbc.tables;

import static io.venturi.jdbc.tables.Counts.exact;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.venturi.jdbc.Lease;
import io.venturi.jdbc.LeaseLostException;
import io.venturi.jdbc.MetricsSchema;
import io.venturi.jdbc.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the history is like after runners were killed, paused, cut off, or met. */
class FailoverTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final Replica one = new Replica(database.dataSource(), "one");
    private final Replica two = new Replica(database.dataSource(), "two");

    @BeforeAll
    static void install() throws SQLException {
        MetricsSchema.install(database.dataSource(), Replica.SCHEMA);
    }

    @BeforeEach
    void clear() throws SQLException {
        Replica.clear(database);
    }

    private static String statuses() throws SQLException {
        return database.rows("SELECT status FROM metrics.table_metrics_runs ORDER BY run_id")
                .toString();
    }

    private static long written() throws SQLException {
        return database.number("SELECT (SELECT count(*) FROM metrics.table_metrics_measurements)"
                + " + (SELECT count(*) FROM metrics.table_metrics_run_snapshot)"
                + " + (SELECT count(*) FROM metrics.table_metrics_daily_snapshot)");
    }

    @Test
    void theNextLeaderClosesWhatAKilledOneLeft() throws SQLException {
        one.begin();
        Replica.expire(database);

        two.run(exact("public.orders", 2));

        assertThat(statuses()).isEqualTo("[[FAILED], [SUCCEEDED]]");
        assertThat(database.text("SELECT error_message FROM metrics.table_metrics_runs WHERE status = 'FAILED'"))
                .isEqualTo("left RUNNING by a process that ended or lost its lease; closed in epoch 2");
    }

    @Test
    void aPausedLeaderWritesNothingAnyMore() throws SQLException {
        long paused = one.begin();
        Replica.expire(database);
        two.begin();

        assertThatExceptionOfType(LeaseLostException.class)
                .isThrownBy(() -> one.journal.succeed(paused, List.of(exact("public.orders", 1)), null));
        assertThatExceptionOfType(LeaseLostException.class).isThrownBy(() -> one.journal.begin(RunRequest.ALL));

        assertThat(statuses()).isEqualTo("[[FAILED], [RUNNING]]");
        assertThat(written()).isZero();
    }

    @Test
    void aPausedLeaderDoesNotEvenWriteThatItFailed() throws SQLException {
        long paused = one.begin();
        Replica.expire(database);
        two.begin();

        assertThatExceptionOfType(LeaseLostException.class)
                .isThrownBy(() -> one.journal.fail(paused, List.of(exact("public.orders", 1)), "lost"));

        assertThat(statuses()).isEqualTo("[[FAILED], [RUNNING]]");
        assertThat(written()).isZero();
    }

    @Test
    void aLeaderWhoseTimeIsOverWritesNothingEvenIfNobodyElseCame() throws SQLException {
        long late = one.begin();
        Replica.expire(database);

        assertThatExceptionOfType(LeaseLostException.class)
                .isThrownBy(() -> one.journal.succeed(late, List.of(exact("public.orders", 1)), null));

        assertThat(statuses()).isEqualTo("[[RUNNING]]");
        assertThat(written()).isZero();

        one.lease.acquire();
        one.run(exact("public.orders", 2));
        assertThat(statuses()).isEqualTo("[[FAILED], [SUCCEEDED]]");
    }

    @Test
    void aLeaderThatLostTheLeaseAndHasItAgainDoesNotEndTheOldRun() throws SQLException {
        long old = one.begin();
        Replica.expire(database);
        two.lease.acquire();
        Replica.expire(database);
        one.lease.acquire();

        assertThatExceptionOfType(LeaseLostException.class)
                .isThrownBy(() -> one.journal.succeed(old, List.of(exact("public.orders", 1)), null))
                .withMessageContaining("was lost since run " + old + " began in epoch 1; it is ours again in epoch 3");

        one.run(exact("public.orders", 2));
        assertThat(statuses()).isEqualTo("[[FAILED], [SUCCEEDED]]");
    }

    @Test
    void aRunOfItsOwnIsNotClosed() throws SQLException {
        long first = one.begin();
        long second = one.begin();
        one.journal.succeed(second, List.of(), null);
        one.journal.succeed(first, List.of(), null);

        assertThat(statuses()).isEqualTo("[[SUCCEEDED], [SUCCEEDED]]");
    }

    @Test
    void aRunOfItsOwnThatItCouldNotEndIsClosedByTheNext() throws SQLException {
        long first = one.begin();
        database.execute("ALTER TABLE metrics.table_metrics_measurements RENAME TO away");
        try {
            assertThatThrownBy(() -> one.journal.succeed(first, List.of(exact("public.orders", 1)), null))
                    .isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> one.journal.fail(first, List.of(exact("public.orders", 1)), "no"))
                    .isInstanceOf(SQLException.class);
        } finally {
            database.execute("ALTER TABLE metrics.away RENAME TO table_metrics_measurements");
        }
        assertThat(statuses()).isEqualTo("[[RUNNING]]");

        one.run(exact("public.orders", 2));

        assertThat(statuses()).isEqualTo("[[FAILED], [SUCCEEDED]]");
    }

    @Test
    void ofThreeOneLeads() throws SQLException {
        try (Replica three = new Replica(database.dataSource(), "three")) {
            List<Replica> replicas = List.of(one, two, three);
            List<Leadership> contenders = replicas.stream()
                    .map(replica -> (Leadership) new LeaseLeadership(replica.lease))
                    .toList();
            assertThat(contenders.stream().filter(Leadership::lead)).hasSize(1);
            Replica leader = replicas.stream()
                    .filter(replica -> replica.lease.held())
                    .findFirst()
                    .orElseThrow();
            leader.run(exact("public.orders", 1));
            for (Replica replica : replicas) {
                assertThat(replica.journal.latest()).as("all show the same").isEqualTo(one.journal.latest());
                if (replica != leader) {
                    assertThatExceptionOfType(LeaseLostException.class)
                            .isThrownBy(() -> replica.journal.begin(RunRequest.ALL));
                }
            }

            leader.close();
            assertThat(contenders.stream().filter(Leadership::lead)).hasSize(1);
            assertThat(leader.lease.held()).isFalse();
            contenders.forEach(Leadership::close);
        }
    }

    @Test
    void aConnectionThatIsCutWhileASuccessIsWrittenLeavesNothing() throws Exception {
        long run = one.begin();
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (Connection other = database.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE metrics.table_metrics_daily_snapshot"); // the last that is written
            Future<?> writing = executor.submit(() -> {
                one.journal.succeed(run, List.of(exact("public.orders", 1)), null);
                return null;
            });
            String waiting = " FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
            database.await("SELECT count(*) = 1" + waiting);
            database.number("SELECT count(pg_terminate_backend(pid))" + waiting);

            assertThatThrownBy(writing::get)
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(SQLException.class);
            other.rollback();
        } finally {
            executor.shutdown();
        }
        assertThat(statuses()).isEqualTo("[[RUNNING]]");
        assertThat(written()).isZero();

        one.journal.fail(run, List.of(exact("public.orders", 1)), "connection lost");
        assertThat(statuses()).isEqualTo("[[FAILED]]");
    }

    @Test
    void twoCollectorsDoNotShareASchema() throws SQLException {
        one.begin();
        Lease lease = Lease.builder(database.dataSource(), Replica.SCHEMA, LeaseLeadership.leaseName("shop", "other"))
                .build();
        PostgresRunJournal journal =
                new PostgresRunJournal(database.dataSource(), Replica.SCHEMA, lease, JournalOptions.DEFAULT);
        lease.acquire();

        assertThatThrownBy(() -> journal.begin(RunRequest.ALL))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("Schema 'metrics' is in use for 'table_counts/shop/nightly'")
                .hasMessageContaining("give 'table_counts/shop/other' a schema of its own");

        one.close();
        journal.begin(RunRequest.ALL);
    }
}
