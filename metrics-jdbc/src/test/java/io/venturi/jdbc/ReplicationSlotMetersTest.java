package io.venturi.jdbc;

import static io.venturi.catalog.CdcCatalog.SLOT_ACTIVE;
import static io.venturi.catalog.CdcCatalog.SLOT_LAG;
import static io.venturi.catalog.CdcCatalog.SLOT_RETAINED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.venturi.catalog.MeterSpec;
import io.venturi.instrument.LabelLimit;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.replication.PGReplicationStream;

/** The figures of replication slots, beside those that the server computes. */
class ReplicationSlotMetersTest {

    private static final String SOURCE = "shop-db";

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    @RegisterExtension
    static final TestDatabase other = new TestDatabase();

    private final ShownMeters shown = new ShownMeters();
    private final ReplicationSlotMeters meters = ReplicationSlotMeters.builder(database.dataSource(), shown.metrics)
            .source(SOURCE)
            .build();

    @AfterEach
    void dropAllSlots() throws SQLException {
        meters.close();
        database.execute("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                + " WHERE database IS NULL OR database = current_database()");
        other.execute("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                + " WHERE database = current_database()");
    }

    private static void createLogical(TestDatabase where, String slot) throws SQLException {
        where.rows("SELECT pg_create_logical_replication_slot(?, 'pgoutput')", slot);
    }

    /** Write-ahead log from a place of the slot to the end, as the server has it now. */
    private static long behind(String place, String slot) throws SQLException {
        return database.number(
                "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), " + place
                        + ") FROM pg_replication_slots WHERE slot_name = ?",
                slot);
    }

    private void assertBetweenBeforeAndAfterAPoll(MeterSpec spec, String place, String slot) throws SQLException {
        double before = (double) behind(place, slot);
        meters.poll();
        assertThat(shown.gauge(spec, SOURCE, slot)).isBetween(before, (double) behind(place, slot));
    }

    private static void writeLog() throws SQLException {
        database.execute(
                "SET synchronous_commit = on", // the tests' server leaves writing for later
                "CREATE TABLE IF NOT EXISTS t AS SELECT n FROM generate_series(1, 1000) AS n",
                "UPDATE t SET n = n");
    }

    @Test
    void aLogicalSlotFallsBehindAndCatchesUp() throws SQLException {
        createLogical(database, "cdc");
        writeLog();

        assertBetweenBeforeAndAfterAPoll(SLOT_RETAINED, "restart_lsn", "cdc");
        assertBetweenBeforeAndAfterAPoll(SLOT_LAG, "confirmed_flush_lsn", "cdc");
        double lag = shown.gauge(SLOT_LAG, SOURCE, "cdc");
        assertThat(lag).isGreaterThan(10_000);
        assertThat(shown.gauge(SLOT_RETAINED, SOURCE, "cdc")).isGreaterThanOrEqualTo(lag);
        assertThat(shown.gauge(SLOT_ACTIVE, SOURCE, "cdc")).isZero();

        database.execute("SELECT pg_replication_slot_advance('cdc', pg_current_wal_lsn())");
        assertBetweenBeforeAndAfterAPoll(SLOT_LAG, "confirmed_flush_lsn", "cdc");
        assertThat(shown.gauge(SLOT_LAG, SOURCE, "cdc")).isLessThan(lag);
    }

    @Test
    void aConsumerMakesASlotActive() throws Exception {
        createLogical(database, "cdc");
        meters.poll();
        assertThat(shown.gauge(SLOT_ACTIVE, SOURCE, "cdc")).isZero();

        PGSimpleDataSource replication = database.dataSource();
        replication.setProperty(PGProperty.REPLICATION, "database");
        replication.setProperty(PGProperty.PREFER_QUERY_MODE, "simple");
        replication.setProperty(PGProperty.ASSUME_MIN_SERVER_VERSION, "14");
        try (Connection consumer = replication.getConnection();
                PGReplicationStream stream = consumer.unwrap(PGConnection.class)
                        .getReplicationAPI()
                        .replicationStream()
                        .logical()
                        .withSlotName("cdc")
                        .withSlotOption("proto_version", 1)
                        .withSlotOption("publication_names", "none")
                        .start()) {
            meters.poll();
            assertThat(shown.gauge(SLOT_ACTIVE, SOURCE, "cdc")).isEqualTo(1);
            assertThat(stream.isClosed()).isFalse();
        }
        Await.until("the consumer is gone", () -> {
            meters.poll();
            return shown.gauge(SLOT_ACTIVE, SOURCE, "cdc") == 0;
        });
    }

    @Test
    void aPhysicalSlotIsBehindByWhatItRetains() throws SQLException {
        database.execute("SELECT pg_create_physical_replication_slot('standby', true)");
        writeLog();

        assertBetweenBeforeAndAfterAPoll(SLOT_RETAINED, "restart_lsn", "standby");
        assertThat(shown.gauge(SLOT_LAG, SOURCE, "standby"))
                .isEqualTo(shown.gauge(SLOT_RETAINED, SOURCE, "standby"))
                .isPositive();
    }

    @Test
    void whatASlotWithoutAPlaceRetainsIsUnknown() throws SQLException {
        database.execute("SELECT pg_create_physical_replication_slot('unused')");
        meters.poll();

        assertThat(shown.gauge(SLOT_RETAINED, SOURCE, "unused")).isNaN();
        assertThat(shown.gauge(SLOT_LAG, SOURCE, "unused")).isNaN();
        assertThat(shown.gauge(SLOT_ACTIVE, SOURCE, "unused")).isZero();
    }

    @Test
    void aSlotThatIsDroppedLosesItsSeries() throws SQLException {
        createLogical(database, "stays");
        createLogical(database, "goes");
        meters.poll();
        assertThat(shown.has(SLOT_LAG, SOURCE, "goes")).isTrue();

        database.execute("SELECT pg_drop_replication_slot('goes')");
        meters.poll();

        for (MeterSpec spec : List.of(SLOT_LAG, SLOT_RETAINED, SLOT_ACTIVE)) {
            assertThat(shown.has(spec, SOURCE, "goes")).isFalse();
            assertThat(shown.has(spec, SOURCE, "stays")).isTrue();
        }
        createLogical(database, "goes");
        meters.poll();
        assertThat(shown.gauge(SLOT_LAG, SOURCE, "goes")).isNotNegative();
    }

    @Test
    void slotsOfOtherDatabasesAreOthersToShow() throws SQLException {
        createLogical(other, "elsewhere");
        meters.poll();
        assertThat(shown.has(SLOT_LAG, SOURCE, "elsewhere")).isFalse();
    }

    @Test
    void onlyNamedSlotsAreShownWhereAnyAreNamed() throws SQLException {
        createLogical(database, "mine");
        createLogical(database, "not_mine");
        try (ReplicationSlotMeters named = ReplicationSlotMeters.builder(database.dataSource(), shown.metrics)
                .source("named")
                .slots(List.of("mine"))
                .build()) {
            named.poll();
            assertThat(shown.has(SLOT_LAG, "named", "mine")).isTrue();
            assertThat(shown.has(SLOT_LAG, "named", "not_mine")).isFalse();
            assertThat(shown.has(SLOT_LAG, "named", LabelLimit.OTHER)).isFalse();
        }
        assertThat(shown.has(SLOT_LAG, "named", "mine")).isFalse();
    }

    @Test
    void slotsBeyondTheLimitShareASeriesThatSaysNothing() throws SQLException {
        for (int i = 0; i <= ShownMeters.MAX_SLOTS; i++) {
            database.rows("SELECT pg_create_physical_replication_slot(?, true)", "slot_" + i);
        }
        meters.poll();

        assertThat(shown.gauge(SLOT_LAG, SOURCE, "slot_0")).isNotNegative();
        assertThat(shown.has(SLOT_LAG, SOURCE, "slot_" + ShownMeters.MAX_SLOTS)).isFalse();
        assertThat(shown.gauge(SLOT_LAG, SOURCE, LabelLimit.OTHER)).isNaN();
        assertThat(shown.overflows("cdc.slot")).isEqualTo(1);

        database.execute("SELECT pg_drop_replication_slot('slot_0')");
        meters.poll();
        meters.poll();
        assertThat(shown.gauge(SLOT_LAG, SOURCE, "slot_" + ShownMeters.MAX_SLOTS))
                .as("a place became free")
                .isNotNegative();
        assertThat(shown.has(SLOT_LAG, SOURCE, LabelLimit.OTHER)).isFalse();
    }

    @Test
    void wrongOptionsAreRefusedByName() {
        var builder = ReplicationSlotMeters.builder(database.dataSource(), shown.metrics);
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("source");
        assertThatThrownBy(() -> builder.slots(List.of())).hasMessageContaining("slots is []");
    }
}
