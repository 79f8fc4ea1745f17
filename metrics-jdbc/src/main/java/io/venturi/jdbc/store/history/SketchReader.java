package io.venturi.jdbc.store.history;

import io.venturi.jdbc.SchemaTransactions;
import io.venturi.jdbc.store.MetricQuery;
import io.venturi.jdbc.store.QueryLimitException;
import io.venturi.jdbc.store.rollup.RollupPeriod;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the sketches of a plan, some at a time. For one query. Not thread-safe. */
final class SketchReader {

    private static final int FETCH = 1_000;

    private static final String BUCKETS = """
            SELECT encode(dimensions_hash, 'hex'), (extract(epoch FROM period_start) * 1000000)::bigint, count_value, sum_value, max_value,
                   sketch, damaged
            """;

    private static final String RAW = """
            SELECT series_id::text, (extract(epoch FROM ts) * 1000000)::bigint, count, sum, max, sketch, 0
              FROM %s WHERE series_id = ANY (?) AND ts >= ? AND ts < ?""";

    private final Connection connection;
    private final MetricQuery query;
    private final Sink sink;
    private final String buckets;
    private final String raw;
    private final Map<String, Integer> byHash = new HashMap<>();
    private final Map<String, Integer> byId = new HashMap<>();
    private final BucketSelection selection;
    private long sketches;
    private long bytes;

    /** Takes what is read of a series, which is told by its place among all; and how many sketches were damaged that it was made of. */
    interface Sink {
        void add(int series, Instant time, long count, double sum, double max, byte @Nullable [] sketch, long damaged);
    }

    SketchReader(
            SchemaTransactions transactions,
            Connection connection,
            MetricQuery query,
            List<DistributedSeries> series,
            BucketSelection selection,
            Sink sink) {
        this.connection = connection;
        this.query = query;
        this.sink = sink;
        this.selection = selection;
        this.buckets = BUCKETS + selection.from(transactions.relation("aggregated_metrics"));
        this.raw = RAW.formatted(transactions.relation("metric_distribution"));
        for (int i = 0; i < series.size(); i++) {
            int place = i;
            byHash.put(series.get(i).hash(), i);
            series.get(i).ids().forEach(id -> byId.put(id.toString(), place));
        }
    }

    /**
     * Reads all.
     *
     * @throws QueryLimitException if that is more than the query allows
     */
    void read(SourcePlan plan) throws SQLException {
        for (RollupPeriod period : RollupPeriod.values()) {
            for (TimeRange range : plan.of(period)) {
                try (PreparedStatement statement = connection.prepareStatement(buckets)) {
                    selection.bind(connection, statement, period, range);
                    read(statement, byHash);
                }
            }
        }
        for (TimeRange range : plan.raw()) {
            try (PreparedStatement statement = connection.prepareStatement(raw)) {
                Object[] ids = byId.keySet().stream().map(Long::valueOf).toArray();
                statement.setArray(1, connection.createArrayOf("bigint", ids));
                statement.setObject(2, BucketSelection.time(range.from()));
                statement.setObject(3, BucketSelection.time(range.to()));
                read(statement, byId);
            }
        }
    }

    private void read(PreparedStatement statement, Map<String, Integer> places) throws SQLException {
        statement.setFetchSize(FETCH);
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                byte @Nullable [] sketch = row.getBytes(6);
                count(sketch == null ? 0 : sketch.length);
                Integer place = places.get(row.getString(1));
                if (place != null) {
                    Instant time = Instant.EPOCH.plus(row.getLong(2), ChronoUnit.MICROS);
                    sink.add(place, time, row.getLong(3), number(row, 4), number(row, 5), sketch, row.getLong(7));
                }
            }
        }
    }

    /** NaN where it is null. */
    static double number(ResultSet row, int column) throws SQLException {
        double number = row.getDouble(column);
        return row.wasNull() ? Double.NaN : number;
    }

    private void count(int length) {
        sketches++;
        bytes += length;
        if (sketches > query.maxSketches()) {
            throw new QueryLimitException(query + " needs more than " + query.maxSketches()
                    + " sketches: ask for less time or fewer series, or raise maxSketches");
        }
        if (bytes > query.maxBytes()) {
            throw new QueryLimitException(query + " needs sketches of more than " + query.maxBytes()
                    + " bytes: ask for less time or fewer series, or raise maxBytes");
        }
    }
}
