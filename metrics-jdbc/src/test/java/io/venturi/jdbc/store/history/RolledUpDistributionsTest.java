package io.venturi.jdbc.store.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.venturi.PipelineMetrics;
import io.venturi.jdbc.TestDatabase;
import io.venturi.jdbc.store.MetricQuery;
import io.venturi.jdbc.store.StoreMaintenance;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Distributions that the library itself rolls up and drops: what is asked is answered as before. */
class RolledUpDistributionsTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final int DAYS = 11;

    private final StoredDistributions stored = new StoredDistributions(database);
    private final DistributionHistory history = new DistributionHistory(database.dataSource(), "metrics");
    private final Instant today = Instant.parse("" + today()).truncatedTo(ChronoUnit.DAYS);
    private final Instant first = today.minus(Duration.ofDays(DAYS));

    private static String today() {
        try {
            return "" + database.text("SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"00:00:00\"Z\"')");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private Distribution between(Instant from, Instant to) throws SQLException {
        return history.merged(MetricQuery.builder("took_seconds", from, to).build())
                .whole();
    }

    private static void same(Distribution now, Distribution before) {
        assertThat(now.count()).isEqualTo(before.count());
        assertThat(now.sum()).isCloseTo(before.sum(), within(1e-6));
        assertThat(now.max()).isEqualTo(before.max());
        for (double q : new double[] {0.01, 0.5, 0.99, 1}) {
            assertThat(now.quantile(q)).isCloseTo(before.quantile(q), within(1e-12));
        }
        assertThat(now.isComplete()).isTrue();
    }

    /** They keep no other kind from being rolled up. */
    private void samplesWhoseDaysFail() throws SQLException {
        database.execute(
                "SELECT metrics.initialize_metric_partitions()",
                "INSERT INTO metrics.metric_series (series_id, runtime_id, metric_name, metric_type) VALUES"
                        + " (3, '00000000-0000-0000-0000-000000000001', 'depth', 'gauge')",
                "INSERT INTO metrics.metric_sample VALUES ('" + today.minus(Duration.ofHours(20)) + "', 3, 1)",
                "CREATE FUNCTION metrics.fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'on purpose'; END $$",
                "CREATE TRIGGER fails BEFORE INSERT ON metrics.aggregated_metrics FOR EACH ROW"
                        + " WHEN (NEW.kind = 'samples' AND NEW.period = 'daily') EXECUTE FUNCTION metrics.fail()");
    }

    @Test
    void whatIsDamagedIsToldBeforeAndAfterItIsRolledUp() throws SQLException {
        stored.renew();
        stored.series(1, 1, "took_seconds", "histogram", "{\"queue\": \"a\"}", "seconds");
        stored.series(2, 2, "took_seconds", "histogram", "{\"queue\": \"b\"}", "seconds");
        stored.partition(first, today);
        byte[] ofTwo = StoredDistributions.snapshot(1, 2).encode(StoredDistributions.SECONDS);
        stored.raw(1, first, 1, 2);
        stored.raw(1, first.plusSeconds(60), new byte[] {1}, 3);
        stored.raw(2, first.plusSeconds(60), ofTwo, 3);
        for (Instant to : new Instant[] {first.plus(Duration.ofHours(1)), first.plus(Duration.ofDays(1))}) {
            assertThat(between(first, to).damaged()).isEqualTo(2);
        }
        try (PipelineMetrics metrics =
                        PipelineMetrics.builder(new SimpleMeterRegistry()).build();
                StoreMaintenance maintenance = StoreMaintenance.builder(database.dataSource(), "metrics", metrics)
                        .build()) {
            maintenance.maintain();
        }
        database.execute("TRUNCATE metrics.metric_distribution");
        for (Instant to : new Instant[] {first.plus(Duration.ofHours(1)), first.plus(Duration.ofDays(1))}) {
            assertThat(between(first, to).damaged()).isEqualTo(2);
            assertThat(between(first, to).count()).isEqualTo(2);
        }
        assertThat(
                        database.rows(
                                "SELECT count_value, damaged FROM metrics.aggregated_metrics WHERE period = 'daily' ORDER BY 1"))
                .hasToString("[[0, 1], [2, 1]]");
    }

    @Test
    void nothingIsLostOrCountedTwice() throws SQLException {
        stored.renew();
        stored.series(1, 1, "took_seconds", "histogram", "{\"queue\": \"a\"}", "seconds");
        stored.series(2, 2, "took_seconds", "histogram", "{\"queue\": \"b\"}", "seconds");
        for (int day = 0; day <= DAYS; day++) {
            Instant start = first.plus(Duration.ofDays(day));
            stored.partition(start, start.plus(Duration.ofDays(1)));
        }
        Random random = new Random(11);
        for (int i = 0; i < 400; i++) {
            stored.raw(
                    1 + i % 2,
                    first.plusSeconds(random.nextInt(DAYS * 86_400)),
                    LongStream.generate(() -> 1 + random.nextInt(9_000))
                            .limit(20)
                            .toArray());
        }
        Instant from = first.plus(Duration.ofMinutes(90));
        Instant to = today.minus(Duration.ofMinutes(45));
        Instant wholeFrom = first.plus(Duration.ofHours(2));
        Distribution ragged = between(from, to);
        Distribution whole = between(wholeFrom, today);
        assertThat(whole.count()).isBetween(7_000L, 8_000L);
        samplesWhoseDaysFail();

        try (PipelineMetrics metrics =
                        PipelineMetrics.builder(new SimpleMeterRegistry()).build();
                StoreMaintenance maintenance = StoreMaintenance.builder(database.dataSource(), "metrics", metrics)
                        .build()) {
            maintenance.maintain();
            assertThat(database.rows("SELECT DISTINCT period FROM metrics.aggregated_metrics ORDER BY 1"))
                    .hasToString("[[daily], [hourly], [weekly]]");
            same(between(from, to), ragged);
            same(between(wholeFrom, today), whole);

            Instant late = first.plus(Duration.ofHours(50));
            stored.raw(1, late, 60_000);
            database.execute("SELECT metrics.note_metric_hours('distributions', ARRAY['" + late + "'::timestamptz])");
            Distribution withLate = between(wholeFrom, today);
            assertThat(withLate.count()).isEqualTo(whole.count() + 1);
            assertThat(withLate.max()).isEqualTo(60);
            maintenance.maintain();
            same(between(wholeFrom, today), withLate);

            database.execute("UPDATE metrics.retention SET keep_days = 1 WHERE kind = 'raw'");
            maintenance.maintain();
            assertThat(database.number(
                            "SELECT count(*) FROM metrics.metric_partitions() WHERE parent = 'metric_distribution'"
                                    + " AND upper_bound <= now() - interval '3 days'"))
                    .isZero();
            same(between(wholeFrom, today), withLate);
            Distribution cut = between(from, to);
            assertThat(cut.gaps()).containsExactly(new TimeRange(from, wholeFrom));
        }
    }
}
