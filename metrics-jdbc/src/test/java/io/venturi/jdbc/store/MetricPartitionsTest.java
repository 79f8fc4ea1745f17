package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.venturi.jdbc.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricPartitionsTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final List<String> PARENTS = List.of("metric_sample", "metric_distribution", "pipeline_measurement");

    private LocalDate today = LocalDate.EPOCH;

    @BeforeEach
    void install() throws SQLException {
        InstalledHistory.renew(database);
        today = InstalledHistory.today(database);
    }

    private static boolean create(LocalDate day) throws SQLException {
        return "true".equals(database.text("SELECT metrics.create_metric_partition(?::date)", day.toString()));
    }

    private static String bounds(String parent) throws SQLException {
        return InstalledHistory.bounds(database, parent);
    }

    private static String row(String name, LocalDate from, LocalDate to) {
        return "[" + name + ", " + from + " 00:00:00, " + to + " 00:00:00]";
    }

    @Test
    void aDayIsMadeOnceForAllThree() throws SQLException {
        assertThat(create(today)).isTrue();
        assertThat(create(today)).isFalse();
        for (String parent : PARENTS) {
            String name = parent + "_" + today.toString().replace('-', '_');
            assertThat(bounds(parent)).isEqualTo("[" + row(name, today, today.plusDays(1)) + "]");
        }
        assertThat(database.rows("SELECT details->>'day' FROM metrics.monitoring_events"))
                .hasToString("[[" + today + "]]");
    }

    @Test
    void aPartitionHasTheIndexOfItsParent() throws SQLException {
        create(today);
        assertThat(database.number("SELECT count(*) FROM pg_inherits JOIN pg_class c ON c.oid = inhparent"
                        + " WHERE c.relname IN ('metric_sample_series', 'metric_distribution_series',"
                        + " 'pipeline_measurement_name')"))
                .isEqualTo(3);
    }

    @Test
    void aPartitionOfAnotherNameCoversItsDay() throws SQLException {
        for (String parent : PARENTS) {
            InstalledHistory.partition(database, parent, "Bob's \"" + parent + "\"", today, today.plusDays(1));
        }
        assertThat(create(today)).isFalse();
        assertThat(bounds("metric_sample")).contains("Bob's").doesNotContain("metric_sample_2");
    }

    @Test
    void whatOthersLeaveFreeIsFilled() throws SQLException {
        InstalledHistory.partition(database, "metric_sample", "days", today.minusDays(2), today);
        database.execute("CREATE TABLE metrics.noon PARTITION OF metrics.metric_sample FOR VALUES FROM ('" + today
                + " 10:00+00') TO ('" + today + " 16:00+02')");
        assertThat(create(today)).isTrue();
        assertThat(create(today)).isFalse();
        String day = today.toString().replace('-', '_');
        assertThat(bounds("metric_sample"))
                .endsWith(", [metric_sample_" + day + ", " + today + " 00:00:00, " + today + " 10:00:00], [noon, "
                        + today
                        + " 10:00:00, " + today + " 14:00:00], [metric_sample_" + day + "_2, " + today + " 14:00:00, "
                        + today.plusDays(1) + " 00:00:00]]");
        database.execute("INSERT INTO metrics.metric_sample SELECT '" + today
                + " 00:00+00'::timestamptz + i * interval '30 minutes', 1, 1 FROM generate_series(0, 47) i");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE metrics.%s (n int)",
                "CREATE VIEW metrics.%s AS SELECT 1",
                "CREATE SEQUENCE metrics.%s",
                "CREATE TYPE metrics.%s AS (n int)",
                "CREATE TYPE metrics.%s AS ENUM ('a')",
                "CREATE TABLE metrics.%s PARTITION OF metrics.metric_sample FOR VALUES FROM ('2001-01-01') TO ('2001-01-02')"
            })
    void aNameThatIsTakenIsNoHindrance(String statement) throws SQLException {
        String name = "metric_sample_" + today.toString().replace('-', '_');
        database.execute(statement.formatted(name));
        assertThat(create(today)).isTrue();
        assertThat(bounds("metric_sample")).contains(row(name + "_2", today, today.plusDays(1)));
    }

    @Test
    void theWindowGoesFromRetentionToThirtyDaysAhead() throws SQLException {
        assertThat(create(today.minusDays(14))).isTrue();
        assertThat(create(today.plusDays(30))).isTrue();
        for (LocalDate outside : List.of(today.minusDays(15), today.plusDays(31))) {
            assertThatThrownBy(() -> create(outside))
                    .hasMessageContaining(
                            "day " + outside + " is outside of " + today.minusDays(14) + " to " + today.plusDays(30))
                    .hasMessageContaining("UPDATE retention");
        }
        database.execute("UPDATE metrics.retention SET keep_days = 1 WHERE kind = 'raw'");
        assertThatThrownBy(() -> create(today.minusDays(14)))
                .hasMessageContaining("is outside of " + today.minusDays(1));
        for (String day : List.of("infinity", "-infinity")) {
            assertThatThrownBy(() -> database.text("SELECT metrics.create_metric_partition(?::date)", day))
                    .hasMessageContaining("day " + day + " is outside of");
        }
        assertThatThrownBy(() -> database.text("SELECT metrics.create_metric_partition(NULL)"))
                .hasMessageContaining("day NULL is outside of");
    }

    @Test
    void daysAheadAreBounded() throws SQLException {
        assertThat(database.number("SELECT cardinality(metrics.create_metric_partitions_ahead(2))"))
                .isEqualTo(9);
        assertThat(database.text("SELECT metrics.create_metric_partitions_ahead(2)"))
                .isEqualTo("{}");
        assertThat(database.number("SELECT cardinality(metrics.create_metric_partitions_ahead(30))"))
                .isEqualTo(28 * 3);
        for (String wrong : List.of("-1", "31", "NULL")) {
            assertThatThrownBy(() -> database.text("SELECT metrics.create_metric_partitions_ahead(" + wrong + ")"))
                    .hasMessageContaining("days_ahead is " + wrong);
        }
    }

    @Test
    void initializingMakesYesterdayTodayAndAWeek() throws SQLException {
        assertThat(database.number("SELECT cardinality(metrics.initialize_metric_partitions())"))
                .isEqualTo(27);
        assertThat(database.rows("SELECT min((lower_bound AT TIME ZONE 'UTC')::date)::text,"
                        + " max((lower_bound AT TIME ZONE 'UTC')::date)::text FROM metrics.metric_partitions()"))
                .hasToString("[[" + today.minusDays(1) + ", " + today.plusDays(7) + "]]");
        assertThat(database.text("SELECT metrics.initialize_metric_partitions()"))
                .isEqualTo("{}");
    }

    @Test
    void whoDoesNotSeeThatOthersWereFasterFindsThePartition() throws SQLException {
        try (Connection late = database.dataSource().getConnection();
                Statement statement = late.createStatement()) {
            late.setAutoCommit(false);
            late.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            statement.execute("SELECT 1 FROM pg_class LIMIT 1");
            create(today);
            statement.execute("SELECT metrics.create_metric_partition('" + today + "')");
            statement.execute("INSERT INTO metrics.metric_sample VALUES ('" + today + " 12:00Z', 1, 1)");
            late.commit();
        }
        assertThat(bounds("metric_sample")).containsOnlyOnce(" 00:00:00, " + today.plusDays(1));
    }

    @Test
    void makingOneWaitsForNoReaderOrWriter() throws SQLException {
        create(today);
        try (Connection busy = database.dataSource().getConnection();
                Statement statement = busy.createStatement()) {
            busy.setAutoCommit(false);
            statement.execute("INSERT INTO metrics.metric_sample VALUES ('" + today + " 12:00Z', 1, 1)");
            statement
                    .executeQuery("SELECT count(*) FROM metrics.pipeline_measurement, metrics.metric_distribution")
                    .close();
            assertThat(create(today.plusDays(1))).isTrue();
            busy.rollback();
        }
    }

    /** Days on which clocks were changed in the last year, and those beside them. */
    private List<LocalDate> changes(String zone) {
        List<LocalDate> days = new ArrayList<>(List.of(today));
        Instant before = today.atStartOfDay(ZoneOffset.UTC).toInstant();
        for (int i = 0; i < 2; i++) {
            ZoneOffsetTransition change = ZoneId.of(zone).getRules().previousTransition(before);
            before = change.getInstant();
            LocalDate day = LocalDate.ofInstant(before, ZoneOffset.UTC);
            if (day.isAfter(today.minusDays(390))) {
                days.addAll(List.of(day.minusDays(1), day, day.plusDays(1)));
            }
        }
        return days;
    }

    @ParameterizedTest
    @CsvSource({
        "Europe/Paris, America/New_York",
        "Asia/Kolkata, Europe/Paris",
        "America/New_York, Pacific/Kiritimati",
        "America/New_York, Europe/Paris"
    })
    void daysAreThoseOfUtcWhateverTheZones(String ofTheJvm, String ofTheServer) throws SQLException {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone(ofTheJvm));
        try {
            database.execute(
                    "ALTER DATABASE " + database.name() + " SET timezone = '" + ofTheServer + "'",
                    "ALTER DATABASE " + database.name() + " SET datestyle = 'SQL, DMY'",
                    "UPDATE metrics.retention SET keep_days = 400 WHERE kind = 'raw'");
            Set<LocalDate> days = new TreeSet<>(changes("Europe/Paris"));
            days.addAll(changes("America/New_York"));
            assertThat(days).hasSizeGreaterThan(9);
            for (LocalDate day : days) {
                try (Connection connection = database.dataSource().getConnection();
                        Statement statement = connection.createStatement()) {
                    statement.execute("RESET timezone"); // the driver sets the JVM's
                    statement.execute("SELECT metrics.create_metric_partition('" + day + "')");
                }
                assertThat(create(day)).isFalse();
                for (String parent : PARENTS) {
                    assertThat(bounds(parent))
                            .contains(row(parent + "_" + day.toString().replace('-', '_'), day, day.plusDays(1)));
                }
                database.execute(
                        "INSERT INTO metrics.pipeline_metrics (metric_name, metric_value, \"timestamp\") VALUES ('first', 1, '"
                                + day + "T00:00:00Z'), ('last', 1, '" + day + "T23:59:59.999999Z')");
                assertThat(database.number("SELECT count(*) FROM metrics.pipeline_measurement_"
                                + day.toString().replace('-', '_')))
                        .isEqualTo(2);
            }
        } finally {
            TimeZone.setDefault(before);
            database.execute("ALTER DATABASE " + database.name() + " RESET ALL");
        }
    }
}
