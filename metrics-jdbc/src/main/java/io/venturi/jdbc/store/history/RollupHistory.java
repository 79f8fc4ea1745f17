package io.venturi.jdbc.store.history;

import io.venturi.jdbc.SchemaTransactions;
import io.venturi.jdbc.store.MetricQuery;
import io.venturi.jdbc.store.QueryLimitException;
import io.venturi.jdbc.store.SeriesLabels;
import io.venturi.jdbc.store.rollup.RollupKind;
import io.venturi.jdbc.store.rollup.RollupPeriod;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Reads roll-ups: what is left of samples and measurements when they are gone themselves, and all that is needed of long times.
 *
 * <pre>{@code
 * MetricQuery year = MetricQuery.builder("pipeline_cdc_events_received_total", yearAgo, now)
 *         .label("runtime", "orders-writer-1")
 *         .build();
 * List<RollupSeries> received = new RollupHistory(dataSource, "metrics").read(year, RollupPeriod.DAILY);
 * }</pre>
 *
 * <p>A bucket that is not there had no values, or is not rolled up yet, or is older than what is kept: an hour is rolled up ten minutes
 * after its end at the earliest. One that lacks what was stored late is {@link RollupBucket#due}, until it is rolled up again. Each call is a read-only transaction of its own; a standby will do. Thread-safe.
 */
public final class RollupHistory {

    private static final int FETCH = 10_000;

    private static final String SQL = """
            SELECT dimensions::text, (extract(epoch FROM period_start) * 1000000)::bigint, count_value, min_value, max_value, avg_value,
                   sum_value, increase, p50, p95, p99, kind,
                   EXISTS (SELECT FROM %s AS due
                            WHERE due.kind = b.kind AND due.period = ANY (?)
                              AND due.period_start >= b.period_start
                              AND due.period_start < b.period_start + ? * interval '1 second')
              FROM %s AS b
             WHERE period = ? AND metric_name = ? AND period_start >= ? AND period_start < ? AND dimensions @> ?::jsonb
               AND (?::uuid IS NULL OR dimensions @> (
                     SELECT jsonb_build_object('runtime', r.name, 'component_type', r.component_type)
                       FROM %s AS r WHERE r.runtime_id = ?::uuid))
             ORDER BY dimensions::text, kind, period_start
             LIMIT ?""";

    private final SchemaTransactions transactions;
    private final String sql;

    /** The roll-ups in this schema of the source's database. */
    public RollupHistory(DataSource source, String schema) {
        this.transactions = new SchemaTransactions(source, schema);
        this.sql = SQL.formatted(
                transactions.relation("rollup_due"),
                transactions.relation("aggregated_metrics"),
                transactions.relation("runtime"));
    }

    /**
     * The buckets that begin in a query's time, by their dimensions. A label of the query is a dimension: {@code runtime} and {@code
     * component_type} are the component's; a series' own label of such a name is {@code exported_runtime}.
     *
     * @throws IllegalArgumentException if the query has a step: buckets have their period
     * @throws QueryLimitException if there are more series, or more buckets in all than the query allows values
     * @throws SQLException if the database cannot be asked, or the schema is not there
     */
    public List<RollupSeries> read(MetricQuery query, RollupPeriod period) throws SQLException {
        query.step().ifPresent(step -> {
            throw new IllegalArgumentException(
                    query + " has a step of " + step + ", where the buckets are " + period.label() + ": leave it out");
        });
        return transactions.withStatementLimit(query.timeout()).read(connection -> {
            List<RollupSeries> series = new ArrayList<>();
            buckets(connection, query, period)
                    .forEach((key, buckets) ->
                            series.add(new RollupSeries(key.kind(), SeriesLabels.read(key.dimensions()), buckets)));
            return List.copyOf(series);
        });
    }

    private record Key(RollupKind kind, String dimensions) {}

    private Map<Key, List<RollupBucket>> buckets(Connection connection, MetricQuery query, RollupPeriod period)
            throws SQLException {
        Map<Key, List<RollupBucket>> found = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("text", madeOf(period)));
            statement.setLong(2, period.length().toSeconds());
            statement.setString(3, period.label());
            statement.setString(4, query.name());
            statement.setObject(5, BucketSelection.time(query.from()));
            statement.setObject(6, BucketSelection.time(query.to()));
            statement.setString(7, SeriesLabels.toJson(query.labels()));
            statement.setObject(8, query.runtime().orElse(null));
            statement.setObject(9, query.runtime().orElse(null));
            statement.setInt(10, query.maxPoints() + 1);
            statement.setFetchSize(FETCH);
            int read = 0;
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.computeIfAbsent(
                                    new Key(RollupKind.of(row.getString(12)), row.getString(1)),
                                    unknown -> new ArrayList<>())
                            .add(bucket(row));
                    check(query, found.size(), ++read);
                }
            }
        }
        return found;
    }

    /** What is due with it: an hour that is makes its day and its week so. */
    private static Object[] madeOf(RollupPeriod period) {
        return Stream.of(RollupPeriod.values())
                .filter(one -> one.compareTo(period) <= 0)
                .map(RollupPeriod::label)
                .toArray();
    }

    private static void check(MetricQuery query, int series, int buckets) {
        if (series > query.maxSeries()) {
            throw new QueryLimitException(query + " matches more than " + query.maxSeries()
                    + " series: ask for more labels, or raise maxSeries");
        }
        if (buckets > query.maxPoints()) {
            throw new QueryLimitException(query + " matches more than " + query.maxPoints()
                    + " buckets: ask for less time or a longer period, or raise maxPoints");
        }
    }

    private static RollupBucket bucket(ResultSet row) throws SQLException {
        return new RollupBucket(
                Instant.EPOCH.plus(row.getLong(2), ChronoUnit.MICROS),
                row.getLong(3),
                SketchReader.number(row, 4),
                SketchReader.number(row, 5),
                SketchReader.number(row, 6),
                SketchReader.number(row, 7),
                SketchReader.number(row, 8),
                SketchReader.number(row, 9),
                SketchReader.number(row, 10),
                SketchReader.number(row, 11),
                row.getBoolean(13));
    }
}
