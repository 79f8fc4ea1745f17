package io.venturi.jdbc.tables;

import static io.venturi.jdbc.tables.Counts.exact;
import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.jdbc.MetricsSchema;
import io.venturi.jdbc.TestDatabase;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The day that a run counts for, where clocks change. */
class BusinessDayTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    @BeforeAll
    static void install() throws SQLException {
        MetricsSchema.install(database.dataSource(), Replica.SCHEMA);
    }

    @BeforeEach
    void clear() throws SQLException {
        Replica.clear(database);
    }

    /** The server's own calendar agrees with each. */
    @ParameterizedTest
    @CsvSource({
        // 2026-03-08 has 23 hours: 2 am to 3 am is left out.
        "2026-03-08T04:59:59.999999Z, 2026-03-07",
        "2026-03-08T05:00:00Z,        2026-03-08",
        "2026-03-08T06:59:59.999999Z, 2026-03-08",
        "2026-03-08T07:00:00Z,        2026-03-08",
        "2026-03-09T03:59:59.999999Z, 2026-03-08",
        "2026-03-09T04:00:00Z,        2026-03-09",
        // 2026-11-01 has 25: 1 am to 2 am comes twice.
        "2026-11-01T03:59:59.999999Z, 2026-10-31",
        "2026-11-01T04:00:00Z,        2026-11-01",
        "2026-11-01T05:30:00Z,        2026-11-01",
        "2026-11-01T06:30:00Z,        2026-11-01",
        "2026-11-02T04:59:59.999999Z, 2026-11-01",
        "2026-11-02T05:00:00Z,        2026-11-02",
    })
    void isThatOfTheZone(Instant now, LocalDate day) throws SQLException {
        at(now, "America/New_York").run(exact("public.orders", 1));

        assertThat(database.rows(
                        "SELECT snapshot_date::text, collected_at = ?::timestamptz,"
                                + " (collected_at AT TIME ZONE 'America/New_York')::date = snapshot_date"
                                + " FROM metrics.table_metrics_runs",
                        now.toString()))
                .hasToString("[[" + day + ", true, true]]");
        assertThat(TableCountHistory.builder(database.dataSource(), Replica.SCHEMA)
                        .build()
                        .daily(day))
                .get()
                .returns(now, DailyTableCounts::collectedAt);
    }

    /** SQL would take the second for the west of Greenwich. */
    @ParameterizedTest
    @CsvSource({"UTC, 2026-05-01", "+02:00, 2026-05-02", "UTC+02:00, 2026-05-02", "Asia/Kolkata, 2026-05-02"})
    void isThatOfAnyZoneOfJava(String zone, LocalDate day) throws SQLException {
        at(Instant.parse("2026-05-01T23:00:00Z"), zone).run();

        assertThat(database.text("SELECT snapshot_date FROM metrics.table_metrics_runs"))
                .isEqualTo(day.toString());
    }

    private static Replica at(Instant now, String zone) {
        return new Replica(
                database.dataSource(), "one", JournalOptions.DEFAULT.withZone(ZoneId.of(zone)), connection -> now);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-08, 2026-03-09T03:59:59.999999Z",
        "2026-11-01, 2026-11-02T04:59:59.999999Z",
        "2026-07-04, 2026-07-05T03:59:59.999999Z"
    })
    void endsWhereABackfilledRunIs(LocalDate day, Instant end) throws SQLException {
        TableCountHistory history = TableCountHistory.builder(database.dataSource(), Replica.SCHEMA)
                .zone(NEW_YORK)
                .build();

        history.backfill(day, Map.of(new TableName("public", "orders"), 1L));

        assertThat(database.rows("SELECT collected_at FROM metrics.table_metrics_runs WHERE snapshot_date = ?", day)
                        .get(0)
                        .get(0))
                .isInstanceOfSatisfying(
                        Timestamp.class, time -> assertThat(time.toInstant()).isEqualTo(end));
        assertThat(OffsetDateTime.ofInstant(end, NEW_YORK).toLocalDate()).isEqualTo(day);
    }
}
