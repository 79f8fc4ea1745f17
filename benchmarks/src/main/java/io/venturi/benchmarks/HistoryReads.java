package io.venturi.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import io.venturi.histogram.HistogramSnapshot;
import io.venturi.jdbc.store.MetricHistory;
import io.venturi.jdbc.store.MetricQuery;
import io.venturi.jdbc.store.history.DistributionHistory;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Random;
import org.HdrHistogram.Histogram;

/** What it takes to read: one series of a day among others, and a quantile over 30 days of hourly sketches. */
final class HistoryReads implements AutoCloseable {

    /** With as many beside it, each value of a series is on a page of its own. */
    private static final int SERIES = 160;

    private static final int SKETCHED = 5;
    private static final int DAYS = 30;
    private static final int VALUES_OF_DAY = 8_640;
    private static final int VALUES_OF_HOUR = 3_600;
    private static final double SECONDS = 1e-9;

    private static final String FILL = """
            INSERT INTO metrics.runtime (runtime_id, component_type, name) VALUES (gen_random_uuid(), 'benchmark', 'reads');
            INSERT INTO metrics.metric_series (runtime_id, metric_name, metric_type, labels, unit)
            SELECT runtime_id, 'read_depth', 'gauge', jsonb_build_object('n', n::text), NULL
              FROM metrics.runtime, generate_series(1, %1$d) n WHERE name = 'reads';
            INSERT INTO metrics.metric_series (runtime_id, metric_name, metric_type, labels, unit)
            SELECT runtime_id, 'read_seconds', 'histogram', jsonb_build_object('n', n::text), 'seconds'
              FROM metrics.runtime, generate_series(1, %2$d) n WHERE name = 'reads';
            SELECT metrics.initialize_metric_partitions();
            INSERT INTO metrics.metric_sample (ts, series_id, value)
            SELECT t, series_id, extract(epoch FROM t)
              FROM generate_series('%3$s'::timestamptz, '%4$s'::timestamptz - interval '10 s', interval '10 s') t,
                   metrics.metric_series WHERE metric_name = 'read_depth';
            INSERT INTO metrics.rollup_progress (kind, done_until) VALUES ('distributions', '%4$s')
                ON CONFLICT (kind) DO UPDATE SET done_until = excluded.done_until;
            """;

    private static final String BUCKETS = """
            INSERT INTO metrics.aggregated_metrics (kind, metric_name, period, period_start, dimensions, count_value, sum_value, max_value, sketch)
            SELECT 'distributions', metric_name, 'hourly', ?::timestamptz, metrics.metric_series_dimensions(name, component_type, s.labels), ?, ?, ?, ?
              FROM metrics.metric_series s JOIN metrics.runtime USING (runtime_id) WHERE metric_name = 'read_seconds'""";

    private final HikariDataSource pool;
    private final MetricHistory history;
    private final DistributionHistory distributions;
    private final Instant end = Instant.now().truncatedTo(ChronoUnit.HOURS);

    HistoryReads(StoreServer server) throws SQLException {
        pool = server.pool();
        history = new MetricHistory(pool, StoreServer.SCHEMA);
        distributions = new DistributionHistory(pool, StoreServer.SCHEMA);
        try (Connection connection = server.connect("")) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute(FILL.formatted(SERIES, SKETCHED, end.minus(Duration.ofDays(1)), end));
            }
            fillBuckets(connection);
            connection.commit();
            connection.setAutoCommit(true);
            try (Statement statement = connection.createStatement()) {
                statement.execute("ANALYZE");
            }
        }
    }

    private void fillBuckets(Connection connection) throws SQLException {
        Random random = new Random(7);
        try (PreparedStatement statement = connection.prepareStatement(BUCKETS)) {
            for (int hour = 1; hour <= DAYS * 24; hour++) {
                Histogram values = new Histogram(2);
                double sum = 0;
                for (int i = 0; i < VALUES_OF_HOUR; i++) {
                    long nanos = (long) (5e6 * Math.exp(random.nextGaussian()));
                    values.recordValue(nanos);
                    sum += nanos;
                }
                statement.setString(1, end.minus(Duration.ofHours(hour)).toString());
                statement.setLong(2, VALUES_OF_HOUR);
                statement.setDouble(3, sum * SECONDS);
                statement.setDouble(4, values.getMaxValue() * SECONDS);
                statement.setBytes(5, HistogramSnapshot.of(values).encode(SECONDS));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    Map<String, Measurement> medians(int count) {
        Rounds rounds = new Rounds(count);
        MetricQuery day = MetricQuery.builder("read_depth", end.minus(Duration.ofDays(1)), end)
                .label("n", "77")
                .build();
        MetricQuery all = MetricQuery.builder("read_seconds", end.minus(Duration.ofDays(DAYS)), end)
                .build();
        MetricQuery month = MetricQuery.builder("read_seconds", all.from(), end)
                .label("n", "3")
                .build();
        rounds.add(
                "read24h",
                () -> check(VALUES_OF_DAY, history.query(day).get(0).points().size()));
        rounds.add("quantile30d", () -> checkQuantile(month, 1));
        rounds.add("quantile30d" + SKETCHED + "Series", () -> checkQuantile(all, SKETCHED));
        return rounds.medians();
    }

    private void checkQuantile(MetricQuery query, int series) throws SQLException {
        var whole = distributions.merged(query).whole();
        check((long) series * DAYS * 24 * VALUES_OF_HOUR, whole.count());
        if (!(whole.isComplete() && whole.quantile(0.99) > whole.quantile(0.5))) {
            throw new IllegalStateException("not what was stored: " + whole);
        }
    }

    private static void check(long expected, long found) {
        if (expected != found) {
            throw new IllegalStateException("of " + expected + " values, " + found + " were read");
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
