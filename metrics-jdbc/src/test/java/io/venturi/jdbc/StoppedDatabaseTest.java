package io.venturi.jdbc;

import static io.venturi.catalog.CdcCatalog.SLOT_ACTIVE;
import static io.venturi.catalog.CdcCatalog.SLOT_LAG;
import static io.venturi.catalog.CdcCatalog.SLOT_RETAINED;
import static io.venturi.catalog.DatabaseCatalog.CONNECTIONS;
import static io.venturi.catalog.DatabaseCatalog.CONNECTIONS_MAX;
import static io.venturi.catalog.DatabaseCatalog.SIZE;
import static io.venturi.catalog.DatabaseCatalog.TRANSACTIONS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that stops, and comes back: what it was is shown for a while, then nothing, then what it is. */
class StoppedDatabaseTest {

    private static final String DB = "shop";
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration STALE_AFTER = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private final ShownMeters shown = new ShownMeters();
    private final ManualExecutor executor = new ManualExecutor();
    private StoppableServer server;
    private CountingDataSource source;

    @BeforeEach
    void startServer() throws IOException {
        server = new StoppableServer(
                directory.resolve("data"), Map.of("wal_level", "logical", "max_slot_wal_keep_size", "1MB"));
        server.start();
        source = server.dataSource();
    }

    @AfterEach
    void stopServer() throws IOException {
        shown.metrics.close();
        executor.shutdownNow();
        server.close();
    }

    private DatabaseMeters databaseMeters() {
        return DatabaseMeters.builder(source, shown.metrics)
                .database(DB)
                .interval(INTERVAL)
                .staleAfter(STALE_AFTER)
                .executor(executor)
                .build();
    }

    private ReplicationSlotMeters slotMeters() {
        return ReplicationSlotMeters.builder(source, shown.metrics)
                .source(DB)
                .interval(INTERVAL)
                .staleAfter(STALE_AFTER)
                .executor(executor)
                .build();
    }

    @Test
    void figuresFadeWhileItIsAwayAndComeBackWithIt() throws IOException, SQLException {
        TestDatabase.execute(source, "SELECT pg_create_logical_replication_slot('cdc', 'pgoutput')");
        try (DatabaseMeters meters = databaseMeters();
                ReplicationSlotMeters slots = slotMeters()) {
            meters.poll();
            slots.poll();
            double commits = shown.counter(TRANSACTIONS, DB, "commit");
            server.stop();
            meters.poll();
            slots.poll();

            assertThat(shown.failures(CONNECTIONS)).isEqualTo(1);
            assertThat(shown.failures(SLOT_RETAINED)).isEqualTo(1);
            assertThat(shown.gauge(SIZE, DB)).as("young enough").isPositive();
            assertThat(shown.gauge(SLOT_LAG, DB, "cdc")).as("young enough").isNotNegative();
            assertThat(shown.counter(TRANSACTIONS, DB, "commit")).isEqualTo(commits);

            shown.clock.add(STALE_AFTER.plusMillis(1));
            assertThat(shown.gauge(CONNECTIONS, DB, "idle")).isNaN();
            assertThat(shown.gauge(SIZE, DB)).isNaN();
            assertThat(shown.gauge(SLOT_LAG, DB, "cdc")).isNaN();
            assertThat(shown.gauge(SLOT_ACTIVE, DB, "cdc")).isNaN();
            assertThat(shown.counter(TRANSACTIONS, DB, "commit")).isNaN();
            meters.poll();
            assertThat(shown.has(TRANSACTIONS, DB, "commit")).isFalse();

            server.start();
            meters.poll();
            slots.poll();
            assertThat(shown.gauge(SIZE, DB)).isPositive();
            assertThat(shown.gauge(SLOT_LAG, DB, "cdc")).isNotNegative();
            assertThat(shown.counter(TRANSACTIONS, DB, "commit"))
                    .as("goes on where it was: a server that was started anew is a new base")
                    .isEqualTo(commits);
        }
    }

    @Test
    void aScrapeAsksNothing() throws IOException {
        try (DatabaseMeters meters = databaseMeters();
                ReplicationSlotMeters slots = slotMeters()) {
            meters.poll();
            slots.poll();
            server.stop();
            int asked = source.asked();
            for (int i = 0; i < 100; i++) {
                shown.scrape();
                shown.clock.add(Duration.ofSeconds(1));
            }
            assertThat(source.asked()).isEqualTo(asked).isEqualTo(2);
        }
    }

    @Test
    void polledLessOftenWhileItIsAway() throws IOException {
        try (DatabaseMeters meters = databaseMeters()) {
            meters.start();
            meters.start();
            assertThat(executor.waiting()).isEqualTo(1);
            assertThat(executor.runNext()).isEqualTo(Duration.ZERO);
            assertThat(executor.runNext()).isEqualTo(INTERVAL);
            server.stop();
            List<Duration> pauses = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                pauses.add(executor.runNext());
            }
            assertThat(pauses.stream().map(Duration::toSeconds))
                    .as("the first was set before it stopped")
                    .containsExactly(10L, 10L, 20L, 40L, 80L, 160L, 300L, 300L, 300L);

            server.start();
            executor.runNext();
            assertThat(executor.runNext()).isEqualTo(INTERVAL);
            assertThat(shown.gauge(CONNECTIONS_MAX, DB)).isPositive();
        }
        executor.runNext();
        assertThat(executor.waiting()).as("after close").isZero();
        assertThat(executor.isShutdown()).as("the host's executor").isFalse();
    }

    @Test
    void itsOwnThreadIsADaemonThatEnds() throws Exception {
        try (DatabaseMeters meters =
                DatabaseMeters.builder(source, shown.metrics).database(DB).build()) {
            meters.start();
            Await.until("a poll", () -> !Double.isNaN(shown.gauge(SIZE, DB)));
            assertThat(threads()).singleElement().matches(Thread::isDaemon);
        }
        Await.until("the thread's end", () -> threads().isEmpty());
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("venturi-db-" + DB))
                .toList();
    }

    @Test
    void whatALostSlotRetainsIsUnknown() throws SQLException {
        TestDatabase.execute(
                source,
                "SELECT pg_create_logical_replication_slot('cdc', 'pgoutput')",
                "CREATE TABLE t (n int)",
                "INSERT INTO t VALUES (1)");
        try (ReplicationSlotMeters slots = slotMeters()) {
            slots.poll();
            assertThat(shown.gauge(SLOT_RETAINED, DB, "cdc")).isPositive();

            // Two segments more than it may keep, and a checkpoint that looks.
            for (int i = 0; i < 2; i++) {
                TestDatabase.execute(source, "INSERT INTO t VALUES (1)", "SELECT pg_switch_wal()");
            }
            TestDatabase.execute(source, "CHECKPOINT");
            slots.poll();

            assertThat(shown.gauge(SLOT_RETAINED, DB, "cdc")).isNaN();
            assertThat(shown.gauge(SLOT_LAG, DB, "cdc")).isNaN();
            assertThat(shown.gauge(SLOT_ACTIVE, DB, "cdc")).isZero();
        }
    }
}
