package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.jdbc.MetricsSchema;
import io.venturi.jdbc.TestDatabase;
import io.venturi.jdbc.store.BatchTarget.Stored;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times around both clock changes, whatever zones client and server are in. */
class StoredTimesTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final TimeZone before = TimeZone.getDefault();

    @BeforeEach
    void install() throws SQLException {
        database.execute("DROP SCHEMA IF EXISTS metrics CASCADE");
        MetricsSchema.install(database.dataSource(), "metrics");
        database.execute("UPDATE metrics.retention SET keep_days = 36500 WHERE kind = 'raw'");
    }

    @AfterEach
    void restore() {
        TimeZone.setDefault(before);
    }

    @ParameterizedTest
    @CsvSource({
        "Europe/Paris, America/New_York, false",
        "Europe/Paris, Asia/Kolkata, true",
        "Asia/Kolkata, Europe/Paris, false",
        "Asia/Kolkata, America/New_York, true",
        "America/New_York, Europe/Paris, true",
        "America/New_York, Asia/Kolkata, false"
    })
    void areRightToTheMicrosecond(String client, String server, boolean hidden) throws SQLException {
        TimeZone.setDefault(TimeZone.getTimeZone(client));
        List<Sample> samples = new ArrayList<>();
        for (Instant time : times(client, server)) {
            samples.add(new Sample(Batches.gauge("g", samples.size()), time, samples.size()));
        }
        try (OneConnection pool = new OneConnection(database.dataSource())) {
            try (Statement statement = pool.connection().createStatement()) {
                statement.execute("SET TimeZone = '" + server + "'");
            }
            BatchStorage storage =
                    new BatchStorage(hidden ? HidingPool.over(pool.dataSource()) : pool.dataSource(), "metrics");
            assertThat(storage.store(new Batches().of(samples))).isEqualTo(new Stored(samples.size(), 0, 0));
        }

        List<Instant> stored = new ArrayList<>();
        // As text, so that nobody on the way back makes the opposite mistake.
        database.rows("SELECT to_char(ts AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
                        + " FROM metrics.metric_sample ORDER BY value")
                .forEach(row -> stored.add(Instant.parse(String.valueOf(row.get(0)))));
        assertThat(stored).containsExactlyElementsOf(times(client, server));
        assertThat(database.number("SELECT count(*) FROM metrics.metric_sample sample JOIN pg_class ON"
                        + " pg_class.oid = sample.tableoid"
                        + " WHERE relname NOT LIKE to_char(ts AT TIME ZONE 'UTC', '\"%\"_YYYY_MM_DD\"%\"')"))
                .as("in another day's partition")
                .isZero();
    }

    /** The last two changes of each zone, to both sides, and the days' ends. */
    private static List<Instant> times(String... zones) {
        List<Instant> times = new ArrayList<>();
        for (String zone : zones) {
            Instant at = Instant.now().truncatedTo(ChronoUnit.DAYS);
            around(times, at);
            ZoneRules rules = ZoneId.of(zone).getRules();
            for (int change = 0; change < 2 && !rules.isFixedOffset(); change++) {
                ZoneOffsetTransition transition = rules.previousTransition(at);
                if (transition == null
                        || transition.getInstant().isBefore(Instant.now().minus(399, ChronoUnit.DAYS))) {
                    break;
                }
                at = transition.getInstant();
                around(times, at);
                around(times, at.truncatedTo(ChronoUnit.DAYS));
                around(times, at.truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS));
            }
        }
        return times;
    }

    private static void around(List<Instant> times, Instant at) {
        for (long micros : new long[] {-3_600_000_000L, -1, 0, 1, 123_456, 1_799_999_999L, 3_600_000_000L}) {
            times.add(at.plus(micros, ChronoUnit.MICROS));
        }
    }
}
