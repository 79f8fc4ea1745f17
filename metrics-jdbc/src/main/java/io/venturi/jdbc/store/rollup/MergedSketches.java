package io.venturi.jdbc.store.rollup;

import io.venturi.histogram.HistogramSnapshot;
import io.venturi.jdbc.SchemaTransactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Merges the sketches of days from those of their hours, and those of weeks from those of their days, a few buckets a transaction. What is below
 * must add up to the bucket: else it is written anew just now, and its sketch with it.
 */
final class MergedSketches {

    private static final int BUCKETS_AT_ONCE = 50;

    /** Never waits: whoever writes them anew makes them due again. */
    private static final String DUE = """
            SELECT metric_name, period_start, dimensions_hash, count_value FROM %s
             WHERE sketch_due AND kind = ? AND period = ? AND (metric_name, period_start, dimensions_hash) > (?, ?, ?)
             ORDER BY metric_name, period_start, dimensions_hash LIMIT ?
               FOR NO KEY UPDATE SKIP LOCKED""";

    private static final String BELOW = """
            SELECT count_value, sum_value, max_value, sketch, sketch_due FROM %s
             WHERE period = ? AND metric_name = ? AND period_start >= ? AND period_start < ? AND dimensions_hash = ? AND kind = ?
             ORDER BY period_start""";

    private static final String WRITE = """
            UPDATE %s SET p50 = ?, p95 = ?, p99 = ?, sketch = ?, sketch_due = false
             WHERE period = ? AND metric_name = ? AND period_start = ? AND dimensions_hash = ? AND kind = ?""";

    private static final String GIVE_UP = """
            UPDATE %s SET sketch_due = false
             WHERE period = ? AND metric_name = ? AND period_start = ? AND dimensions_hash = ? AND kind = ?""";

    private final SchemaTransactions transactions;
    private final MetricRollup.Permission permission;
    private final Consumer<RuntimeException> unreadable;

    @SuppressWarnings("ArrayRecordComponent") // not compared
    private record Bucket(String name, OffsetDateTime start, byte[] dimensions, long count) {

        static final Bucket FIRST = new Bucket("", OffsetDateTime.parse("0001-01-01T00:00Z"), new byte[0], 0);
    }

    MergedSketches(
            SchemaTransactions transactions,
            MetricRollup.Permission permission,
            Consumer<RuntimeException> unreadable) {
        this.transactions = transactions;
        this.permission = permission;
        this.unreadable = unreadable;
    }

    /**
     * Merges all that are due. Some that fail do not keep the others from their turn.
     *
     * @throws SQLException the first failure
     */
    void make(RollupKind kind, RollupPeriod period) throws SQLException {
        Failures failures = new Failures();
        Bucket last = Bucket.FIRST;
        List<Bucket> some = new ArrayList<>();
        boolean more = permission.granted();
        while (more) {
            Bucket after = last;
            some.clear();
            try {
                transactions.write(connection -> some(connection, kind, period, after, some));
            } catch (SQLException e) {
                failures.add(kind.label() + " that are " + period.label() + " cannot be merged", e);
            }
            last = some.isEmpty() ? after : some.get(some.size() - 1);
            more = !some.isEmpty() && !failures.areTooMany() && permission.granted();
        }
        failures.end();
    }

    /** Merges some, which are told before, so that others have their turn if that fails. */
    private boolean some(Connection connection, RollupKind kind, RollupPeriod period, Bucket after, List<Bucket> some)
            throws SQLException {
        some.addAll(due(connection, kind, period, after));
        for (Bucket bucket : some) {
            merge(connection, kind, period, bucket);
        }
        return !some.isEmpty();
    }

    private List<Bucket> due(Connection connection, RollupKind kind, RollupPeriod period, Bucket after)
            throws SQLException {
        List<Bucket> due = new ArrayList<>();
        try (PreparedStatement statement = prepare(connection, DUE)) {
            statement.setString(1, kind.label());
            statement.setString(2, period.label());
            statement.setString(3, after.name);
            statement.setObject(4, after.start);
            statement.setBytes(5, after.dimensions);
            statement.setInt(6, BUCKETS_AT_ONCE);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    due.add(new Bucket(
                            rows.getString(1),
                            rows.getObject(2, OffsetDateTime.class),
                            rows.getBytes(3),
                            rows.getLong(4)));
                }
            }
        }
        return due;
    }

    private PreparedStatement prepare(Connection connection, String sql) throws SQLException {
        return connection.prepareStatement(sql.formatted(transactions.relation("aggregated_metrics")));
    }

    private void merge(Connection connection, RollupKind kind, RollupPeriod period, Bucket bucket) throws SQLException {
        BucketSketch sketch = new BucketSketch(unreadable);
        boolean all = true;
        long count = 0;
        try (PreparedStatement statement = prepare(connection, BELOW)) {
            statement.setString(1, period.finer().orElseThrow().label());
            statement.setString(2, bucket.name);
            statement.setObject(3, bucket.start);
            statement.setObject(4, bucket.start.plus(period.length()));
            statement.setBytes(5, bucket.dimensions);
            statement.setString(6, kind.label());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    if (rows.getBoolean(5)) {
                        return; // first that one
                    }
                    count += rows.getLong(1);
                    all &= sketch.add(rows.getLong(1), rows.getDouble(2), rows.getDouble(3), rows.getBytes(4));
                }
            }
        }
        HistogramSnapshot merged = sketch.merged();
        if (all && merged != null && count == bucket.count) {
            write(connection, kind, period, bucket, merged);
        } else if (!all || count < bucket.count) {
            giveUp(connection, kind, period, bucket);
        }
    }

    private void write(
            Connection connection, RollupKind kind, RollupPeriod period, Bucket bucket, HistogramSnapshot merged)
            throws SQLException {
        try (PreparedStatement statement = prepare(connection, WRITE)) {
            BucketSketch.bind(statement, 1, merged);
            bind(statement, 5, kind, period, bucket);
            statement.executeUpdate();
        }
    }

    /** Of a part of the values there is no sketch. */
    private void giveUp(Connection connection, RollupKind kind, RollupPeriod period, Bucket bucket)
            throws SQLException {
        try (PreparedStatement statement = prepare(connection, GIVE_UP)) {
            bind(statement, 1, kind, period, bucket);
            statement.executeUpdate();
        }
    }

    private static void bind(PreparedStatement statement, int from, RollupKind kind, RollupPeriod period, Bucket bucket)
            throws SQLException {
        statement.setString(from, period.label());
        statement.setString(from + 1, bucket.name);
        statement.setObject(from + 2, bucket.start);
        statement.setBytes(from + 3, bucket.dimensions);
        statement.setString(from + 4, kind.label());
    }
}
