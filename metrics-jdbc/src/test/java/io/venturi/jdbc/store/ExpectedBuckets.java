package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.venturi.jdbc.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What roll-ups must come to: computed record by record from what is stored, with none of the code that rolls up. Distributions are
 * computed from the values themselves, which tests keep in {@code true_value}.
 */
final class ExpectedBuckets {

    /** Of a sketch's cell, beside the 1 % that quantiles may be off. */
    private static final double CELL = 1.0 / 128;

    private final Map<Key, Bucket> buckets = new HashMap<>();
    private final Instant until;

    private record Key(String kind, String period, Instant start, String name, Map<String, String> dimensions) {}

    private static final class Bucket {
        private final List<Double> values = new ArrayList<>();
        private double sum;
        private @Nullable Double increase;

        void add(double value) {
            values.add(value);
            sum += value;
        }

        double quantile(double q) {
            return values.get(Math.max(0, (int) Math.ceil(q * values.size() - 1e-9) - 1));
        }
    }

    private ExpectedBuckets(Instant until) {
        this.until = until;
    }

    /** Makes the relation of true values. */
    static void keepTrueValues(TestDatabase database) throws SQLException {
        database.execute(
                "DROP TABLE IF EXISTS true_value",
                "CREATE TABLE true_value (ts timestamptz, series_id bigint, value double precision)");
    }

    /** Those of all hours, days and weeks that end before a time. */
    static ExpectedBuckets before(Instant until, TestDatabase database) throws SQLException {
        ExpectedBuckets expected = new ExpectedBuckets(until);
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            expected.samples(statement);
            expected.values(
                    statement,
                    "distributions",
                    "SELECT s.metric_name, s.labels::text, r.name, r.component_type, v.ts, v.value"
                            + " FROM true_value v JOIN metrics.metric_series s USING (series_id) JOIN metrics.runtime r USING (runtime_id)");
            expected.values(
                    statement,
                    "measurements",
                    "SELECT metric_name, jsonb_strip_nulls(jsonb_build_object('queue', tags->>'queue',"
                            + " 'success', tags->>'success'))::text, NULL, NULL, \"timestamp\", metric_value FROM metrics.pipeline_measurement");
        }
        return expected;
    }

    private record Reading(Instant time, double value) {}

    private void samples(Statement statement) throws SQLException {
        Map<Map<String, String>, List<Reading>> series = new HashMap<>();
        try (ResultSet row =
                statement.executeQuery("SELECT s.metric_name, s.labels::text, r.name, r.component_type, v.ts, v.value,"
                        + " s.metric_type FROM metrics.metric_sample v JOIN metrics.metric_series s USING (series_id)"
                        + " JOIN metrics.runtime r USING (runtime_id)")) {
            while (row.next()) {
                Map<String, String> identity = dimensions(row);
                identity.put("\0name", row.getString(1));
                identity.put("\0type", row.getString(7));
                series.computeIfAbsent(identity, one -> new ArrayList<>())
                        .add(new Reading(time(row), row.getDouble(6)));
            }
        }
        series.forEach(this::samples);
    }

    private void samples(Map<String, String> identity, List<Reading> readings) {
        String name = identity.remove("\0name");
        boolean counter = "counter".equals(identity.remove("\0type"));
        readings.removeIf(reading -> !(Math.abs(reading.value) <= 1e290));
        readings.sort(Comparator.comparing(Reading::time).thenComparing(Reading::value));
        for (int i = 0; i < readings.size(); i++) {
            Reading reading = readings.get(i);
            double before = i == 0 ? Double.NaN : readings.get(i - 1).value;
            for (Bucket bucket : buckets("samples", reading.time, String.valueOf(name), identity)) {
                bucket.add(reading.value);
                if (counter && i > 0) {
                    double step = reading.value >= before ? reading.value - before : reading.value;
                    bucket.increase = bucket.increase == null ? step : bucket.increase + step;
                }
            }
        }
    }

    private void values(Statement statement, String kind, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                for (Bucket bucket : buckets(kind, time(row), row.getString(1), dimensions(row))) {
                    bucket.add(row.getDouble(6));
                }
            }
        }
    }

    private static Map<String, String> dimensions(ResultSet row) throws SQLException {
        Map<String, String> dimensions = new TreeMap<>(SeriesLabels.read(row.getString(2)));
        if (row.getString(3) != null) {
            dimensions.put("runtime", row.getString(3));
            dimensions.put("component_type", row.getString(4));
        }
        return dimensions;
    }

    private static Instant time(ResultSet row) throws SQLException {
        return row.getObject(5, OffsetDateTime.class).toInstant();
    }

    private List<Bucket> buckets(String kind, Instant time, String name, Map<String, String> dimensions) {
        OffsetDateTime day = time.atOffset(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS);
        OffsetDateTime week = day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        List<Bucket> all = new ArrayList<>();
        Instant hour = time.truncatedTo(ChronoUnit.HOURS);
        add(all, new Key(kind, "hourly", hour, name, dimensions), hour.plus(1, ChronoUnit.HOURS));
        add(
                all,
                new Key(kind, "daily", day.toInstant(), name, dimensions),
                day.plusDays(1).toInstant());
        add(
                all,
                new Key(kind, "weekly", week.toInstant(), name, dimensions),
                week.plusDays(7).toInstant());
        return all;
    }

    private void add(List<Bucket> all, Key key, Instant end) {
        if (!end.isAfter(until)) {
            all.add(buckets.computeIfAbsent(key, one -> new Bucket()));
        }
    }

    /** Whether these, and no others, are in the relation. */
    void assertRolledUp(TestDatabase database) throws SQLException {
        buckets.values().forEach(bucket -> Collections.sort(bucket.values));
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT metric_name, dimensions::text, kind, period, period_start, min_value, max_value,"
                                + " avg_value, sum_value, count_value, increase, p50, p95, p99, sketch IS NOT NULL, sketch_due"
                                + " FROM metrics.aggregated_metrics")) {
            while (row.next()) {
                Key key = new Key(
                        row.getString(3),
                        row.getString(4),
                        time(row),
                        row.getString(1),
                        new TreeMap<>(SeriesLabels.read(row.getString(2))));
                Bucket bucket = buckets.remove(key);
                assertThat(bucket).as("expected: %s", key).isNotNull();
                if (bucket != null) {
                    check(key.toString(), key, bucket, row);
                }
            }
        }
        assertThat(buckets.keySet()).as("missing").isEmpty();
    }

    private static void check(String name, Key key, Bucket expected, ResultSet row) throws SQLException {
        assertThat(row.getLong("count_value")).as("count of %s", name).isEqualTo(expected.values.size());
        double greatest = expected.values.get(expected.values.size() - 1);
        double least = expected.values.get(0);
        close(name + " sum", row.getDouble("sum_value"), expected.sum, 1e-9);
        close(name + " avg", row.getDouble("avg_value"), expected.sum / expected.values.size(), 1e-9);
        boolean sketched = key.kind.equals("distributions");
        close(name + " max", row.getDouble("max_value"), greatest, 1e-12);
        close(name + " min", row.getDouble("min_value"), least, sketched ? CELL : 1e-12);
        Object increase = row.getObject("increase");
        assertThat(increase == null).as("%s has no increase", name).isEqualTo(expected.increase == null);
        if (expected.increase != null && increase instanceof Double number) {
            close(name + " increase", number, expected.increase, 1e-9);
        }
        assertThat(row.getBoolean("sketch_due"))
                .as("%s has its sketch to come", name)
                .isFalse();
        boolean quantiles = !key.kind.equals("samples") && (least >= 0 || key.period.equals("hourly"));
        assertThat(row.getObject("p99") != null).as("%s has quantiles", name).isEqualTo(quantiles);
        assertThat(row.getBoolean(15)).as("%s has a sketch", name).isEqualTo(!key.kind.equals("samples") && least >= 0);
        if (quantiles) {
            double error = key.kind.equals("measurements") && key.period.equals("hourly") ? 1e-12 : 0.01 + CELL;
            close(name + " p50", row.getDouble("p50"), expected.quantile(0.5), error);
            close(name + " p95", row.getDouble("p95"), expected.quantile(0.95), error);
            close(name + " p99", row.getDouble("p99"), expected.quantile(0.99), error);
        }
    }

    private static void close(String what, double actual, double expected, double error) {
        assertThat(actual).as(what).isCloseTo(expected, within(Math.abs(expected) * error + 1e-300));
    }
}
