package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.venturi.jdbc.MetricsSchema;
import io.venturi.jdbc.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MetricHistoryTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Instant NOON = Instant.parse("2026-03-29T12:00:00Z");
    private static final UUID FIRST = UUID.fromString("00000000-0000-0000-0000-000000000001");
    private static final UUID SECOND = UUID.fromString("00000000-0000-0000-0000-000000000002");
    private static final MetricHistory HISTORY = new MetricHistory(database.dataSource(), "metrics");

    @BeforeAll
    static void fill() throws SQLException {
        MetricsSchema.install(database.dataSource(), "metrics");
        database.execute(
                "SET search_path = metrics",
                """
                CREATE TABLE metrics.a_day PARTITION OF metrics.metric_sample
                  FOR VALUES FROM ('2026-03-29 00:00:00+00') TO ('2026-03-30 00:00:00+00')""",
                """
                INSERT INTO metrics.runtime (runtime_id, component_type, name) VALUES
                  ('00000000-0000-0000-0000-000000000001', 'worker_pool', 'one'),
                  ('00000000-0000-0000-0000-000000000002', 'worker_pool', 'two')""",
                """
                INSERT INTO metrics.metric_series (series_id, runtime_id, metric_name, metric_type, unit, help_text, labels) VALUES
                  (1, '00000000-0000-0000-0000-000000000001', 'lag_seconds', 'gauge', 'seconds', 'Lag.', '{"table": "a", "odd": "q\\"\\\\é😀"}'),
                  (2, '00000000-0000-0000-0000-000000000001', 'lag_seconds', 'gauge', 'seconds', 'Lag.', '{"table": "b"}'),
                  (3, '00000000-0000-0000-0000-000000000002', 'lag_seconds', 'gauge', NULL, NULL, '{"table": "a"}'),
                  (4, '00000000-0000-0000-0000-000000000002', 'silent', 'counter', NULL, NULL, '{}')""",
                """
                INSERT INTO metrics.metric_sample (ts, series_id, value)
                SELECT '2026-03-29 12:00:00+00'::timestamptz + n * interval '10 seconds', id, id * 1000 + n
                  FROM generate_series(0, 59) n, (VALUES (1), (2), (3)) AS series (id)""",
                "INSERT INTO metrics.metric_sample VALUES ('2026-03-29 12:10:00.000001+00', 2, 'NaN'),"
                        + " ('2026-03-29 12:10:00.000002+00', 2, '-Infinity')");
    }

    private static MetricQuery.Builder lag() {
        return MetricQuery.builder("lag_seconds", NOON, NOON.plus(Duration.ofHours(1)));
    }

    @Test
    void findsSeriesByNameLabelsAndRuntime() throws SQLException {
        assertThat(HISTORY.query(lag().build())).hasSize(3);
        assertThat(HISTORY.query(lag().label("table", "a").build()))
                .extracting(SeriesHistory::runtimeId)
                .containsExactlyInAnyOrder(FIRST, SECOND);
        assertThat(HISTORY.query(lag().label("odd", "q\"\\é😀").build()))
                .singleElement()
                .extracting(SeriesHistory::series)
                .isEqualTo(MetricSeries.of("lag_seconds", SeriesType.GAUGE, Map.of("table", "a", "odd", "q\"\\é😀")))
                .extracting(MetricSeries::unit, MetricSeries::help)
                .containsExactly("seconds", "Lag.");
        assertThat(HISTORY.query(lag().runtime(SECOND).build()))
                .extracting(SeriesHistory::runtimeId)
                .containsExactly(SECOND);
        assertThat(HISTORY.query(
                        lag().label("table", "'; DROP TABLE runtime; --").build()))
                .isEmpty();
        assertThat(HISTORY.query(
                        MetricQuery.builder("silent", NOON, NOON.plusSeconds(1)).build()))
                .isEmpty();
    }

    @Test
    void returnsAllValuesOfTheTimeInOrder() throws SQLException {
        List<Point> points = query(MetricQuery.builder("lag_seconds", NOON.plusSeconds(10), NOON.plusSeconds(40)));

        assertThat(points)
                .containsExactly(
                        new Point(NOON.plusSeconds(10), 2001),
                        new Point(NOON.plusSeconds(20), 2002),
                        new Point(NOON.plusSeconds(30), 2003));
    }

    private static List<Point> query(MetricQuery.Builder query) throws SQLException {
        return HISTORY.query(query.label("table", "b").build()).get(0).points();
    }

    @Test
    void keepsMicrosecondsAndWhatIsNoNumber() throws SQLException {
        assertThat(query(MetricQuery.builder("lag_seconds", NOON.plusSeconds(595), NOON.plusSeconds(700))))
                .containsExactly(
                        new Point(NOON.plusSeconds(600).plusNanos(1_000), Double.NaN),
                        new Point(NOON.plusSeconds(600).plusNanos(2_000), Double.NEGATIVE_INFINITY));
    }

    @Test
    void givesTheLastValueOfEachStep() throws SQLException {
        assertThat(query(MetricQuery.builder("lag_seconds", NOON.plusSeconds(20), NOON.plusSeconds(200))
                        .step(Duration.ofMinutes(1))))
                .containsExactly(
                        new Point(NOON.plusSeconds(50), 2005),
                        new Point(NOON.plusSeconds(110), 2011),
                        new Point(NOON.plusSeconds(170), 2017),
                        new Point(NOON.plusSeconds(190), 2019));
    }

    @Test
    void refusesMoreThanTheQueryAllows() throws SQLException {
        assertThatExceptionOfType(QueryLimitException.class)
                .isThrownBy(() -> HISTORY.query(lag().maxSeries(2).build()))
                .withMessageContaining("more than 2 series")
                .withMessageContaining("maxSeries");
        assertThatExceptionOfType(QueryLimitException.class)
                .isThrownBy(() -> HISTORY.query(lag().maxPoints(181).build()))
                .withMessageContaining("more than 181 values");
        assertThat(HISTORY.query(lag().maxSeries(3).maxPoints(182).build())).hasSize(3);
    }

    /** The cross of all samples with themselves, thrice: it does not end of itself while anybody waits. */
    @Test
    void aStatementThatTakesTooLongIsEnded() throws SQLException {
        database.execute(
                "CREATE SCHEMA slow",
                "CREATE TABLE slow.metric_sample (LIKE metrics.metric_sample)",
                "CREATE VIEW slow.metric_series AS SELECT s.* FROM metrics.metric_series s, metrics.metric_sample a,"
                        + " metrics.metric_sample b, metrics.metric_sample c, metrics.metric_sample d ORDER BY s.labels, a.value");
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> new MetricHistory(database.dataSource(), "slow")
                        .query(lag().timeout(Duration.ofMillis(20)).build()))
                .withMessageContaining("ask for less, or give it more time");
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MetricQuery.builder("lag", NOON, NOON))
                .withMessageContaining("is not before");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MetricQuery.builder("lag", Instant.MIN, NOON))
                .withMessageContaining("out of range");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lag().step(Duration.ZERO))
                .withMessageContaining("step is PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lag().maxPoints(0))
                .withMessageContaining("maxPoints is 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lag().maxBytes((1 << 30) + 1))
                .withMessageContaining("maxBytes is 1073741825; give 1 to 1073741824");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lag().timeout(Duration.ofNanos(999_999)))
                .withMessageContaining("timeout is PT0.000999999S");
        assertThatIllegalStateException()
                .isThrownBy(() -> lag().label("table", "a").label("table", "b"))
                .withMessageContaining("'a' already");
    }
}
