package io.venturi.jdbc.store.export;

import io.venturi.histogram.HistogramSnapshot;
import io.venturi.jdbc.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.HdrHistogram.Histogram;

/** A stored histogram of durations, {@code wait_seconds}, with the values that it is made of. */
final class StoredHistogram {

    static final double NANO = 1e-9;

    private final long id;
    private final List<Long> nanos = new ArrayList<>();

    private StoredHistogram(long id) {
        this.id = id;
    }

    /**
     * Stores one of a component: each step has up to some values; every fifth has none, and only the scalar series say that it was
     * sampled.
     *
     * @param id of its series; the two after it are of its count and sum
     */
    static StoredHistogram store(TestDatabase database, long id, int runtime, int steps) throws SQLException {
        StoredHistogram histogram = new StoredHistogram(id);
        for (String[] series : new String[][] {
            {"0", "wait_seconds", "histogram"},
            {"1", "wait_seconds_count", "counter"},
            {"2", "wait_seconds_sum", "counter"}
        }) {
            database.execute("""
                    INSERT INTO metrics.metric_series (series_id, runtime_id, metric_name, metric_type, unit, help_text, labels)
                    VALUES (%d, '00000000-0000-0000-0000-00000000000%d', '%s', '%s', 'seconds', 'Waited.', '{"queue": "q\\"1", "le": "own"}')""".formatted(id + Long.parseLong(series[0]), runtime, series[1], series[2]));
        }
        try (Connection connection = database.dataSource().getConnection();
                PreparedStatement distribution = connection.prepareStatement(
                        "INSERT INTO metrics.metric_distribution (ts, series_id, count, sum, max, sketch) VALUES (?, ?, ?, ?, ?, ?)");
                PreparedStatement sample = connection.prepareStatement(
                        "INSERT INTO metrics.metric_sample (ts, series_id, value) VALUES (?, ?, ?)")) {
            histogram.store(distribution, sample, steps);
        }
        return histogram;
    }

    private void store(PreparedStatement distribution, PreparedStatement sample, int steps) throws SQLException {
        Random random = new Random(id);
        long count = 0;
        double sum = 0;
        for (int step = 0; step < steps; step++) {
            Instant at = time(step);
            if (step % 5 != 4) {
                Histogram values = new Histogram(2);
                long stepSum = 0;
                for (int i = 0; i <= random.nextInt(20); i++) {
                    long value = (long) (Math.exp(random.nextGaussian()) * 1e8);
                    nanos.add(value);
                    values.recordValue(value);
                    stepSum += value;
                }
                add(distribution, at, values, stepSum);
                count += values.getTotalCount();
                sum += (double) stepSum * NANO;
            }
            add(sample, at, id + 1, (double) count);
            add(sample, at, id + 2, sum);
        }
        distribution.executeBatch();
        sample.executeBatch();
    }

    static Instant time(int step) {
        return StoredWeek.BEGIN
                .plus(Duration.ofMinutes(1).multipliedBy(step + 1L))
                .plusMillis(7);
    }

    private void add(PreparedStatement statement, Instant at, Histogram values, long sum) throws SQLException {
        statement.setObject(1, at.atOffset(ZoneOffset.UTC));
        statement.setLong(2, id);
        statement.setLong(3, values.getTotalCount());
        statement.setDouble(4, (double) sum * NANO);
        statement.setDouble(5, (double) values.getMaxValue() * NANO);
        statement.setBytes(6, sketch(values));
        statement.addBatch();
    }

    private static void add(PreparedStatement statement, Instant at, long series, double value) throws SQLException {
        statement.setObject(1, at.atOffset(ZoneOffset.UTC));
        statement.setLong(2, series);
        statement.setDouble(3, value);
        statement.addBatch();
    }

    /** A histogram of nanoseconds, whose ratio leads to seconds. */
    static byte[] sketch(Histogram nanos) {
        return HistogramSnapshot.of(nanos).encode(NANO);
    }

    /** How many values were up to a bound, in seconds. */
    long upTo(double bound) {
        return nanos.stream().filter(value -> (double) value * NANO <= bound).count();
    }

    long count() {
        return nanos.size();
    }

    double sum() {
        return nanos.stream().mapToDouble(Long::doubleValue).sum() * NANO;
    }

    /** The value that a share of all is at or below, in seconds. */
    double quantile(double q) {
        List<Long> sorted = nanos.stream().sorted().toList();
        return sorted.get((int) Math.ceil(q * sorted.size()) - 1).doubleValue() * NANO;
    }
}
