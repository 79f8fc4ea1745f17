package io.venturi.jdbc.store.rollup;

import io.venturi.histogram.HistogramSnapshot;
import io.venturi.jdbc.SchemaTransactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * Merges what histograms saw in an hour. A few series at a time, each few in a transaction of their own; the notes that made the hour due are
 * removed in the last, so that an hour that was not finished is begun again.
 */
final class DistributionHour {

    private static final int SERIES_AT_ONCE = 64;
    /** Rows; sketches have some kilobytes at most. */
    private static final int FETCH = 256;

    private static final String NOTES = """
            SELECT id FROM %s WHERE kind = 'distributions' AND period = 'hourly' AND period_start = ?""";

    private static final String BUCKETS = """
            SELECT series.metric_name, %s(r.name, r.component_type, series.labels)::text, array_agg(series.series_id)
              FROM %s series JOIN %s r USING (runtime_id)
             WHERE series.series_id IN (SELECT d.series_id FROM %s d WHERE d.ts >= ? AND d.ts < ?)
             GROUP BY 1, 2 ORDER BY 1, 2""";

    private static final String SKETCHES = """
            SELECT series_id, count, sum, max, sketch FROM %s
             WHERE series_id = ANY (?) AND ts >= ? AND ts < ? ORDER BY series_id, ts""";

    /** Records are only added: a bucket with more in it was written by someone who saw more, or records are dropped since. */
    private static final String WRITE = """
            INSERT INTO %s AS bucket (kind, period, metric_name, period_start, dimensions,
                count_value, sum_value, avg_value, max_value, min_value, p50, p95, p99, sketch, damaged)
            VALUES ('distributions', 'hourly', ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (period, metric_name, period_start, dimensions_hash, kind) DO UPDATE
              SET count_value = excluded.count_value, sum_value = excluded.sum_value, avg_value = excluded.avg_value,
                  max_value = excluded.max_value, min_value = excluded.min_value,
                  p50 = excluded.p50, p95 = excluded.p95, p99 = excluded.p99, sketch = excluded.sketch,
                  damaged = excluded.damaged
              WHERE excluded.count_value >= bucket.count_value""";

    private static final String FINISH = """
            WITH done AS (DELETE FROM %1$s WHERE kind = 'distributions' AND period = 'hourly' AND period_start = ? AND id = ANY (?))
            INSERT INTO %1$s (kind, period, period_start, cause)
            SELECT 'distributions', 'daily', date_trunc('day', ?::timestamptz, 'UTC'), 'late' WHERE ?""";

    /** Of a series whose sketches are all damaged. */
    private static final HistogramSnapshot NO_VALUES = HistogramSnapshot.of(new Histogram(2));

    private final SchemaTransactions transactions;
    private final Consumer<RuntimeException> unreadable;

    @SuppressWarnings("ArrayRecordComponent") // not compared
    private record Begun(Long[] notes, List<Bucket> buckets) {}

    @SuppressWarnings("ArrayRecordComponent") // not compared
    private record Bucket(String name, String dimensions, Long[] series) {}

    DistributionHour(SchemaTransactions transactions, Consumer<RuntimeException> unreadable) {
        this.transactions = transactions;
        this.unreadable = unreadable;
    }

    /** Rolls an hour up that is taken up. Where somebody still writes to it, or another just rolls it up, it stays due. */
    void rollUp(OffsetDateTime hour) throws SQLException {
        Begun begun = transactions.write(connection -> begin(connection, hour));
        if (begun.buckets.isEmpty()) {
            return;
        }
        List<List<Bucket>> parts = parts(begun.buckets);
        for (List<Bucket> some : parts) {
            transactions.write(connection -> {
                merge(connection, hour, some);
                return some == parts.get(parts.size() - 1) && finish(connection, hour, begun);
            });
        }
    }

    /** The notes of an hour, and what it has; neither where it is not to be rolled up now. */
    private Begun begin(Connection connection, OffsetDateTime hour) throws SQLException {
        Long[] notes = notes(connection, hour);
        if (notes.length == 0) {
            return new Begun(notes, List.of());
        }
        Begun begun = new Begun(notes, buckets(connection, hour));
        if (begun.buckets.isEmpty()) {
            finish(connection, hour, begun);
        }
        return begun;
    }

    private boolean finish(Connection connection, OffsetDateTime hour, Begun begun) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(FINISH.formatted(transactions.relation("rollup_due")))) {
            statement.setObject(1, hour);
            statement.setArray(2, connection.createArrayOf("bigint", begun.notes));
            statement.setObject(3, hour);
            statement.setBoolean(4, !begun.buckets.isEmpty());
            return statement.executeUpdate() > 0;
        }
    }

    /** Those that are there when nobody writes to the hour without one, after which nobody will. */
    private Long[] notes(Connection connection, OffsetDateTime hour) throws SQLException {
        List<Long> notes = new ArrayList<>();
        if (MetricRollup.lock(transactions, connection, RollupKind.DISTRIBUTIONS, RollupPeriod.HOURLY, hour)) {
            try (PreparedStatement statement =
                    connection.prepareStatement(NOTES.formatted(transactions.relation("rollup_due")))) {
                statement.setObject(1, hour);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        notes.add(rows.getLong(1));
                    }
                }
            }
        }
        return notes.toArray(Long[]::new);
    }

    private List<Bucket> buckets(Connection connection, OffsetDateTime hour) throws SQLException {
        String sql = BUCKETS.formatted(
                transactions.relation("metric_series_dimensions"),
                transactions.relation("metric_series"),
                transactions.relation("runtime"),
                transactions.relation("metric_distribution"));
        List<Bucket> buckets = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, hour);
            statement.setObject(2, hour.plusHours(1));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    buckets.add(new Bucket(rows.getString(1), rows.getString(2), (Long[])
                            rows.getArray(3).getArray()));
                }
            }
        }
        return buckets;
    }

    private static List<List<Bucket>> parts(List<Bucket> buckets) {
        List<List<Bucket>> parts = new ArrayList<>();
        int series = SERIES_AT_ONCE;
        for (Bucket bucket : buckets) {
            if (series >= SERIES_AT_ONCE) {
                parts.add(new ArrayList<>());
                series = 0;
            }
            parts.get(parts.size() - 1).add(bucket);
            series += bucket.series.length;
        }
        return parts;
    }

    private int merge(Connection connection, OffsetDateTime hour, List<Bucket> buckets) throws SQLException {
        Map<Long, BucketSketch> bySeries = new HashMap<>();
        List<BucketSketch> sketches = new ArrayList<>();
        for (Bucket bucket : buckets) {
            BucketSketch sketch = new BucketSketch(unreadable);
            sketches.add(sketch);
            for (Long series : bucket.series) {
                bySeries.put(series, sketch);
            }
        }
        read(connection, hour, bySeries);
        try (PreparedStatement statement =
                connection.prepareStatement(WRITE.formatted(transactions.relation("aggregated_metrics")))) {
            for (int i = 0; i < buckets.size(); i++) {
                BucketSketch sketch = sketches.get(i);
                HistogramSnapshot merged = sketch.merged();
                if (merged != null || sketch.damaged() > 0) {
                    bind(statement, hour, buckets.get(i), merged == null ? NO_VALUES : merged);
                    statement.setLong(13, sketch.damaged());
                    statement.addBatch();
                }
            }
            return statement.executeBatch().length;
        }
    }

    private void read(Connection connection, OffsetDateTime hour, Map<Long, BucketSketch> bySeries)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(SKETCHES.formatted(transactions.relation("metric_distribution")))) {
            statement.setFetchSize(FETCH);
            statement.setArray(
                    1, connection.createArrayOf("bigint", bySeries.keySet().toArray()));
            statement.setObject(2, hour);
            statement.setObject(3, hour.plusHours(1));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Objects.requireNonNull(bySeries.get(rows.getLong(1)))
                            .add(rows.getLong(2), rows.getDouble(3), rows.getDouble(4), rows.getBytes(5));
                }
            }
        }
    }

    private static void bind(PreparedStatement statement, OffsetDateTime hour, Bucket bucket, HistogramSnapshot merged)
            throws SQLException {
        statement.setString(1, bucket.name);
        statement.setObject(2, hour);
        statement.setString(3, bucket.dimensions);
        statement.setLong(4, merged.count());
        statement.setDouble(5, merged.sum());
        if (merged.count() == 0) {
            statement.setNull(6, Types.DOUBLE);
            statement.setNull(7, Types.DOUBLE);
            statement.setNull(8, Types.DOUBLE);
        } else {
            statement.setDouble(6, merged.mean());
            statement.setDouble(7, merged.max());
            statement.setDouble(8, merged.min());
        }
        BucketSketch.bind(statement, 9, merged);
    }
}
