package io.venturi.jdbc.store.rollup;

import io.venturi.histogram.HistogramSnapshot;
import io.venturi.jdbc.SchemaTransactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Makes the sketches of measurements' hours, which have exact quantiles without, so that days and weeks have quantiles. Of values below
 * zero there is none.
 */
final class MeasurementSketches {

    /** Cells of 1/128 of their value. */
    private static final int SIGNIFICANT_DIGITS = 2;
    /** How many powers of two below the greatest value the unit is: far below, values have a cell together. */
    private static final int RANGE = 40;
    /** Of what a double holds with all its digits. */
    private static final int LEAST_EXPONENT = -1000;

    private static final int FETCH = 5_000;

    private static final String HOURS = """
            SELECT DISTINCT period_start FROM %s
             WHERE sketch_due AND kind = 'measurements' AND period = 'hourly' ORDER BY 1""";

    private static final String DUE = """
            SELECT metric_name, dimensions::text, count_value, max_value FROM %s
             WHERE sketch_due AND kind = 'measurements' AND period = 'hourly' AND period_start = ?""";

    private static final String VALUES = """
            SELECT metric_name, dimensions::text, metric_value FROM %s(?) ORDER BY 1, 2""";

    private static final String WRITE = """
            UPDATE %s SET sketch = ?, sketch_due = false
             WHERE kind = 'measurements' AND period = 'hourly' AND period_start = ? AND metric_name = ?
               AND dimensions_hash = %s(?::jsonb::text) AND sketch_due""";

    private final SchemaTransactions transactions;
    private final DuePeriods periods;

    private record Key(String name, String dimensions) {}

    /** A bucket without its sketch; its values, as far as they are read. */
    private static final class Bucket {
        private final long count;
        private final double unit;
        /** Some kilobytes, for as long as its values are read. */
        private @Nullable Histogram values;

        Bucket(long count, double max) {
            this.count = count;
            this.unit = max > 0 ? Math.scalb(1.0, Math.max(LEAST_EXPONENT, Math.getExponent(max) - RANGE)) : 1;
        }

        void add(double value) {
            Histogram read = values;
            if (read == null) {
                read = new Histogram(SIGNIFICANT_DIGITS);
                values = read;
            }
            read.recordValue(Math.round(Math.min(value / unit, Math.scalb(1.0, RANGE + 2))));
        }
    }

    MeasurementSketches(SchemaTransactions transactions, DuePeriods periods) {
        this.transactions = transactions;
        this.periods = periods;
    }

    void make() throws SQLException {
        periods.each(
                transactions.write(connection -> {
                    try (PreparedStatement statement =
                            connection.prepareStatement(HOURS.formatted(transactions.relation("aggregated_metrics")))) {
                        return DuePeriods.starts(statement);
                    }
                }),
                hour -> transactions.write(connection -> make(connection, hour)));
    }

    private boolean make(Connection connection, OffsetDateTime hour) throws SQLException {
        if (!MetricRollup.lock(transactions, connection, RollupKind.MEASUREMENTS, RollupPeriod.HOURLY, hour)) {
            return false; // it is rolled up just now
        }
        Map<Key, Bucket> due = due(connection, hour);
        String sql = WRITE.formatted(transactions.relation("aggregated_metrics"), transactions.relation("metric_hash"));
        try (PreparedStatement values = connection.prepareStatement(
                        VALUES.formatted(transactions.relation("dimensioned_measurements")));
                PreparedStatement write = connection.prepareStatement(sql)) {
            values.setFetchSize(FETCH);
            values.setObject(1, hour);
            merge(values, write, hour, due);
            for (Map.Entry<Key, Bucket> left : due.entrySet()) {
                write(write, hour, left.getKey(), left.getValue()); // nothing is there of it any more
            }
        }
        return true;
    }

    private Map<Key, Bucket> due(Connection connection, OffsetDateTime hour) throws SQLException {
        Map<Key, Bucket> due = new HashMap<>();
        try (PreparedStatement statement =
                connection.prepareStatement(DUE.formatted(transactions.relation("aggregated_metrics")))) {
            statement.setObject(1, hour);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    due.put(
                            new Key(rows.getString(1), rows.getString(2)),
                            new Bucket(rows.getLong(3), rows.getDouble(4)));
                }
            }
        }
        return due;
    }

    private static void merge(
            PreparedStatement values, PreparedStatement write, OffsetDateTime hour, Map<Key, Bucket> due)
            throws SQLException {
        try (ResultSet rows = values.executeQuery()) {
            @Nullable Key key = null;
            @Nullable Bucket bucket = null;
            while (rows.next()) {
                Key next = new Key(rows.getString(1), rows.getString(2));
                if (!next.equals(key)) {
                    if (key != null && bucket != null) {
                        write(write, hour, key, bucket);
                    }
                    key = next;
                    bucket = due.remove(next);
                }
                if (bucket != null) {
                    bucket.add(rows.getDouble(3));
                }
            }
            if (key != null && bucket != null) {
                write(write, hour, key, bucket);
            }
        }
    }

    /** Of one that grew meanwhile there is a note; of one whose measurements were dropped meanwhile there will be no sketch. */
    private static void write(PreparedStatement write, OffsetDateTime hour, Key key, Bucket bucket)
            throws SQLException {
        @Nullable Histogram values = bucket.values;
        long read = values == null ? 0 : values.getTotalCount();
        if (read > bucket.count) {
            return;
        }
        write.setBytes(
                1,
                values == null || read < bucket.count
                        ? null
                        : HistogramSnapshot.of(values).encode(bucket.unit));
        write.setObject(2, hour);
        write.setString(3, key.name);
        write.setString(4, key.dimensions);
        write.executeUpdate();
    }
}
