package io.venturi.jdbc.store;

import io.venturi.jdbc.SchemaTransactions;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Reads the history that a schema keeps. Each call is a read-only transaction of its own, which sees all of one moment; a standby will
 * do. What histograms saw is read by {@link io.venturi.jdbc.store.history.DistributionHistory}, what was rolled up by {@link
 * io.venturi.jdbc.store.history.RollupHistory}. Thread-safe.
 *
 * <pre>{@code
 * MetricHistory history = new MetricHistory(dataSource, "metrics");
 * List<SeriesHistory> lag = history.query(MetricQuery.builder("pipeline_cdc_lag_seconds", hourAgo, now).build());
 * }</pre>
 */
public final class MetricHistory {

    private static final String SERIES = """
            SELECT series_id, runtime_id, metric_type, labels::text, unit, help_text
              FROM %s
             WHERE metric_name = ? AND labels @> ?::jsonb AND (?::uuid IS NULL OR runtime_id = ?::uuid)
             ORDER BY labels::text, series_id
             LIMIT ?""";

    /** The values of a series are on pages that follow one another, which the planner does not know: it takes them for scattered. */
    private static final String BY_INDEX = "SET LOCAL random_page_cost = 1.1";

    /** As doubles, times are exact to the microsecond until 2106; the numerics that extract() gives are slower. */
    private static final String POINTS = """
            SELECT series_id, (date_part('epoch', ts) * 1000000)::bigint, value
              FROM %s
             WHERE series_id = ANY (?) AND ts >= ? AND ts < ?
             ORDER BY series_id, ts
             LIMIT ?""";

    /** The last of each step. */
    private static final String STEPS = """
            SELECT DISTINCT ON (series_id, step) series_id, (date_part('epoch', ts) * 1000000)::bigint, value,
                   date_bin(? * interval '1 microsecond', ts, 'epoch'::timestamptz) AS step
              FROM %s
             WHERE series_id = ANY (?) AND ts >= ? AND ts < ?
             ORDER BY series_id, step, ts DESC
             LIMIT ?""";

    /** Rows that the driver holds at a time. */
    private static final int FETCH = 10_000;

    private final SchemaTransactions transactions;
    private final String series;
    private final String points;
    private final String steps;

    /** The history in this schema of the source's database. */
    public MetricHistory(DataSource source, String schema) {
        this.transactions = new SchemaTransactions(source, schema);
        this.series = SERIES.formatted(transactions.relation("metric_series"));
        this.points = POINTS.formatted(transactions.relation("metric_sample"));
        this.steps = STEPS.formatted(transactions.relation("metric_sample"));
    }

    /**
     * The series that a query asks for, ordered by their labels; those without a value in its time are left out.
     *
     * @throws QueryLimitException if there are more series or values than the query allows
     * @throws SQLException if the database cannot be asked, or the schema is not there
     */
    public List<SeriesHistory> query(MetricQuery query) throws SQLException {
        return transactions.withStatementLimit(query.timeout()).read("metric_sample", connection -> {
            Map<Long, Found> found = series(connection, query);
            if (!found.isEmpty()) {
                read(connection, query, found);
            }
            return found.values().stream()
                    .filter(one -> !one.points().isEmpty())
                    .map(one -> new SeriesHistory(one.runtime(), one.series(), one.points()))
                    .toList();
        });
    }

    private record Found(UUID runtime, MetricSeries series, List<Point> points) {}

    private Map<Long, Found> series(Connection connection, MetricQuery query) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(series)) {
            statement.setString(1, query.name());
            statement.setString(2, SeriesLabels.toJson(query.labels()));
            statement.setObject(3, query.runtime().orElse(null));
            statement.setObject(4, query.runtime().orElse(null));
            statement.setInt(5, query.maxSeries() + 1);
            Map<Long, Found> found = new LinkedHashMap<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.put(
                            row.getLong(1),
                            new Found(row.getObject(2, UUID.class), series(row, query.name()), new ArrayList<>()));
                }
            }
            if (found.size() > query.maxSeries()) {
                throw new QueryLimitException(query + " matches more than " + query.maxSeries()
                        + " series: ask for more labels, or raise maxSeries");
            }
            return found;
        }
    }

    private static MetricSeries series(ResultSet row, String name) throws SQLException {
        return MetricSeries.of(
                name,
                SeriesType.valueOf(row.getString(3).toUpperCase(Locale.ROOT)),
                SeriesLabels.read(row.getString(4)),
                row.getString(5),
                row.getString(6));
    }

    private void read(Connection connection, MetricQuery query, Map<Long, Found> found) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(BY_INDEX);
        }
        try (PreparedStatement statement =
                connection.prepareStatement(query.step().isPresent() ? steps : points)) {
            int at = 1;
            if (query.step().isPresent()) {
                statement.setLong(at++, micros(query.step().get()));
            }
            Array ids = connection.createArrayOf("bigint", found.keySet().toArray());
            statement.setArray(at++, ids);
            statement.setObject(at++, time(query.from()));
            statement.setObject(at++, time(query.to()));
            statement.setInt(at, query.maxPoints() + 1);
            statement.setFetchSize(FETCH);
            int read = 0;
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    if (++read > query.maxPoints()) {
                        throw new QueryLimitException(query + " matches more than " + query.maxPoints()
                                + " values: ask for less time or a longer step, or raise maxPoints");
                    }
                    points(found, row.getLong(1)).add(new Point(instant(row.getLong(2)), row.getDouble(3)));
                }
            }
        }
    }

    private static List<Point> points(Map<Long, Found> found, long seriesId) {
        return Objects.requireNonNull(found.get(seriesId)).points();
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
