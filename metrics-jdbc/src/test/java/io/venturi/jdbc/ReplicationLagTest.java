package io.venturi.jdbc;

import static io.venturi.catalog.CdcCatalog.SLOT_LAG;
import static io.venturi.catalog.DatabaseCatalog.REPLICATION_LAG;
import static io.venturi.catalog.DatabaseCatalog.TRANSACTIONS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A primary and its standby. */
class ReplicationLagTest {

    private static final String PRIMARY = "primary";
    private static final String STANDBY = "standby";

    @TempDir
    Path directory;

    private final ShownMeters shown = new ShownMeters();
    private StoppableServer primary;
    private StoppableServer standby;
    private DatabaseMeters onPrimary;
    private DatabaseMeters onStandby;

    @BeforeEach
    void startBoth() throws IOException, SQLException {
        primary = new StoppableServer(
                directory.resolve(PRIMARY),
                Map.of(
                        "wal_level",
                        "logical",
                        "wal_receiver_status_interval",
                        "1s",
                        "wal_retrieve_retry_interval",
                        "100ms"));
        primary.start();
        TestDatabase.execute(
                primary.dataSource(), "CREATE ROLE plain LOGIN", "CREATE TABLE t (n int)", "INSERT INTO t VALUES (1)");
        primary.stop();
        standby = primary.startWithStandby(directory.resolve(STANDBY));
        onPrimary = meters(primary.dataSource(), PRIMARY);
        onStandby = meters(standby.dataSource(), STANDBY);
    }

    private DatabaseMeters meters(CountingDataSource source, String name) {
        return DatabaseMeters.builder(source, shown.metrics).database(name).build();
    }

    @AfterEach
    void stopBoth() throws IOException {
        shown.metrics.close();
        standby.close();
        primary.close();
    }

    private double lag(DatabaseMeters meters, String name) {
        meters.poll();
        return shown.gauge(REPLICATION_LAG, name);
    }

    @Test
    void aStandbyThatHasReplayedAllIsNotBehind() throws Exception {
        Await.until("the standby streams", () -> lag(onStandby, STANDBY) == 0);
        Await.until("the primary knows", () -> lag(onPrimary, PRIMARY) == 0);
        assertThat(shown.counter(TRANSACTIONS, STANDBY, "commit")).isNotNegative();
        assertThat(shown.failures(REPLICATION_LAG)).isZero();
    }

    @Test
    void lagGrowsWhileReplayIsPaused() throws Exception {
        TestDatabase.execute(primary.dataSource(), "INSERT INTO t VALUES (2)");
        // Until then it knows of no transaction whose time it could tell.
        Await.until("the row is replayed", () -> standbyText("SELECT count(*) FROM t WHERE n = 2")
                .equals("1"));
        Await.until("the standby streams", () -> lag(onStandby, STANDBY) == 0);
        TestDatabase.execute(standby.dataSource(), "SELECT pg_wal_replay_pause()");
        Await.until("replay is paused", () -> standbyText("SELECT pg_get_wal_replay_pause_state()")
                .equals("paused"));
        TestDatabase.execute(primary.dataSource(), "INSERT INTO t VALUES (3)");

        Await.until("the standby is behind", () -> lag(onStandby, STANDBY) > 0);
        double once = lag(onStandby, STANDBY);
        Await.until("further", () -> lag(onStandby, STANDBY) > once);
        assertThat(lag(onPrimary, PRIMARY)).as("never taken for caught up").isNotEqualTo(0);

        TestDatabase.execute(standby.dataSource(), "SELECT pg_wal_replay_resume()");
        Await.until("the standby caught up", () -> lag(onStandby, STANDBY) == 0);
    }

    private String standbyText(String query) throws SQLException {
        try (Connection connection = standby.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void aStandbyWithoutItsPrimaryIsBehind() throws Exception {
        TestDatabase.execute(primary.dataSource(), "INSERT INTO t VALUES (2)");
        Await.until("the row is replayed", () -> standbyText("SELECT count(*) FROM t WHERE n = 2")
                .equals("1"));
        Await.until("the standby streams", () -> lag(onStandby, STANDBY) == 0);
        primary.stop();
        Await.until("the standby is behind", () -> lag(onStandby, STANDBY) > 0);
    }

    @Test
    void aPlainRoleDoesNotTakeSilenceForNoLag() throws Exception {
        Await.until("the standby streams", () -> lag(onStandby, STANDBY) == 0);
        CountingDataSource plainOnStandby = standby.dataSource();
        plainOnStandby.setUser("plain");
        CountingDataSource plainOnPrimary = primary.dataSource();
        plainOnPrimary.setUser("plain");

        assertThat(lag(meters(plainOnStandby, "plain standby"), "plain standby"))
                .isNaN();
        assertThat(lag(meters(plainOnPrimary, "plain primary"), "plain primary"))
                .isNaN();
    }

    @Test
    void slotsOfAStandbyAreBehindWhatItReceived() throws Exception {
        Await.until("the standby streams", () -> lag(onStandby, STANDBY) == 0);
        TestDatabase.execute(standby.dataSource(), "SELECT pg_create_physical_replication_slot('cascade', true)");
        try (ReplicationSlotMeters slots = ReplicationSlotMeters.builder(standby.dataSource(), shown.metrics)
                .source(STANDBY)
                .build()) {
            slots.poll();
            double before = shown.gauge(SLOT_LAG, STANDBY, "cascade");
            assertThat(before).isNotNegative();
            TestDatabase.execute(primary.dataSource(), "INSERT INTO t SELECT n FROM generate_series(1, 10000) AS n");
            Await.until("it got more", () -> {
                slots.poll();
                return shown.gauge(SLOT_LAG, STANDBY, "cascade") > before + 100_000;
            });
        }
    }
}
