package io.venturi.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

class LeaseTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1_000); // it may wrap

    @BeforeAll
    static void install() throws SQLException {
        MetricsSchema.install(database.dataSource(), "metrics");
    }

    @BeforeEach
    void free() throws SQLException {
        database.execute("DELETE FROM metrics.lease");
    }

    private Lease lease(String owner) {
        return builder(owner).build();
    }

    private Lease.Builder builder(String owner) {
        return Lease.builder(database.dataSource(), "metrics", "job")
                .owner(owner)
                .nanoTime(nanoTime::get);
    }

    /** As if its time were over, by the database's clock. */
    private static void expire() throws SQLException {
        database.execute("UPDATE metrics.lease SET expires_at = clock_timestamp() - interval '1 ms'");
    }

    private static long verify(Lease lease) throws SQLException {
        return new SchemaTransactions(database.dataSource(), "metrics").write(lease::verify);
    }

    @Test
    void oneHasItUntilItsTimeIsOver() throws SQLException {
        Lease one = lease("one");
        Lease two = lease("two");

        assertThat(one.acquire()).isTrue();
        assertThat(two.acquire()).isFalse();
        assertThat(one.acquire()).as("renewed").isTrue();
        assertThat(verify(one)).isEqualTo(1);
        assertThat(one.held()).isTrue();
        assertThat(two.held()).isFalse();

        expire();
        assertThat(two.acquire()).isTrue();
        assertThat(verify(two)).isEqualTo(2);
        assertThat(one.acquire()).isFalse();
        assertThat(one.held()).isFalse();
    }

    @Test
    void theRowSaysWhoHasItAndForHowLong() throws SQLException {
        Lease lease = builder("pod-7").duration(Duration.ofMinutes(5)).build();
        lease.acquire();

        assertThat(database.text("SELECT owner FROM metrics.lease WHERE name = 'job'"))
                .isEqualTo(lease.owner())
                .startsWith("pod-7/");
        assertThat(database.text("SELECT expires_at - clock_timestamp() BETWEEN interval '4 min' AND interval '5 min'"
                        + " FROM metrics.lease"))
                .isEqualTo("true");
    }

    @Test
    void theEpochStaysWhileTheOwnerDoes() throws SQLException {
        Lease one = lease("one");
        one.acquire();
        expire();
        assertThat(one.acquire()).as("nobody else came").isTrue();
        assertThat(verify(one)).isEqualTo(1);

        expire();
        Lease two = lease("two");
        two.acquire();
        expire();
        one.acquire();
        assertThat(verify(one)).isEqualTo(3);
    }

    @Test
    void aPausedOwnerIsFoundOutWhereItWrites() throws SQLException {
        Lease paused = lease("paused");
        Lease next = lease("next");
        paused.acquire();
        expire();
        next.acquire();

        assertThat(paused.held()).as("it has not heard of it").isTrue();
        assertThatExceptionOfType(LeaseLostException.class)
                .isThrownBy(() -> verify(paused))
                .withMessageContaining("'job' in schema 'metrics' is lost")
                .withMessageContaining(next.owner() + " has taken it, in epoch 2");
    }

    @Test
    void anExpiredLeaseIsNoLeaseEvenIfNobodyTookIt() throws SQLException {
        Lease lease = lease("late");
        lease.acquire();
        expire();

        assertThatExceptionOfType(LeaseLostException.class)
                .isThrownBy(() -> verify(lease))
                .withMessageContaining("not renewed in time");
    }

    @Test
    void aLeaseThatIsNotHeldOrGoneIsNotVerified() throws SQLException {
        Lease lease = lease("never");
        assertThatExceptionOfType(LeaseLostException.class)
                .isThrownBy(() -> verify(lease))
                .withMessageContaining("acquire it first");
        lease.acquire();
        database.execute("DELETE FROM metrics.lease");
        assertThatExceptionOfType(LeaseLostException.class)
                .isThrownBy(() -> verify(lease))
                .withMessageContaining("its row is gone");
    }

    @Test
    void othersWaitForATransactionThatWasVerified() throws Exception {
        Lease writing = lease("writing");
        Lease next = lease("next");
        writing.acquire();
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (Connection connection = database.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            database.execute("UPDATE metrics.lease SET expires_at = clock_timestamp() + interval '2 s'");
            writing.verify(connection);
            database.await("SELECT expires_at < clock_timestamp() FROM metrics.lease");

            Future<Boolean> taken = executor.submit(next::acquire);
            database.await("SELECT count(*) > 0 FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND wait_event_type = 'Lock'");
            connection.commit();
            assertThat(taken.get()).isTrue();
        } finally {
            executor.shutdown();
        }
        assertThatExceptionOfType(LeaseLostException.class).isThrownBy(() -> verify(writing));
    }

    @Test
    void manyContendAndOneGetsIt() throws Exception {
        int contenders = 8;
        int rounds = 25;
        CyclicBarrier round = new CyclicBarrier(contenders);
        ExecutorService executor = Executors.newFixedThreadPool(contenders);
        List<Future<Integer>> wins = new ArrayList<>();
        for (int i = 0; i < contenders; i++) {
            String owner = "contender-" + i;
            boolean first = i == 0;
            wins.add(executor.submit(() -> {
                int won = 0;
                for (int r = 0; r < rounds; r++) {
                    Lease lease = lease(owner);
                    round.await();
                    won += lease.acquire() ? 1 : 0;
                    round.await();
                    if (first) {
                        expire();
                    }
                }
                return won;
            }));
        }
        int won = 0;
        for (Future<Integer> each : wins) {
            won += each.get();
        }
        executor.shutdown();
        assertThat(won).isEqualTo(rounds);
        assertThat(database.number("SELECT epoch FROM metrics.lease")).isEqualTo(rounds);
    }

    @Test
    void whatCouldNotBeRenewedIsNotHeldByTheLocalClock() throws SQLException {
        Lease lease = builder("cut-off").duration(Duration.ofSeconds(30)).build();
        lease.acquire();

        nanoTime.addAndGet(Duration.ofSeconds(30).toNanos() - 1);
        assertThat(lease.held()).isTrue();
        nanoTime.incrementAndGet();
        assertThat(lease.held()).isFalse();

        assertThat(lease.acquire()).isTrue();
        assertThat(lease.held()).isTrue();
    }

    @Test
    void closingFreesIt() throws SQLException {
        Lease one = lease("one");
        one.acquire();
        one.close();

        assertThat(one.held()).isFalse();
        assertThat(one.acquire()).isFalse();
        Lease two = lease("two");
        assertThat(two.acquire()).isTrue();

        one.close();
        assertThat(verify(two)).as("not closed by another").isEqualTo(2);
    }

    @Test
    void aLeaseThatWasTakenOverIsNotFreedByItsFormerOwner() throws SQLException {
        Lease former = lease("former");
        former.acquire();
        expire();
        Lease next = lease("next");
        next.acquire();

        former.close();

        assertThat(verify(next)).isEqualTo(2);
    }

    @Test
    void renewsAtAThirdOfItsTime() throws SQLException {
        try (TestScheduler scheduler = new TestScheduler()) {
            Lease lease = builder("kept")
                    .duration(Duration.ofSeconds(30))
                    .scheduler(scheduler)
                    .build()
                    .keep()
                    .keep();
            assertThat(scheduler.tasks()).isEqualTo(1);
            assertThat(scheduler.delay()).isEqualTo(Duration.ofSeconds(10));

            scheduler.run();
            assertThat(lease.held()).isTrue();
            expire();
            scheduler.run();
            assertThat(verify(lease)).isEqualTo(1);

            lease.close();
            assertThat(scheduler.isShutdown()).as("the host's own").isFalse();
            assertThat(scheduler.isCancelled()).isTrue();
        }
    }

    @Test
    void anOutageEndsTheLeaseButNotTheRenewal() throws SQLException {
        try (TestScheduler scheduler = new TestScheduler()) {
            Lease lease = builder("patient").scheduler(scheduler).build().keep();
            scheduler.run();
            database.execute("ALTER TABLE metrics.lease RENAME TO away");
            try {
                scheduler.run();
                scheduler.run();
                assertThat(lease.held()).as("its time is not over yet").isTrue();
                nanoTime.addAndGet(Duration.ofSeconds(30).toNanos());
                assertThat(lease.held()).isFalse();
            } finally {
                database.execute("ALTER TABLE metrics.away RENAME TO lease");
            }
            scheduler.run();
            assertThat(lease.held()).isTrue();
        }
    }

    @Test
    void itsOwnThreadIsADaemonThatCloseEnds() throws Exception {
        Lease lease = lease("threaded").keep();
        database.await("SELECT count(*) = 1 FROM metrics.lease");
        Thread thread = Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().equals("venturi-lease-job"))
                .findAny()
                .orElseThrow();
        assertThat(thread.isDaemon()).isTrue();

        lease.close();

        thread.join();
        assertThat(database.text("SELECT expires_at = '-infinity' FROM metrics.lease"))
                .isEqualTo("true");
    }

    @Test
    void aCutConnectionIsAnExceptionAndNoLease() throws SQLException {
        try (PooledConnection pool = new PooledConnection(database.dataSource(), true)) {
            Lease lease = Lease.builder(pool.dataSource(), "metrics", "job").build();
            database.number(
                    "SELECT count(pg_terminate_backend(?))",
                    pool.connection().unwrap(PGConnection.class).getBackendPID());

            assertThatThrownBy(lease::acquire).isInstanceOf(SQLException.class);
            assertThat(lease.held()).isFalse();
            lease.close();
        }
    }

    @Test
    void aMissingSchemaIsNamedWithTheRemedy() {
        Lease lease = Lease.builder(database.dataSource(), "absent", "job").build();

        assertThatThrownBy(lease::acquire)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("MetricsSchema.install(dataSource, \"absent\")");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "new\nline", "nul\0"})
    void namesAreOneLine(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Lease.builder(database.dataSource(), "metrics", name))
                .withMessageContaining("name '" + name + "' cannot be a name");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder(name))
                .withMessageContaining("owner '" + name + "' cannot be a name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT0.999S", "PT24H0.001S", "PT-1H"})
    void durationsHaveBounds(Duration duration) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder("a").duration(duration))
                .withMessageContaining("duration is " + duration);
    }
}
