package io.venturi.jdbc.store.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.venturi.jdbc.TestDatabase;
import io.venturi.jdbc.store.MetricQuery;
import io.venturi.jdbc.store.QueryLimitException;
import io.venturi.jdbc.store.rollup.RollupKind;
import io.venturi.jdbc.store.rollup.RollupPeriod;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RollupHistoryTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final RollupHistory HISTORY = new RollupHistory(database.dataSource(), "metrics");
    private static final Instant NOON = Instant.parse("2026-03-23T12:00:00Z");

    @BeforeAll
    static void fill() throws SQLException {
        new StoredDistributions(database).renew();
        bucket("hourly", "12:00", "{\"runtime\": \"one\", \"component_type\": \"worker_pool\", \"queue\": \"a\"}");
        bucket("hourly", "13:00", "{\"runtime\": \"one\", \"component_type\": \"worker_pool\", \"queue\": \"a\"}");
        bucket("hourly", "12:00", "{\"runtime\": \"two\", \"component_type\": \"worker_pool\", \"queue\": \"a\"}");
        bucket("daily", "00:00", "{\"queue\": \"a\"}");
        // Of another kind, with the same dimensions.
        database.execute("INSERT INTO metrics.aggregated_metrics (kind, metric_name, period, period_start, count_value,"
                + " dimensions) VALUES ('distributions', 'depth', 'daily', '2026-03-22 00:00Z', 1, '{\"queue\": \"a\"}'),"
                + " ('measurements', 'depth', 'daily', '2026-03-22 00:00Z', 1, '{\"queue\": \"a\"}')");
        database.execute(
                "UPDATE metrics.aggregated_metrics SET increase = 13, p50 = 5, p95 = 6, p99 = 7 WHERE period = 'daily' AND kind = 'samples'");
    }

    private static void bucket(String period, String start, String dimensions) throws SQLException {
        database.execute(
                "INSERT INTO metrics.aggregated_metrics (metric_name, period, period_start, min_value, max_value, avg_value, sum_value,"
                        + " count_value, dimensions) VALUES ('depth', '" + period + "', '2026-03-23 " + start
                        + "Z', 1, 9, 4, 12, 3, '" + dimensions + "')");
    }

    private static MetricQuery.Builder depth() {
        return MetricQuery.builder("depth", NOON, NOON.plus(Duration.ofHours(2)));
    }

    @Test
    void bucketsThatBeginInTheTimeAreFoundByTheirDimensions() throws SQLException {
        List<RollupSeries> all = HISTORY.read(depth().build(), RollupPeriod.HOURLY);
        assertThat(all).hasSize(2);
        assertThat(all.get(0).dimensions())
                .isEqualTo(Map.of("runtime", "one", "component_type", "worker_pool", "queue", "a"));
        assertThat(all.get(0).buckets())
                .extracting(RollupBucket::start)
                .containsExactly(NOON, NOON.plus(Duration.ofHours(1)));
        assertThat(HISTORY.read(depth().label("runtime", "two").build(), RollupPeriod.HOURLY))
                .hasSize(1);
        assertThat(HISTORY.read(depth().runtime(new UUID(0, 1)).build(), RollupPeriod.HOURLY))
                .singleElement()
                .satisfies(one -> assertThat(one.buckets()).hasSize(2));
        assertThat(HISTORY.read(depth().runtime(new UUID(0, 9)).build(), RollupPeriod.HOURLY))
                .isEmpty();
        assertThat(HISTORY.read(
                        MetricQuery.builder("depth", NOON.plusSeconds(1), NOON.plusSeconds(3600))
                                .build(),
                        RollupPeriod.HOURLY))
                .isEmpty();
    }

    @Test
    void whatABucketHasNotIsNoNumber() throws SQLException {
        assertThat(HISTORY.read(depth().label("runtime", "two").build(), RollupPeriod.HOURLY)
                        .get(0)
                        .buckets())
                .containsExactly(
                        new RollupBucket(NOON, 3, 1, 9, 4, 12, Double.NaN, Double.NaN, Double.NaN, Double.NaN, false));
        Instant day = NOON.minus(Duration.ofHours(12));
        assertThat(HISTORY.read(MetricQuery.builder("depth", day, NOON).build(), RollupPeriod.DAILY))
                .containsExactly(new RollupSeries(
                        RollupKind.SAMPLES,
                        new TreeMap<>(Map.of("queue", "a")),
                        List.of(new RollupBucket(day, 3, 1, 9, 4, 12, 13, 5, 6, 7, false))));
    }

    @Test
    void aBucketThatLacksWhatCameLateSaysSo() throws SQLException {
        MetricQuery day = MetricQuery.builder("depth", NOON.minus(Duration.ofHours(12)), NOON)
                .build();
        database.execute("INSERT INTO metrics.rollup_due (kind, period, period_start, cause) VALUES"
                + " ('samples', 'hourly', '2026-03-23 13:00Z', 'late'), ('samples', 'weekly', '2026-03-23 12:00Z', 'late'),"
                + " ('measurements', 'hourly', '2026-03-23 12:00Z', 'late')");
        assertThat(HISTORY.read(depth().label("runtime", "one").build(), RollupPeriod.HOURLY)
                        .get(0)
                        .buckets())
                .extracting(RollupBucket::due)
                .containsExactly(false, true);
        assertThat(HISTORY.read(day, RollupPeriod.DAILY).get(0).buckets())
                .extracting(RollupBucket::due)
                .containsExactly(true);
        database.execute("TRUNCATE metrics.rollup_due");
        assertThat(HISTORY.read(day, RollupPeriod.DAILY).get(0).buckets())
                .extracting(RollupBucket::due)
                .containsExactly(false);
    }

    @Test
    void kindsAreToldApart() throws SQLException {
        Instant sunday = Instant.parse("2026-03-22T00:00:00Z");
        assertThat(HISTORY.read(MetricQuery.builder("depth", sunday, NOON).build(), RollupPeriod.DAILY))
                .extracting(RollupSeries::kind)
                .containsExactlyInAnyOrder(RollupKind.values());
    }

    @Test
    void refusesMoreThanTheQueryAllowsAndASeparateStep() {
        assertThatExceptionOfType(QueryLimitException.class)
                .isThrownBy(() -> HISTORY.read(depth().maxPoints(2).build(), RollupPeriod.HOURLY))
                .withMessageContaining("more than 2 buckets");
        assertThatExceptionOfType(QueryLimitException.class)
                .isThrownBy(() -> HISTORY.read(depth().maxSeries(1).build(), RollupPeriod.HOURLY))
                .withMessageContaining("more than 1 series");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HISTORY.read(depth().step(Duration.ofHours(1)).build(), RollupPeriod.DAILY))
                .withMessageContaining("a step of PT1H, where the buckets are daily");
    }

    @Test
    void weeksBeginOnMondays() {
        assertThat(RollupPeriod.WEEKLY.start(Instant.parse("2026-03-29T23:59:59.999999999Z")))
                .isEqualTo("2026-03-23T00:00:00Z");
        assertThat(RollupPeriod.WEEKLY.start(Instant.parse("1969-12-29T00:00:00Z")))
                .isEqualTo("1969-12-29T00:00:00Z");
        assertThat(RollupPeriod.DAILY.start(NOON)).isEqualTo("2026-03-23T00:00:00Z");
        assertThat(RollupPeriod.HOURLY.start(NOON.minusNanos(1))).isEqualTo("2026-03-23T11:00:00Z");
        assertThat(RollupPeriod.WEEKLY.length()).isEqualTo(Duration.ofDays(7));
    }
}
