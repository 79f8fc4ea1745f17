package io.venturi.jdbc.store;

import io.venturi.jdbc.SchemaTransactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads the newest value of each series; of times to come, none. Each call is a read-only transaction of its own; a standby will do.
 * Thread-safe.
 */
public final class LatestSamples {

    /** What is told of a series refreshes it once an hour or two, so that those that are long silent need not be looked for. */
    private static final String QUERY = """
            SELECT s.runtime_id, r.component_type, r.name, s.metric_name, s.metric_type, s.labels::text, s.unit, s.help_text,
                   (extract(epoch FROM newest.ts) * 1000000)::bigint, newest.value
              FROM %1$s s JOIN %2$s r USING (runtime_id)
             CROSS JOIN LATERAL (
                   SELECT sample.ts, sample.value FROM %3$s sample
                    WHERE sample.series_id = s.series_id AND sample.ts <= now()
                      AND sample.ts > now() - ? * interval '1 millisecond'
                    ORDER BY sample.ts DESC, sample.value DESC LIMIT 1) newest
             WHERE (?::uuid IS NULL OR s.runtime_id = ?::uuid)
               AND s.last_seen > now() - ? * interval '1 millisecond' - interval '3 hours'
             ORDER BY s.metric_name, s.labels::text, r.component_type, r.name, s.metric_type
             LIMIT ?""";

    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final SchemaTransactions transactions;
    private final String query;

    /** The newest values in this schema of the source's database. */
    public LatestSamples(DataSource source, String schema) {
        this.transactions = new SchemaTransactions(source, schema);
        this.query = QUERY.formatted(
                transactions.relation("metric_series"),
                transactions.relation("runtime"),
                transactions.relation("metric_sample"));
    }

    /**
     * Those of all components, ordered by name and labels.
     *
     * @param age how old a value may be, by the database's clock; series without a younger one are left out
     * @param maxSeries with more series the query is refused
     * @throws QueryLimitException if there are more
     * @throws SQLException if the database cannot be asked, or the schema is not there
     */
    public List<LatestSample> all(Duration age, int maxSeries) throws SQLException {
        return read(null, age, maxSeries);
    }

    /** The same of one component. */
    public List<LatestSample> of(UUID runtimeId, Duration age, int maxSeries) throws SQLException {
        return read(runtimeId, age, maxSeries);
    }

    private List<LatestSample> read(@Nullable UUID runtimeId, Duration age, int maxSeries) throws SQLException {
        if (age.isNegative() || age.isZero() || age.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("age is " + age + ": give a positive time, up to " + LONGEST);
        }
        if (maxSeries < 1) {
            throw new IllegalArgumentException("maxSeries is " + maxSeries + ": give at least 1");
        }
        return transactions.read(connection -> read(connection, runtimeId, age.toMillis(), maxSeries));
    }

    private List<LatestSample> read(Connection connection, @Nullable UUID runtimeId, long millis, int maxSeries)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setLong(1, millis);
            statement.setObject(2, runtimeId);
            statement.setObject(3, runtimeId);
            statement.setLong(4, millis);
            statement.setLong(5, maxSeries + 1L);
            List<LatestSample> samples = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    samples.add(sample(row));
                }
            }
            if (samples.size() > maxSeries) {
                throw new QueryLimitException(
                        "There are more than " + maxSeries + " series: ask for one component's, or raise maxSeries");
            }
            return List.copyOf(samples);
        }
    }

    private static LatestSample sample(ResultSet row) throws SQLException {
        MetricSeries series = MetricSeries.of(
                row.getString(4),
                SeriesType.valueOf(row.getString(5).toUpperCase(Locale.ROOT)),
                SeriesLabels.read(row.getString(6)),
                row.getString(7),
                row.getString(8));
        return new LatestSample(
                row.getObject(1, UUID.class),
                row.getString(2),
                row.getString(3),
                series,
                Instant.EPOCH.plus(row.getLong(9), ChronoUnit.MICROS),
                row.getDouble(10));
    }
}
