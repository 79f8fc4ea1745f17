package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.jdbc.TestDatabase;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which partition a measurement goes to, and when it was, whatever the time zones. */
class MeasurementDaysTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final MeasuredSchema schema = new MeasuredSchema(database);

    @BeforeAll
    static void install() throws SQLException {
        MeasuredSchema.install(database);
    }

    @BeforeEach
    void clear() throws SQLException {
        schema.clear();
    }

    @Test
    void daysOutsideOfTheWindowExpire() throws SQLException {
        LocalDate today = schema.today();
        try (Measurements measurements = schema.lazy().build()) {
            for (int days : new int[] {-400, -16, -13, 0, 6, 9, 400}) {
                Instant noon = today.plusDays(days).atTime(12, 0).toInstant(ZoneOffset.UTC);
                measurements.record("n", days, Map.of(), noon);
                measurements.record("n", days, Map.of(), noon.plusSeconds(1));
            }
            assertThat(measurements.flush(MeasuredSchema.LONG)).isTrue();
            assertThat(measurements.counts()).isEqualTo(new MeasurementCounts(14, 6, 0, 8, 0, 0));
        }
        assertThat(database.rows("SELECT DISTINCT metric_value FROM metrics.pipeline_measurement ORDER BY 1"))
                .hasToString("[[-13.0], [0.0], [6.0]]");
    }

    @Test
    void theWindowGoesByWhatIsKept() throws SQLException {
        database.execute("UPDATE metrics.retention SET keep_days = 30 WHERE kind = 'raw'");
        try (Measurements measurements = schema.builder().build()) {
            measurements.record("n", 1, Map.of(), Instant.now().minus(Duration.ofDays(29)));
            schema.assertStored(measurements, 1);
        } finally {
            database.execute("UPDATE metrics.retention SET keep_days = 14 WHERE kind = 'raw'");
        }
    }

    @Test
    void theUtcDayChangesAtMidnightInAllZones() throws Throwable {
        Instant midnight = schema.today().plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
        Zones.each(zone -> {
            schema.clear();
            MovedClock clock = new MovedClock(midnight.minusNanos(1_000));
            try (Measurements measurements = schema.builder().clock(clock).build()) {
                measurements.record("before", 1, Map.of());
                clock.now = midnight;
                measurements.record("after", 1, Map.of());
                schema.assertStored(measurements, 2);
            }
            assertThat(database.rows("SELECT metric_name, right(tableoid::regclass::text, 10)"
                            + " FROM metrics.pipeline_measurement ORDER BY id"))
                    .as(zone)
                    .containsExactly(List.of("before", day(midnight.minusNanos(1))), List.of("after", day(midnight)));
        });
    }

    private static String day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC).toString().replace('-', '_');
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void timesAreTheSameInAllZonesWhereClocksChange(boolean hidden) throws Throwable {
        schema.source.hidesDriver = hidden;
        // Paris and New York go back within the week; each hour that comes twice, and the one that does not come.
        List<Instant> times = List.of(
                Instant.parse("2026-10-25T00:30:00Z"),
                Instant.parse("2026-10-25T01:30:00Z"),
                Instant.parse("2026-11-01T05:30:00Z"),
                Instant.parse("2026-11-01T06:30:00Z"),
                Instant.parse("2026-03-29T01:30:00Z"),
                Instant.parse("2026-03-08T07:30:00Z"));
        for (Instant time : times) {
            LocalDate day = LocalDate.ofInstant(time, ZoneOffset.UTC);
            String partition = "metrics.pipeline_measurement_" + day(time);
            database.execute("CREATE TABLE IF NOT EXISTS " + partition + " PARTITION OF metrics.pipeline_measurement"
                    + " FOR VALUES FROM ('" + day + " 00:00+00') TO ('" + day.plusDays(1) + " 00:00+00')");
        }
        Zones.each(zone -> {
            database.execute("TRUNCATE metrics.pipeline_measurement");
            try (Measurements measurements = schema.lazy().build()) {
                times.forEach(time -> measurements.record("n", 1, Map.of(), time));
                schema.assertStored(measurements, times.size());
            }
            assertThat(database.rows("SELECT (extract(epoch FROM \"timestamp\"))::bigint"
                            + " FROM metrics.pipeline_measurement ORDER BY id"))
                    .as(zone)
                    .isEqualTo(times.stream()
                            .map(time -> List.of(time.getEpochSecond()))
                            .toList());
        });
    }

    /** A clock that the test sets. */
    private static final class MovedClock extends Clock {
        private volatile Instant now;

        MovedClock(Instant now) {
            this.now = now;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    }
}
